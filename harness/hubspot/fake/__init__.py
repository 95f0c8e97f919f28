"""A HubSpot that runs on this machine: contacts, their properties, limits, faults, and the pages a person looks at.

`create_app` gives it as an ASGI application, for a server or to be called in process.
"""

from harness.hubspot.fake.app import create_app
from harness.hubspot.fake.limits import Allowance

__all__ = ["Allowance", "create_app"]

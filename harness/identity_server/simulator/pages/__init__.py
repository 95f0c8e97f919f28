"""The pages a person meets: sign-in, self-registration and My Account, with the real server's URLs and locators.

Text, layout and code are the project's own; what they share with WSO2 Identity Server 6.1 is what a test relies on:
addresses, field names, ids, ``data-testid`` values, messages, and the calls a browser makes.
"""

from starlette.routing import BaseRoute

from harness.identity_server.simulator.pages import assets, login, myaccount, recovery

routes: list[BaseRoute] = [*assets.routes, *login.routes, *recovery.routes, *myaccount.routes]

__all__ = ["routes"]

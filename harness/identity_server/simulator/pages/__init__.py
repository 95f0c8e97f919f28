"""The pages a person meets: sign-in, self-registration and My Account, with the real server's URLs and locators.

Text, layout and code are the project's own; what they share with WSO2 Identity Server 6.1 is what a test relies on:
addresses, field names, ids, ``data-testid`` values, messages, and the calls a browser makes.
"""

from starlette.routing import BaseRoute

from harness.identity_server.simulator.pages.assets import routes as _assets
from harness.identity_server.simulator.pages.login import routes as _login
from harness.identity_server.simulator.pages.myaccount import routes as _myaccount
from harness.identity_server.simulator.pages.recovery import routes as _recovery

routes: list[BaseRoute] = [*_assets, *_login, *_recovery, *_myaccount]

__all__ = ["routes"]

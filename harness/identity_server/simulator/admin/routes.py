"""The routes of the administration API in the order in which they are tried."""

from starlette.routing import BaseRoute

from harness.identity_server.simulator.admin import applications, claims, connectors, governance, providers, release

routes: list[BaseRoute] = [
    *claims.routes,
    *connectors.routes,
    *providers.routes,
    *applications.routes,
    *governance.routes,
    *release.routes,
    *release.last,
]

"""Configuring an Identity Server from code, as the vendor's guide does by hand: by its REST API, idempotently."""

from harness.identity_server.configure.client import AdminClient
from harness.identity_server.configure.deployment import amended_toml, deployment_toml
from harness.identity_server.configure.guide import configure
from harness.identity_server.configure.releases import RELEASES, Release, TrustStore, release_named, trust_store
from harness.identity_server.configure.report import Change, Report
from harness.identity_server.configure.wanted import Wanted

__all__ = [
    "RELEASES",
    "AdminClient",
    "Change",
    "Release",
    "Report",
    "TrustStore",
    "Wanted",
    "amended_toml",
    "configure",
    "deployment_toml",
    "release_named",
    "trust_store",
]

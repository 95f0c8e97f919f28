"""What is around the scenarios on a machine: disk, certificates, a Docker engine, credentials."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import httpx2
from cryptography import x509

from harness.check import Check
from harness.seams import Clock, system_clock
from harness.serving.certificate import throw_away_context

ROOM: Final = 500 * 2**20  # bytes: browsers' profiles, databases, logs and screenshots of a run
SOON: Final = 30  # days before a certificate's end at which it is time to act
ENGINE: Final = "unix:///var/run/docker.sock"
"""Where Docker's engine listens unless ``DOCKER_HOST`` says otherwise."""
_BRIDGE_CA: Final = Path("bridge-ca.pem")
_OWN_SERVERS: Final = {
    "credentials of an identity server of yours": ("IS_ADMIN_USERNAME", "IS_ADMIN_PASSWORD"),
    "credentials of a bridge of yours": ("BRIDGE_USERNAME", "BRIDGE_PASSWORD"),
    "token of a HubSpot account of yours": ("BRIDGE_HUBSPOT_TOKEN",),
}


def check_disk(folder: str | None = None, room: int = ROOM) -> Check:
    """See whether there is room for what a run writes to the temporary folder."""
    where = folder or tempfile.gettempdir()
    free = shutil.disk_usage(where).free
    seen = f"{free / 2**30:.1f} GiB free in {where}"
    if free >= room:
        return Check("disk", "fine", seen)
    mend = f"free {(room - free) / 2**20:.0f} MiB more there, or name another folder by TMPDIR"
    return Check("disk", "missing", seen, mend)


def check_certificates(authority: Path = _BRIDGE_CA, clock: Clock = system_clock) -> Iterator[Check]:
    """See whether certificates can be made, and how long the bridge's own authority, if it is here, is valid."""
    throw_away_context("localhost", clock)
    yield Check("certificates", "fine", "throw-away ones are made at each start")
    if not authority.exists():
        return
    name = f"authority {authority.name}"
    renew = f"move {authority} away and start `bridge serve` again; then let the identity server trust the new one"
    try:
        until = x509.load_pem_x509_certificate(authority.read_bytes()).not_valid_after_utc
    except (OSError, ValueError) as error:
        yield Check(name, "note", f"cannot be read ({error})", renew)
        return
    days = (until - datetime.fromtimestamp(clock(), UTC)).days
    yield Check(name, "note" if days < SOON else "fine", f"valid for {days} days", renew if days < SOON else "")


def check_engine(environment: Mapping[str, str] = os.environ, *, needed: bool = False) -> Check:
    """See whether a Docker engine answers, which the rungs ``containers`` and ``real-is`` need.

    Args:
        environment: where ``DOCKER_HOST`` may stand.
        needed: whether such a rung is asked for.
    """
    host = environment.get("DOCKER_HOST") or ENGINE
    scheme, _, rest = host.partition("://")
    if scheme not in {"unix", "tcp", "http"}:
        return Check(
            "Docker engine", "note", f"{host} was not asked", f"see whether `docker -H {host} version` answers"
        )
    version = _engine_version(scheme, rest)
    if version is None:
        start = "start the engine (`docker info` shows whether it answers), or name it by DOCKER_HOST"
        mend = start if needed else f"only containers need it: {start}"
        return Check("Docker engine", "missing" if needed else "note", f"none answers at {host}", mend)
    return Check("Docker engine", "fine", f"{version} at {host}")


def _engine_version(scheme: str, rest: str) -> str | None:
    if scheme == "unix" and not _someone_listens(rest):
        return None
    transport = httpx2.HTTPTransport(uds=rest) if scheme == "unix" else None
    url = "http://docker" if scheme == "unix" else f"http://{rest}"
    try:
        with httpx2.Client(transport=transport, timeout=3, trust_env=False) as client:
            return str(client.get(f"{url}/version").json()["Version"])
    except (httpx2.HTTPError, OSError, ValueError, KeyError, TypeError):
        return None


def _someone_listens(path: str) -> bool:
    """Tell whether a process answers at a Unix socket: the HTTP client leaves its own open where none does."""
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(3)
            probe.connect(path)
    except OSError:
        return False
    return True


def check_credentials(environment: Mapping[str, str] = os.environ) -> Iterator[Check]:
    """See which credentials for servers of one's own are there; their values are never shown."""
    yield Check("credentials", "fine", "the embedded rung needs none")
    for name, variables in _OWN_SERVERS.items():
        given = [variable for variable in variables if _is_given(variable, environment)]
        if not given:
            continue
        lacking = [variable for variable in variables if variable not in given]
        mend = f"set {' and '.join(lacking)} too, or its _FILE" if lacking else ""
        yield Check(name, "note" if lacking else "fine", f"{', '.join(given)} given", mend)
    for variable in sorted(environment):
        file = environment[variable]
        if variable.startswith(("BRIDGE_", "HARNESS_")) and variable.endswith("_FILE") and not Path(file).is_file():
            yield Check(variable, "note", f"names {file}, which is not there", "correct it or unset it")


def _is_given(variable: str, environment: Mapping[str, str]) -> bool:
    return bool(environment.get(variable) or environment.get(f"{variable}_FILE"))

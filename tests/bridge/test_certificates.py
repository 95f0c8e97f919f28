"""The certificate that the bridge serves."""

import socket
import ssl
import stat
from pathlib import Path

import pytest
import trustme

from bridge import certificates
from bridge.errors import EnvironmentUnusable, WrongUse
from bridge.seams import system_seams

DAY = 86_400.0
clock = system_seams().clock  # a handshake looks at the machine's clock too


def test_the_certificate_is_verified_against_the_authority_by_name_and_by_address(tmp_path: Path) -> None:
    files = certificates.ensure(tmp_path, ("bridge.example.com", "127.0.0.1"), clock)
    for name in ("bridge.example.com", "127.0.0.1"):
        assert handshake(files, name) in {"TLSv1.2", "TLSv1.3"}


def test_another_name_is_not_covered(tmp_path: Path) -> None:
    files = certificates.ensure(tmp_path, ("bridge.example.com",), clock)
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(files, "localhost")


def test_less_than_tls_1_2_is_refused(tmp_path: Path) -> None:
    files = certificates.ensure(tmp_path, ("localhost",), clock)
    context = certificates.server_context(files.certificate, files.key)
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2


def test_without_names_this_machine_is_covered(tmp_path: Path) -> None:
    files = certificates.ensure(tmp_path, (), clock)
    for name in ("localhost", "127.0.0.1", "::1", socket.gethostname()):
        handshake(files, name)


def test_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    certificates.ensure(tmp_path, (), clock)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("*key.pem")}
    assert modes == {"bridge-ca-key.pem": 0o600, "bridge-key.pem": 0o600}


def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    certificates.ensure(tmp_path, ("localhost",), clock)
    before = contents(tmp_path)
    certificates.ensure(tmp_path, ("localhost",), clock)
    assert contents(tmp_path) == before


def test_other_names_renew_the_certificate_and_keep_the_authority(tmp_path: Path) -> None:
    certificates.ensure(tmp_path, ("localhost",), clock)
    before = contents(tmp_path)
    files = certificates.ensure(tmp_path, ("localhost", "bridge"), clock)
    assert changed(before, contents(tmp_path)) == {"bridge-certificate.pem", "bridge-key.pem"}
    handshake(files, "bridge")


def test_a_certificate_near_its_end_is_renewed_and_the_authority_kept(tmp_path: Path) -> None:
    files = certificates.ensure(tmp_path, ("localhost",), clock)
    before = contents(tmp_path)
    years_later = clock() + (certificates.days_left(files.certificate, clock) - 10) * DAY
    certificates.ensure(tmp_path, ("localhost",), lambda: years_later)
    assert changed(before, contents(tmp_path)) == {"bridge-certificate.pem", "bridge-key.pem"}
    assert certificates.days_left(files.certificate, lambda: years_later) > 365


@pytest.mark.parametrize("name", ["bridge-certificate.pem", "bridge-key.pem"])
def test_a_damaged_certificate_is_made_anew(tmp_path: Path, name: str) -> None:
    files = certificates.ensure(tmp_path, ("localhost",), clock)
    (tmp_path / name).write_text("half a fi", encoding="ascii")
    certificates.ensure(tmp_path, ("localhost",), clock)
    handshake(files, "localhost")


def test_the_authoritys_key_may_be_taken_away(tmp_path: Path) -> None:
    certificates.ensure(tmp_path, ("localhost",), clock)
    (tmp_path / "bridge-ca-key.pem").unlink()
    before = contents(tmp_path)
    certificates.ensure(tmp_path, ("localhost",), clock)
    assert contents(tmp_path) == before


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentUnusable, match="below is not there"):
        certificates.ensure(tmp_path / "below", ("localhost",), clock)
    assert not (tmp_path / "below").exists()


def test_a_file_that_cannot_be_replaced_is_named(tmp_path: Path) -> None:
    (tmp_path / "bridge-ca.pem").mkdir()
    with pytest.raises(EnvironmentUnusable, match="--tls-certificate"):
        certificates.ensure(tmp_path, ("localhost",), clock)


def test_a_given_certificate_is_served(tmp_path: Path) -> None:
    given = trustme.CA().issue_cert("bridge.example.com")
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    given.cert_chain_pems[0].write_to_path(str(certificate))
    given.private_key_pem.write_to_path(str(key))
    assert certificates.server_context(certificate, key)


def test_a_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    one = certificates.ensure(folder(tmp_path, "one"), ("localhost",), clock)
    other = certificates.ensure(folder(tmp_path, "other"), ("localhost",), clock)
    with pytest.raises(WrongUse, match="belong together"):
        certificates.server_context(one.certificate, other.key)


def test_a_certificate_file_that_is_missing_or_no_pem_is_refused(tmp_path: Path) -> None:
    files = certificates.ensure(tmp_path, ("localhost",), clock)
    (tmp_path / "text.pem").write_text("no PEM", encoding="ascii")
    with pytest.raises(WrongUse, match=r"none\.pem cannot be read"):
        certificates.server_context(tmp_path / "none.pem", files.key)
    with pytest.raises(WrongUse, match="cannot be used"):
        certificates.server_context(tmp_path / "text.pem", files.key)


def folder(parent: Path, name: str) -> Path:
    path = parent / name
    path.mkdir()
    return path


def contents(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.glob("*.pem")}


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {name for name in after if before.get(name) != after[name]}


def handshake(files: certificates.Files, name: str) -> str | None:
    """Shake hands in memory, as a client that trusts the authority and calls the server by that name."""
    client = ssl.create_default_context(cafile=str(files.authority))
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = certificates.server_context(files.certificate, files.key)
    server = context.wrap_bio(to_server, to_client, server_side=True)
    caller = client.wrap_bio(to_client, to_server, server_hostname=name)
    for side in (caller, server, caller, server):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    return caller.version()

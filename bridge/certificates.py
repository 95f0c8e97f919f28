"""The certificate that the bridge serves: its own, signed by its own authority, or one that its owner gives.

Identity Server trusts an authority, not a certificate, so the authority is made once and kept; the certificate is
made anew when it gets old or the host names change, and nothing has to be imported again.
"""

import ipaddress
import os
import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from filelock import FileLock

from bridge.errors import EnvironmentUnusable, WrongUse
from bridge.seams import Clock

_AUTHORITY_LIFE = timedelta(days=20 * 365)
_LIFE = timedelta(days=5 * 365)
_RENEW_BEFORE = timedelta(days=365)
"""Renewal happens at a start, so it comes long before the end: a bridge may run for months."""
_LONGEST_COMMON_NAME = 64  # RFC 5280 appendix A, ub-common-name
_SECRET_FILE, _PUBLIC_FILE = 0o600, 0o644


@dataclass(frozen=True, slots=True)
class Files:
    """Where a certificate, its key, and what a client must trust for it stand (PEM)."""

    certificate: Path
    key: Path
    authority: Path


@dataclass(frozen=True, slots=True)
class _Pair:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def own_files(folder: Path) -> Files:
    """Return the names of the bridge's own files in the folder of its database."""
    return Files(folder / "bridge-certificate.pem", folder / "bridge-key.pem", folder / "bridge-ca.pem")


def ensure(folder: Path, hostnames: tuple[str, ...], clock: Clock) -> Files:
    """Make what is missing, too old or for other names, and return where it stands.

    Args:
        folder: The folder of the database.
        hostnames: DNS names and IP addresses that the certificate must cover; none: those of this machine.
        clock: The time, for validity.

    Raises:
        EnvironmentUnusable: the folder or a file in it cannot be read or written.
    """
    files = own_files(folder)
    names = hostnames or default_hostnames()
    now = datetime.fromtimestamp(clock(), UTC)
    if not folder.is_dir():
        raise EnvironmentUnusable(
            f"The folder {folder} is not there: make it, or name a database in another by --database-url."
        )
    try:
        with FileLock(folder / "bridge-certificate.lock", timeout=10):
            _ensure(files, names, now)
    except OSError as error:
        raise EnvironmentUnusable(
            f"The bridge's certificates in {folder} cannot be kept ({error.strerror or error}): make the folder "
            "writable, or give your own by --tls-certificate and --tls-key."
        ) from error
    return files


def default_hostnames() -> tuple[str, ...]:
    """Return the names by which this machine is called from itself and from its network."""
    return tuple(dict.fromkeys(("localhost", "127.0.0.1", "::1", socket.gethostname().lower())))


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return a context that serves the certificate with TLS 1.2 or later.

    Raises:
        WrongUse: a file cannot be read, or the two do not belong together.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    for path in (certificate, key):
        _check_readable(path)
    try:
        context.load_cert_chain(certificate, key, password=_no_password)
    except (ssl.SSLError, ValueError) as error:
        raise WrongUse(
            f"The certificate {certificate} and the key {key} cannot be used ({_reason(error)}): give two PEM files "
            "that belong together, the key not encrypted, by --tls-certificate and --tls-key."
        ) from error
    return context


def days_left(certificate: Path, clock: Clock) -> int:
    """Return for how many whole days a certificate is still valid (negative: it has ended)."""
    loaded = x509.load_pem_x509_certificate(certificate.read_bytes())
    return (loaded.not_valid_after_utc - datetime.fromtimestamp(clock(), UTC)).days


def last_of_chain(certificate: Path) -> str:
    """Return the last certificate of a PEM file: the one nearest to the authority.

    Raises:
        WrongUse: the file is unreadable or holds no certificate.
    """
    _check_readable(certificate)
    try:
        chain = x509.load_pem_x509_certificates(certificate.read_bytes())
    except ValueError as error:
        raise WrongUse(f"{certificate} holds no PEM certificate: name another by --tls-certificate.") from error
    return _pem(chain[-1]).decode()


def _check_readable(path: Path) -> None:
    try:
        path.read_bytes()
    except OSError as error:
        raise WrongUse(f"{path} cannot be read ({error.strerror}): name a readable PEM file.") from error


def _no_password() -> bytes:
    raise ValueError("the key is encrypted")


def _reason(error: Exception) -> str:
    return (getattr(error, "reason", None) or str(error)).replace("_", " ").lower()


def _ensure(files: Files, names: tuple[str, ...], now: datetime) -> None:
    root, current = _certificate(files.authority), _read(files.certificate, files.key)
    if root is not None and current is not None and _fits(current.certificate, root, names, now):
        return  # even where the authority's key was taken away, as careful owners do
    authority_key = files.authority.with_name("bridge-ca-key.pem")
    authority = _read(files.authority, authority_key)
    if authority is None or _old(authority.certificate, now):
        authority = _make_authority(now)
        _write(authority, files.authority, authority_key)
    _write(_make_certificate(authority, names, now), files.certificate, files.key)


def _certificate(path: Path) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None


def _read(certificate: Path, key: Path) -> _Pair | None:
    """Read a pair; None when it is not whole, as after a crash between the two files, and must be made again."""
    found = _certificate(certificate)
    try:
        private = serialization.load_pem_private_key(key.read_bytes(), password=None)
    except (FileNotFoundError, ValueError, TypeError):
        return None
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        return None
    if found is None or found.public_key() != private.public_key():
        return None
    return _Pair(found, private)


def _old(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_after_utc - now < _RENEW_BEFORE


def _fits(certificate: x509.Certificate, authority: x509.Certificate, names: tuple[str, ...], now: datetime) -> bool:
    if _old(certificate, now) or certificate.issuer != authority.subject:
        return False
    try:
        certificate.verify_directly_issued_by(authority)
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (InvalidSignature, ValueError, TypeError, x509.ExtensionNotFound):
        return False
    return set(found) == set(_alternative_names(names))


def _make_authority(now: datetime) -> _Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    # The serial in the name keeps two authorities apart in a trust store.
    serial = x509.random_serial_number()
    name = _name(f"HubSpot bridge CA {serial:x}"[:40])
    builder = (
        _builder(name, name, key, now, now + _AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
    )
    return _Pair(builder.sign(key, hashes.SHA256()), key)


def _make_certificate(authority: _Pair, names: tuple[str, ...], now: datetime) -> _Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = authority.certificate
    until = min(now + _LIFE, issuer.not_valid_after_utc)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    builder = (
        _builder(_name(names[0][:_LONGEST_COMMON_NAME]), issuer.subject, key, now, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_alternative_names(names)), critical=False)
        .add_extension(identifier, critical=False)
    )
    return _Pair(builder.sign(authority.key, hashes.SHA256()), key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    """Start a certificate; it is valid from a day ago, for clients whose clock is behind."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _alternative_names(names: tuple[str, ...]) -> list[x509.GeneralName]:
    return [_alternative_name(name) for name in names]


def _alternative_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name.lower())


def _write(pair: _Pair, certificate: Path, key: Path) -> None:
    """Write the key first: a certificate without its key would be a pair that looks whole to people."""
    private = pair.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _replace(key, private, _SECRET_FILE)
    _replace(certificate, _pem(pair.certificate), _PUBLIC_FILE)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _replace(path: Path, content: bytes, mode: int) -> None:
    """Put a whole file in place of the old one; it never exists in part, nor with wider permissions."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _SECRET_FILE), "wb") as file:
        fresh.chmod(mode)  # whatever the process's umask takes away
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)

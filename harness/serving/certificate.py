"""TLS for a server on this machine: a certificate of one's own, or a throw-away one whose key is never kept."""

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from harness.seams import Clock, system_clock
from harness.serving.errors import ServerError

_VALID = timedelta(days=7)


def context(host: str, certificate: Path | None, key: Path | None) -> ssl.SSLContext:
    """Return a server's TLS context with the given certificate, else with a throw-away one.

    Raises:
        ServerError: A file cannot be read or does not hold what it should.
    """
    return context_of_files(certificate, key) if certificate else throw_away_context(host, system_clock)


def throw_away_context(host: str, clock: Clock) -> ssl.SSLContext:
    """Return a server's TLS context with a fresh certificate for `localhost`, 127.0.0.1 and the host."""
    key = ec.generate_private_key(ec.SECP256R1())
    key_pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    certificate = _certificate(key, host, datetime.fromtimestamp(clock(), UTC))
    with TemporaryDirectory() as folder:
        # OpenSSL reads key and certificate from a file; it is gone before the server takes its first connection.
        pem = Path(folder) / "server.pem"
        pem.touch(mode=0o600)
        pem.write_bytes(key_pem + certificate.public_bytes(serialization.Encoding.PEM))
        return _context(pem, None)


def context_of_files(certificate: Path, key: Path | None) -> ssl.SSLContext:
    """Return a server's TLS context with the certificate of a file.

    Raises:
        ServerError: A file cannot be read or does not hold what it should.
    """
    try:
        return _context(certificate, key)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ServerError(
            f"The certificate {certificate} cannot be used ({reason}): give a PEM certificate with --tls-certificate "
            "and its key without password with --tls-key.",
            2,
        ) from error


def _context(certificate: Path, key: Path | None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # An empty password makes a protected key an error instead of a question at the terminal.
    context.load_cert_chain(certificate, key, password="")
    return context


def _certificate(key: ec.EllipticCurvePrivateKey, host: str, now: datetime) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Provisioning harness, for tests only")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _VALID)
        .add_extension(x509.SubjectAlternativeName(_names(host)), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )


def _names(host: str) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    try:
        extra: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        extra = x509.DNSName(host)
    return names if extra in names else [*names, extra]

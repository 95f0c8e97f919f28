"""A certificate authority for one stack: made before its servers start, so that one trusts the other from the first."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Final, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from harness.seams import Clock, system_clock

_VALID: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Issued:
    """A server's certificate with its authority behind it, and its private key, both as PEM."""

    certificate: bytes
    key: bytes


class Authority:
    """An authority whose key never leaves this process."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate, now: datetime) -> None:
        """Take what `new` makes."""
        self._key = key
        self._certificate = certificate
        self._now = now

    @classmethod
    def new(cls, clock: Clock = system_clock) -> Self:
        """Make one that is valid for a month."""
        now = datetime.fromtimestamp(clock(), UTC)
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name("Provisioning harness CA, for tests only")
        builder = _builder(name, name, key, now).add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        )
        return cls(key, builder.sign(key, hashes.SHA256()), now)

    @property
    def pem(self) -> bytes:
        """What has to be trusted."""
        return self._certificate.public_bytes(serialization.Encoding.PEM)

    def issue(self, *names: str) -> Issued:
        """Make a certificate for a server that is called by these DNS names, and from this machine."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _builder(_name(names[0]), self._certificate.subject, key, self._now)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName(_alternative(names)), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return Issued(certificate.public_bytes(serialization.Encoding.PEM) + self.pem, private)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _VALID)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _alternative(names: tuple[str, ...]) -> list[x509.GeneralName]:
    return [*(x509.DNSName(name) for name in (*names, "localhost")), x509.IPAddress(ip_address("127.0.0.1"))]

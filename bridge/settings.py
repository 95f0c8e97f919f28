"""What can be set: the one list from which flags, environment variables, TOML keys and docs/settings.md are made.

Making `Settings` reads nothing but its arguments; bridge/sources.py gathers them.
"""

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from bridge.errors import WrongUse
from bridge.scim.auth import Credentials

PREFIX = "BRIDGE_"
_OWN_PATHS = ("/health", "/metrics", "/admin", "/scim")
_LONGEST_NAME, _LONGEST_LABEL = 253, 63  # RFC 1035 section 2.3.4


@dataclass(frozen=True, slots=True)
class Credential:
    """Marks a setting that may come from the file `BRIDGE_<NAME>_FILE`; a secret has no flag and no TOML key."""

    secret: bool


def _base_path(value: str) -> str:
    path = "/" + value.strip("/")
    if path == "/" or any(character in value for character in "{}?# %"):
        raise ValueError("give a plain path such as /hubspot/contacts")
    if any(path == own or path.startswith(own + "/") for own in _OWN_PATHS):
        raise ValueError(f"{path} is the bridge's own; give another such as /hubspot/contacts")
    return path


def _http_url(value: str) -> str:
    url = urlsplit(value)
    if url.scheme not in {"http", "https"} or not url.hostname or url.query or url.fragment:
        raise ValueError("give a URL such as https://api.hubapi.com")
    if url.username or url.password:
        raise ValueError("give the URL without credentials; the token is BRIDGE_HUBSPOT_TOKEN")
    return value.rstrip("/")


def _database_url(value: str) -> str:
    kind = value.partition(":")[0].partition("+")[0]
    if kind in {"postgresql", "postgres"}:
        raise ValueError("postgresql:// comes with a later release; give sqlite:///FILE")
    if kind != "sqlite" or not value.startswith("sqlite://"):
        raise ValueError("give sqlite:///FILE")
    return value


def _delivery(value: str) -> str:
    if value == "sync":
        raise ValueError("sync comes with a later release; give async, or hold")
    return value


def _user_name(value: str | None) -> str | None:
    if value is not None and ":" in value:
        raise ValueError("a user name with a colon cannot be sent by HTTP Basic; give one without")
    return value


def _hostnames(value: object) -> object:
    """Let the environment name several, separated by commas."""
    return tuple(name.strip() for name in value.split(",") if name.strip()) if isinstance(value, str) else value


def _each_hostname(value: tuple[str, ...]) -> tuple[str, ...]:
    for name in value:
        if not _is_hostname(name):
            raise ValueError(f"{name!r} is no host name or IP address")
    return value


def _is_hostname(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        labels = name.removeprefix("*.").split(".")
        return len(name) <= _LONGEST_NAME and all(_is_label(label) for label in labels)
    return True


def _is_label(label: str) -> bool:
    return len(label) <= _LONGEST_LABEL and label.isascii() and label.replace("-", "").replace("_", "").isalnum()


class Settings(BaseSettings):
    """Every setting of the bridge. Durations are in seconds."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True, hide_input_in_errors=True
    )

    host: str = Field(default="127.0.0.1", description="Address to listen at; 0.0.0.0 for all.")
    port: int = Field(default=8253, ge=0, le=65535, description="Port to listen at; 0 picks a free one.")
    tls: bool = Field(default=True, description="Serve HTTPS; without, plain HTTP (behind a proxy that ends TLS).")
    tls_certificate: Path | None = Field(
        default=None,
        description="PEM file of your own certificate and its chain, instead of the one that the bridge makes.",
    )
    tls_key: Path | None = Field(default=None, description="PEM file of that certificate's private key, not encrypted.")
    tls_hostname: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_hostnames), AfterValidator(_each_hostname)] = (
        Field(
            default=(),
            description="Host name or address by which Identity Server calls the bridge, for the certificate that it "
            "makes; give it several times (in the environment: separated by commas). "
            "Without: localhost, 127.0.0.1, ::1 and this machine's name.",
        )
    )
    base_path: Annotated[str, AfterValidator(_base_path)] = Field(
        default="/hubspot/contacts", description="Path of the users for WSO2's connectors; /scim/v2 is always there."
    )
    mapping: Path | None = Field(default=None, description="YAML file of the mapping; without, the packaged one.")
    database_url: Annotated[str, AfterValidator(_database_url)] = Field(
        default="sqlite:///bridge.db", description="Database that keeps the users; certificates are kept beside it."
    )
    hubspot_url: Annotated[str, AfterValidator(_http_url)] = Field(
        default="https://api.hubapi.com", description="Where HubSpot's API is."
    )
    hubspot_timeout: float = Field(default=20.0, gt=0, le=600, description="How long a call of HubSpot may take.")
    hubspot_limit: int | None = Field(
        default=None, ge=1, description="Calls of HubSpot in any 10 s; without, what HubSpot says of itself."
    )
    lease: float = Field(
        default=30.0,
        gt=0,
        le=3600,
        description="How long a call without an answer holds back newer versions of its users.",
    )
    create_properties: bool = Field(default=True, description="Create the properties that HubSpot lacks.")
    delivery: Annotated[Literal["async", "sync", "hold"], AfterValidator(_delivery)] = Field(
        default="async",
        description="async answers once the change is on disk, and delivers it; hold takes everything too, writes "
        "nothing to HubSpot and shows what it would (`bridge users list --state held`).",
    )
    sync_timeout: float = Field(default=3.0, gt=0, le=60, description="How long `--delivery sync` waits for HubSpot.")
    drain_timeout: float = Field(default=10.0, ge=0, le=600, description="How long open requests may take at the stop.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least severe line to log."
    )
    log_format: Literal["json", "console"] = Field(default="json", description="json for machines, console for people.")
    username: Annotated[str | None, AfterValidator(_user_name), Credential(secret=False)] = Field(
        default=None, description="User name that Identity Server sends. Needed to serve."
    )
    password: Annotated[SecretStr | None, Credential(secret=True)] = Field(
        default=None, description="Password that Identity Server sends. Needed to serve."
    )
    hubspot_token: Annotated[SecretStr | None, Credential(secret=True)] = Field(
        default=None,
        description="Access token of HubSpot's private app. Needed to serve, but with `--delivery hold`.",
    )
    trail: int = Field(
        default=2_000,
        ge=0,
        le=100_000,
        description="How many of the last events `/admin/events` can show, kept in memory; 0 switches it off.",
    )
    admin_username: Annotated[str | None, AfterValidator(_user_name), Credential(secret=False)] = Field(
        default=None, description="User name for /admin; without, /admin is off."
    )
    admin_password: Annotated[SecretStr | None, Credential(secret=True)] = Field(
        default=None, description="Password for /admin; without, /admin is off."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is pydantic-settings'
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic-settings'
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic-settings'
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic-settings'
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take the arguments alone, so that settings made in a test are what the test says."""
        return (init_settings,)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("--tls-certificate and --tls-key go together; give both or neither")
        if self.lease <= self.hubspot_timeout:
            raise ValueError("--lease must be longer than --hubspot-timeout, or a late answer meets a newer send")
        if (self.admin_username is None) != (self.admin_password is None):
            raise ValueError("BRIDGE_ADMIN_USERNAME and BRIDGE_ADMIN_PASSWORD go together; set both or neither")
        return self

    def credentials(self) -> Credentials:
        """Return what Identity Server must send.

        Raises:
            WrongUse: one of them is not set, and there is no default.
        """
        self._need("username", "password")
        return Credentials(self.username or "", _reveal(self.password))

    def token(self) -> str:
        """Return the token for HubSpot; empty where it is not needed and not set.

        Raises:
            WrongUse: it is not set, or cannot be a token.
        """
        if not (self.delivery == "hold" and self.hubspot_token is None):
            self._need("hubspot_token")
        token = _reveal(self.hubspot_token)
        if not (token.isascii() and token.isprintable()) or " " in token:
            raise WrongUse("BRIDGE_HUBSPOT_TOKEN has characters that no token has: copy it from HubSpot again.")
        return token

    def admin_credentials(self) -> Credentials | None:
        """Return what a caller of /admin must send; None: /admin is off."""
        if self.admin_username is None:
            return None
        return Credentials(self.admin_username, _reveal(self.admin_password))

    def check_serving(self) -> None:
        """Check that all is set without which the bridge does not start.

        Raises:
            WrongUse: names every variable that is missing.
        """
        self._need("username", "password", *(() if self.delivery == "hold" else ("hubspot_token",)))
        self.token()

    def secrets(self) -> tuple[str, ...]:
        """Return the values that no log may show."""
        values = (self.password, self.hubspot_token, self.admin_password)
        return tuple(value.get_secret_value() for value in values if value is not None)

    def _need(self, *names: str) -> None:
        missing = [variable(name) for name in names if getattr(self, name) is None]
        if missing:
            last = f" and {missing[-1]}" if len(missing) > 1 else missing[-1]
            raise WrongUse(
                f"{', '.join(missing[:-1])}{last} not set: set {'it' if len(missing) == 1 else 'them'} in the "
                f"environment, or {', '.join(f'{name}_FILE' for name in missing)} to the name of a file that holds the "
                "value; there is no default."
            )


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    return PREFIX + name.upper()


def flag(name: str) -> str:
    """Return the flag of a setting."""
    return "--" + name.replace("_", "-")


def credential(name: str) -> Credential | None:
    """Return the mark of a setting that may come from a file of its own; None for all others."""
    found = (mark for mark in Settings.model_fields[name].metadata if isinstance(mark, Credential))
    return next(found, None)


def is_secret(name: str) -> bool:
    """Return whether a setting must not stand on a command line or in a configuration file."""
    mark = credential(name)
    return mark is not None and mark.secret


def _reveal(value: SecretStr | None) -> str:
    return "" if value is None else value.get_secret_value()

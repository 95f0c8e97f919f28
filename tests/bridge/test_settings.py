"""Settings: their sources, their order, and what is refused."""

from pathlib import Path

import pytest

from bridge.errors import WrongUse
from bridge.settings import Settings, variable
from bridge.sources import load

SECRETS = {"password": "p-1234567890", "hubspot_token": "t-1234567890"}


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)
        monkeypatch.delenv(f"{variable(name)}_FILE", raising=False)


def toml(folder: Path, text: str) -> Path:
    file = folder / "bridge.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refusal(flags: dict[str, object], config: Path | None = None) -> str:
    with pytest.raises(WrongUse) as caught:
        load(flags, config)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_the_defaults_are_those_of_the_contract() -> None:
    settings = load({})
    assert (settings.port, settings.tls, settings.base_path) == (8253, True, "/hubspot/contacts")
    assert (settings.database_url, settings.hubspot_url) == ("sqlite:///bridge.db", "https://api.hubapi.com")
    assert settings.delivery == "async"


def test_a_flag_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIDGE_PORT", "1001")
    assert load({"port": "1002"}).port == 1002


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BRIDGE_PORT", "1001")
    assert load({}, toml(tmp_path, "port = 1003")).port == 1001


def test_the_file_wins_over_the_default(tmp_path: Path) -> None:
    assert load({}, toml(tmp_path, "base-path = '/people'")).base_path == "/people"


def test_a_secret_comes_from_the_file_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text("t-from-file\n", encoding="utf-8")
    monkeypatch.setenv("BRIDGE_HUBSPOT_TOKEN_FILE", str(tmp_path / "token"))
    assert load({}).token() == "t-from-file"


def test_the_environment_wins_over_the_file_of_a_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("t-from-file", encoding="utf-8")
    monkeypatch.setenv("BRIDGE_HUBSPOT_TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setenv("BRIDGE_HUBSPOT_TOKEN", "t-direct")
    assert load({}).token() == "t-direct"


def test_an_unreadable_file_of_a_secret_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIDGE_PASSWORD_FILE", "/nowhere/password")
    assert "BRIDGE_PASSWORD_FILE=/nowhere/password" in refusal({})


def test_an_empty_file_of_a_secret_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("\n", encoding="utf-8")
    monkeypatch.setenv("BRIDGE_PASSWORD_FILE", str(tmp_path / "password"))
    assert "empty first line" in refusal({})


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIDGE_MAPPING", "")
    assert load({}).mapping is None


def test_the_port_that_kubernetes_makes_for_a_service_named_bridge_is_ignored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BRIDGE_PORT", "tcp://10.0.0.1:8253")
    assert load({}).port == 8253


def test_host_names_stand_in_one_variable_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIDGE_TLS_HOSTNAME", "bridge, bridge.example.com")
    assert load({}).tls_hostname == ("bridge", "bridge.example.com")


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_a_file_with_a_secret_is_refused_and_not_quoted(name: str, tmp_path: Path) -> None:
    text = refusal({}, toml(tmp_path, f'{name} = "{SECRETS[name]}"'))
    assert f"{name} is a secret" in text
    assert SECRETS[name] not in text


def test_an_unknown_key_names_the_nearest(tmp_path: Path) -> None:
    assert "'hubspot_url'" in refusal({}, toml(tmp_path, "hubspot_ulr = 'x'"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "none.toml cannot be read" in refusal({}, tmp_path / "none.toml")


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    assert "is no TOML" in refusal({}, toml(tmp_path, "port: 1"))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("port", "many", "--port (or BRIDGE_PORT)"),
        ("port", "65536", "65535"),
        ("delivery", "sync", "later release"),
        ("delivery", "never", "'async', 'sync' or 'hold'"),
        ("database_url", "postgresql://host/db", "later release"),
        ("database_url", "bridge.db", "sqlite:///FILE"),
        ("hubspot_url", "api.hubapi.com", "https://api.hubapi.com"),
        ("hubspot_url", "https://user:pw@host", "without credentials"),
        ("base_path", "/health/x", "the bridge's own"),
        ("base_path", "/", "/hubspot/contacts"),
        ("tls_hostname", ["no name"], "'no name'"),
        ("username", "a:b", "colon"),
        ("tls_certificate", "c.pem", "go together"),
        ("lease", "20", "longer than --hubspot-timeout"),
        ("admin_username", "admin", "BRIDGE_ADMIN_PASSWORD"),
    ],
)
def test_a_wrong_value_is_refused_with_what_to_give(name: str, value: object, said: str) -> None:
    assert said in refusal({name: value})


def test_a_wrong_secret_is_not_quoted() -> None:
    assert "s3cret-canary" not in refusal({"hubspot_token": ["s3cret-canary"]})


def test_without_credentials_every_missing_variable_is_named() -> None:
    with pytest.raises(WrongUse, match="BRIDGE_USERNAME, BRIDGE_PASSWORD and BRIDGE_HUBSPOT_TOKEN not set"):
        load({}).check_serving()


def test_no_text_form_of_the_settings_shows_a_secret() -> None:
    settings = load({"username": "is", **SECRETS})
    shown = repr(settings) + str(settings) + repr(settings.credentials()) + settings.model_dump_json()
    assert not any(secret in shown for secret in SECRETS.values())


def test_making_settings_reads_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIDGE_PORT", "1001")
    assert Settings().port == 8253

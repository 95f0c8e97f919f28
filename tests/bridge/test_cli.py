"""The command `bridge`: its exit codes, and one line for whatever goes wrong."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import update

from bridge.cli import main
from bridge.cli.flags import ALL
from bridge.directory import Moment, by_name, create, delete
from bridge.scim.operation import Merge
from bridge.settings import Settings, flag, is_secret, variable
from bridge.storage import open_engine, users


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]

NOWHERE = "http://127.0.0.1:9"
"""An address at which nothing listens."""


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    own_logging: None,  # noqa: ARG001 - serve sets the process's logging up
) -> Run:
    """Run a command in this process, in a folder of its own and without settings in the environment."""
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)
        monkeypatch.delenv(f"{variable(name)}_FILE", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bridge.serve._run", lambda *_: pytest.fail("it serves"))

    def command(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["bridge", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        shown = capsys.readouterr()
        return Ended(int(ended.value.code or 0), shown.out, shown.err)

    return command


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:  # noqa: ARG001 - it clears the environment first
    """Set what serving needs."""
    for name in ("username", "password", "hubspot_token"):
        monkeypatch.setenv(variable(name), f"{name}-canary")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database with a refused user and one that is owed."""
    file = tmp_path / "bridge.db"
    engine = open_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        for name in ("anna", "bob"):
            create(connection, name, Merge({}), Moment(1_700_000_000.0, f"corr-{name}", f"id-{name}"))
        refused = {
            "blocked": "refused",
            "owed_since": None,
            "error_class": "VALIDATION_ERROR",
            "error_message": "no such\ne-mail",
        }
        connection.execute(update(users).where(users.c.key == "anna").values(**refused))
    engine.dispose()
    return file


def one_line(ended: Ended, code: int) -> str:
    assert (ended.code, ended.out) == (code, "")
    assert ended.err.startswith("bridge: ")
    assert ended.err.count("\n") == 1
    return ended.err


def test_the_help_names_every_command(run: Run) -> None:
    ended = run("--help")
    assert ended.code == 0
    for command in ("serve", "certificate", "users", "doctor", "mapping"):
        assert f"\n  {command} " in ended.out


def test_the_help_comes_without_importing_what_commands_need() -> None:
    heavy = "{'pydantic', 'sqlalchemy', 'starlette', 'structlog', 'scim2_models', 'httpx2', 'rich'}"
    code = (
        "import sys, bridge.cli\n"
        "sys.argv = ['bridge', '--help']\n"
        "try: bridge.cli.main()\n"
        f"except SystemExit: sys.exit(bool({heavy} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0  # noqa: S603 - our own code


def test_the_version_is_shown(run: Run) -> None:
    ended = run("--version")
    assert (ended.code, ended.out.split()[0]) == (0, "bridge")


@pytest.mark.parametrize("arguments", [["servee"], ["serve", "--prot", "1"], ["users", "show"], []])
def test_wrong_use_ends_with_2(run: Run, arguments: list[str]) -> None:
    assert run(*arguments).code == 2


def test_serve_has_a_flag_for_every_setting_but_the_secrets(run: Run) -> None:
    shown = run("serve", "--help").out
    assert [name for name in ALL if f" {flag(name)}" not in shown] == []
    assert [name for name in Settings.model_fields if is_secret(name) and flag(name) in shown] == []


def test_a_secret_on_the_command_line_is_refused(run: Run) -> None:
    ended = run("serve", "--password", "pass-canary")
    assert ended.code == 2
    assert "pass-canary" not in ended.err


def test_serve_without_credentials_names_the_variables(run: Run) -> None:
    line = one_line(run("serve"), 2)
    assert "BRIDGE_USERNAME, BRIDGE_PASSWORD and BRIDGE_HUBSPOT_TOKEN" in line


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--delivery", "sync"], 2, "later release"),
        (["--database-url", "postgresql://host/db"], 2, "later release"),
        (["--port", "x"], 2, "BRIDGE_PORT"),
        (["--mapping", "none.yaml"], 2, "none.yaml"),
        (["--tls-certificate", "none.pem", "--tls-key", "none.pem"], 2, "none.pem cannot be read"),
        (["--config", "none.toml"], 2, "none.toml"),
        (["--database-url", "sqlite:///none/bridge.db"], 3, "--database-url"),
        (["--host", "198.51.100.1", "--no-tls"], 3, "--host"),
    ],
)
@pytest.mark.usefixtures("credentials")
def test_serve_refuses_in_one_line(run: Run, arguments: list[str], code: int, said: str) -> None:
    ended = run("serve", "--port", "0", *arguments)
    assert (ended.code, ended.out) == (code, "")
    (line,) = [line for line in ended.err.splitlines() if not line.startswith("{")]
    assert said in line
    assert "canary" not in ended.err


@pytest.mark.usefixtures("credentials")
def test_serve_refuses_a_file_that_is_no_database(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bridge.db").write_text("this is a text and no database " * 50, encoding="ascii")
    ended = run("serve", "--port", "0")
    assert ended.code == 3
    assert "bridge.db cannot be used" in ended.err


@pytest.mark.usefixtures("credentials")
def test_serve_names_a_port_that_is_in_use(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("serve", "--port", str(port), "--no-tls")
    assert ended.code == 3
    assert f"127.0.0.1 port {port}" in ended.err


def test_the_certificate_is_printed_with_the_lines_that_import_it(run: Run, tmp_path: Path) -> None:
    ended = run("certificate", "--tls-hostname", "bridge")
    assert ended.code == 0
    assert (tmp_path / "bridge-ca.pem").read_text(encoding="ascii") in ended.out
    lines = [line for line in ended.out.splitlines() if line.startswith("keytool -importcert ")]
    assert all(f"-file {tmp_path / 'bridge-ca.pem'}" in line for line in lines)
    assert ["client-truststore.p12" in line for line in lines] == [True, False]
    assert ["client-truststore.jks" in line for line in lines] == [False, True]


def test_of_a_given_certificate_the_end_of_its_chain_is_printed(run: Run, tmp_path: Path) -> None:
    run("certificate")
    given = (tmp_path / "bridge-certificate.pem").read_text(encoding="ascii")
    ended = run("certificate", "--tls-certificate", "bridge-certificate.pem", "--tls-key", "bridge-key.pem")
    assert given in ended.out


@pytest.mark.usefixtures("database")
def test_users_are_listed_with_state_and_reason(run: Run) -> None:
    _head, *rows = run("users", "list").out.splitlines()
    assert [row.split()[:2] for row in rows] == [["bob", "owed"], ["anna", "refused"]]
    assert rows[1].endswith("VALIDATION_ERROR: no such e-mail")


@pytest.mark.usefixtures("database")
def test_a_deleted_user_is_told_from_a_live_one(run: Run, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/bridge.db")
    with engine.begin() as connection:
        bob = by_name(connection, "bob")
        assert bob is not None
        delete(connection, bob.id, Moment(1_700_000_100.0, "corr-delete", "id-unused"))
    engine.dispose()
    assert "deleted" in run("users", "show", "bob").out
    listed = json.loads(run("users", "list", "--json").out)
    assert {user["userName"]: user["deleted"] for user in listed} == {"anna": False, "bob": True}


@pytest.mark.usefixtures("database")
def test_users_of_one_state_are_listed_as_json(run: Run) -> None:
    (found,) = json.loads(run("users", "list", "--state", "refused", "--json").out)
    assert (found["userName"], found["error"]["class"]) == ("anna", "VALIDATION_ERROR")


@pytest.mark.usefixtures("database")
def test_a_state_that_is_none_is_refused_with_the_states(run: Run) -> None:
    assert "refused, held, delivered" in one_line(run("users", "list", "--state", "lost"), 2)


@pytest.mark.usefixtures("database")
def test_a_user_is_shown_by_its_name_with_store_domain(run: Run) -> None:
    assert "corr-bob" in run("users", "show", "EU.EXAMPLE/Bob").out


@pytest.mark.usefixtures("database")
def test_a_user_is_shown_with_what_would_be_sent_next(run: Run, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/bridge.db")
    with engine.begin() as connection:
        said = Merge({"name": {"givenName": "Carla"}})
        create(connection, "carla", said, Moment(1_700_000_000.0, "corr-carla", "id-carla"))
        connection.execute(update(users).where(users.c.key == "carla").values(blocked="held"))
    engine.dispose()
    shown = run("users", "show", "carla").out
    assert "upsert, not sent: held" in shown
    assert "  firstname     Carla\n" in shown
    (listed,) = json.loads(run("users", "list", "--state", "held", "--json").out)
    assert listed["userName"] == "carla"
    (owed,) = json.loads(run("users", "list", "--state", "owed", "--json").out)
    assert owed["userName"] == "bob"


@pytest.mark.usefixtures("database")
def test_an_unknown_user_is_refused(run: Run) -> None:
    assert "bridge users list" in one_line(run("users", "show", "carl"), 2)
    assert "bridge users list" in one_line(run("users", "replay", "carl"), 2)


@pytest.mark.usefixtures("database")
def test_replaying_all_makes_the_refused_owed(run: Run) -> None:
    assert run("users", "replay", "--all").out == "1 user will be sent again; under --delivery hold, when that ends.\n"
    assert run("users", "list", "--state", "refused", "--json").out == "[]\n"


@pytest.mark.usefixtures("database")
def test_replaying_needs_a_name_or_all(run: Run) -> None:
    assert "--all" in one_line(run("users", "replay"), 2)


def test_users_without_a_database_end_with_3_and_make_none(run: Run, tmp_path: Path) -> None:
    assert "There is no database" in one_line(run("users", "list"), 3)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("credentials")
def test_the_doctor_says_what_cannot_be_used(run: Run, tmp_path: Path) -> None:
    ended = run("doctor", "--hubspot-url", NOWHERE)
    assert ended.code == 3
    assert [line.split()[:2] for line in ended.out.splitlines()] == [
        ["ok", "settings"],
        ["ok", "database"],
        ["ok", "mapping"],
        ["ok", "certificate"],
        ["FAIL", "hubspot"],
    ]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("credentials", "database")
def test_the_doctor_tells_of_refused_users(run: Run) -> None:
    assert "1 refused: see `bridge users list --state refused`" in run("doctor", "--hubspot-url", NOWHERE).out


def test_the_doctor_names_what_is_not_set(run: Run) -> None:
    assert "BRIDGE_HUBSPOT_TOKEN" in run("doctor", "--hubspot-url", NOWHERE).out

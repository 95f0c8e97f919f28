"""What docs/deploy.md lets people install works: the unit, the settings, the script, and the commands."""

import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path
from typing import Final

import pytest

from walkthroughs.markdown import blocks
from walkthroughs.terminal import Terminal, terminal, typed

SECONDS: Final = r"\d+"
YES: Final = r"true"
DIRECTIVES: Final = {
    ("Unit", "Description"): r".+",
    ("Unit", "Wants"): r"\S+\.target",
    ("Unit", "After"): r"\S+\.target",
    ("Service", "User"): r"[a-z]+",
    ("Service", "StateDirectory"): r"[a-z]+",
    ("Service", "StateDirectoryMode"): r"0[0-7]{3}",
    ("Service", "WorkingDirectory"): r"/\S+",
    ("Service", "EnvironmentFile"): r"/\S+",
    ("Service", "ExecStart"): r"/\S+ serve",
    ("Service", "Restart"): r"always|on-failure",
    ("Service", "RestartSec"): SECONDS,
    ("Service", "TimeoutStopSec"): SECONDS,
    ("Service", "LimitNOFILE"): r"\d+",
    ("Service", "NoNewPrivileges"): YES,
    ("Service", "ProtectSystem"): r"full|strict",
    ("Service", "ProtectHome"): YES,
    ("Service", "PrivateTmp"): YES,
    ("Install", "WantedBy"): r"\S+\.target",
}
"""The directives that may stand in the unit, in their sections, of systemd.unit(5), .service(5) and .exec(5)."""


def block(language: str, words: str) -> str:
    (found,) = [each.text for each in blocks(language) if each.page == "deploy.md" and words in each.text]
    return found


UNIT: Final = block("ini", "[Unit]")
SETTINGS: Final = block("sh", "BRIDGE_DELIVERY")
SCRIPT: Final = block("sh", "exec")


def wrong(unit: str) -> list[tuple[str, str, str]]:
    """Return section, directive and value of what systemd does not have, or not so."""
    parsed = ConfigParser(interpolation=None)
    setattr(parsed, "optionxform", str)  # noqa: B010 - to keep capitals, as documented; a method to the type checker
    parsed.read_string(unit)
    lines = [(section, name, value) for section in parsed.sections() for name, value in parsed[section].items()]
    return [line for line in lines if not re.fullmatch(DIRECTIVES.get(line[:2], r"(?!)"), line[2])]


def test_the_unit_has_systemd_s_directives_alone() -> None:
    assert wrong(UNIT) == []
    assert set(re.findall(r"^(\w+)=", UNIT, re.MULTILINE)) == {name for _, name in DIRECTIVES}


def test_a_directive_that_systemd_does_not_have_is_noticed() -> None:
    spoilt = UNIT.replace("RestartSec=1", "RestartSecs=1").replace("User=bridge", "User=")
    assert wrong(spoilt) == [("Service", "User", ""), ("Service", "RestartSecs", "1")]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="this machine has no systemd-analyze")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "bridge.service"
    unit.write_text(UNIT.replace("/opt/bridge/bin/bridge", "/bin/true"), encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - systemd's own check of a file
        ["systemd-analyze", "verify", "--man=no", str(unit)],  # noqa: S607 - it is wherever it is
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, [line for line in done.stderr.splitlines() if "bridge.service" in line]) == (0, [])


def installed(opened: Terminal) -> None:
    """Do what the page says up to the first start, in folders of this run's own."""
    etc, state = opened.folder / "etc", opened.folder / "var"
    etc.mkdir()
    state.mkdir()
    own = {"/etc/bridge": etc, "/var/lib/bridge": state, "/opt/bridge/bin/bridge": opened.folder / "programs" / "real"}
    (opened.folder / "programs" / "bridge").rename(own["/opt/bridge/bin/bridge"])
    for name in re.findall(r"_FILE=/etc/bridge/(\w+)", SETTINGS):
        (etc / name).write_text(f"secret-{name}\n", encoding="utf-8")
    settings, script = SETTINGS, SCRIPT
    for page, path in own.items():
        settings, script = settings.replace(page, str(path)), script.replace(page, str(path))
    (etc / "bridge.env").write_text(settings, encoding="utf-8")
    opened.program("bridge", script)


def test_the_settings_and_the_script_start_the_bridge_and_ask_it(tmp_path: Path) -> None:
    with terminal(tmp_path) as opened:
        installed(opened)
        opened.type("bridge serve")
        certificate = opened.type(typed(block("console", "bridge certificate"))[0].command)
        listed = opened.type("sudo -u bridge bridge users list --state held")
    assert "BEGIN CERTIFICATE" in certificate
    assert (tmp_path / "var" / "bridge-ca.pem").exists()
    assert listed.split()[:2] == ["USER", "NAME"]

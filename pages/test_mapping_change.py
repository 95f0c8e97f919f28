"""The page of a change of the mapping, as `bridge mapping diff --html` writes it, seen and used as the others are."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from selenium.webdriver.support.select import Select

from harness.browser import Tab
from pages.audit import Audit

OLD: Final = """version: 1
properties:
  firstname: name.givenName
  lastname: name.familyName
  email: {from: emails.value, transforms: [trim, lower]}
  phone: {from: phoneNumbers.value, transforms: [trim]}
  jobtitle: title
"""
NEW: Final = """version: 1
scope: userType eq "customer"
properties:
  firstname: {from: name.givenName, transforms: [{truncate: {characters: 6}}]}
  lastname: name.familyName
  email: {from: userName, transforms: [trim, lower]}
  phone: {from: phoneNumbers.value, transforms: [trim, {e164: {region: CH}}]}
  jobtitle: {from: title, only_on_create: true}
  hs_language: preferredLanguage
"""
APPROVALS: Final = """version: 1
properties:
  phone:
    changed: {reason: "The sales team dials from HubSpot, which needs the country code"}
  lastname:
    changed: {reason: Married names}
"""


def person(number: int) -> dict[str, object]:
    return {
        "userName": f"user{number}",
        "userType": "supplier" if number % 4 == 0 else "customer",
        "name": {"givenName": ["Alice", "Maximiliane", "محمد"][number % 3], "familyName": "Doe"},
        "emails": [f"user{number}@example.com"],
        "phoneNumbers": [f"079 123 45 {number:02}"],
        "title": "Senior Vice President of a Department with a Rather Long Name" if number % 2 else "",
    }


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Return the page of a change with something of everything."""
    (tmp_path / "old.yaml").write_text(OLD)
    (tmp_path / "new.yaml").write_text(NEW)
    (tmp_path / "approvals.yaml").write_text(APPROVALS)
    (tmp_path / "users.jsonl").write_text("\n".join(json.dumps(person(number)) for number in range(40)))
    (tmp_path / "hubspot.json").write_text(
        json.dumps({"results": [{"name": name, "type": "string"} for name in ("firstname", "email", "phone")]})
    )
    command = [sys.executable, "-m", "bridge", "mapping", "diff", "old.yaml", "new.yaml", "--users", "users.jsonl"]
    command += ["--approvals", "approvals.yaml", "--properties", "hubspot.json", "--html", "page.html"]
    ended = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)  # noqa: S603 - our own
    assert ended.returncode == 1, ended.stderr
    return tmp_path / "page.html"


def test_a_change_of_the_mapping(tab: Tab, audit: Audit, page: Path) -> None:
    tab.open(page.as_uri())
    audit.look("mapping change")
    assert audit.faults == []


def test_the_page_shows_what_is_asked_for(tab: Tab, page: Path) -> None:
    tab.open(page.as_uri())

    def shown() -> set[str]:
        return {name for name, _ in tab.named_texts("[data-property]:not([hidden])", "data-property")}

    everything = shown()
    assert {"firstname", "email", "phone", "jobtitle"} <= everything
    Select(tab.see("#what")).select_by_value("frozen")
    assert shown() == {"jobtitle"}
    tab.click("input[value=lossy]")
    assert shown() == set()
    assert tab.texts("[role=status]")[0].startswith("0 of ")
    tab.click("button[type=reset]")
    tab.see("#property-email:not([hidden])")
    assert shown() == everything

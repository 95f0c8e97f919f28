"""One style sheet for all pages: every server serves the same."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import harness.hubspot.fake
import harness.identity_server.simulator
from harness.style import style_sheet


@pytest.mark.parametrize(
    ("app", "path"),
    [
        (harness.hubspot.fake.create_app(), "/static/style.css"),
        (harness.identity_server.simulator.create_app(), "/myaccount/static/style.css"),
    ],
    ids=["fake", "simulator"],
)
def test_both_servers_serve_the_one_style_sheet(app: Starlette, path: str) -> None:
    answer = TestClient(app).get(path)
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["cache-control"] == "max-age=300"
    assert answer.text == style_sheet()


def test_the_style_sheet_has_a_dark_scheme_and_heeds_reduced_motion() -> None:
    assert "prefers-color-scheme: dark" in style_sheet()
    assert "prefers-reduced-motion" in style_sheet()

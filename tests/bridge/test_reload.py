"""A changed mapping file is taken while the bridge serves, or refused as a whole."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.bridge.application import ADMIN, ANNA, Bridge, Result, with_bridge

OLD = "version: 1\nproperties: {email: emails.value, firstname: name.givenName}\n"
NEW = "version: 1\nproperties: {email: emails.value, firstname: name.familyName}\n"
BROKEN = "version: 1\nproperties:\n  email: emails.value\n  firstname: {form: name.givenName}\n"
SOON = 3.0  # virtual seconds: more than two looks


def put(path: Path, content: str | bytes | None) -> Path:
    """Write the file, or remove it."""
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return put(tmp_path / "mapping.yaml", OLD)


def run(use: Callable[[Bridge], Awaitable[Result]], file: Path) -> Result:
    return with_bridge(use, mapping=file)


async def mapping_of_ready(bridge: Bridge) -> tuple[int, str, str]:
    answer = await bridge.get("/health/ready")
    return answer.status_code, answer.json()["status"], answer.json()["mapping"]


async def first_name(bridge: Bridge) -> str:
    (contact,) = (await bridge.fake.get("/_fake/contacts")).json()["contacts"]
    found: str = contact["properties"]["firstname"]
    return found


def test_a_new_user_is_mapped_by_a_file_that_changed_since_the_start(file: Path) -> None:
    async def use(bridge: Bridge) -> str:
        put(file, NEW)
        await asyncio.sleep(SOON)
        await bridge.say(ANNA)
        await bridge.delivered("anna")
        return await first_name(bridge)

    assert run(use, file) == "Arnold"


def test_a_file_that_cannot_be_used_is_refused_and_the_old_mapping_serves_on(file: Path) -> None:
    async def use(bridge: Bridge) -> tuple[tuple[int, str, str], str]:
        put(file, BROKEN)
        await asyncio.sleep(SOON)
        await bridge.say(ANNA)
        await bridge.delivered("anna")
        return await mapping_of_ready(bridge), await first_name(bridge)

    (status, word, told), name = run(use, file)
    assert (status, word, name) == (200, "ready", "Anna")
    assert told.startswith(f"{file}:4: 'form' is no key of a row; did you mean from?")
    assert "the mapping of before stays in force" in told


def test_a_mended_file_is_taken_and_readiness_says_usable_again(file: Path) -> None:
    async def use(bridge: Bridge) -> list[str]:
        told = []
        for text in (BROKEN, OLD):
            put(file, text)
            await asyncio.sleep(SOON)
            told.append((await mapping_of_ready(bridge))[2] == "usable")
        return [str(each) for each in told]

    assert run(use, file) == ["False", "True"]


@pytest.mark.parametrize("damage", [None, b"\xff\xfe", b""])
def test_a_file_that_is_gone_or_no_text_is_refused_like_any_other(file: Path, damage: bytes | None) -> None:
    async def use(bridge: Bridge) -> tuple[int, str, str]:
        put(file, damage)
        await asyncio.sleep(SOON)
        return await mapping_of_ready(bridge)

    status, word, told = run(use, file)
    assert (status, word) == (200, "ready")
    assert told.startswith(f"{file}:1: ")


def test_a_file_that_is_being_written_is_not_taken_by_half(file: Path) -> None:
    async def use(_bridge: Bridge) -> list[str]:
        with capture_logs() as log:
            for part in range(1, len(NEW)):  # more than once between two looks
                put(file, NEW[:part])
                await asyncio.sleep(0.4)
            put(file, NEW)
            await asyncio.sleep(SOON)
        return [each["event"] for each in log if each["event"].startswith("mapping")]

    assert run(use, file) == ["mapping_loaded"]


def test_whoever_asks_need_not_wait_for_a_second_look(file: Path) -> None:
    async def use(bridge: Bridge) -> str:
        put(file, BROKEN)
        bridge.app.state.reload.hurry()
        await asyncio.sleep(0.01)
        return (await mapping_of_ready(bridge))[2]

    assert run(use, file) != "usable"


def test_a_change_of_layout_alone_changes_nothing(file: Path) -> None:
    async def use(_bridge: Bridge) -> list[str]:
        with capture_logs() as log:
            put(file, "# the same\n" + OLD)
            await asyncio.sleep(SOON)
        return [each["event"] for each in log if each["event"].startswith("mapping")]

    assert run(use, file) == []


def test_the_administrator_sees_which_mapping_is_in_force(file: Path) -> None:
    async def use(bridge: Bridge) -> list[dict[str, Any]]:
        before = (await bridge.get("/admin/mapping", ADMIN)).json()
        put(file, BROKEN)
        await asyncio.sleep(SOON)
        return [before, (await bridge.get("/admin/mapping", ADMIN)).json()]

    before, after = run(use, file)
    assert (before["file"], before["problem"]) == (str(file), None)
    assert after["hash"] == before["hash"]
    assert after["problem"].startswith(f"{file}:4: ")


def test_applied_over_http_a_new_mapping_rewrites_whom_it_changes(file: Path) -> None:
    async def use(bridge: Bridge) -> tuple[dict[str, Any], str, dict[str, Any], str]:
        await bridge.say(ANNA)
        await bridge.delivered("anna")
        put(file, NEW)
        await asyncio.sleep(SOON)
        effect = (await bridge.get("/admin/mapping/effect", ADMIN)).json()
        await asyncio.sleep(SOON)
        before = await first_name(bridge)
        applied = (await bridge.http.post("/admin/mapping/apply", auth=ADMIN)).json()
        await bridge.delivered("anna")
        return effect, before, applied, await first_name(bridge)

    effect, before, applied, after = run(use, file)
    assert (effect["applied"], effect["rewritten"], before) == (False, 1, "Anna")
    assert effect["properties"] == {"firstname": {"changed": 1, "cleared": 0}}
    assert (applied["applied"], applied["rewritten"], after) == (True, 1, "Arnold")


@pytest.mark.parametrize("path", ["/admin/mapping", "/admin/mapping/effect", "/admin/export"])
def test_nobody_sees_it_without_the_credentials(file: Path, path: str) -> None:
    async def use(bridge: Bridge) -> int:
        return (await bridge.get(path)).status_code

    assert run(use, file) == 401

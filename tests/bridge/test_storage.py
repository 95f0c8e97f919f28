import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, insert, select

from bridge.errors import EnvironmentUnusable, WrongUse
from bridge.storage import SCHEMA_VERSION, WriterStore, calls, database_file, open_engine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path}/bridge.db")
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine) -> Iterator[WriterStore]:
    store = WriterStore(engine)
    yield store
    store.close()


def put(connection: Connection, call_id: str) -> str:
    connection.execute(insert(calls).values(id=call_id, operation="test", items=0, sent_at=0.0))
    return call_id


def stored(engine: Engine) -> set[str]:
    with engine.begin() as connection:
        return set(connection.execute(select(calls.c.id)).scalars())


def test_all_that_wait_share_one_commit(engine: Engine, store: WriterStore) -> None:
    commits: list[int] = []
    event.listen(engine, "commit", lambda _connection: commits.append(1))
    blocked = threading.Event()

    async def main() -> list[str]:
        first = asyncio.ensure_future(store.run(lambda _connection: blocked.wait(5)))
        await asyncio.sleep(0)
        others = [asyncio.ensure_future(store.run(lambda connection, n=n: put(connection, f"c{n}"))) for n in range(50)]  # type: ignore[misc]  # a default binds the loop's value
        await asyncio.sleep(0)
        blocked.set()
        await first
        return await asyncio.gather(*others)

    assert len(asyncio.run(main())) == 50
    assert len(commits) <= 2


def test_an_answer_means_that_the_change_is_in_the_file(engine: Engine, store: WriterStore, tmp_path: Path) -> None:
    async def main() -> int:
        await store.run(lambda connection: put(connection, "c1"))
        with sqlite3.connect(f"file:{tmp_path}/bridge.db?mode=ro", uri=True) as other:
            return int(other.execute("select count(*) from calls").fetchone()[0])

    assert asyncio.run(main()) == 1
    assert stored(engine) == {"c1"}


def test_one_functions_failure_is_its_callers_alone(engine: Engine, store: WriterStore) -> None:
    def fails(connection: Connection) -> None:
        put(connection, "undone")
        raise ValueError("no")

    async def main() -> list[Any]:
        works = [store.run(lambda connection: put(connection, "kept")), store.run(fails)]
        answers: list[Any] = await asyncio.gather(*works, return_exceptions=True)
        return answers

    kept, failed = asyncio.run(main())
    assert kept == "kept"
    assert isinstance(failed, ValueError)
    assert stored(engine) == {"kept"}


def test_closing_finishes_what_was_taken(engine: Engine) -> None:
    store = WriterStore(engine)

    async def main() -> str:
        work = asyncio.ensure_future(store.run(lambda connection: put(connection, "c1")))
        await asyncio.sleep(0)
        store.close()
        return await work

    assert asyncio.run(main()) == "c1"


def test_a_commit_is_on_disk_before_the_answer(engine: Engine) -> None:
    with engine.connect() as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar()
    assert (mode, synchronous) == ("wal", 2)


def test_a_database_of_a_later_release_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bridge.db"
    open_engine(url).dispose()
    with sqlite3.connect(tmp_path / "bridge.db") as connection:
        connection.execute("update schema_version set version = ?", (SCHEMA_VERSION + 1,))
    connection.close()
    with pytest.raises(EnvironmentUnusable, match="start the release that made it"):
        open_engine(url)


def test_a_file_that_is_no_database_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "bridge.db").write_text("no database, but long enough to look like one" * 100)
    with pytest.raises(EnvironmentUnusable, match="--database-url") as caught:
        open_engine(f"sqlite:///{tmp_path}/bridge.db")
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_missing_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentUnusable, match="check that its folder exists"):
        open_engine(f"sqlite:///{tmp_path}/missing/bridge.db")


@pytest.mark.parametrize("url", ["postgresql://localhost/bridge", "mysql://localhost/bridge", "bridge.db", ""])
def test_another_kind_of_database_is_wrong_use(url: str) -> None:
    with pytest.raises(WrongUse, match="sqlite:///"):
        open_engine(url)


def test_the_file_of_a_url_is_known_and_memory_has_none() -> None:
    assert database_file("sqlite:///bridge.db") == Path("bridge.db")
    assert database_file("sqlite://") is None

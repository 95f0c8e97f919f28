import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bridge.directory import Moment, by_id, by_name, change, create, delete, page
from bridge.scim.operation import Merge, Replace
from bridge.storage import open_engine, users

_MOMENTS = itertools.count(1)


def moment() -> Moment:
    number = next(_MOMENTS)
    return Moment(float(number), f"corr-{number}", f"id-{number}")


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = open_engine("sqlite://")
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def row(connection: Connection, key: str) -> Any:
    return connection.execute(select(users).where(users.c.key == key)).one()


def test_a_new_user_is_owed_from_its_first_version(connection: Connection) -> None:
    user = create(connection, "alice", Merge({"title": "Engineer"}), moment())
    assert (user.version, user.resource) == (1, {"userName": "alice", "title": "Engineer"})
    assert row(connection, "alice").owed_since == user.changed_at


def test_a_second_create_is_merged_and_keeps_the_id(connection: Connection) -> None:
    first = create(connection, "alice", Merge({"title": "Engineer"}), moment())
    second = create(connection, "alice", Merge({"nickName": "Al"}), moment())
    assert (second.id, second.version) == (first.id, 2)
    assert second.resource == {"userName": "alice", "title": "Engineer", "nickName": "Al"}


def test_a_user_is_one_with_and_without_store_domain_and_in_any_case(connection: Connection) -> None:
    user = create(connection, "EU.EXAMPLE/Anna", Merge({}), moment())
    for spelling in ("anna", "ANNA", "US.EXAMPLE/anna", "eu.example/Anna"):
        found = by_name(connection, spelling)
        assert found is not None
        assert found.id == user.id


def test_a_request_that_changes_nothing_makes_no_version_but_is_seen(connection: Connection) -> None:
    create(connection, "alice", Merge({"title": "Engineer"}), moment())
    later = moment()
    assert create(connection, "alice", Merge({"title": "Engineer"}), later).version == 1
    assert row(connection, "alice").correlation_id == later.correlation_id


def test_a_change_starts_with_a_clean_slate_of_refusals(connection: Connection) -> None:
    user = create(connection, "alice", Merge({}), moment())
    connection.execute(users.update().values(blocked="refused", owed_since=None, attempts=3, error_class="X"))
    change(connection, user.id, None, Merge({"title": "Engineer"}), moment())
    found = row(connection, "alice")
    assert (found.blocked, found.attempts, found.error_class) == (None, 0, None)
    assert found.owed_since is not None


def test_an_unknown_id_adopts_the_user_name_whether_known_or_new(connection: Connection) -> None:
    known = create(connection, "alice", Merge({}), moment())
    adopted = change(connection, "null", "alice", Merge({"title": "Engineer"}), moment())
    made = change(connection, "null", "bob", Merge({}), moment())
    assert adopted is not None
    assert adopted.id == known.id
    assert made is not None
    assert made.user_name == "bob"


def test_a_deleted_user_is_not_adopted(connection: Connection) -> None:
    user = create(connection, "alice", Merge({}), moment())
    delete(connection, user.id, moment())
    assert change(connection, "null", "alice", Merge({}), moment()) is None
    assert change(connection, user.id, "alice", Merge({}), moment()) is None


def test_an_unknown_id_without_a_user_name_is_nobody(connection: Connection) -> None:
    assert change(connection, "null", None, Merge({}), moment()) is None


def test_a_delete_ends_the_generation_and_a_second_one_finds_nobody(connection: Connection) -> None:
    user = create(connection, "alice", Merge({}), moment())
    assert delete(connection, user.id, moment())
    assert not delete(connection, user.id, moment())
    assert by_id(connection, user.id) is None
    assert row(connection, "alice").generation == 2


def test_a_user_who_comes_back_has_a_new_id_and_nothing_of_the_old_one(connection: Connection) -> None:
    old = create(connection, "alice", Merge({"title": "Engineer"}), moment())
    delete(connection, old.id, moment())
    new = create(connection, "alice", Merge({"nickName": "Al"}), moment())
    assert new.id != old.id
    assert new.resource == {"userName": "alice", "nickName": "Al"}


def test_a_first_whole_resource_says_nothing_empty(connection: Connection) -> None:
    user = create(connection, "alice", Replace({"title": "Engineer"}), moment())
    assert user.resource == {"userName": "alice", "title": "Engineer"}


def test_pages_list_live_users_in_order_of_creation(connection: Connection) -> None:
    made = [create(connection, f"user{number}", Merge({}), moment()) for number in range(5)]
    delete(connection, made[1].id, moment())
    found = page(connection, 1, 2)
    assert found.total == 4
    assert [user.user_name for user in found.users] == ["user2", "user3"]

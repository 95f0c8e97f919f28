from hypothesis import given
from hypothesis import strategies as st

from bridge.hubspot.window import INTERVAL, RateWindow


def test_a_cold_window_may_be_spent_at_once() -> None:
    window = RateWindow(3)
    for _ in range(3):
        assert window.wait(0.0) == 0.0
        window.sent()


def test_only_an_answer_makes_room_when_all_calls_are_unanswered() -> None:
    window = RateWindow(1)
    window.sent()
    assert window.wait(1000.0) == float("inf")


def test_an_answered_call_counts_for_ten_seconds_from_its_answer() -> None:
    window = RateWindow(1)
    window.sent()
    window.answered(5.0)
    assert window.wait(6.0) == 9.0
    assert window.wait(15.0) == 0.0


def test_the_limit_of_the_last_answer_holds() -> None:
    window = RateWindow()
    window.learn(190)
    assert window.limit == 190


def test_a_limit_that_is_set_overrides_what_hubspot_says() -> None:
    window = RateWindow(5)
    window.learn(190)
    assert window.limit == 5


def test_calls_of_an_earlier_run_count() -> None:
    window = RateWindow(2)
    window.restore([1.0, 4.0])
    assert window.wait(5.0) == 6.0


def test_a_call_that_was_not_made_gives_its_place_back() -> None:
    window = RateWindow(1)
    window.sent()
    window.unsent()
    assert window.wait(0.0) == 0.0


@given(
    st.integers(1, 10),
    st.lists(st.tuples(st.floats(0, 3), st.floats(0, 5)), min_size=1, max_size=60),
)
def test_no_interval_of_ten_seconds_sees_more_calls_than_the_limit(
    limit: int, script: list[tuple[float, float]]
) -> None:
    """Whenever between sending and answer the server counts a call, no rolling interval exceeds the limit."""
    window = RateWindow(limit)
    now = 0.0
    under_way: list[tuple[float, float]] = []  # when answered, when counted
    counted: list[float] = []
    for pause, latency in script:
        now += pause
        while (wait := window.wait(now)) > 0:
            now = now + wait if wait != float("inf") else min(at for at, _ in under_way)
            for call in [each for each in under_way if each[0] <= now]:
                under_way.remove(call)
                window.answered(call[0])
        window.sent()
        counted.append(now + latency / 2)
        under_way.append((now + latency, counted[-1]))
        under_way.sort()
    counted.sort()
    for first, last in zip(counted, counted[limit:], strict=False):
        assert last - first >= INTERVAL - 1e-6

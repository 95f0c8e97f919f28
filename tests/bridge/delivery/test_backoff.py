from bridge.delivery.backoff import Outage, item_wait


def test_an_outage_is_probed_after_1_2_4_8_and_then_every_10_seconds() -> None:
    outage = Outage()
    now, waits = 0.0, []
    for _ in range(7):
        outage.failed(now, now, "503")
        assert outage.next_probe_at is not None
        waits.append(outage.next_probe_at - now)
        now = outage.next_probe_at
    assert waits == [1, 2, 4, 8, 10, 10, 10]


def test_one_answer_ends_an_outage() -> None:
    outage = Outage()
    outage.failed(0.0, 0.0, "503")
    outage.ended()
    assert not outage.away
    assert outage.next_probe_at is None


def test_calls_that_were_under_way_when_the_outage_began_do_not_prolong_it() -> None:
    outage = Outage()
    outage.failed(0.0, 5.0, "503")
    outage.failed(1.0, 5.1, "503")
    assert outage.next_probe_at == 6.0


def test_an_item_waits_1_second_doubling_and_100_at_most() -> None:
    assert [item_wait(attempts) for attempts in (1, 2, 3, 8, 50)] == [1, 2, 4, 100, 100]

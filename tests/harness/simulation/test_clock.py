import asyncio
import threading

import pytest

from harness.simulation.clock import START, NothingWillHappen, VirtualLoop, run_virtually


def test_two_hours_of_waiting_pass_at_once_and_are_seen_by_the_wall_clock() -> None:
    async def main(loop: VirtualLoop) -> float:
        await asyncio.sleep(7200)
        return loop.wall_clock() - START

    assert run_virtually(main) == pytest.approx(7200)


def test_timers_fire_in_the_order_of_their_times() -> None:
    async def main(_loop: VirtualLoop) -> list[int]:
        seen: list[int] = []

        async def later(seconds: int) -> None:
            await asyncio.sleep(seconds)
            seen.append(seconds)

        await asyncio.gather(later(30), later(10), later(20))
        return seen

    assert run_virtually(main) == [10, 20, 30]


def test_a_time_out_passes_in_virtual_time() -> None:
    async def main(loop: VirtualLoop) -> float:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(20):
                await asyncio.Event().wait()
        return loop.time()

    assert run_virtually(main) == pytest.approx(20)


def test_a_wait_that_nothing_ends_is_an_error_and_no_hang() -> None:
    async def main(_loop: VirtualLoop) -> None:
        await asyncio.Event().wait()

    with pytest.raises(NothingWillHappen, match="nothing is scheduled"):
        run_virtually(main)


def test_no_thread_is_started() -> None:
    async def main(_loop: VirtualLoop) -> int:
        await asyncio.sleep(1)
        return threading.active_count()

    before = threading.active_count()
    assert run_virtually(main) == before

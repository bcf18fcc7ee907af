"""What followers of the feed get."""

import asyncio
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from hardwon.daemon import Feed
from hardwon.store import Event


def event(offset: int, text: str = "") -> Event:
    return Event(offset, f"s{offset}", "test", "2026-11-21T09:30:00.000Z", {"text": text}, None)


def feed_over(stored: list[Event]) -> tuple[Feed, list[int]]:
    """A feed over a stored journal, and the offsets at which that was read."""
    read_at: list[int] = []

    def read(after: int, limit: int) -> Sequence[Event]:
        read_at.append(after)
        return [one for one in stored if one.offset > after][:limit]

    return Feed(read), read_at


async def take(feed: Feed, after: int, count: int) -> list[int]:
    offsets: list[int] = []
    async for batch in feed.follow(after):
        offsets += [one.offset for one in batch]
        if len(offsets) >= count:
            break
    return offsets


def test_a_follower_gets_the_stored_events_and_then_the_new_ones() -> None:
    async def run() -> list[int]:
        stored = [event(1), event(2), event(3)]
        feed, _ = feed_over(stored)
        feed.begin(3)
        following = asyncio.create_task(take(feed, 1, 4))
        await asyncio.sleep(0.01)
        feed.publish([event(4), event(5)])
        return await following

    assert asyncio.run(run()) == [2, 3, 4, 5]


def test_who_keeps_up_costs_the_journal_nothing() -> None:
    async def run() -> tuple[list[int], list[int]]:
        feed, read_at = feed_over([])
        feed.begin(7)
        following = asyncio.create_task(take(feed, 7, 3))
        await asyncio.sleep(0)
        feed.publish([event(8)])
        feed.publish([event(9), event(10)])
        return await following, read_at

    assert asyncio.run(run()) == ([8, 9, 10], [])


def test_who_is_far_behind_is_served_from_the_journal() -> None:
    async def run() -> tuple[list[int], list[int]]:
        stored = [event(number, "x" * 100_000) for number in range(1, 201)]
        feed, read_at = feed_over(stored)
        feed.begin(0)
        feed.publish(stored)  # 20 MB: only the newest are kept in memory
        return await take(feed, 0, 200), read_at

    offsets, read_at = asyncio.run(run())
    assert offsets == list(range(1, 201))
    assert read_at[0] == 0


def test_events_published_late_are_not_given_twice() -> None:
    async def run() -> list[int]:
        stored = [event(1), event(2)]
        feed, _ = feed_over(stored)
        feed.begin(2)
        feed.publish([event(2), event(3)])  # the journal had told of 2 before it said what its last was
        return await take(feed, 0, 3)

    assert asyncio.run(run()) == [1, 2, 3]


def test_gaps_in_the_offsets_hold_nobody_up() -> None:
    async def run() -> list[int]:
        feed, _ = feed_over([event(1), event(5)])
        feed.begin(9)  # 6 to 9 were never there
        following = asyncio.create_task(take(feed, 0, 3))
        await asyncio.sleep(0.05)
        feed.publish([event(10)])
        return await following

    assert asyncio.run(run()) == [1, 5, 10]


def test_closing_ends_every_follower() -> None:
    async def run() -> list[list[int]]:
        feed, _ = feed_over([])
        feed.begin(0)
        following = [asyncio.create_task(take(feed, 0, 99)) for _ in range(3)]
        await asyncio.sleep(0)
        feed.publish([event(1)])
        await asyncio.sleep(0.01)
        feed.close()
        return await asyncio.gather(*following)

    assert asyncio.run(run()) == [[1], [1], [1]]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 700), st.integers(0, 40_000)), max_size=12),
    st.integers(0, 50),
    st.integers(0, 5),
)
def test_however_events_come_a_follower_misses_none_and_sees_none_twice(
    commits: list[tuple[int, int]], begin: int, lag: int
) -> None:
    async def run() -> tuple[list[int], int]:
        stored = [event(number) for number in range(1, begin + 1)]
        feed, _ = feed_over(stored)
        feed.begin(begin)
        total = begin + sum(count for count, _ in commits)
        following = asyncio.create_task(take(feed, 0, total)) if total else None
        for count, size in commits:
            for _ in range(lag):
                await asyncio.sleep(0)
            new = [event(len(stored) + 1 + number, "x" * size) for number in range(count)]
            stored.extend(new)
            feed.publish(new)
        return (await following if following else []), total

    offsets, total = asyncio.run(run())
    assert offsets == list(range(1, total + 1))


def test_a_follower_that_ends_leaves_nothing_behind() -> None:
    async def run() -> int:
        feed, _ = feed_over([])
        feed.begin(0)
        following = asyncio.create_task(take(feed, 0, 1))
        await asyncio.sleep(0)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        feed.publish([event(1)])
        return len(asyncio.all_tasks())

    assert asyncio.run(run()) == 1

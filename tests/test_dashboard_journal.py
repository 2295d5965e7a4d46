"""The journal keeps the last events in order, and says when a reader has fallen behind it."""

import asyncio

from fastapi.sse import ServerSentEvent

from inspector.dashboard.journal import Journal


def events(first: int, count: int) -> list[ServerSentEvent]:
    return [ServerSentEvent(id=str(number), raw_data="{}") for number in range(first, first + count)]


def test_a_reader_gets_what_came_after_its_place() -> None:
    journal = Journal(kept=4)
    journal.add(events(0, 3))
    assert journal.since(1) == events(1, 2)
    assert journal.since(journal.end) == []


def test_a_place_that_is_no_longer_kept_is_none_never_a_gap() -> None:
    journal = Journal(kept=4)
    journal.add(events(0, 5))
    assert journal.since(0) is None
    assert journal.since(1) == events(1, 4)


def test_everyone_who_waits_is_woken_by_news_and_by_the_end() -> None:
    async def wait() -> int:
        journal = Journal()
        waiting = [asyncio.create_task(journal.changed()) for _ in range(3)]
        await asyncio.sleep(0)
        journal.add(events(0, 1))
        await asyncio.gather(*waiting)
        last = asyncio.create_task(journal.changed())
        await asyncio.sleep(0)
        journal.close()
        await last
        await journal.changed()
        return journal.end

    assert asyncio.run(asyncio.wait_for(wait(), 20)) == 1

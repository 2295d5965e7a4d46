"""One watch on the record for all pages: what is new is read once and handed to every feed.

Each feed takes events at its own pace. One that falls behind the journal is told to start over: it can hold up
neither the others nor fill the memory.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import structlog
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import ServerSentEvent

from inspector.alarms.annunciator import Listed
from inspector.alarms.signs import Seen
from inspector.dashboard.alarm_views import alarm_view
from inspector.dashboard.counting import Counting
from inspector.dashboard.journal import Journal
from inspector.dashboard.views import Beat, Hello, Live, counts_view, part_view, status_view
from inspector.dashboard.watch import READ_AT_ONCE, Changes, Watch
from inspector.errors import StoreError
from inspector.record.store import PartRow, Reader

RESUME_MAX = 1_000
_POLL_S = 0.05
# With the polling on top: a beat every half a second.
_BEAT_S = 0.45


def utc_now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


def no_alarms() -> tuple[Listed, ...]:
    """Return nothing: nobody looks for alarms."""
    return ()


class Tail:
    """Follows the record while `run` runs, and serves any number of feeds.

    Parameters
    ----------
    reader
        Of the record.
    build
        Names the pages that this process serves.
    clock
        UTC.
    journal
        Where events are kept for the feeds.
    alarms
        Returns at once every alarm that is not cleared, the most urgent first.
    counting
        Tells since when parts are counted; by the day where nothing else is said.
    """

    def __init__(
        self,
        reader: Reader,
        build: str,
        clock: Callable[[], datetime] = utc_now,
        journal: Journal | None = None,
        alarms: Callable[[], tuple[Listed, ...]] = no_alarms,
        counting: Counting | None = None,
    ) -> None:
        self._reader = reader
        self._build = build
        self._clock = clock
        self._watch = Watch(reader, clock, counting)
        self._journal = journal or Journal()
        self._alarms = alarms
        self._trouble = ""
        # A thread of its own: twenty looks a second through the pool that answers requests cost four times as much.
        self._looking = ThreadPoolExecutor(1, "tail")
        self._log = structlog.get_logger()

    async def run(self, beat: Callable[[], None]) -> None:
        """Follow the record until `close`; `beat` is called twice a second while all is well with this loop."""
        clock = asyncio.get_running_loop().time
        due_s = clock()
        while not self._journal.closed:
            await self.look()
            if clock() >= due_s:
                self._journal.add([ServerSentEvent(event="status", raw_data=self._beat().model_dump_json())])
                beat()
                due_s = clock() + _BEAT_S
            await asyncio.sleep(_POLL_S)

    async def look(self) -> None:
        """Read what is new, once."""
        events = await asyncio.get_running_loop().run_in_executor(self._looking, self._read)
        if events:
            self._journal.add(events)

    def close(self) -> None:
        """End every feed and `run`."""
        self._journal.close()
        self._looking.shutdown(wait=False)

    def live(self) -> Live:
        """Return how the line stands now."""
        return Live(**dict(self._beat()), build=self._build, parts=[part_view(row) for row in self._watch.line.parts])

    def seen(self) -> Seen:
        """Return what is known of the line now, for whoever looks for alarms; from any thread."""
        line = self._watch.line
        return Seen(self._clock(), line.status, line.parts, self._trouble, line.unread)

    async def follow(self, after: int | None) -> AsyncIterator[ServerSentEvent]:
        """Yield the feed's events; parts begin right after part `after` where that is not too long ago."""
        position, seq = self._journal.end, self._watch.line.seq
        missed = await self._missed(after, seq)
        yield self._hello(seq, resumed=missed is not None)
        for row in missed or ():
            yield part_event(row)
        while not self._journal.closed:
            events = self._journal.since(position)
            if events is None:
                position = self._journal.end
                yield self._hello(self._watch.line.seq, resumed=False)
                continue
            position += len(events)
            for event in events:
                yield event
            if not events:
                await self._journal.changed()

    async def _missed(self, after: int | None, seq: int) -> list[PartRow] | None:
        """Return the parts after `after` up to `seq`, None where the reader has to start over."""
        if after is None or not seq - RESUME_MAX <= after <= seq:
            return None
        rows: list[PartRow] = []
        try:
            while after < seq:
                rows += await run_in_threadpool(self._reader.after, after, min(READ_AT_ONCE, seq - after))
                after = rows[-1].seq
        except StoreError:
            return None
        return rows

    def _read(self) -> list[ServerSentEvent]:
        try:
            changes = self._watch.look()
        except StoreError as error:
            self._note(str(error))
            return []
        self._note("")
        return _events(changes)

    def _note(self, trouble: str) -> None:
        if trouble and not self._trouble:
            self._log.error("cannot follow the record", error=trouble)
        self._trouble = trouble

    def _beat(self) -> Beat:
        line = self._watch.line
        return Beat(
            seq=line.seq,
            now=self._clock(),
            status=status_view(line.status),
            counts=counts_view(line.counts, line.shift),
            trouble=self._trouble,
            alarms=[alarm_view(each) for each in self._alarms()],
        )

    def _hello(self, seq: int, *, resumed: bool) -> ServerSentEvent:
        hello = Hello(build=self._build, seq=seq, resumed=resumed)
        return ServerSentEvent(event="hello", raw_data=hello.model_dump_json())


def part_event(row: PartRow) -> ServerSentEvent:
    """Return the event of a new part; its id is where a reader goes on after a lost connection."""
    return ServerSentEvent(event="part", id=str(row.seq), raw_data=part_view(row).model_dump_json())


def _events(changes: Changes) -> list[ServerSentEvent]:
    # No id: an older part that changed must not move the place where a reader goes on.
    settled = [ServerSentEvent(event="update", raw_data=part_view(row).model_dump_json()) for row in changes.settled]
    return [part_event(row) for row in changes.new] + settled

"""The events of the feed in their order, the last of them kept for readers of any pace."""

import asyncio
from collections import deque
from collections.abc import Sequence
from itertools import islice

from fastapi.sse import ServerSentEvent

KEPT = 1_024


class Journal:
    """Events numbered from 0; all methods are called in the event loop's thread."""

    def __init__(self, kept: int = KEPT) -> None:
        self._events: deque[ServerSentEvent] = deque(maxlen=kept)
        self._end = 0
        self._news = asyncio.Event()
        self._closed = False

    @property
    def end(self) -> int:
        """The number that the next event will get."""
        return self._end

    @property
    def closed(self) -> bool:
        """Whether no event will follow."""
        return self._closed

    def add(self, events: Sequence[ServerSentEvent]) -> None:
        """Append events and wake everyone who waits."""
        self._events.extend(events)
        self._end += len(events)
        self._wake()

    def since(self, position: int) -> list[ServerSentEvent] | None:
        """Return the events from `position` on, None where the first of them is no longer kept."""
        begin = self._end - len(self._events)
        return None if position < begin else list(islice(self._events, position - begin, None))

    async def changed(self) -> None:
        """Return as soon as there is a new event, or none will follow."""
        if not self._closed:
            await self._news.wait()

    def close(self) -> None:
        """Let everyone who waits go."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

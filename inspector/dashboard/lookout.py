"""Looks for alarms twice a second beside the pages, whether a browser is open or not."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from fastapi.concurrency import run_in_threadpool

from inspector.alarms.annunciator import Annunciator
from inspector.alarms.signs import Seen

_EVERY_S = 0.5


class Lookout:
    """Shows an annunciator the line again and again; a slow disk holds up nothing but the next look.

    Parameters
    ----------
    annunciator
        Who looks; None looks for nothing.
    seen
        Returns at once what is known of the line.
    """

    def __init__(self, annunciator: Annunciator | None, seen: Callable[[], Seen]) -> None:
        self._annunciator = annunciator
        self._seen = seen
        self._closed = asyncio.Event()

    async def run(self) -> None:
        """Look until `close`."""
        while not self._closed.is_set():
            await self.look()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closed.wait(), _EVERY_S)

    async def look(self) -> None:
        """Look once."""
        if self._annunciator:
            await run_in_threadpool(self._annunciator.look, self._seen())

    def close(self) -> None:
        """Let `run` end."""
        self._closed.set()

"""The API of the Live page: one snapshot, and the feed of everything after it."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from inspector.dashboard.parts_asked import SEQ_MAX
from inspector.dashboard.tail import Tail
from inspector.dashboard.views import Beat, Hello, Live, Part

After = Annotated[int | None, Query(ge=0, le=SEQ_MAX, description="last `seq` known; Last-Event-ID comes first")]
LastEventId = Annotated[int | None, Header(ge=0, le=SEQ_MAX)]

_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "model": Hello | Part | Beat,
        "description": (
            "Server-sent events. `hello` (Hello) comes first, and again when the reader fell behind: fetch /api/live. "
            "`part` (Part, id = seq) is a new part. `update` (Part) is a known part of which more is known. "
            "`status` (Beat) comes twice a second; its absence means that nothing on display is current."
        ),
    }
}


class LiveApi:
    """Answers for the Live page, from what the tail of the record has read."""

    def __init__(self, tail: Tail) -> None:
        self._tail = tail

    def routes(self) -> APIRouter:
        """Return the routes; they run in the event loop and read no disk there."""
        router = APIRouter(prefix="/api", tags=["live"])
        router.add_api_route("/live", self.live, response_model=Live)
        router.add_api_route("/feed", self.feed, response_class=EventSourceResponse, responses=_EVENTS)
        return router

    async def live(self) -> Live:
        """Return how the line stands: last parts, counts of the running shift, the station's status."""
        return self._tail.live()

    async def feed(self, after: After = None, last_event_id: LastEventId = None) -> AsyncIterator[ServerSentEvent]:
        """Stream what happens on the line."""
        async for event in self._tail.follow(after if last_event_id is None else last_event_id):
            yield event

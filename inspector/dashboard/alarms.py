"""The API of the Alarms page: what stands, what happened, how often; and what people do about it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from inspector.alarms import alarm as alarms
from inspector.alarms.annunciator import Annunciator, Listed
from inspector.dashboard.access import ACCESS_ANSWERS, Operator
from inspector.dashboard.alarm_views import (
    Alarm,
    AlarmFigures,
    AlarmHistory,
    NewShelf,
    alarm_view,
    event_view,
    figures_view,
)
from inspector.dashboard.parts_asked import SEQ_MAX, Before, Limit
from inspector.dashboard.refused import refused_by
from inspector.dashboard.views import Problem
from inspector.errors import ChangedError

Raised = Annotated[int, Path(ge=1, le=SEQ_MAX, description="`raised` of the alarm, as it was seen")]
Days = Annotated[int, Query(ge=1, le=90, description="how far back to look")]

_Answers = dict[int | str, dict[str, Any]]
_UNREADABLE: _Answers = {503: {"model": Problem, "description": "The alarm journal cannot be used; `detail` says why"}}
_CHANGED: _Answers = {
    400: {"model": Problem, "description": "The body is no JSON"},
    409: {"model": Problem, "description": "It stands otherwise by now; `detail` says how: look at the list again"},
    **_UNREADABLE,
    **ACCESS_ANSWERS,
}


class AlarmsApi:
    """Answers for alarms. Acknowledging clears nothing and starts nothing again: it says that somebody knows."""

    def __init__(self, annunciator: Annunciator) -> None:
        self._annunciator = annunciator

    def routes(self) -> APIRouter:
        """Return the routes; what needs the disk runs in threads."""
        router = APIRouter(prefix="/api/alarms", tags=["alarms"])
        router.add_api_route("", self.listed, response_model=list[Alarm])
        router.add_api_route("/history", self.history, response_model=AlarmHistory, responses=_UNREADABLE)
        router.add_api_route("/figures", self.figures, response_model=AlarmFigures, responses=_UNREADABLE)
        for act, answer in (("acknowledge", self.acknowledge), ("shelve", self.shelve), ("unshelve", self.unshelve)):
            path = f"/{{raised}}/{act}"
            router.add_api_route(path, answer, methods=["POST"], response_model=Alarm, responses=_CHANGED)
        return router

    async def listed(self) -> list[Alarm]:
        """Return every alarm that is not cleared, shelved ones too, the most urgent first."""
        return [alarm_view(each) for each in self._annunciator.listed]

    def history(self, before: Before = None, limit: Limit = 50) -> AlarmHistory:
        """Return what happened to alarms, newest first."""
        found = self._annunciator.history(limit + 1, before)
        page = found[:limit]
        more = len(found) > limit
        return AlarmHistory(events=[event_view(event) for event in page], next_before=page[-1].number if more else None)

    def figures(self, days: Days = 7) -> AlarmFigures:
        """Return how often alarms were raised in the last days."""
        return figures_view(self._annunciator.figures(datetime.now(UTC), timedelta(days=days)))

    def acknowledge(self, raised: Raised, person: Operator) -> Alarm:
        """Note that a person knows of the alarm; what is wrong stays wrong."""
        return _done(lambda: self._annunciator.acknowledge(raised, person.name, datetime.now(UTC)))

    def shelve(self, raised: Raised, body: NewShelf, person: Operator) -> Alarm:
        """Put the alarm away for a time; it comes back by itself."""
        away = timedelta(minutes=body.minutes)
        return _done(lambda: self._annunciator.shelve(raised, person.name, datetime.now(UTC), away, body.reason))

    def unshelve(self, raised: Raised, person: Operator) -> Alarm:
        """Take the alarm off the shelf before its time is over."""
        return _done(lambda: self._annunciator.unshelve(raised, person.name, datetime.now(UTC)))


def _done(act: Callable[[], alarms.Alarm]) -> Alarm:
    try:
        return alarm_view(Listed(act()))
    except ChangedError as error:
        raise refused_by(409, error) from error

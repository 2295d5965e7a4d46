"""The API of the Review page: what is to be looked at, what people say of it, and taking that back."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Protocol

from fastapi import APIRouter

from inspector.dashboard.access import ACCESS_ANSWERS, Operator
from inspector.dashboard.parts import Name, known_part
from inspector.dashboard.parts_asked import Before, Limit
from inspector.dashboard.refused import refused_by
from inspector.dashboard.review_views import (
    NewDisposition,
    NewUndo,
    ReasonsOffered,
    ReviewItem,
    ReviewPage,
    Said,
    Standing,
    Waiting,
    name_of,
    said_view,
    standing_view,
)
from inspector.dashboard.views import Problem, part_view
from inspector.errors import ChangedError, InputError
from inspector.record.audit import AuditSample
from inspector.record.dispositions import (
    Disposition,
    DispositionReader,
    DispositionWriter,
    Entry,
    Word,
    check_production,
    subject_of,
    words_for,
)
from inspector.record.inbox import InboxCount, InboxPage
from inspector.record.reasons import Reasons
from inspector.record.store import PartRow, Reader

_COUNTED_MAX = 99
_COUNTED_FOR_S = 2.0
_Answers = dict[int | str, dict[str, Any]]
_UNREADABLE: _Answers = {503: {"model": Problem, "description": "Record or ledger cannot be used; `detail` says why"}}
_UNKNOWN: _Answers = {404: {"model": Problem, "description": "There is no such part"}, **_UNREADABLE}
_ENTERED: _Answers = {
    400: {"model": Problem, "description": "It cannot be said of this part; `detail` says why"},
    409: {"model": Problem, "description": "Somebody was faster; `detail` says who and what: look at the part again"},
    **_UNKNOWN,
    **ACCESS_ANSWERS,
}


class Ledger(DispositionReader, DispositionWriter, Protocol):
    """Both sides of the ledger of dispositions."""


class InboxReader(Protocol):
    """Where undecided parts are found."""

    def page(self, limit: int, before: int | None = None) -> InboxPage:
        """Return up to `limit` undecided parts, newest first."""

    def waiting(self, most: int) -> InboxCount:
        """Return how many parts are undecided, counting `most` at most."""


@dataclass(frozen=True, slots=True)
class Review:
    """What the Review page needs beside the record: ledger, inbox, which passes are drawn, the site's reasons."""

    ledger: Ledger
    inbox: InboxReader
    sample: AuditSample
    reasons: Reasons


class ReviewApi:
    """Answers for the Review page; the only part of the dashboard that writes, into the ledger and nowhere else."""

    def __init__(self, reader: Reader, review: Review) -> None:
        self._reader = reader
        self._review = review
        self._counting = Lock()
        self._waiting = Waiting(count=0, more=False)
        self._counted_until_s = 0.0

    def routes(self) -> APIRouter:
        """Return the routes; plain functions, so that each waits for the disk in a thread of its own."""
        router = APIRouter(prefix="/api", tags=["review"])
        router.add_api_route("/review", self.page, response_model=ReviewPage, responses=_UNREADABLE)
        router.add_api_route("/review/count", self.count, response_model=Waiting, responses=_UNREADABLE)
        router.add_api_route("/review/last", self.last, response_model=Said | None, responses=_UNREADABLE)
        router.add_api_route("/review/reasons", self.reasons, response_model=list[ReasonsOffered])
        of_part = "/parts/{part_id}/dispositions"
        router.add_api_route(of_part, self.standing, response_model=Standing, responses=_UNKNOWN)
        for path, answer in ((of_part, self.dispose), (f"{of_part}/undo", self.undo)):
            router.add_api_route(
                path,
                answer,
                methods=["POST"],
                status_code=201,
                response_model=Said,
                responses=_ENTERED,
            )
        return router

    def page(self, before: Before = None, limit: Limit = 50) -> ReviewPage:
        """Return undecided rejects and the undecided of the audit sample, newest first.

        A page looks through 20,000 parts at most: it may hold fewer than `limit`, or none, and still not be the last.
        """
        found = self._review.inbox.page(limit, before)
        rows = [row for row in map(self._reader.part, found.part_ids) if row]
        states = self._review.ledger.states(tuple(row.part_id for row in rows))
        items = [self._item(row, states[row.part_id].newest) for row in rows]
        return ReviewPage(items=items, next_before=found.next_before)

    def count(self) -> Waiting:
        """Return how many parts are waiting to be looked at, counted again every two seconds at most."""
        with self._counting:
            if time.monotonic() >= self._counted_until_s:
                found = self._review.inbox.waiting(_COUNTED_MAX)
                self._waiting = Waiting(count=found.count, more=found.more)
                self._counted_until_s = time.monotonic() + _COUNTED_FOR_S
            return self._waiting

    def last(self) -> Said | None:
        """Return what was said last of any part; null where nobody has said anything yet."""
        entry = self._review.ledger.last_said()
        return said_view(entry) if entry else None

    def reasons(self) -> list[ReasonsOffered]:
        """Return which reasons the site offers for which disposition."""
        known = self._review.reasons
        return [
            ReasonsOffered(disposition=name_of(word), reasons=list(known.offered(word)), needed=known.needs_one(word))
            for word in Disposition
        ]

    def standing(self, part_id: Name) -> Standing:
        """Return how a part stands, and everything that was ever said of it."""
        self._row(part_id)
        ledger = self._review.ledger
        return standing_view(ledger.states((part_id,))[part_id], ledger.history(part_id))

    def dispose(self, part_id: Name, body: NewDisposition, person: Operator) -> Said:
        """Enter what somebody says of a part, unless somebody else said something since they looked."""
        row = self._row(part_id)
        disposition = Disposition(body.disposition)

        def entered() -> Entry:
            check_production(row)
            self._review.reasons.check(disposition, body.reason)
            word = Word(disposition, person.name, datetime.now(UTC), body.reason, body.note)
            return self._review.ledger.dispose(subject_of(row, self._review.sample), word, body.answers)

        return said_view(_entered(entered))

    def undo(self, part_id: Name, body: NewUndo, person: Operator) -> Said:
        """Take back what stands for a part, unless somebody else said something since they looked."""
        self._row(part_id)
        at = datetime.now(UTC)
        return said_view(_entered(lambda: self._review.ledger.undo(part_id, person.name, at, body.answers)))

    def _item(self, row: PartRow, newest: int) -> ReviewItem:
        subject = subject_of(row, self._review.sample)
        offered = [name_of(word) for word in words_for(subject.outcome)]
        return ReviewItem(part=part_view(row), audit=subject.audit, newest=newest, offered=offered)

    def _row(self, part_id: str) -> PartRow:
        return known_part(part_id, self._reader.part(part_id))


def _entered(enter: Callable[[], Entry]) -> Entry:
    try:
        return enter()
    except ChangedError as error:
        raise refused_by(409, error) from error
    except InputError as error:
        raise refused_by(400, error) from error

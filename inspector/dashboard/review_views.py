"""What the review's API takes and answers: the JSON contract of dispositions."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from inspector.dashboard.views import Part
from inspector.record.dispositions import NOTE_MAX, REASON_MAX, Disposition, Entry, State

DispositionName = Literal["true-defect", "overkill", "escape", "good", "uncertain"]
# What a browser's numbers hold exactly.
Number = Annotated[int, Field(ge=0, le=2**53 - 1)]

_NAME: TypeAdapter[DispositionName] = TypeAdapter(DispositionName)


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class NewDisposition(_Body):
    """What somebody says of a part; `answers` is the `newest` they had seen, 0 for none."""

    disposition: DispositionName
    reason: Annotated[str, Field(max_length=REASON_MAX)] = ""
    note: Annotated[str, Field(max_length=NOTE_MAX)] = ""
    answers: Number


class NewUndo(_Body):
    """Somebody takes back what stands for a part; `answers` is the `newest` they had seen."""

    answers: Number


class Said(_View):
    """One entry of the ledger; `disposition` is null in an undo, `undoes` then the number of what is taken back."""

    number: int
    part_id: str
    disposition: DispositionName | None
    undoes: int
    stands: int
    reason: str
    note: str
    who: str
    at: datetime


class Standing(_View):
    """How a part stands: `newest` is to be answered, `standing` null while it is undecided, `history` oldest first."""

    newest: int
    standing: Said | None
    history: list[Said]


class ReviewItem(_View):
    """A part to be looked at; `audit` says that it passed and was drawn, `offered` what may be said of it."""

    part: Part
    audit: bool
    newest: int
    offered: list[DispositionName]


class ReviewPage(_View):
    """Parts to be looked at, newest first; `next_before` asks for older ones, also where this page holds few."""

    items: list[ReviewItem]
    next_before: int | None


class Waiting(_View):
    """How many parts wait for a person; with `more` there are more than `count`.

    Parts that were held back are looked for among the newest 5,000 of them, drawn passes among the newest 5,000 parts.
    """

    count: int
    more: bool


class ReasonsOffered(_View):
    """The reasons that the site offers for a disposition, in their order; `needed` says that one has to be chosen."""

    disposition: DispositionName
    reasons: list[str]
    needed: bool


def name_of(disposition: Disposition) -> DispositionName:
    """Return the disposition as the API names it."""
    return _NAME.validate_python(disposition.value)


def said_view(entry: Entry) -> Said:
    """Return an entry as the API shows it."""
    return Said(
        number=entry.number,
        part_id=entry.subject.part_id,
        disposition=name_of(entry.disposition) if entry.disposition else None,
        undoes=entry.undoes,
        stands=entry.stands,
        reason=entry.reason,
        note=entry.note,
        who=entry.who,
        at=entry.at,
    )


def standing_view(state: State, history: tuple[Entry, ...]) -> Standing:
    """Return how a part stands as the API shows it."""
    standing = said_view(state.standing) if state.standing else None
    return Standing(newest=state.newest, standing=standing, history=[said_view(entry) for entry in history])

"""What people say of a part after the verdict: dispositions, each an entry that follows the one before.

An entry is never changed. Whoever was wrong says so in a further entry: another disposition, or an undo.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

from inspector.errors import InputError
from inspector.part import Outcome
from inspector.record.audit import AuditSample
from inspector.record.chain import Verification
from inspector.record.rows import microseconds
from inspector.record.store import PartRow
from inspector.refusal import RefusalCode, because

NAME_MAX, REASON_MAX, NOTE_MAX = 60, 60, 500


class Disposition(StrEnum):
    """What a person found the part to be.

    Of a part that was held back: a true defect, or overkill. Of one that passed: an escape, or good as the station
    said. Uncertain of either: it was looked at, and nobody could tell.
    """

    TRUE_DEFECT = "true-defect"
    OVERKILL = "overkill"
    ESCAPE = "escape"
    GOOD = "good"
    UNCERTAIN = "uncertain"

    @property
    def is_defective(self) -> bool | None:
        """Whether the part is defective by this word; None where it says neither."""
        if self is Disposition.UNCERTAIN:
            return None
        return self in {Disposition.TRUE_DEFECT, Disposition.ESCAPE}


class Act(StrEnum):
    """What an entry does: say what a part is, or take the word that stands back."""

    DISPOSE = "dispose"
    UNDO = "undo"


_OF_A_PASS = (Disposition.GOOD, Disposition.ESCAPE, Disposition.UNCERTAIN)
_OF_A_REJECT = (Disposition.TRUE_DEFECT, Disposition.OVERKILL, Disposition.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Subject:
    """The part that is spoken of, as the record knows it.

    `outcome` is what the controller was shown. `audit` says whether the part was drawn for the audit sample: only such
    passes tell how many escape.
    """

    part_id: str
    seq: int
    inspected_at: datetime
    product: str
    outcome: Outcome
    audit: bool


@dataclass(frozen=True, slots=True)
class Word:
    """Who says what of a part, when and why; `reason` is one of the site's short codes, "" where none is asked for.

    Raises
    ------
    InputError
        Nobody is named, or a text is longer than 60 characters (a note: 500). Nothing is entered.
    """

    disposition: Disposition
    who: str
    at: datetime
    reason: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        check_who(self.who, self.at)
        _check_length("reason", self.reason, REASON_MAX)
        _check_length("note", self.note, NOTE_MAX)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the ledger.

    Parameters
    ----------
    number
        Counts entries from 1, without a gap.
    subject
        The part.
    act
        What the entry does.
    answers
        Number of the newest entry of this part that its writer had seen, 0 for none.
    undoes
        Number of the entry that is taken back; 0 where none is.
    stands
        Number of the entry that says what the part is from now on: this one, after an undo an earlier one, or 0.
    disposition
        What was said; None in an undo.
    reason, note, who, at
        As in `Word`.
    previous_sha256
        Hash of entry `number` - 1, `NO_ENTRY` before the first.
    """

    number: int
    subject: Subject
    act: Act
    answers: int
    undoes: int
    stands: int
    disposition: Disposition | None
    reason: str
    note: str
    who: str
    at: datetime
    previous_sha256: str

    def sha256(self) -> str:
        """Return the hash of everything it says, as lower-case hex: the next entry holds it."""
        subject = {**asdict(self.subject), "inspected_at": microseconds(self.subject.inspected_at)}
        said = {**asdict(self), "subject": subject, "at": microseconds(self.at)}
        line = json.dumps(said, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(line.encode("ascii")).hexdigest()


@dataclass(frozen=True, slots=True)
class State:
    """How a part stands: number of its newest entry (0: none), and the entry that says what it is (None: undecided)."""

    newest: int = 0
    standing: Entry | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """How many parts of one kind stand as what."""

    outcome: Outcome
    audit: bool
    disposition: Disposition
    count: int


class DispositionReader(Protocol):
    """The reading side of the ledger; before the first entry it reads as one without any.

    All methods raise StoreError where it is there but cannot be read.
    """

    def states(self, part_ids: tuple[str, ...]) -> Mapping[str, State]:
        """Return how each of the parts stands."""

    def undecided(self, part_ids: tuple[str, ...]) -> frozenset[str]:
        """Return those of the parts for which nothing stands."""

    def history(self, part_id: str) -> tuple[Entry, ...]:
        """Return all entries of one part, oldest first."""

    def last_said(self) -> Entry | None:
        """Return what was said last of any part, taken back or not; None where nobody has said anything."""

    def standing(self, after: int, limit: int) -> tuple[Entry, ...]:
        """Return up to `limit` entries that stand, in order of number, all above `after`."""

    def seen(self, since: datetime | None = None, until: datetime | None = None) -> tuple[Seen, ...]:
        """Return how many parts, inspected from `since` on and before `until`, stand as what."""

    def verify(self, head_noted: str = "") -> Verification:
        """Return whether every entry is as it was written, and one of them has the hash that was noted elsewhere."""

    def close(self) -> None:
        """Let go of the ledger; a later call opens it again."""


class DispositionWriter(Protocol):
    """The writing side of the ledger; any number of processes and threads, none of which can hold up the station."""

    def dispose(self, subject: Subject, word: Word, answers: int) -> Entry:
        """Return the entry once it is on the disk.

        Raises
        ------
        ChangedError
            Somebody entered something of this part since entry `answers`. Nothing is entered.
        InputError
            No part of that outcome can be such a thing.
        StoreError
            It could not be written.
        """

    def undo(self, part_id: str, who: str, at: datetime, answers: int) -> Entry:
        """Take back what stands for a part, and return the entry that does so once it is on the disk.

        Raises
        ------
        ChangedError
            As for `dispose`.
        InputError
            Nothing stands for it.
        StoreError
            It could not be written.
        """


def subject_of(row: PartRow, sample: AuditSample) -> Subject:
    """Return a part of the record as the ledger names it."""
    outcome = row.signal.outcome
    audit = outcome is Outcome.PASS and sample.holds(row.part_id)
    return Subject(row.part_id, row.seq, row.inspected_at, row.provenance.product, outcome, audit)


def check_production(row: PartRow) -> None:
    """Raise InputError where the part is a challenge part: what it is was known before, and it is in no figure."""
    if row.challenge:
        found = f"it is the challenge part {row.challenge.master!r}, and known"
        told = because(RefusalCode.CHALLENGE_PART, part=row.part_id, master=row.challenge.master)
        raise InputError(f"enter what part {row.part_id} is", found, "say it of parts of the production", told)


def words_for(outcome: Outcome) -> tuple[Disposition, ...]:
    """Return what people may say of a part that the controller was shown as `outcome`."""
    return _OF_A_PASS if outcome is Outcome.PASS else _OF_A_REJECT


def check_suits(subject: Subject, disposition: Disposition) -> None:
    """Raise InputError unless a part of that outcome can be such a thing: nothing that was held back can escape."""
    possible = words_for(subject.outcome)
    if disposition not in possible:
        raise InputError(
            f"enter part {subject.part_id} as {disposition}",
            f"it was signalled {subject.outcome.name}",
            f"say one of {', '.join(possible)}",
            because(
                RefusalCode.NOT_OF_THIS_PART,
                part=subject.part_id,
                disposition=disposition,
                outcome=subject.outcome.name,
            ),
        )


def check_who(who: str, at: datetime) -> None:
    """Raise InputError where nobody is named, ValueError where the moment is not in UTC."""
    if not who.strip():
        raise InputError("enter a disposition", "nobody is named", "say who", because(RefusalCode.NAME_NEEDED))
    _check_length("name", who, NAME_MAX)
    if at.tzinfo is not UTC:
        raise ValueError(f"{at.isoformat()} is not in UTC")


def _check_length(what: str, text: str, longest: int) -> None:
    if len(text) > longest:
        found = f"its {what} has {len(text)} characters, at most {longest}"
        told = because(RefusalCode.TEXT_TOO_LONG, count=len(text), most=longest)
        raise InputError("enter a disposition", found, "shorten it", told)

"""What a replay found: old verdicts that came again or not, and what would be judged otherwise. Pure."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from inspector.part import Outcome, Provenance
from inspector.replay.judgement import NamedOutcome
from inspector.replay.rejudged import Again, Rejudged
from inspector.replay.truths import Truth


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Question(_Strict):
    """What was asked: of which parts, and which candidate.

    `candidate_files` maps each file of the revision to its SHA-256; `judged_by` is what the candidate was judged with.
    """

    product: str
    candidate: str
    candidate_files: Mapping[str, str]
    judged_by: Provenance
    since: datetime | None
    until: datetime | None
    outcomes: tuple[NamedOutcome, ...]


class Flip(_Strict):
    """A part that the candidate judges otherwise; `truth` is what is known of it, None where nobody looked."""

    part_id: str
    seq: int
    inspected_at: datetime
    was: NamedOutcome
    becomes: NamedOutcome
    score_was: float | None
    score_becomes: float | None
    truth: Truth | None
    again: Again

    @property
    def is_new_escape(self) -> bool:
        """Whether the candidate passes a part that was held back and is known to be defective."""
        defective = self.truth is not None and self.truth.is_defective
        return defective and self.was is not Outcome.PASS and self.becomes is Outcome.PASS


class NotSame(_Strict):
    """A part whose recorded verdict did not come again, and why."""

    part_id: str
    seq: int
    again: Again
    why: tuple[str, ...]


class Cell(_Strict):
    """How many parts were judged `was` and are judged `becomes` by the candidate."""

    was: NamedOutcome
    becomes: NamedOutcome
    parts: int


class LeftOut(_Strict):
    """How many parts could not be judged again at all, and why."""

    why: str
    parts: int


class Report(_Strict):
    """The result of a replay; the same to the byte however many workers it had.

    `lines_sha256` is over every part's line, so that two replays can be compared by it.
    """

    schema_version: Annotated[Literal[1], Field(alias="schema")] = 1
    question: Question
    parts: int
    same: int
    changed: int
    differs: int
    left_out: tuple[LeftOut, ...]
    matrix: tuple[Cell, ...]
    flips: tuple[Flip, ...]
    not_same: tuple[NotSame, ...]
    new_escapes: tuple[str, ...]
    lines_sha256: str

    def text(self) -> str:
        """Return it as its file has it."""
        return self.model_dump_json(by_alias=True, indent=1) + "\n"

    def sha256(self) -> str:
        """Return the hash of its file."""
        return hashlib.sha256(self.text().encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Found:
    """A part judged again, with what the record and people say of it."""

    rejudged: Rejudged
    inspected_at: datetime
    was: Outcome
    score_was: float | None
    truth: Truth | None


def report_of(question: Question, found: Iterable[Found], left_out: Counter[str]) -> Report:
    """Return the report over `found`, in whatever order it comes."""
    parts = sorted(found, key=lambda each: each.rejudged.seq)
    again = Counter(each.rejudged.again for each in parts)
    pairs = Counter((each.was, each.rejudged.candidate.outcome) for each in parts)
    flips = tuple(_flip(each) for each in parts if each.was is not each.rejudged.candidate.outcome)
    digest = hashlib.sha256()
    for each in parts:
        digest.update(each.rejudged.line())
    return Report(
        question=question,
        parts=len(parts),
        same=again[Again.SAME],
        changed=again[Again.CHANGED],
        differs=again[Again.DIFFERS],
        left_out=tuple(LeftOut(why=why, parts=count) for why, count in sorted(left_out.items())),
        matrix=tuple(Cell(was=was, becomes=now, parts=count) for (was, now), count in sorted(pairs.items())),
        flips=flips,
        not_same=tuple(_not_same(each.rejudged) for each in parts if each.rejudged.again is not Again.SAME),
        new_escapes=tuple(flip.part_id for flip in flips if flip.is_new_escape),
        lines_sha256=digest.hexdigest(),
    )


def report_lines(report: Report, most: int = 20) -> list[str]:
    """Return a report for people; of parts at most `most` of each sort."""
    return list(_lines(report, most))


def _lines(report: Report, most: int) -> Iterator[str]:
    asked = report.question
    yield f"{asked.product} {asked.candidate}: {report.parts} parts judged again"
    yield f"  {report.same} verdicts the same to the bit, {report.changed} by changed inputs, {report.differs} differ"
    yield from (f"  {each.parts} left out: {each.why}" for each in report.left_out)
    yield from _listed([f"{each.part_id} {each.again}: {'; '.join(each.why)}" for each in report.not_same], most)
    yield "was      becomes  parts"
    yield from (f"{cell.was.name:8} {cell.becomes.name:8} {cell.parts:5}" for cell in report.matrix)
    yield from _listed([_flip_line(flip) for flip in report.flips], most)
    if report.new_escapes:
        yield f"{len(report.new_escapes)} new escapes: known to be defective, passed by {asked.candidate}"


def _listed(lines: list[str], most: int) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:most])
    if len(lines) > most:
        yield f"  and {len(lines) - most} more, in the result file"


def _flip_line(flip: Flip) -> str:
    scores = " to ".join("-" if score is None else f"{score:.3f}" for score in (flip.score_was, flip.score_becomes))
    words = flip.truth.value if flip.truth else "nobody looked"
    mark = "NEW ESCAPE  " if flip.is_new_escape else ""
    return f"{mark}{flip.part_id}  {flip.was.name} to {flip.becomes.name}, score {scores}  ({words})"


def _flip(each: Found) -> Flip:
    return Flip(
        part_id=each.rejudged.part_id,
        seq=each.rejudged.seq,
        inspected_at=each.inspected_at,
        was=each.was,
        becomes=each.rejudged.candidate.outcome,
        score_was=each.score_was,
        score_becomes=each.rejudged.candidate.score,
        truth=each.truth,
        again=each.rejudged.again,
    )


def _not_same(part: Rejudged) -> NotSame:
    return NotSame(part_id=part.part_id, seq=part.seq, again=part.again, why=part.why)

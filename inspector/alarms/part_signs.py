"""What the last parts say of the line: a single reject says nothing, several in a row do. Pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from inspector.alarms.alarm import Figure, Key, Sign
from inspector.alarms.catalogue import Kind
from inspector.part import Outcome, Reason
from inspector.record.store import PartRow

# Long enough to be seen; older ones are of a line that has gone on.
_UNCONFIRMED_FOR = timedelta(minutes=5)
_TOLD_OTHERWISE = frozenset({Reason.NOT_ALIGNED, Reason.DEADLINE})


@dataclass(frozen=True, slots=True)
class PartLimits:
    """How many of the last parts make an alarm; 0 turns that alarm off. `of` is how many are looked at."""

    rejects_in_row: int = 5
    not_aligned: int = 3
    late: int = 3
    uninspected: int = 3
    of: int = 20
    confirm_s: float = 10.0


def part_signs(parts: tuple[PartRow, ...], limits: PartLimits) -> Iterator[Sign]:
    """Yield what the last parts (newest first) tell, of the newest part's product alone.

    Masters of a challenge are rejected because they are to be: what they were found to be says nothing of the line.
    """
    same = [part for part in parts if part.provenance.product == parts[0].provenance.product]
    made = [part for part in same if part.challenge is None]
    last = same[: limits.of]
    yield from _rejects(made, limits.rejects_in_row)
    yield from _not_aligned(made[: limits.of], limits.not_aligned)
    yield from _late(last, limits.late)
    yield from _uninspected(last, limits.uninspected)


def _rejects(parts: list[PartRow], least: int) -> Iterator[Sign]:
    row = _rejects_in_row(parts)
    if 0 < least <= len(row):
        zones = Counter(max(part.defects, key=lambda defect: defect.score).zone for part in row if part.defects)
        zone = zones.most_common(1)[0][0] if zones else ""
        yield Sign(Key(Kind.REJECTS), (Figure("count", len(row)), Figure("zone", zone)))


def _rejects_in_row(parts: list[PartRow]) -> list[PartRow]:
    """Return the newest rejects up to the first part that passed; what was not judged neither adds nor ends."""
    row = []
    for part in parts:
        if part.signal.outcome in {Outcome.PASS, Outcome.RECHECK}:
            break
        if part.signal.outcome is Outcome.REJECT and part.signal.reason is not Reason.NOT_ALIGNED:
            row.append(part)
    return row


def _not_aligned(parts: list[PartRow], least: int) -> Iterator[Sign]:
    refused = [part for part in parts if part.reason is Reason.NOT_ALIGNED]
    if 0 < least <= len(refused):
        figures = (Figure("count", len(refused)), Figure("of", len(parts)), Figure("part", refused[0].part_id))
        yield Sign(Key(Kind.ALIGNMENT), figures, refused[0].message)


def _late(parts: list[PartRow], least: int) -> Iterator[Sign]:
    late = [part for part in parts if part.signal.late or part.signal.reason is Reason.DEADLINE]
    if 0 < least <= len(late):
        times = late[0].stage_times
        stages = ("capture_ms", "align_ms", "compare_ms", "decide_ms", "total_ms")
        figures = tuple(Figure(stage, round(getattr(times, stage), 1)) for stage in stages)
        yield Sign(Key(Kind.LATE), (Figure("count", len(late)), Figure("of", len(parts)), *figures))


def _uninspected(parts: list[PartRow], least: int) -> Iterator[Sign]:
    faults = [
        part for part in parts if part.signal.outcome is Outcome.FAULT and part.signal.reason not in _TOLD_OTHERWISE
    ]
    if 0 < least <= len(faults):
        yield Sign(
            Key(Kind.UNINSPECTED), (Figure("count", len(faults)), Figure("of", len(parts))), words=faults[0].message
        )


def unconfirmed(parts: tuple[PartRow, ...], confirm_s: float, now: datetime) -> Iterator[Sign]:
    """Yield the sign of rejects, of any product, that the controller should have read by now."""
    least = timedelta(seconds=confirm_s)
    unread = [
        part
        for part in parts
        if part.acknowledged_at is None
        and part.signal.outcome is Outcome.REJECT
        and least <= now - part.signal.signalled_at < least + _UNCONFIRMED_FOR
    ]
    if confirm_s > 0 and unread:
        yield Sign(Key(Kind.UNCONFIRMED), (Figure("part", unread[0].part_id), Figure("count", len(unread))))

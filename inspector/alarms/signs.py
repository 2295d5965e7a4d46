"""What is wrong with a station now, as far as the record tells. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from inspector.alarms.alarm import Figure, Key, Sign
from inspector.alarms.catalogue import Kind
from inspector.alarms.part_signs import PartLimits, part_signs, unconfirmed
from inspector.record.store import DRIFTED, ROOM_IS_SHORT, ChallengeStatus, PartRow, StationStatus

# As everywhere: an older status claims nothing.
SILENT_AFTER = timedelta(seconds=2)
_SUBJECT_MAX = 80


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a figure becomes an alarm; 0 turns that alarm off."""

    parts: PartLimits = field(default_factory=PartLimits)
    disk_free_bytes: float = 5e9
    disk_days: float = 7.0
    archive_waiting: int = 8
    no_parts_min: float = 0.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of the line at `now`: status, last parts (newest first), and why the record cannot be read.

    `unread` are rejects before these, newest first, whose result the controller has not read.
    """

    now: datetime
    status: StationStatus | None
    parts: tuple[PartRow, ...]
    trouble: str = ""
    unread: tuple[PartRow, ...] = ()


def signs_of(seen: Seen, limits: Limits) -> tuple[Sign, ...]:
    """Return everything that is wrong, causes and effects; nothing where no station ever ran."""
    if seen.trouble:
        return (Sign(Key(Kind.TROUBLE), words=seen.trouble),)
    status = seen.status
    if status is None:
        return (Sign(Key(Kind.SILENT)),) if seen.parts else ()
    # One of the future was written before the clock was set back: nobody knows how old it is.
    if abs(seen.now - status.at) >= SILENT_AFTER:
        return (Sign(Key(Kind.SILENT), (Figure("at", status.at.isoformat()),)),)
    return (*_lost(status, seen.parts), *_figures(seen, status, limits), *_warned(status))


def _lost(status: StationStatus, parts: tuple[PartRow, ...]) -> Iterator[Sign]:
    if not status.camera_up:
        yield Sign(Key(Kind.CAMERA), (Figure("camera", status.camera),), status.not_ready_because)
    if not status.plc_connected:
        yield Sign(Key(Kind.PLC), (Figure("plc", status.plc), Figure("at", _last_handshake(parts))))
    if not status.recording:
        yield Sign(Key(Kind.RECORDING), words=status.not_ready_because)
    if status.challenge and status.challenge.held:
        yield _challenge(status.challenge)
    # While another product is learnt READY is down without a reason: nobody has to act.
    if not status.ready and status.not_ready_because:
        yield Sign(Key(Kind.NOT_READY), words=status.not_ready_because)


def _challenge(due: ChallengeStatus) -> Sign:
    figures = (Figure("seen", due.seen), Figure("of", due.total), Figure("following", due.following))
    return Sign(Key(Kind.CHALLENGE), figures, due.trouble)


def _last_handshake(parts: tuple[PartRow, ...]) -> str:
    read = [part.acknowledged_at for part in parts if part.acknowledged_at]
    return max(read).isoformat() if read else ""


def _figures(seen: Seen, status: StationStatus, limits: Limits) -> Iterator[Sign]:
    yield from part_signs(seen.parts, limits.parts)
    yield from unconfirmed((*seen.parts, *seen.unread), limits.parts.confirm_s, seen.now)
    free, days = status.disk_free_bytes, status.disk_days_left
    if free < limits.disk_free_bytes or any(ROOM_IS_SHORT in line for line in status.warnings):
        yield Sign(Key(Kind.DISK_LOW), (Figure("bytes", free),))
    # At 0 images are removed all the time: a disk in use for long, nothing to act on.
    if days is not None and 0 < days < limits.disk_days:
        yield Sign(Key(Kind.DISK_SOON), (Figure("days", days),))
    if 0 < limits.archive_waiting < status.archive_waiting:
        yield Sign(Key(Kind.ARCHIVE), (Figure("count", status.archive_waiting),))
    last = seen.parts[0].inspected_at if seen.parts else None
    if last and 0 < limits.no_parts_min < (seen.now - last).total_seconds() / 60 and status.ready:
        yield Sign(Key(Kind.NO_PARTS), (Figure("at", last.isoformat()),))


def _warned(status: StationStatus) -> Iterator[Sign]:
    for line in status.warnings:
        if line.startswith(DRIFTED):
            yield Sign(Key(Kind.DRIFT), words=line.removeprefix(DRIFTED).lstrip(": "))
        elif ROOM_IS_SHORT not in line:
            yield Sign(Key(Kind.WARNING, _without_figures(line)), words=line)


def _without_figures(line: str) -> str:
    """Return what stays the same of a warning whose figures change: it is one alarm, not one for each figure."""
    return re.sub(r"\d+([.,]\d+)*", "#", line)[:_SUBJECT_MAX]

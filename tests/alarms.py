"""Signs, parts and an annunciator with a clock that is set by hand, for the tests of alarms."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from makers import MOMENT, PROVENANCE
from recording import make_status

from inspector.alarms.annunciator import Annunciator
from inspector.alarms.catalogue import Kind
from inspector.alarms.journal import AlarmJournal
from inspector.alarms.signs import Limits, Seen
from inspector.alarms.sqlite import SqliteAlarms
from inspector.part import Outcome, Reason, Signal, StageTimes
from inspector.record.store import PartRow, StationStatus

WELL = replace(make_status(), disk_free_bytes=400 * 10**9)
NO_CAMERA_OR_WELL = (replace(WELL, camera_up=False), WELL)


def make_row(
    seq: int, outcome: Outcome = Outcome.PASS, reason: Reason = Reason.WITHIN_LIMITS, **changes: Any
) -> PartRow:
    """Return the row of a part whose result was read by the PLC at once."""
    signal = Signal(outcome, reason, MOMENT, late=False)
    row = PartRow(
        seq=seq,
        part_id=f"P{seq}",
        trigger_id=seq,
        inspected_at=MOMENT,
        outcome=outcome,
        reason=reason,
        message="",
        score=0.4,
        defects=(),
        correlation=0.99,
        residual_px=0.1,
        source="test",
        width_px=64,
        height_px=48,
        provenance=PROVENANCE,
        stage_times=StageTimes(8.0, 21.0, 14.0, 1.0, 44.0),
        signal=signal,
        acknowledged_at=MOMENT,
        image="",
        image_sha256="",
        image_note="",
    )
    return replace(row, **changes)


def make_rows(outcomes: str) -> tuple[PartRow, ...]:
    """Return parts, newest first, as letters: P passed, N rejected, A not aligned, L late, F fault, R recheck."""
    kinds = {
        "P": (Outcome.PASS, Reason.WITHIN_LIMITS),
        "N": (Outcome.REJECT, Reason.DEFECT),
        "A": (Outcome.REJECT, Reason.NOT_ALIGNED),
        "L": (Outcome.FAULT, Reason.DEADLINE),
        "F": (Outcome.FAULT, Reason.BAD_IMAGE),
        "R": (Outcome.RECHECK, Reason.CLOSE_TO_LIMIT),
    }
    return tuple(make_row(len(outcomes) - place, *kinds[letter]) for place, letter in enumerate(outcomes))


@dataclass(slots=True)
class Line:
    """A line that is looked at every half a second: what it tells is set, then time goes by."""

    annunciator: Annunciator
    clock: list[float]
    status: StationStatus | None = WELL
    parts: tuple[PartRow, ...] = ()
    trouble: str = ""
    is_silent: bool = False
    spoke_at: datetime = field(default=MOMENT)

    @property
    def now(self) -> datetime:
        return MOMENT + timedelta(seconds=self.clock[0])

    def go_on(self, seconds: float) -> None:
        """Let time go by, looking twice a second."""
        for _ in range(round(2 * seconds)):
            self.clock[0] += 0.5
            if not self.is_silent:
                self.spoke_at = self.now
            status = replace(self.status, at=self.spoke_at) if self.status else None
            self.annunciator.look(Seen(self.now, status, self.parts, self.trouble))

    def kinds(self) -> list[tuple[Kind, str]]:
        """Return kind and state of every alarm that is listed."""
        return [(each.alarm.kind, str(each.alarm.state)) for each in self.annunciator.listed]

    def raised(self) -> int:
        """Return the number of the last raise of the first alarm that is listed."""
        return self.annunciator.listed[0].alarm.raised


def line_in(
    data: Path, limits: Limits | None = None, journal: AlarmJournal | None = None, start_s: float = 0.0
) -> Line:
    """Return a line whose journal is in `data`."""
    clock = [start_s]
    annunciator = Annunciator(journal or SqliteAlarms(data), limits or Limits(), 5.0, lambda: clock[0])
    return Line(annunciator, clock)

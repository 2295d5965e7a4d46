"""A fault in every room: the part ends as FAULT or REJECT, it is on record, and the line goes on where it can."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from lines import board, learnt, running

from inspector.capture.simulated import CameraFault
from inspector.compare.comparator import Comparison, Engine, SecondLook
from inspector.errors import ComparisonError, RuntimeLostError
from inspector.golden.recipe import Limits, Recipe
from inspector.part import Alignment, Deviation, Outcome, Reason
from inspector.record.store import PartRow
from inspector.station.judging import Gauge

GOOD, BAD = Outcome.PASS, Outcome.FAULT


@pytest.fixture(scope="module")
def gauge() -> Gauge:
    return learnt()


class Breaking:
    """A comparison that breaks on its second part, in the way it is told."""

    def __init__(self, breaks: Callable[[Deviation], Deviation]) -> None:
        self._sound: Comparison = learnt().comparison
        self._breaks = breaks
        self._parts = 0

    @property
    def engine(self) -> Engine:
        return self._sound.engine

    @property
    def second_look(self) -> SecondLook | None:
        return self._sound.second_look

    def compare(self, alignment: Alignment) -> Deviation:
        self._parts += 1
        deviation = self._sound.compare(alignment)
        return self._breaks(deviation) if self._parts == 2 else deviation


def raising(error: Exception) -> Callable[[Deviation], Deviation]:
    def breaks(_deviation: Deviation) -> Deviation:
        raise error

    return breaks


def not_a_number(deviation: Deviation) -> Deviation:
    scores = deviation.scores.copy()
    scores[0, 0] = np.nan
    return Deviation(scores, deviation.valid, deviation.scale, deviation.comparator, deviation.model_sha256)


def outcomes(rows: tuple[PartRow, ...]) -> list[Outcome]:
    return [row.outcome for row in rows]


@pytest.mark.parametrize("fault", [CameraFault.LATE, CameraFault.UNPLUGGED])
def test_a_frame_that_does_not_come_is_fault_and_the_next_part_passes(
    tmp_path: Path, gauge: Gauge, fault: CameraFault
) -> None:
    with running(tmp_path, gauge, lambda _: board(), {2: fault}) as line:
        report = line.trigger(3)
    assert [part.outcome for part in report.parts] == [GOOD, BAD, GOOD]


@pytest.mark.parametrize("fault", [CameraFault.BLACK, CameraFault.TORN])
def test_a_frame_that_shows_no_whole_part_is_never_passed(tmp_path: Path, gauge: Gauge, fault: CameraFault) -> None:
    with running(tmp_path, gauge, lambda _: board(), {2: fault}) as line:
        report = line.trigger(3)
    assert report.parts[1].outcome in {Outcome.REJECT, Outcome.FAULT}


@pytest.mark.parametrize(
    ("breaks", "reason"),
    [
        (not_a_number, Reason.COMPARISON),
        (raising(ComparisonError("compare", "empty answer", "check the model")), Reason.COMPARISON),
        (raising(ZeroDivisionError("nobody thought of it")), Reason.INTERNAL),
        (raising(MemoryError()), Reason.INTERNAL),
    ],
    ids=["not a number", "comparison error", "unknown error", "out of memory"],
)
def test_a_comparison_that_breaks_is_fault_and_the_line_goes_on(
    tmp_path: Path, breaks: Callable[[Deviation], Deviation], reason: Reason
) -> None:
    with running(tmp_path, learnt(Breaking(breaks)), lambda _: board()) as line:
        line.trigger(3)
    rows = line.rows()
    assert (outcomes(rows), rows[1].reason) == ([GOOD, BAD, GOOD], reason)


def test_a_lost_device_is_fault_on_the_wire_and_ends_the_station_for_a_new_one(tmp_path: Path) -> None:
    lost = Breaking(raising(RuntimeLostError("compare", "the device is gone", "look at its driver")))
    with pytest.raises(RuntimeLostError), running(tmp_path, learnt(lost), lambda _: board()) as line:
        report = line.trigger(2)
    assert [part.outcome for part in report.parts] == [GOOD, BAD]


def test_a_verdict_after_its_deadline_is_shown_as_fault_and_recorded_as_it_was(tmp_path: Path) -> None:
    hasty = learnt(recipe=Recipe(limits=Limits(), deadline_ms=10))
    with running(tmp_path, hasty, lambda _: board()) as line:
        report = line.trigger(1)
    row = line.rows()[0]
    assert (report.parts[0].outcome, row.signal.late, row.signal.reason) == (BAD, True, Reason.DEADLINE)


def test_a_part_of_another_size_is_fault(tmp_path: Path, gauge: Gauge) -> None:
    with running(tmp_path, gauge, lambda _: board()[:200]) as line:
        line.trigger(1)
    assert line.rows()[0].reason is Reason.BAD_IMAGE

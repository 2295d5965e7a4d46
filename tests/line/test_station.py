"""The whole chain on real parts of the house: camera to Modbus to SQLite, and nothing passes that should not."""

import threading
import time
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from lines import NAMES, Line, board, board_with_hole, learnt, running
from numpy.typing import NDArray
from typing_extensions import override

from inspector.capture.camera import Shot
from inspector.capture.folder import FolderCamera
from inspector.capture.simulated import SimulatedCamera
from inspector.errors import LinkLostError, StoreError
from inspector.golden.recipe import Limits, Recipe
from inspector.image_file import encode_png, read_image
from inspector.part import Capture, Inspection, Outcome, Reason, Signal
from inspector.record.connection import IMAGES_FOLDER
from inspector.record.sqlite import SqliteRecorder
from inspector.record.store import PartRow, StationStatus
from inspector.station import station
from inspector.station.judging import Clock, Gauge
from inspector.wiring.pairs import system_clock


@pytest.fixture(scope="module")
def gauge() -> Gauge:
    return learnt()


def test_a_warning_of_the_station_is_a_bit_on_the_wire_and_the_line_goes_on(tmp_path: Path, gauge: Gauge) -> None:
    with running(tmp_path, gauge, lambda _: board(), names=replace(NAMES, free_bytes_min=1 << 60)) as line:
        assert line.trigger(1).passed == 1
        assert line.shown().warning


def every_third_has_a_hole(number: int) -> NDArray[np.uint8]:
    return board_with_hole() if number % 3 == 0 else board()


def test_good_parts_pass_and_the_plc_sees_it(tmp_path: Path, gauge: Gauge) -> None:
    with running(tmp_path, gauge, lambda _: board()) as line:
        assert line.trigger(5).passed == 5


def test_a_part_with_a_hole_is_rejected_and_the_others_pass(tmp_path: Path, gauge: Gauge) -> None:
    with running(tmp_path, gauge, every_third_has_a_hole) as line:
        report = line.trigger(9)
    assert [part.outcome for part in report.parts] == [Outcome.PASS, Outcome.PASS, Outcome.REJECT] * 3


def test_every_part_is_on_record_with_what_the_plc_was_shown(tmp_path: Path, gauge: Gauge) -> None:
    with running(tmp_path, gauge, every_third_has_a_hole) as line:
        report = line.trigger(9)
    seen = [(part.trigger_id, part.outcome) for part in report.parts]
    assert [(row.trigger_id, row.signal.outcome) for row in line.rows()] == seen


@pytest.mark.parametrize("error", [MemoryError(), cv2.error("Insufficient memory")])
def test_a_part_whose_light_cannot_be_measured_has_its_row_and_the_line_goes_on(
    tmp_path: Path, gauge: Gauge, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def exhausted(_: NDArray[np.uint8]) -> None:
        raise error

    monkeypatch.setattr(station, "figures_of", exhausted)
    with running(tmp_path, gauge, every_third_has_a_hole) as line:
        line.trigger(3)
    assert [row.signal.outcome for row in line.rows()] == [Outcome.PASS, Outcome.PASS, Outcome.REJECT]
    assert [row.seen for row in line.rows()] == [None] * 3


def test_every_acknowledgement_is_on_record(tmp_path: Path, gauge: Gauge) -> None:
    with running(tmp_path, gauge, lambda _: board()) as line:
        line.trigger(4)
    assert [row.acknowledged_at is not None for row in line.rows()] == [True] * 4


def test_every_raw_frame_is_kept_as_it_was_taken(tmp_path: Path, gauge: Gauge) -> None:
    with running(tmp_path, gauge, every_third_has_a_hole) as line:
        line.trigger(3)
    frames = [read_image(tmp_path / IMAGES_FOLDER / row.image) for row in line.rows()]
    assert [np.array_equal(frame, every_third_has_a_hole(n)) for n, frame in enumerate(frames, 1)] == [True] * 3


def test_a_reject_names_the_rule_it_broke(tmp_path: Path, gauge: Gauge) -> None:
    with running(tmp_path, gauge, board_with_hole) as line:
        line.trigger(1)
    assert only(line.rows()).message.startswith("zone part: ")


def test_no_part_passes_by_the_picture_of_one_that_was_refused(tmp_path: Path, gauge: Gauge) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    camera = FolderCamera(pictures, waiting="take")
    with running(tmp_path / "data", gauge, lambda _: board(), camera=camera) as line:
        (pictures / "1.png").write_bytes(encode_png(board()))
        assert line.trigger(1).passed == 1
        line.ask_at_any_time(0)
        (pictures / "refused.png").write_bytes(encode_png(board()))
        holed = threading.Timer(0.5, (pictures / "2.png").write_bytes, [encode_png(board_with_hole())])
        holed.start()
        assert line.trigger(1).passed == 0
        holed.join()


class SlowRecorder(SqliteRecorder):
    """A record on a disk that takes its time."""

    @override
    def append(self, inspection: Inspection, signal: Signal) -> int:
        time.sleep(0.5)
        return super().append(inspection, signal)


def test_ready_comes_back_only_when_the_row_is_on_the_disk(tmp_path: Path, gauge: Gauge) -> None:
    with running(tmp_path, gauge, lambda _: board(), recorder=SlowRecorder(tmp_path)) as line:
        line.trigger(1)
        while not line.link.is_ready():
            time.sleep(0.001)
        recorded = len(line.rows())
    assert recorded == 1


class HangingRecorder(SqliteRecorder):
    """A record that another program holds while the station wants to say how it is."""

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self.hangs, self.let_go = threading.Event(), threading.Event()

    @override
    def report(self, status: StationStatus) -> None:
        self.hangs.set()
        assert self.let_go.wait(60)
        super().report(status)


def test_a_part_whose_deadline_passed_while_the_record_hung_has_its_row(tmp_path: Path) -> None:
    recorder = HangingRecorder(tmp_path)
    hurried = learnt(recipe=Recipe(limits=Limits(min_area_px=12), deadline_ms=300))
    with running(tmp_path, hurried, lambda _: board(), recorder=recorder) as line:
        assert recorder.hangs.wait(60)
        report = line.trigger(1)
        recorder.let_go.set()
        line.trigger(1)
    first, second = line.rows()
    assert (report.faulted, report.went_on) == (1, 0)
    assert (first.signal.outcome, first.signal.reason, first.image) == (Outcome.FAULT, Reason.DEADLINE, "")
    assert first.message.startswith("nobody looked at it: its deadline passed")
    assert (first.acknowledged_at is not None, second.outcome) == (True, Outcome.PASS)


def test_a_part_that_was_taken_when_the_station_is_stopped_is_judged_and_on_record(
    tmp_path: Path, gauge: Gauge
) -> None:
    recorder = HangingRecorder(tmp_path)
    with running(tmp_path, gauge, lambda _: board(), recorder=recorder) as line:
        assert recorder.hangs.wait(60)
        line.ask_at_any_time(7)
        assert line.shown().trigger_ack
        threading.Timer(0.3, recorder.let_go.set).start()
    assert only(line.rows()).trigger_id == 7


def test_a_part_whose_deadline_passed_before_the_station_was_stopped_has_its_row(tmp_path: Path) -> None:
    recorder = HangingRecorder(tmp_path)
    hurried = learnt(recipe=Recipe(limits=Limits(min_area_px=12), deadline_ms=100))
    with running(tmp_path, hurried, lambda _: board(), recorder=recorder) as line:
        assert recorder.hangs.wait(60)
        line.ask_at_any_time(7)
        threading.Timer(0.5, recorder.let_go.set).start()
    assert only(line.rows()).signal.reason is Reason.DEADLINE


class RefusingOnce(SqliteRecorder):
    """A record on a disk that has no room for a moment."""

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self.refused = threading.Event()

    @override
    def append(self, inspection: Inspection, signal: Signal) -> int:
        if not self.refused.is_set():
            self.refused.set()
            raise StoreError("record the part", "there is no room", "make some")
        return super().append(inspection, signal)


class CuttingCamera(SimulatedCamera):
    """A camera whose picture comes at the moment at which the wire to the controller ends."""

    def __init__(self) -> None:
        super().__init__(lambda _: board(), "simulated", None)
        self.lines: list[Line] = []
        self.has_cut = threading.Event()

    @override
    def take(self, shot: Shot) -> Capture:
        # As by itself: to the station a wire that is let go and one that broke are a thread that is no more.
        self.lines[0].link.close()
        self.has_cut.set()
        return super().take(shot)


def test_a_part_whose_wire_ended_before_it_was_answered_has_its_row(tmp_path: Path, gauge: Gauge) -> None:
    camera = CuttingCamera()

    def ask() -> None:
        with running(tmp_path, gauge, lambda _: board(), camera=camera) as line:
            camera.lines.append(line)
            line.ask_at_any_time(7)
            assert camera.has_cut.wait(60)

    with pytest.raises(LinkLostError):
        ask()
    row = only(camera.lines[0].rows())
    assert (row.trigger_id, row.outcome, row.reason) == (7, Outcome.FAULT, Reason.PLC)
    assert (row.signal.outcome, row.signal.reason, row.acknowledged_at) == (Outcome.FAULT, Reason.PLC, None)


def test_what_the_disk_refused_is_written_when_the_station_is_stopped(tmp_path: Path, gauge: Gauge) -> None:
    recorder = RefusingOnce(tmp_path)
    before_the_next_try = Clock(system_clock().utc, lambda: 0.0)
    with running(tmp_path, gauge, lambda _: board(), recorder=recorder, clock=before_the_next_try) as line:
        line.ask_at_any_time(7)
        assert recorder.refused.wait(60)
    assert only(line.rows()).trigger_id == 7


def test_the_same_parts_get_the_same_scores_to_the_last_bit(tmp_path: Path, gauge: Gauge) -> None:
    scores = []
    for run in ("first", "second"):
        with running(tmp_path / run, gauge, every_third_has_a_hole) as line:
            line.trigger(6)
        scores.append([row.score for row in line.rows()])
    assert scores[0] == scores[1]


def test_a_station_that_is_started_again_goes_on_with_its_record(tmp_path: Path, gauge: Gauge) -> None:
    for _ in range(2):
        with running(tmp_path, gauge, lambda _: board()) as line:
            line.trigger(2)
    assert [row.seq for row in line.rows()] == [1, 2, 3, 4]


def only(rows: tuple[PartRow, ...]) -> PartRow:
    assert len(rows) == 1
    return rows[0]


def test_the_watchdog_is_told_how_long_a_part_may_take_and_that_it_is_over(tmp_path: Path) -> None:
    patient = learnt(recipe=Recipe(limits=Limits(min_area_px=12), deadline_ms=30_000))
    beats: list[float] = []
    with running(tmp_path, patient, lambda _: board(), beat=beats.append) as line:
        line.trigger(1)
    [part] = [number for number, busy_s in enumerate(beats) if busy_s]
    assert 29.0 < beats[part] <= 30.0
    assert 0.0 in beats[part + 1 :]

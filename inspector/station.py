"""The shell of the line: waits for triggers, has each part judged, signals, records, and keeps the station honest.

The chain of stages is written once, in `judge`. The only broad `except` of the product is in `Station`:
whatever goes wrong with a part ends as FAULT.
"""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import partial

import structlog

from inspector.align.align import align
from inspector.align.reference import Reference
from inspector.capture.camera import Camera, Shot
from inspector.compare.comparator import Comparison
from inspector.decide.decide import decide, refuse
from inspector.decide.rules import Rules
from inspector.errors import (
    CameraError,
    CaptureError,
    PartError,
    RecipeError,
    RuntimeLostError,
    StationError,
    StoreError,
)
from inspector.golden.golden import Golden
from inspector.golden.revisions import OneRevision, Revisions
from inspector.part import (
    Capture,
    Deviation,
    Inspection,
    Outcome,
    Provenance,
    Reason,
    RefusedAlignment,
    StageTimes,
    Verdict,
)
from inspector.plc.link import ErrorCode, PlcLink, StationState, Trigger
from inspector.record.store import Archive, Recorder, StationStatus

_WAIT_FOR_TRIGGER_S = 0.05
_REPORT_EVERY_S = 0.5
_RETRY_EVERY_S = 1.0
_LAST_RESULT_S = 1.0


@dataclass(frozen=True, slots=True)
class Clock:
    """Where time comes from: UTC for the record, monotonic seconds for durations."""

    utc: Callable[[], datetime]
    monotonic: Callable[[], float]


@dataclass(frozen=True, slots=True, eq=False)
class Gauge:
    """One golden, learnt by every stage, ready to judge parts; `warning` is shown as long as it judges."""

    golden: Golden
    reference: Reference
    comparison: Comparison
    rules: Rules
    provenance: Provenance
    warning: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Doors:
    """What the station reaches the world through."""

    camera: Camera
    link: PlcLink
    recorder: Recorder
    archive: Archive
    revisions: Revisions[Gauge] = field(default_factory=OneRevision)


@dataclass(frozen=True, slots=True)
class StationNames:
    """How the station and its product are called: by people, and on the wire."""

    station: str
    product_number: int
    free_bytes_min: int


def judge(capture: Capture, gauge: Gauge, clock: Clock) -> Inspection:
    """Return the inspection of a captured part: aligned, compared, decided.

    Raises
    ------
    PartError
        The part cannot be judged. It is FAULT and the line goes on.
    StationError
        No part can be judged. The part is FAULT and the station drops READY.
    """
    start = clock.monotonic()
    alignment = align(capture, gauge.reference)
    aligned = compared = clock.monotonic()
    deviation: Deviation | None = None
    if isinstance(alignment, RefusedAlignment):
        verdict = refuse(alignment, gauge.golden.recipe)
    else:
        deviation = gauge.comparison.compare(alignment)
        compared = clock.monotonic()
        verdict = decide(alignment, deviation, gauge.rules)
    end = clock.monotonic()
    times = StageTimes(
        align_ms=1e3 * (aligned - start),
        compare_ms=1e3 * (compared - aligned),
        decide_ms=1e3 * (end - compared),
        total_ms=1e3 * (end - start),
    )
    return Inspection(
        part_id=capture.part_id,
        trigger_id=capture.trigger_id,
        inspected_at=capture.captured_at,
        verdict=verdict,
        provenance=gauge.provenance,
        stage_times=times,
        capture=capture,
        alignment=alignment,
        deviation=deviation,
    )


class Station:
    """One station on one line, in one thread; `run` returns when `stop` is set.

    Parameters
    ----------
    names
        Of the station and its product.
    doors
        Camera, controller, record and archive; opened and closed here.
    gauge
        What parts are judged with.
    clock
        Where time comes from.
    beat
        Called many times a second while the station is alive, for the watchdog.
    """

    def __init__(self, names: StationNames, doors: Doors, gauge: Gauge, clock: Clock, beat: Callable[[], None]) -> None:
        self._names = names
        self._doors = doors
        self._gauge = gauge
        self._clock = clock
        self._beat = beat
        self._log = structlog.get_logger().bind(station=names.station)
        self._camera_error: CameraError | None = None
        self._store_error: StoreError | None = None
        self._device_error: RuntimeLostError | None = None
        # Rows and frames in the order they must reach the disk; longer than one part only while it refuses.
        self._unwritten: deque[Callable[[], object]] = deque()
        self._reported_s = self._retried_s = clock.monotonic()
        self._is_going_over = False
        self._unread_id = 0

    def run(self, stop: threading.Event) -> None:
        """Inspect parts until `stop` is set, then go offline and finish what is waiting.

        Raises
        ------
        StoreError, LinkError
            Record, archive or link cannot be opened. A missing camera is waited for instead.
        RuntimeLostError
            The inference device is gone: the part was signalled FAULT, a new process chooses another device.
        LinkLostError
            The link ended by itself: the controller sees a dead wire, a new process opens it again.
        """
        doors = self._doors
        with ExitStack() as closing:
            closing.callback(doors.recorder.close)
            doors.recorder.open()
            closing.callback(doors.archive.close)
            doors.archive.open()
            closing.callback(doors.camera.close)
            self._open_camera()
            closing.callback(self._write_waiting)
            closing.callback(doors.link.close)
            doors.link.open(self._state())
            self._log.info("online", **self._identity())
            while not stop.is_set():
                self._turn()

    def _turn(self) -> None:
        trigger = self._doors.link.next_trigger(_WAIT_FOR_TRIGGER_S)
        if trigger:
            self._inspect(trigger)
        self._note_acknowledgements()
        self._go_over()
        self._mend()
        self._write_waiting()
        self._report()
        self._beat()

    def _inspect(self, trigger: Trigger) -> None:
        """Judge, signal and record one part."""
        inspection, error = self._judged(trigger)
        if isinstance(error, CameraError):
            self._camera_error = error
        self._device_error = error if isinstance(error, RuntimeLostError) else None
        # Before the answer: the controller may acknowledge it at once, and READY must come back neither to a broken
        # station nor to one whose row is not on the disk.
        self._doors.link.report(replace(self._state(), recording=False))
        signal = self._doors.link.answer(trigger, inspection)
        self._unread_id = trigger.trigger_id
        self._unwritten.append(partial(self._doors.recorder.append, inspection, signal))
        if inspection.capture:
            self._unwritten.append(partial(self._doors.archive.keep, inspection.capture))
        self._write_waiting()
        self._doors.link.report(self._state())
        if self._device_error:
            self._wait_until_read()
            raise self._device_error

    def _go_over(self) -> None:
        """Judge with the revision that became active, from the next part on.

        READY goes down first: a part that was triggered before is judged with the old revision, and its result is
        read before the change takes every result down.
        """
        following = self._doors.revisions.following()
        if following is None:
            return
        self._is_going_over = True
        self._doors.link.report(self._state())
        trigger = self._doors.link.next_trigger(0.0)
        if trigger:
            self._inspect(trigger)
        self._wait_until_read()
        self._gauge, self._is_going_over = following, False
        self._doors.link.report(self._state())
        self._log.info("goes over", **self._identity())

    def _wait_until_read(self) -> None:
        """Give the controller a second to read the last result before it goes down."""
        end_s = self._clock.monotonic() + _LAST_RESULT_S
        while self._unread_id and self._clock.monotonic() < end_s:
            threading.Event().wait(_LAST_RESULT_S / 100)
            self._note_acknowledgements()

    def _note_acknowledgements(self) -> None:
        """Put on record which results the controller has read."""
        read = self._doors.link.acknowledged()
        self._unwritten.extend(partial(self._doors.recorder.acknowledge, *each) for each in read)
        if self._unread_id in {trigger_id for trigger_id, _ in read}:
            self._unread_id = 0

    def _judged(self, trigger: Trigger) -> tuple[Inspection, Exception | None]:
        """Return the inspection of one part, as FAULT whatever went wrong with it, and what went wrong."""
        moment = self._clock.utc()
        part_id = f"{moment:%Y%m%dT%H%M%S%f}-{trigger.trigger_id:05d}"
        taken: Capture | None = None
        try:
            start_s = self._clock.monotonic()
            taken = self._doors.camera.take(Shot(part_id, trigger.trigger_id, trigger.due_in_s))
            self._doors.link.exposed(trigger)
            capture_ms = 1e3 * (self._clock.monotonic() - start_s)
            return _with_capture_time(judge(taken, self._gauge, self._clock), capture_ms), None
        except Exception as error:  # noqa: BLE001 -- the one place: nothing that goes wrong with a part may pass it
            known = isinstance(error, PartError | StationError)
            self._log.error("fault", part_id=part_id, error=str(error), exc_info=None if known else error)
            return faulted(part_id, trigger.trigger_id, moment, error, self._gauge.provenance, taken), error

    def _write_waiting(self) -> None:
        """Put on the disk what waits for it; while it refuses, READY stays down and nothing is forgotten."""
        while self._unwritten and self._store_error is None:
            try:
                self._unwritten[0]()
            except StoreError as error:
                self._log.critical("not recorded", error=str(error), waiting=len(self._unwritten))
                self._store_error = error
                self._doors.link.report(self._state())
            else:
                self._unwritten.popleft()

    def _mend(self) -> None:
        """Try once a second to get back what is gone: the camera, the record."""
        broken = self._camera_error or self._store_error
        if not broken or self._clock.monotonic() - self._retried_s < _RETRY_EVERY_S:
            return
        self._retried_s = self._clock.monotonic()
        self._store_error = None
        self._write_waiting()
        if self._camera_error:
            self._open_camera()
        if not self._camera_error and not self._store_error:
            self._log.info("mended", was=str(broken))

    def _open_camera(self) -> None:
        self._camera_error = None
        self._doors.camera.close()
        try:
            self._doors.camera.open()
        except CameraError as error:
            self._log.error("no camera", error=str(error))
            self._camera_error = error

    def _report(self) -> None:
        """Tell the controller at once, and the record twice a second, how the station is."""
        self._doors.link.report(self._state())
        if self._clock.monotonic() - self._reported_s < _REPORT_EVERY_S or self._store_error:
            return
        self._reported_s = self._clock.monotonic()
        self._unwritten.append(partial(self._doors.recorder.report, self._status()))

    def _state(self) -> StationState:
        return StationState(
            camera_up=self._camera_error is None,
            recipe_loaded=self._device_error is None and not self._is_going_over,
            recording=self._store_error is None,
            product_number=self._names.product_number,
            golden_revision=self._gauge.golden.number(),
            recipe_checksum=self._gauge.golden.checksum(),
            deadline_ms=self._gauge.golden.recipe.deadline_ms,
            warning=bool(self._warnings()),
            error_code=self._error_code(),
        )

    def _error_code(self) -> ErrorCode:
        if self._camera_error:
            return ErrorCode.CAMERA
        return ErrorCode.RECORD if self._store_error else ErrorCode.NONE

    def _warnings(self) -> tuple[str, ...]:
        archive = self._doors.archive
        low = archive.free_bytes() < self._names.free_bytes_min
        room = (
            f"{archive.free_bytes() >> 20} MiB free for the record, at least {self._names.free_bytes_min >> 20} wanted"
        )
        found = (self._gauge.warning, self._doors.revisions.warning(), archive.warning(), room if low else "")
        return self._gauge.comparison.engine.warnings + tuple(line for line in found if line)

    def _status(self) -> StationStatus:
        engine, link = self._gauge.comparison.engine, self._doors.link
        return StationStatus(
            at=self._clock.utc(),
            station=self._names.station,
            ready=link.is_ready(),
            not_ready_because=str(self._camera_error or self._store_error or ""),
            camera=self._doors.camera.name,
            camera_up=self._camera_error is None,
            plc=link.name,
            plc_connected=link.is_connected(),
            recording=self._store_error is None,
            disk_free_bytes=self._doors.archive.free_bytes(),
            archive_waiting=self._doors.archive.waiting(),
            product=self._gauge.golden.product,
            revision=self._gauge.golden.revision,
            comparator=engine.comparator,
            runtime=engine.runtime,
            device=engine.device,
            warnings=self._warnings(),
        )

    def _identity(self) -> dict[str, str]:
        return asdict(self._gauge.provenance)


def _with_capture_time(inspection: Inspection, capture_ms: float) -> Inspection:
    times = inspection.stage_times
    return replace(inspection, stage_times=replace(times, capture_ms=capture_ms, total_ms=times.total_ms + capture_ms))


def faulted(
    part_id: str, trigger_id: int, moment: datetime, error: Exception, provenance: Provenance, taken: Capture | None
) -> Inspection:
    """Return the inspection of a part that could not be judged because of `error`."""
    return Inspection(
        part_id=part_id,
        trigger_id=trigger_id,
        inspected_at=moment,
        verdict=Verdict(Outcome.FAULT, _reason(error), None, (), str(error)),
        provenance=provenance,
        stage_times=StageTimes(),
        capture=taken,
    )


def _reason(error: Exception) -> Reason:
    reasons: tuple[tuple[type[Exception], Reason], ...] = (
        (CaptureError, Reason.BAD_IMAGE),
        (PartError, Reason.COMPARISON),
        (CameraError, Reason.CAMERA),
        (RuntimeLostError, Reason.DEVICE),
        (StoreError, Reason.STORAGE),
        (RecipeError, Reason.RECIPE),
    )
    return next((reason for kind, reason in reasons if isinstance(error, kind)), Reason.INTERNAL)

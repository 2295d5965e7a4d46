"""The shell of the line: waits for triggers, has each part judged, signals, records, and keeps the station honest.

The only broad `except` of the product is in `Station`: whatever goes wrong with a part ends as FAULT.
"""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import datetime

import cv2
import structlog

from inspector.capture.camera import Shot
from inspector.capture.figures import figures_of
from inspector.errors import CameraError, LinkLostError, PartError, RecipeError, RuntimeLostError, StationError
from inspector.measured import CaptureFigures
from inspector.part import Capture, Inspection, Outcome, Reason, Signal
from inspector.plc.link import Trigger
from inspector.station.backlog import Backlog
from inspector.station.challenge import Challenge, ChallengeRules, Due
from inspector.station.condition import Condition
from inspector.station.doors import Doors, StationNames
from inspector.station.judging import Clock, Gauge, faulted, judge, untaken, with_capture_time

_WAIT_FOR_TRIGGER_S = 0.05
_REPORT_EVERY_S = 0.5
_RETRY_EVERY_S = 1.0
_LAST_RESULT_S = 1.0
# More results than the link keeps; older ones went down unread.
_UNREAD_MAX = 16


class Station:
    """One station on one line, in one thread; `run` returns when `stop` is set.

    Parameters
    ----------
    names
        Of the station and its product.
    doors
        Camera, controller, record and archive; opened and closed here.
    gauge
        What parts are judged with at first.
    clock
        Where time comes from.
    beat
        Called many times a second while the station is alive, for the watchdog, with the seconds that a part in work
        may take until it is called again, 0.0 between parts.
    rules
        Which challenge parts are demanded and when; by default none.
    """

    def __init__(
        self,
        names: StationNames,
        doors: Doors,
        gauge: Gauge,
        clock: Clock,
        beat: Callable[[float], None],
        rules: ChallengeRules | None = None,
    ) -> None:
        self._doors = doors
        self._clock = clock
        self._beat = beat
        self._log = structlog.get_logger().bind(station=names.station)
        self._backlog = Backlog(doors.recorder, doors.archive, names.station)
        self._challenge = Challenge(rules or ChallengeRules(), gauge.golden.product, clock)
        self._condition = Condition(names, doors, self._backlog, gauge, names.product_number, self._challenge)
        self._reported_s = self._retried_s = clock.monotonic()
        self._unread: deque[int] = deque(maxlen=_UNREAD_MAX)

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
            # Once more, whatever the disk said before: what is not written now is lost.
            closing.callback(self._backlog.retry)
            # The result of the last part may have been read while its row was written.
            closing.callback(self._note_acknowledgements)
            closing.callback(doors.link.close)
            doors.link.open(self._condition.state())
            self._log.info("online", **self._identity())
            while not stop.is_set():
                self._turn()
            if self._take_last():
                self._wait_until_read()

    def _turn(self) -> None:
        trigger = self._doors.link.next_trigger(_WAIT_FOR_TRIGGER_S)
        self._note_untaken()
        # Before the next part, whose id may be that of a part whose result was read.
        self._note_acknowledgements()
        if trigger:
            self._inspect(trigger)
        self._go_over()
        self._change_product()
        self._mend()
        self._challenge.look()
        self._backlog.write()
        self._report()
        self._beat(0.0)

    def _inspect(self, trigger: Trigger) -> None:
        """Judge, signal and record one part."""
        link, condition = self._doors.link, self._condition
        self._beat(trigger.due_in_s)
        inspection, error = self._judged(trigger)
        if isinstance(error, CameraError):
            condition.camera_error = error
        condition.device_error = error if isinstance(error, RuntimeLostError) else None
        # Before the answer: the controller may go on at once, and READY must come back neither to a broken station nor
        # to one whose row is not on the disk.
        try:
            link.report(replace(condition.state(), recording=False))
            signal = link.answer(trigger, inspection)
        except LinkLostError:
            # The controller was answered nothing, by a wire that is dead; the part was here all the same.
            self._keep(trigger, inspection, Signal(Outcome.FAULT, Reason.PLC, self._clock.utc(), late=False))
            raise
        self._keep(trigger, inspection, signal)
        self._backlog.write()
        link.report(condition.state())
        if condition.device_error:
            self._wait_until_read()
            raise condition.device_error

    def _keep(self, trigger: Trigger, inspection: Inspection, signal: Signal) -> None:
        """Let the row of a part wait for the disk, once it is known what the controller was shown."""
        inspection = self._accounted(trigger, inspection, signal)
        self._unread.append(trigger.trigger_id)
        self._backlog.add_part(inspection, signal)
        if not trigger.challenge:
            self._doors.watch.saw(inspection)

    def _accounted(self, trigger: Trigger, inspection: Inspection, signal: Signal) -> Inspection:
        """Return the inspection of a part of the production, or of a challenge part with what came of showing it.

        What light and lens were is measured here: the controller has its answer already.
        """
        inspection = replace(inspection, seen=_seen(inspection.capture))
        if not trigger.challenge:
            self._challenge.count()
            return inspection
        shown = self._challenge.saw(inspection, signal, trigger.serial)
        self._log.info("challenge part", part_id=inspection.part_id, **asdict(shown))
        return replace(inspection, challenge=shown)

    def _judged(self, trigger: Trigger) -> tuple[Inspection, Exception | None]:
        """Return the inspection of one part, as FAULT whatever went wrong with it, and what went wrong."""
        moment, gauge = self._clock.utc(), self._condition.gauge
        part_id = _part_id(moment, trigger)
        taken: Capture | None = None
        try:
            start_s = self._clock.monotonic()
            taken = self._doors.camera.take(Shot(part_id, trigger.trigger_id, trigger.due_in_s, trigger.came))
            self._doors.link.exposed(trigger)
            capture_ms = 1e3 * (self._clock.monotonic() - start_s)
            return with_capture_time(judge(taken, gauge, self._clock), capture_ms), None
        except Exception as error:  # noqa: BLE001 -- the one place: nothing that goes wrong with a part may pass it
            known = isinstance(error, PartError | StationError)
            self._log.error("fault", part_id=part_id, error=str(error), exc_info=None if known else error)
            return faulted(part_id, trigger.trigger_id, moment, error, gauge.provenance, taken), error

    # ------------------------------------------------------------ between two parts

    def _note_untaken(self) -> None:
        """Record the parts whose deadline passed before they were taken: while the disk or the camera held us up."""
        for part in self._doors.link.untaken():
            trigger, signal, provenance = part.trigger, part.signal, self._condition.gauge.provenance
            part_id = _part_id(signal.signalled_at, trigger)
            inspection = untaken(part_id, trigger.trigger_id, signal.signalled_at, signal, provenance)
            self._log.error("fault", part_id=part_id, error=inspection.verdict.message)
            self._keep(trigger, inspection, signal)

    def _go_over(self) -> None:
        """Judge with the revision that became active, from the next part on."""
        following = self._doors.revisions.following()
        if following is not None:
            self._take_up(following, self._condition.product_number)

    def _change_product(self) -> None:
        """Judge another product, from the next part on, where the controller asks for one and once it is learnt."""
        number = self._doors.link.wanted_product()
        if not number:
            return
        try:
            gauge = self._doors.products.other(number)
        except RecipeError as error:
            self._log.error("product refused", number=number, error=str(error))
            self._doors.link.refuse_product(number)
        else:
            if gauge is not None:
                self._take_up(gauge, number)

    def _take_up(self, gauge: Gauge, product_number: int) -> None:
        """Judge with `gauge` from now on.

        READY goes down first: a part that was triggered before is judged with the gauge before, and its result is read
        before the change takes every result down.
        """
        link, condition = self._doors.link, self._condition
        self._take_last()
        self._wait_until_read()
        is_other = product_number != condition.product_number
        condition.gauge, condition.product_number, condition.is_going_over = gauge, product_number, False
        self._challenge.begin(gauge.golden.product, Due.PRODUCT if is_other else Due.REVISION)
        link.report(condition.state())
        self._log.info("goes over", product_number=product_number, **self._identity())

    def _take_last(self) -> bool:
        """Take READY down, then judge the part that was triggered before that; return whether there was one."""
        link, condition = self._doors.link, self._condition
        condition.is_going_over = True
        link.report(condition.state())
        trigger = link.next_trigger(0.0)
        self._note_untaken()
        if trigger:
            self._inspect(trigger)
        return trigger is not None

    def _wait_until_read(self) -> None:
        """Give the controller a second to read the last results before they go down."""
        end_s = self._clock.monotonic() + _LAST_RESULT_S
        while self._unread and self._clock.monotonic() < end_s:
            threading.Event().wait(_LAST_RESULT_S / 100)
            self._note_acknowledgements()
        self._unread.clear()

    def _note_acknowledgements(self) -> None:
        """Put on record which results the controller has read; they are read in the order of their parts."""
        read = self._doors.link.acknowledged()
        self._backlog.add_acknowledged(read)
        for trigger_id, _ in read:
            while trigger_id in self._unread:
                self._unread.popleft()

    def _mend(self) -> None:
        """Try once a second to get back what is gone: the camera, the record."""
        broken = self._condition.broken
        if not broken or self._clock.monotonic() - self._retried_s < _RETRY_EVERY_S:
            return
        self._retried_s = self._clock.monotonic()
        self._backlog.retry()
        if self._condition.camera_error:
            self._open_camera()
        if not self._condition.broken:
            self._log.info("mended", was=str(broken))

    def _open_camera(self) -> None:
        self._condition.camera_error = None
        self._doors.camera.close()
        try:
            self._doors.camera.open()
        except CameraError as error:
            self._log.error("no camera", error=str(error))
            self._condition.camera_error = error

    def _report(self) -> None:
        """Tell the controller at once, and the record twice a second, how the station is."""
        self._doors.link.report(self._condition.state())
        if self._clock.monotonic() - self._reported_s < _REPORT_EVERY_S:
            return
        self._reported_s = self._clock.monotonic()
        self._backlog.add_status(self._condition.status(self._clock))

    def _identity(self) -> dict[str, str]:
        return asdict(self._condition.gauge.provenance)


def _part_id(moment: datetime, trigger: Trigger) -> str:
    return f"{moment:%Y%m%dT%H%M%S%f}-{trigger.trigger_id:05d}"


def _seen(capture: Capture | None) -> CaptureFigures | None:
    """Return what light and lens were; None without a picture, or without memory to measure it: the row comes first."""
    try:
        return figures_of(capture.image) if capture else None
    except (MemoryError, cv2.error):
        return None

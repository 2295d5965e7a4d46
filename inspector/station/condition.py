"""How the station is, in the words of the controller and in the words of the record."""

from dataclasses import dataclass

from inspector.errors import CameraError, RuntimeLostError
from inspector.plc.link import ErrorCode, StationState
from inspector.record.store import ROOM_IS_SHORT, ChallengeStatus, StationStatus
from inspector.station.backlog import Backlog
from inspector.station.challenge import Challenge
from inspector.station.doors import Doors, StationNames
from inspector.station.judging import Clock, Gauge


@dataclass(slots=True, eq=False)
class Condition:
    """What the station judges with, and what is wrong with it now. `product_number` is that of the gauge's product."""

    names: StationNames
    doors: Doors
    backlog: Backlog
    gauge: Gauge
    product_number: int
    challenge: Challenge
    camera_error: CameraError | None = None
    device_error: RuntimeLostError | None = None
    is_going_over: bool = False

    @property
    def broken(self) -> Exception | None:
        """What is gone and may come back."""
        return self.camera_error or self.backlog.error

    def state(self) -> StationState:
        """Return what the controller is told."""
        golden = self.gauge.golden
        return StationState(
            camera_up=self.camera_error is None,
            recipe_loaded=self.device_error is None and not self.is_going_over,
            recording=self.backlog.error is None,
            product_number=self.product_number,
            golden_revision=golden.number(),
            recipe_checksum=golden.checksum(),
            deadline_ms=golden.recipe.deadline_ms,
            warning=bool(self.warnings()),
            error_code=self._error_code(),
            products=self.doors.products.numbers(),
            challenge_due=self.challenge.is_held,
            challenge_open=self.challenge.is_open,
            challenge_failed=self.challenge.has_failed,
        )

    def status(self, clock: Clock) -> StationStatus:
        """Return what the record keeps for people."""
        engine, link, archive = self.gauge.comparison.engine, self.doors.link, self.doors.archive
        return StationStatus(
            at=clock.utc(),
            station=self.names.station,
            ready=link.is_ready(),
            not_ready_because=self._not_ready_because(),
            camera=self.doors.camera.name,
            camera_up=self.camera_error is None,
            plc=link.name,
            plc_connected=link.is_connected(),
            recording=self.backlog.error is None,
            disk_free_bytes=archive.free_bytes(),
            archive_waiting=archive.waiting(),
            product=self.gauge.golden.product,
            revision=self.gauge.golden.revision,
            comparator=engine.comparator,
            runtime=engine.runtime,
            device=engine.device,
            warnings=self.warnings(),
            disk_days_left=archive.days_left(),
            challenge=self._challenge(),
            model_sha256=engine.model_sha256,
        )

    def _not_ready_because(self) -> str:
        """Return why the line cannot run, where a person has to act; empty where it can, or will by itself."""
        challenge = self._challenge_line() if self.challenge.is_held else ""
        return str(self.broken or challenge or self.doors.link.selection_trouble())

    def warnings(self) -> tuple[str, ...]:
        """Return what a person should look at, one line each, while the line goes on."""
        doors = self.doors
        found = (
            self.gauge.warning,
            doors.revisions.warning(),
            doors.archive.warning(),
            doors.link.warning(),
            doors.watch.warning(),
        )
        soon = self._challenge_line() if self.challenge.due and not self.challenge.is_held else ""
        lines = (*self.gauge.comparison.engine.warnings, *found, self._room(), soon)
        return tuple(line for line in lines if line)

    def _challenge(self) -> ChallengeStatus | None:
        """Return what the record keeps of challenge parts, None where there are none."""
        challenge, following = self.challenge, self.challenge.following
        if following is None:
            return None
        return ChallengeStatus(
            due=str(challenge.due),
            held=challenge.is_held,
            held_in_s=challenge.held_in_s() if challenge.due else 0.0,
            seen=challenge.seen,
            total=len(challenge.masters),
            following=following.name,
            expected=following.expected.name,
            zone=following.zone,
            trouble=challenge.trouble,
        )

    def _challenge_line(self) -> str:
        status = self._challenge()
        if status is None:
            return ""
        where = f" in {status.zone}" if status.zone else ""
        told = f"challenge parts are due ({status.due}): {status.seen} of {status.total} seen, next {status.following}"
        trouble = f"; {status.trouble}" if status.trouble else ""
        when = "" if status.held else f"; not ready in {status.held_in_s / 60:.0f} min"
        return f"{told}, must be {status.expected}{where}{trouble}{when}"

    def _room(self) -> str:
        free, wanted = self.doors.archive.free_bytes(), self.names.free_bytes_min
        return f"{free >> 20} MiB {ROOM_IS_SHORT}, at least {wanted >> 20} wanted" if free < wanted else ""

    def _error_code(self) -> ErrorCode:
        if self.camera_error:
            return ErrorCode.CAMERA
        return ErrorCode.RECORD if self.backlog.error else ErrorCode.NONE

"""What the handshake knows, and the words that show it to the PLC. Pure."""

from dataclasses import dataclass, field

from inspector.part import Outcome, Reason
from inspector.plc.link import ErrorCode, StationState
from inspector.plc.registers import DeviceWords, PlcWords, ResultWords

COUNTER_MODULUS = 1 << 32


@dataclass(frozen=True, slots=True)
class HandshakeSettings:
    """How patient the device is.

    The PLC is watched from the first change of `heartbeat_in` on, with `heartbeat_required` from the start; it is
    silent when nothing changed for `heartbeat_limit_s`. The station is silent when it took no trigger for
    `station_limit_s`, or for that long beyond the deadline of the part it works on. `heartbeat_out` counts every
    `beat_s`.
    """

    heartbeat_limit_s: float = 2.0
    heartbeat_required: bool = False
    station_limit_s: float = 5.0
    beat_s: float = 0.5


@dataclass(frozen=True, slots=True)
class PendingPart:
    """A part that was accepted and not answered. `spoilt` says why it can only be FAULT whatever its verdict."""

    ticket: int
    trigger_id: int
    serial: int
    accepted_s: float
    due_s: float
    taken: bool = False
    spoilt: Reason | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the PLC was shown for one part, and since when."""

    ticket: int
    outcome: Outcome
    reason: Reason
    at_s: float

    @property
    def is_late(self) -> bool:
        """Whether the deadline answered in place of the verdict."""
        return self.reason is Reason.DEADLINE


@dataclass(frozen=True, slots=True)
class Counters:
    """Since the device started."""

    passed: int = 0
    rejected: int = 0
    rechecked: int = 0
    faulted: int = 0
    missed: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """Everything the handshake knows. Only the functions of this module make one.

    `part` is accepted and unanswered; `result` is shown (`valid`) or just being put up or taken down; `owed` is True
    while the station still works on a part that the deadline has answered; `accepted` counts triggers for ever.
    """

    settings: HandshakeSettings
    map_version: int
    station: StationState
    station_s: float
    beat_s: float
    online: bool = True
    plc: PlcWords = field(default_factory=PlcWords)
    part: PendingPart | None = None
    result: ResultWords | None = None
    valid: bool = False
    toggle: bool = False
    trigger_ack: bool = False
    exposure_done: bool = False
    owed: bool = False
    last_id: int = 0
    accepted: int = 0
    settled: tuple[Shown, ...] = ()
    missed_trigger: bool = False
    refusal: ErrorCode = ErrorCode.NONE
    counters: Counters = field(default_factory=Counters)
    heartbeat_s: float | None = None
    plc_lost: bool = False
    station_silent: bool = False
    beats: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """One step: the state after, and what goes on the wire, first things first.

    `frames` is empty where no word changed. `acknowledged` is the trigger_id whose result the PLC has read.
    """

    state: State
    frames: tuple[DeviceWords, ...]
    acknowledged: int = 0


def is_well(state: State) -> bool:
    """Return whether the line can run: station, record and PLC are there, whether or not a part is in work."""
    station = state.station
    there = station.camera_up and station.recipe_loaded and station.recording
    return state.online and there and not state.plc_lost and not state.station_silent


def is_ready(state: State) -> bool:
    """Return whether a trigger is accepted: the line can run, nothing is pending, every request bit is down."""
    pending = state.part or state.result or state.owed or state.trigger_ack
    return is_well(state) and not (pending or state.plc.trigger or state.plc.result_ack)


def error_code(state: State) -> ErrorCode:
    """Return what the PLC is told: what is wrong now before what was refused once."""
    if state.station.error_code:
        return state.station.error_code
    if state.station_silent:
        return ErrorCode.STATION_SILENT
    return ErrorCode.PLC_SILENT if state.plc_lost else state.refusal


def words_of(state: State) -> DeviceWords:
    """Return the words that show `state` to the PLC. No result bit is on unless `result_valid` is."""
    if not state.online:
        return DeviceWords(map_version=state.map_version)
    result = state.result or ResultWords()
    shown = result.outcome if state.valid else 0
    code, counters = error_code(state), state.counters
    return DeviceWords(
        outcome=result.outcome,
        reason=result.reason,
        result_id=result.result_id,
        score_milli=result.score_milli,
        defect_count=result.defect_count,
        largest_area=result.largest_area,
        offset_x=result.offset_x,
        offset_y=result.offset_y,
        angle=result.angle,
        time_ms=result.time_ms,
        online=True,
        ready=is_ready(state),
        trigger_ack=state.trigger_ack,
        busy=state.part is not None,
        exposure_done=state.exposure_done,
        result_valid=state.valid,
        result_toggle=state.toggle,
        pass_=shown == Outcome.PASS,
        reject=shown == Outcome.REJECT,
        recheck=shown == Outcome.RECHECK,
        fault=shown == Outcome.FAULT,
        missed_trigger=state.missed_trigger,
        warning=state.station.warning,
        error=code is not ErrorCode.NONE,
        active_product=state.station.product_number,
        golden_revision=state.station.golden_revision,
        recipe_checksum=state.station.recipe_checksum,
        error_code=code,
        inspected=_inspected(counters),
        passed=counters.passed,
        rejected=counters.rejected,
        rechecked=counters.rechecked,
        faulted=counters.faulted,
        missed=counters.missed,
        heartbeat_out=state.beats,
        map_version=state.map_version,
    )


def _inspected(counters: Counters) -> int:
    total = counters.passed + counters.rejected + counters.rechecked + counters.faulted
    return total % COUNTER_MODULUS

"""What the handshake knows, and what that means. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

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
    `beat_s`. At most `results_max` results, the shown one among them, wait for their acknowledge.
    """

    heartbeat_limit_s: float = 2.0
    heartbeat_required: bool = False
    station_limit_s: float = 5.0
    beat_s: float = 0.5
    results_max: int = 8


@dataclass(frozen=True, slots=True)
class PendingPart:
    """A part that was accepted and not answered.

    `spoilt` says why it can only be FAULT whatever its verdict. A `challenge` part can only be REJECT or FAULT.
    `came` is how many triggers there were until it, refused ones too.
    """

    ticket: int
    trigger_id: int
    serial: int
    accepted_s: float
    due_s: float
    taken: bool = False
    spoilt: Reason | None = None
    challenge: bool = False
    came: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """What the PLC is answered for one part, and since when."""

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
    """Since the device started, challenge parts left out."""

    passed: int = 0
    rejected: int = 0
    rechecked: int = 0
    faulted: int = 0
    missed: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """Everything the handshake knows. Only the functions of the handshake make one.

    `part` is accepted and unanswered; `result` is shown (`valid`) or just being put up or taken down; `waiting` are the
    results behind it, oldest first; `owed` is True while the station still works on a part that the deadline has
    answered; `accepted` counts triggers for ever. `selected` is the product that the PLC asked for last, 0 for none,
    `select_error` why it cannot be had.
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
    waiting: tuple[ResultWords, ...] = ()
    valid: bool = False
    toggle: bool = False
    trigger_ack: bool = False
    exposure_done: bool = False
    owed: bool = False
    last_id: int = 0
    accepted: int = 0
    settled: tuple[Shown, ...] = ()
    missed_trigger: bool = False
    buffer_overrun: bool = False
    refusal: ErrorCode = ErrorCode.NONE
    selected: int = 0
    select_error: ErrorCode = ErrorCode.NONE
    counters: Counters = field(default_factory=Counters)
    heartbeat_s: float | None = None
    plc_lost: bool = False
    station_silent: bool = False
    beats: int = 0


Trail = tuple[State, ...]
"""States one after the other; each is on the wire before the next."""
Step = Callable[[State], Trail]
"""What a state is followed by; nothing where nothing changes."""


@dataclass(frozen=True, slots=True)
class Untaken:
    """A part that was answered before the station took it, and its answer."""

    part: PendingPart
    shown: Shown


@dataclass(frozen=True, slots=True)
class Move:
    """One step: the state after, and what goes on the wire, first things first.

    `frames` is empty where no word changed. `acknowledged` is the trigger_id whose result the PLC has read. `untaken`
    is a part that was answered in this step though the station never took it.
    """

    state: State
    frames: tuple[DeviceWords, ...]
    acknowledged: int = 0
    untaken: Untaken | None = None


def follow(trail: Trail, *steps: Step) -> Trail:
    """Return `trail` gone on by `steps`, each from where the one before has led."""
    for step in steps:
        trail = (*trail, *step(trail[-1]))
    return trail


def spoil(state: State, reason: Reason) -> Trail:
    """Let the part in work be FAULT with `reason` whatever its verdict."""
    return (replace(state, part=replace(state.part, spoilt=reason)),) if state.part else ()


def results_pending(state: State) -> tuple[ResultWords, ...]:
    """Return the results that wait for their acknowledge, the one on the wire first."""
    return (*((state.result,) if state.result else ()), *state.waiting)


def is_full(state: State) -> bool:
    """Return whether one more result would find no room."""
    return len(results_pending(state)) >= state.settings.results_max


def is_selected(state: State) -> bool:
    """Return whether the station inspects the product that the PLC means.

    Without a selection that is so where the station has only one product: which of several lies in front of the camera
    only the PLC knows.
    """
    if state.select_error:
        return False
    if state.selected:
        return state.selected == state.station.product_number
    return len(state.station.products) <= 1


def selection_trouble(state: State) -> str:
    """Return why no product of the station is meant, in words for people; "" where one is, or is being learnt."""
    if state.select_error:
        return f"the PLC selected product {state.selected}, which cannot be inspected ({state.select_error.name})"
    is_open = len(state.station.products) > 1 and not state.selected
    return "the PLC has not selected a product yet" if is_open else ""


def is_well(state: State) -> bool:
    """Return whether the line can run: station, record, product and PLC are there, whether or not a part is in work.

    A station whose challenge parts are due is there, but its line cannot run.
    """
    return _can_judge(state) and not state.station.challenge_due


def is_ready(state: State) -> bool:
    """Return whether a trigger is accepted: the line can run, no part is in work, its result will find room."""
    return is_well(state) and _is_free(state)


def is_challenge_ready(state: State) -> bool:
    """Return whether a trigger for a challenge part is accepted: as `is_ready`, whether or not one is due."""
    return _can_judge(state) and state.station.challenge_open and _is_free(state)


def _can_judge(state: State) -> bool:
    station = state.station
    there = station.camera_up and station.recipe_loaded and station.recording
    return state.online and there and is_selected(state) and not (state.plc_lost or state.station_silent)


def _is_free(state: State) -> bool:
    busy = state.part or state.owed or state.trigger_ack or state.plc.trigger
    return not busy and not is_full(state)


def error_code(state: State) -> ErrorCode:
    """Return what the PLC is told: what is wrong now before what was refused once."""
    if state.station.error_code:
        return state.station.error_code
    if state.station_silent:
        return ErrorCode.STATION_SILENT
    if state.plc_lost:
        return ErrorCode.PLC_SILENT
    if state.select_error:
        return state.select_error
    return ErrorCode.PRODUCT_NOT_SELECTED if not (state.selected or is_selected(state)) else state.refusal

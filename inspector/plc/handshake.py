r"""The handshake with the PLC as a state machine: state, event and time in, next state and words out. Pure.

Every function takes the state before, what happened, and the moment in monotonic seconds. It returns a `Move`: the
state after, and the words to put on the wire *in this order*. A move first brings the state up to its moment, so a
deadline holds to the microsecond however seldom `time_passed` is called.

::

    plc     trigger        ____/-----\__________________________________
            result_ack     _________________________________/-----\_____
    device  ready          -----\____________________________________/--
            trigger_ack    _____/-----\_________________________________
            busy           _____/------------------\____________________
            exposure_done  ______________/-------------------\__________
            result words   =====================X=======result=X========
            result_valid   ________________________/---------\__________
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise

from inspector.part import Outcome, Reason
from inspector.plc.link import ErrorCode, StationState, Trigger
from inspector.plc.registers import NOT_COMPARED, PlcWords, ResultWords
from inspector.plc.state import (
    COUNTER_MODULUS,
    Counters,
    HandshakeSettings,
    Move,
    PendingPart,
    Shown,
    State,
    is_ready,
    words_of,
)

_BEAT_MODULUS = 1 << 16
_REMEMBERED = 8


_Step = Callable[[State], tuple[State, ...]]


def boot(settings: HandshakeSettings, map_version: int, station: StationState, now_s: float) -> Move:
    """Return the first move: online, every result bit 0."""
    state = State(settings, map_version, station, station_s=now_s, beat_s=now_s + settings.beat_s)
    state = replace(state, plc_lost=settings.heartbeat_required)
    return Move(state, (words_of(state),))


def went_offline(state: State) -> Move:
    """Return the last move: the result goes down, then every word but the version of the map."""
    return _move(_follow((state,), _withdraw, lambda s: (replace(s, online=False, part=None),)))


def time_passed(state: State, now_s: float) -> Move:
    """Return what follows from time alone: deadlines, silences, heartbeat."""
    return _move(_follow((state,), *_clock(now_s)))


def plc_wrote(state: State, words: PlcWords, now_s: float) -> Move:
    """Return what follows from the PLC's words, all of them as it wrote each last."""
    seen = _follow((state,), *_clock(now_s))
    heard = _follow(seen, partial(_hear_plc, words=words, now_s=now_s))
    before = heard[-1]
    acknowledges = words.result_ack and not before.plc.result_ack
    steps: list[_Step] = [partial(_take_over, words=words)]
    if words.clear_error and not before.plc.clear_error:
        steps.append(_clear_error)
    if acknowledges:
        steps.append(_acknowledge)
    if words.product_select_request and not before.plc.product_select_request:
        steps.append(_select_product)
    if words.trigger and not before.plc.trigger:
        # What counts is the ready that the PLC could see, not what this very write makes of it.
        steps.append(partial(_trigger, now_s=now_s, was_ready=is_ready(seen[-1])))
    acknowledged = before.result.result_id if acknowledges and before.valid and before.result else 0
    return replace(_move(_follow(heard, *steps)), acknowledged=acknowledged)


def station_reported(state: State, station: StationState, now_s: float) -> Move:
    """Return what follows from the state of the station; a change of recipe takes every result down."""
    steps: list[_Step] = [*_clock(now_s), partial(_hear_station, now_s=now_s)]
    if _identity(station) != _identity(state.station):
        steps += [_withdraw, partial(_spoil, reason=Reason.RECIPE)]
    return _move(_follow((state,), *steps, lambda s: (replace(s, station=station),)))


def take_trigger(state: State, now_s: float) -> tuple[Move, Trigger | None]:
    """Return the part that the station shall inspect now, or None. By asking, the station shows that it is free."""
    trail = _follow((state,), *_clock(now_s), partial(_hear_station, now_s=now_s), lambda s: (replace(s, owed=False),))
    part = trail[-1].part
    if part is None or part.taken:
        return _move(trail), None
    trigger = Trigger(part.trigger_id, part.serial, due_in_s=part.due_s - now_s, ticket=part.ticket)
    return _move((*trail, replace(trail[-1], part=replace(part, taken=True)))), trigger


def plc_gone(state: State, now_s: float) -> Move:
    """Return what follows from a wire that broke: every result goes down, a part in work can only be FAULT."""
    steps: tuple[_Step, ...] = (_lose_plc, _withdraw, partial(_spoil, reason=Reason.PLC))
    return _move(_follow((state,), *_clock(now_s), *steps))


def plc_back(state: State, now_s: float) -> Move:
    """Return what follows from a wire that is there again.

    A PLC whose heartbeat is watched is back with the next change of its heartbeat, any other at once.
    """
    return _move(_follow((state,), *_clock(now_s), _find_plc))


def part_exposed(state: State, trigger: Trigger, now_s: float) -> Move:
    """Return what follows from a taken photograph: the part may move. Too late for another part, it changes nothing."""
    trail = _follow((state,), *_clock(now_s), partial(_hear_station, now_s=now_s))
    part = trail[-1].part
    if part and part.taken and part.ticket == trigger.ticket:
        trail = (*trail, replace(trail[-1], exposure_done=True))
    return _move(trail)


def part_judged(state: State, trigger: Trigger, words: ResultWords, now_s: float) -> tuple[Move, Shown]:
    """Return what follows from a verdict, and what the PLC was really shown for that part.

    Raises
    ------
    ValueError
        The verdict is of another part than `trigger` asked for, or the PLC never gave this trigger: a fault in the
        program, nothing is shown.
    """
    if words.result_id != trigger.trigger_id:
        raise ValueError(f"the verdict is on part {words.result_id}, the trigger asked for {trigger.trigger_id}")
    trail = _follow((state,), *_clock(now_s), partial(_hear_station, now_s=now_s))
    part = trail[-1].part
    if part and part.taken and part.ticket == trigger.ticket:
        trail = _follow(trail, partial(_show, words=_fault(part, part.spoilt) if part.spoilt else words, now_s=now_s))
    shown = next((s for s in reversed(trail[-1].settled) if s.ticket == trigger.ticket), None)
    if shown is None:
        raise ValueError(f"nobody asked for part {words.result_id} with ticket {trigger.ticket}")
    return _move((*trail, replace(trail[-1], owed=False))), shown


def _follow(trail: tuple[State, ...], *steps: _Step) -> tuple[State, ...]:
    for step in steps:
        trail = (*trail, *step(trail[-1]))
    return trail


def _move(trail: tuple[State, ...]) -> Move:
    """Return the move along `trail`, with a frame for each step that changed a word."""
    if len(trail) == 1:
        return Move(trail[0], ())
    frames = [words_of(state) for state in trail]
    changed = tuple(after for before, after in pairwise(frames) if after != before)
    return Move(trail[-1], changed)


def _clock(now_s: float) -> tuple[_Step, ...]:
    steps = (_deadline, _plc_silence, _station_silence, _beat)
    return tuple(partial(step, now_s=now_s) for step in steps)


def _deadline(state: State, now_s: float) -> tuple[State, ...]:
    part = state.part
    if part is None or now_s < part.due_s:
        return ()
    answered = _show(state, _fault(part, Reason.DEADLINE), now_s)
    return (*answered, replace(answered[-1], owed=part.taken))


def _plc_silence(state: State, now_s: float) -> tuple[State, ...]:
    if state.plc_lost or state.heartbeat_s is None or now_s - state.heartbeat_s <= state.settings.heartbeat_limit_s:
        return ()
    return _follow((replace(state, plc_lost=True),), _withdraw, partial(_spoil, reason=Reason.PLC))


def _lose_plc(state: State) -> tuple[State, ...]:
    return (replace(state, plc_lost=True),)


def _find_plc(state: State) -> tuple[State, ...]:
    is_watched = state.settings.heartbeat_required or state.heartbeat_s is not None
    return (replace(state, plc_lost=state.plc_lost and is_watched),)


def _station_silence(state: State, now_s: float) -> tuple[State, ...]:
    works = state.owed or (state.part is not None and state.part.taken)
    patience_s = state.settings.station_limit_s + (state.station.deadline_ms / 1000 if works else 0.0)
    return (replace(state, station_silent=True),) if now_s - state.station_s > patience_s else ()


def _beat(state: State, now_s: float) -> tuple[State, ...]:
    if state.station_silent or now_s < state.beat_s:
        return ()
    return (replace(state, beats=(state.beats + 1) % _BEAT_MODULUS, beat_s=now_s + state.settings.beat_s),)


def _hear_plc(state: State, words: PlcWords, now_s: float) -> tuple[State, ...]:
    """Take a changed heartbeat as a sign of life."""
    if words.heartbeat_in == state.plc.heartbeat_in:
        return ()
    return (replace(state, heartbeat_s=now_s, plc_lost=False),)


def _hear_station(state: State, now_s: float) -> tuple[State, ...]:
    return (replace(state, station_s=now_s, station_silent=False),)


def _take_over(state: State, words: PlcWords) -> tuple[State, ...]:
    return (replace(state, plc=words, trigger_ack=state.trigger_ack and words.trigger),)


def _clear_error(state: State) -> tuple[State, ...]:
    pending = state.part or state.result
    last_id = state.last_id if pending else 0
    return (replace(state, missed_trigger=False, refusal=ErrorCode.NONE, last_id=last_id),)


def _acknowledge(state: State) -> tuple[State, ...]:
    if not state.valid:
        return (replace(state, refusal=ErrorCode.ACK_WITHOUT_RESULT),)
    return _withdraw(state)


def _select_product(state: State) -> tuple[State, ...]:
    if state.plc.product_select == state.station.product_number:
        return ()
    return (replace(state, refusal=ErrorCode.UNKNOWN_PRODUCT),)


def _trigger(state: State, now_s: float, *, was_ready: bool) -> tuple[State, ...]:
    trigger_id = state.plc.trigger_id
    if trigger_id == 0:
        return _refuse(state, ErrorCode.TRIGGER_ID_ZERO)
    if trigger_id == state.last_id:
        return _refuse(state, ErrorCode.TRIGGER_ID_REPEATED)
    if not was_ready:
        return _refuse(state, ErrorCode.NOT_READY)
    due_s = now_s + state.station.deadline_ms / 1000
    part = PendingPart(state.accepted + 1, trigger_id, state.plc.part_serial, accepted_s=now_s, due_s=due_s)
    return (replace(state, part=part, accepted=part.ticket, last_id=trigger_id, trigger_ack=True, exposure_done=False),)


def _refuse(state: State, why: ErrorCode) -> tuple[State, ...]:
    """Count and flag a trigger that gets no answer.

    Where it repeats the id of the part in work or of the result that is shown, nobody can tell any more which part
    that id means: the result goes down, the part can only be FAULT.
    """
    counters = replace(state.counters, missed=_next(state.counters.missed))
    refused = replace(state, missed_trigger=True, refusal=why, counters=counters)
    if state.plc.trigger_id != state.last_id:
        return (refused,)
    return _follow((refused,), _withdraw, partial(_spoil, reason=Reason.PLC))


def _show(state: State, words: ResultWords, now_s: float) -> tuple[State, ...]:
    """Answer the part in work: first the result's words, then, with nothing else changed, its bits.

    To a silent PLC nothing is shown, so that it finds no result of the time before when it comes back.
    """
    if state.part is None:
        return ()
    shown = Shown(state.part.ticket, Outcome(words.outcome), Reason(words.reason), now_s)
    settled = (*state.settled, shown)[-_REMEMBERED:]
    answered = replace(state, part=None, settled=settled, counters=_count(state.counters, shown.outcome))
    if state.plc_lost:
        return (replace(answered, exposure_done=False),)
    time_ms = min(round(1000 * (now_s - state.part.accepted_s)), 0xFFFF)
    result = replace(words, time_ms=time_ms)
    valid = replace(answered, result=result, valid=True, toggle=not state.toggle, exposure_done=True)
    return replace(state, result=result), valid


def _withdraw(state: State) -> tuple[State, ...]:
    """Take the result down: first its bits, then its words."""
    if state.result is None:
        return ()
    bits_down = replace(state, valid=False)
    return bits_down, replace(bits_down, result=None, exposure_done=False)


def _spoil(state: State, reason: Reason) -> tuple[State, ...]:
    return (replace(state, part=replace(state.part, spoilt=reason)),) if state.part else ()


def _fault(part: PendingPart, reason: Reason) -> ResultWords:
    return ResultWords(outcome=Outcome.FAULT, reason=reason, result_id=part.trigger_id, score_milli=NOT_COMPARED)


def _identity(station: StationState) -> tuple[int, int, int]:
    return station.product_number, station.golden_revision, station.recipe_checksum


def _count(counters: Counters, outcome: Outcome) -> Counters:
    match outcome:
        case Outcome.PASS:
            return replace(counters, passed=_next(counters.passed))
        case Outcome.REJECT:
            return replace(counters, rejected=_next(counters.rejected))
        case Outcome.RECHECK:
            return replace(counters, rechecked=_next(counters.rechecked))
        case Outcome.FAULT:
            return replace(counters, faulted=_next(counters.faulted))


def _next(count: int) -> int:
    return (count + 1) % COUNTER_MODULUS

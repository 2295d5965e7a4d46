r"""The handshake with the PLC as a state machine: state, event and time in, next state and words out. Pure.

Every function takes the state before, what happened, and the moment in monotonic seconds. It returns a `Move`: the
state after, and the words to put on the wire *in this order*. A move first brings the state up to its moment, so a
deadline holds to the microsecond however seldom `time_passed` is called.

A part may be triggered while the results of parts before it wait for their acknowledge (`results`); the product changes
between two parts (`changeover`).

::

    plc     trigger        ____/-----\__________________________________
            result_ack     _________________________________/-----\_____
    device  ready          -----\___________________/-------------------
            trigger_ack    _____/-----\_________________________________
            busy           _____/------------------\____________________
            exposure_done  ______________/-------------------\__________
            result words   =====================X=======result=X========
            result_valid   ________________________/---------\__________
"""

from dataclasses import replace
from functools import partial
from itertools import pairwise

from inspector.part import Reason
from inspector.plc import changeover, parts, results, watch
from inspector.plc.link import ErrorCode, StationState, Trigger
from inspector.plc.registers import PlcWords, ResultWords
from inspector.plc.state import (
    HandshakeSettings,
    Move,
    Shown,
    State,
    Step,
    Trail,
    Untaken,
    follow,
    results_pending,
    spoil,
)
from inspector.plc.words import words_of


def boot(settings: HandshakeSettings, map_version: int, station: StationState, now_s: float) -> Move:
    """Return the first move: online, every result bit 0."""
    state = State(settings, map_version, station, station_s=now_s, beat_s=now_s + settings.beat_s)
    state = replace(state, plc_lost=settings.heartbeat_required)
    return Move(state, (words_of(state),))


def went_offline(state: State) -> Move:
    """Return the last move: the results go down, then every word but the version of the map."""
    return _move(follow((state,), results.withdraw, lambda s: (replace(s, online=False, part=None),)))


def time_passed(state: State, now_s: float) -> Move:
    """Return what follows from time alone: deadlines, silences, heartbeat."""
    return _move(follow((state,), *_clock(now_s)))


def plc_wrote(state: State, words: PlcWords, now_s: float) -> Move:
    """Return what follows from the PLC's words, all of them as it wrote each last."""
    seen = follow((state,), *_clock(now_s))
    heard = follow(seen, partial(watch.hear_plc, words=words, now_s=now_s))
    before = heard[-1]
    acknowledges = words.result_ack and not before.plc.result_ack
    steps: list[Step] = [partial(_take_over, words=words)]
    if words.clear_error and not before.plc.clear_error:
        steps += [_clear_error, changeover.forget]
    # A result or a ready that came only now, with time that nobody had noticed, the PLC cannot have seen.
    if acknowledges:
        steps.append(partial(results.acknowledge, was_shown=state.valid))
    if words.product_select_request and not before.plc.product_select_request:
        steps.append(changeover.select)
    if words.trigger and not before.plc.trigger:
        steps.append(partial(parts.trigger, now_s=now_s, seen=(state, seen[-1])))
    was_shown = acknowledges and state.valid and before.valid
    acknowledged = before.result.result_id if was_shown and before.result else 0
    return replace(_move(follow(heard, *steps, results.show_next)), acknowledged=acknowledged)


def plc_gone(state: State, now_s: float) -> Move:
    """Return what follows from a wire that broke: every result goes down, a part in work can only be FAULT."""
    return _move(follow((state,), *_clock(now_s), watch.lose_plc))


def plc_back(state: State, now_s: float) -> Move:
    """Return what follows from a wire that is there again.

    A PLC whose heartbeat is watched is back with the next change of its heartbeat, any other at once.
    """
    return _move(follow((state,), *_clock(now_s), watch.find_plc))


def station_reported(state: State, station: StationState, now_s: float) -> Move:
    """Return what follows from the state of the station; a change of recipe takes every result down."""
    steps = _station_acts(now_s)
    if _identity(station) != _identity(state.station):
        steps = (*steps, results.withdraw, partial(spoil, reason=Reason.RECIPE))
    return _move(follow((state,), *steps, lambda s: (replace(s, station=station),)))


def product_refused(state: State, number: int, now_s: float) -> Move:
    """Return what follows from a product that the station has and cannot go over to."""
    return _move(follow((state,), *_station_acts(now_s), partial(changeover.refused, number=number)))


def take_trigger(state: State, now_s: float) -> tuple[Move, Trigger | None]:
    """Return the part that the station shall inspect now, or None. By asking, the station shows that it is free."""
    trail = follow((state,), *_station_acts(now_s), lambda s: (replace(s, owed=False),))
    part = trail[-1].part
    if part is None or part.taken:
        return _move(trail), None
    due_in_s = part.due_s - now_s
    trigger = Trigger(part.trigger_id, part.serial, due_in_s, part.ticket, challenge=part.challenge, came=part.came)
    return _move((*trail, replace(trail[-1], part=replace(part, taken=True)))), trigger


def part_exposed(state: State, trigger: Trigger, now_s: float) -> Move:
    """Return what follows from a taken photograph: the part may move. Too late for another part, it changes nothing."""
    trail = follow((state,), *_station_acts(now_s))
    part = trail[-1].part
    if part and part.taken and part.ticket == trigger.ticket:
        trail = (*trail, replace(trail[-1], exposure_done=True))
    return _move(trail)


def part_judged(state: State, trigger: Trigger, words: ResultWords, now_s: float) -> tuple[Move, Shown]:
    """Return what follows from a verdict, and what the PLC is really answered for that part.

    Raises
    ------
    ValueError
        The verdict is of another part than `trigger` asked for, or the PLC never gave this trigger: a fault in the
        program, nothing is shown.
    """
    if words.result_id != trigger.trigger_id:
        raise ValueError(f"the verdict is on part {words.result_id}, the trigger asked for {trigger.trigger_id}")
    trail = follow((state,), *_station_acts(now_s))
    part = trail[-1].part
    if part and part.taken and part.ticket == trigger.ticket:
        answered = parts.fault(part, part.spoilt) if part.spoilt else words
        trail = follow(trail, partial(parts.answer, words=answered, now_s=now_s))
    shown = next((s for s in reversed(trail[-1].settled) if s.ticket == trigger.ticket), None)
    if shown is None:
        raise ValueError(f"nobody asked for part {words.result_id} with ticket {trigger.ticket}")
    return _move((*trail, replace(trail[-1], owed=False))), shown


def _move(trail: Trail) -> Move:
    """Return the move along `trail`, with a frame for each step that changed a word."""
    if len(trail) == 1:
        return Move(trail[0], ())
    frames = [words_of(state) for state in trail]
    changed = tuple(after for before, after in pairwise(frames) if after != before)
    return Move(trail[-1], changed, untaken=_untaken(trail))


def _untaken(trail: Trail) -> Untaken | None:
    """Return the part that was answered along `trail` before the station took it; there is one at most."""
    for before, after in pairwise(trail):
        part = before.part
        if part and not part.taken and after.part is None and after.settled != before.settled:
            return Untaken(part, after.settled[-1])
    return None


def _clock(now_s: float) -> tuple[Step, ...]:
    steps = (parts.deadline, watch.plc_silence, watch.station_silence, watch.beat)
    return tuple(partial(step, now_s=now_s) for step in steps)


def _station_acts(now_s: float) -> tuple[Step, ...]:
    return (*_clock(now_s), partial(watch.hear_station, now_s=now_s))


def _take_over(state: State, words: PlcWords) -> Trail:
    return (replace(state, plc=words, trigger_ack=state.trigger_ack and words.trigger),)


def _clear_error(state: State) -> Trail:
    last_id = state.last_id if state.part or results_pending(state) else 0
    cleared = replace(state, missed_trigger=False, buffer_overrun=False, refusal=ErrorCode.NONE)
    return (replace(cleared, last_id=last_id),)


def _identity(station: StationState) -> tuple[int, int, int]:
    return station.product_number, station.golden_revision, station.recipe_checksum

"""One part on its way: accepted or refused at its trigger, answered by its verdict or by its deadline. Pure."""

from dataclasses import replace
from functools import partial

from inspector.part import Outcome, Reason
from inspector.plc.link import ErrorCode
from inspector.plc.registers import NOT_COMPARED, ResultWords
from inspector.plc.results import put_up, withdraw
from inspector.plc.state import (
    COUNTER_MODULUS,
    Counters,
    PendingPart,
    Shown,
    State,
    Trail,
    follow,
    is_challenge_ready,
    is_full,
    is_ready,
    is_selected,
    results_pending,
    spoil,
)

_REMEMBERED = 8


def trigger(state: State, now_s: float, seen: Trail) -> Trail:
    """Take or refuse the part that the PLC asks for.

    It must have been `ready` in every state of `seen`: in what the PLC could see, and in what has become of it until
    now with nothing but time. For a challenge part that is `challenge_ready`.
    """
    trigger_id = state.plc.trigger_id
    if trigger_id == 0:
        return _refuse(state, ErrorCode.TRIGGER_ID_ZERO)
    if trigger_id == state.last_id or trigger_id in _pending_ids(state):
        # Nobody can tell any more which part this id means: no result may be used, the part in work can only be FAULT.
        repeated = _refuse(state, ErrorCode.TRIGGER_ID_REPEATED)
        return follow(repeated, withdraw, partial(spoil, reason=Reason.PLC))
    is_open = is_challenge_ready if state.plc.challenge else is_ready
    if all(map(is_open, seen)) and is_selected(state):
        return _accept(state, now_s)
    is_overrun = any(map(is_full, seen))
    return _refuse(state, ErrorCode.RESULTS_FULL if is_overrun else ErrorCode.NOT_READY, overrun=is_overrun)


def deadline(state: State, now_s: float) -> Trail:
    """Answer a part that has no verdict by now with FAULT."""
    part = state.part
    if part is None or now_s < part.due_s:
        return ()
    answered = answer(state, fault(part, Reason.DEADLINE), now_s)
    return (*answered, replace(answered[-1], owed=part.taken))


def answer(state: State, words: ResultWords, now_s: float) -> Trail:
    """Answer the part in work.

    To a silent PLC nothing is shown, so that it finds no result of the time before when it comes back. A result without
    room is FAULT, flagged and shown to nobody. A challenge part is REJECT where anything but FAULT was found: it must
    leave the belt, and never be taken for a good part.
    """
    if state.part is None:
        return ()
    if state.part.challenge:
        words = _kept_back(words)
    if is_full(state):
        lost = replace(state, buffer_overrun=True)
        return (_settled(lost, Outcome.FAULT, Reason.PLC, now_s),)
    answered = _settled(state, Outcome(words.outcome), Reason(words.reason), now_s)
    if state.plc_lost:
        return (replace(answered, exposure_done=False),)
    time_ms = min(round(1000 * (now_s - state.part.accepted_s)), 0xFFFF)
    return put_up(replace(answered, exposure_done=True), replace(words, time_ms=time_ms))


def fault(part: PendingPart, reason: Reason) -> ResultWords:
    """Return the result of a part that nobody judged."""
    return ResultWords(outcome=Outcome.FAULT, reason=reason, result_id=part.trigger_id, score_milli=NOT_COMPARED)


def _accept(state: State, now_s: float) -> Trail:
    due_s = now_s + state.station.deadline_ms / 1000
    ticket, plc = state.accepted + 1, state.plc
    part = PendingPart(
        ticket,
        plc.trigger_id,
        plc.part_serial,
        accepted_s=now_s,
        due_s=due_s,
        challenge=plc.challenge,
        came=ticket + state.counters.missed,
    )
    taken = replace(state, part=part, accepted=ticket, last_id=plc.trigger_id, trigger_ack=True, exposure_done=False)
    return (taken,)


def _refuse(state: State, why: ErrorCode, *, overrun: bool = False) -> Trail:
    """Count and flag a trigger that gets no answer."""
    counters = replace(state.counters, missed=_next(state.counters.missed))
    overrun = overrun or state.buffer_overrun
    return (replace(state, missed_trigger=True, buffer_overrun=overrun, refusal=why, counters=counters),)


def _kept_back(words: ResultWords) -> ResultWords:
    if words.outcome == Outcome.FAULT:
        return words
    return replace(words, outcome=Outcome.REJECT, reason=Reason.CHALLENGE)


def _pending_ids(state: State) -> set[int]:
    in_work = {state.part.trigger_id} if state.part else set()
    return in_work | {result.result_id for result in results_pending(state)}


def _settled(state: State, outcome: Outcome, reason: Reason, now_s: float) -> State:
    ticket = state.part.ticket if state.part else 0
    is_counted = not (state.part and state.part.challenge)
    settled = (*state.settled, Shown(ticket, outcome, reason, now_s))[-_REMEMBERED:]
    counters = _count(state.counters, outcome) if is_counted else state.counters
    return replace(state, part=None, settled=settled, counters=counters)


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

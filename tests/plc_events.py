"""What can happen to the handshake, one event each, and the small worlds made of a few of them."""

from collections.abc import Callable
from dataclasses import replace

from exploration import PATIENT, STATION, TICK_S, Asked, Walk, World, boot, expected, hold

from inspector.part import Outcome, Reason
from inspector.plc import changeover, handshake
from inspector.plc.link import ErrorCode, StationState
from inspector.plc.registers import PlcWords, ResultWords
from inspector.plc.state import Move
from inspector.plc.words import words_of

_REASONS = {
    Outcome.PASS: Reason.WITHIN_LIMITS,
    Outcome.REJECT: Reason.DEFECT,
    Outcome.RECHECK: Reason.CLOSE_TO_LIMIT,
}
# More than wait and are in work at once, and a multiple of the outcomes below.
_IDS = 12
_SLIPS_MAX = 2


def _write(walk: Walk, **changes: int) -> bool:
    """Let the PLC write; expect what its rising bits ask for, the acknowledge first, the trigger last."""
    before, allowed = walk.state, list(walk.pending)
    words: PlcWords = replace(before.plc, **changes)  # type: ignore[arg-type]
    if words == before.plc:
        return False
    seen = words_of(before)
    move = handshake.plc_wrote(before, words, walk.now_s)
    walk.let_time_pass()
    # What the PLC has not seen it cannot have read.
    was_valid = seen.result_valid and bool(walk.pending)
    acknowledged = walk.pending.pop(0)[0] if words.result_ack and not before.plc.result_ack and was_valid else 0
    hold(move.acknowledged == acknowledged, f"{move.acknowledged} is acknowledged, expected {acknowledged}")
    asks = words.product_select_request and not before.plc.product_select_request
    asks = asks and (words.product_select != before.station.product_number or changeover.wanted(before) != 0)
    if asks and walk.part:
        walk.part = replace(walk.part, spoilt=True)
    edge = words.trigger and not before.plc.trigger
    if edge:
        is_open = seen.challenge_ready if words.challenge else seen.ready
        _ask(walk, move, words, is_open=is_open and not asks)
    hold(edge or move.state.accepted == before.accepted, "a part was accepted that nobody asked for")
    walk.go(move, allowed)
    return True


def _ask(walk: Walk, move: Move, words: PlcWords, *, is_open: bool) -> None:
    """Expect a trigger to be accepted, or counted as missed."""
    trigger_id = words.trigger_id
    before, after = words_of(walk.state), words_of(move.state)
    accepted = move.state.accepted - walk.state.accepted
    hold(accepted + after.missed - before.missed == 1, "a trigger is unaccounted for")
    in_use = {pending_id for pending_id, _ in walk.pending} | ({walk.part.trigger_id} if walk.part else set())
    if accepted:
        hold(is_open and trigger_id not in in_use | {0}, f"part {trigger_id} was accepted")
        walk.part = Asked(trigger_id, walk.now_s + 2 * TICK_S, challenge=words.challenge)
        return
    hold(after.missed_trigger, "a missed trigger is not flagged")
    is_full = len(walk.pending) >= walk.world.settings.results_max
    hold(after.buffer_overrun or not is_full or trigger_id in in_use | {0}, "an overrun is not flagged")
    if trigger_id in in_use:
        walk.void(spoils=True)
    else:
        was_open = is_open and walk.now_s == 0.0 and trigger_id not in {0, walk.state.last_id}
        hold(not was_open, f"part {trigger_id} was refused while ready was 1")


def _clear(walk: Walk) -> bool:
    done = _write(walk, clear_error=True)
    seen = words_of(walk.state)
    hold(not (seen.missed_trigger or seen.buffer_overrun or seen.product_select_failed), "a flag after clear_error")
    return _write(walk, clear_error=False) and done


def _take(walk: Walk) -> bool:
    allowed = list(walk.pending)
    walk.let_time_pass()
    move, trigger = handshake.take_trigger(walk.state, walk.now_s)
    hold(trigger is None or (walk.part is not None and trigger.due_in_s > 0.0), "a part was handed over too late")
    if trigger:
        gives_up = "late pass" in walk.world.events and walk.trigger is not None
        walk.late = walk.trigger if gives_up else walk.late
        walk.trigger = trigger
    walk.owes = False
    walk.go(move, allowed)
    return True


def _expose(walk: Walk) -> bool:
    if walk.trigger is None:
        return False
    allowed = list(walk.pending)
    walk.let_time_pass()
    walk.go(handshake.part_exposed(walk.state, walk.trigger, walk.now_s), allowed)
    return True


def _find(walk: Walk, outcome: Outcome) -> bool:
    if walk.trigger is None:
        return False
    allowed, trigger = list(walk.pending), walk.trigger
    own = walk.state.part is not None and walk.state.part.ticket == trigger.ticket
    walk.let_time_pass()
    words = ResultWords(outcome=outcome, reason=_REASONS[outcome], result_id=trigger.trigger_id)
    move, shown = handshake.part_judged(walk.state, trigger, words, walk.now_s)
    if own and walk.part:
        wanted = expected(walk.part, outcome)
        walk.answer(outcome)
        hold(shown.outcome is wanted, f"the station was told {shown}")
    walk.trigger, walk.owes = None, False
    walk.go(move, allowed)
    return True


def _trigger_next(walk: Walk) -> bool:
    """Ask for the part with the id after the last, round and round."""
    return _write(walk, trigger=True, trigger_id=walk.state.last_id % _IDS + 1)


def _judge_its_own(walk: Walk) -> bool:
    """Take the part in work and find PASS, REJECT or RECHECK, each id always the same."""
    if walk.state.part is None or not _take(walk) or walk.trigger is None:
        return False
    return _find(walk, tuple(_REASONS)[walk.trigger.trigger_id % len(_REASONS)])


def _find_late(walk: Walk) -> bool:
    """Let the station answer after all what it had given up: nothing may come of it."""
    if walk.late is None:
        return False
    allowed, late = list(walk.pending), walk.late
    walk.let_time_pass()
    words = ResultWords(outcome=Outcome.PASS, reason=Reason.WITHIN_LIMITS, result_id=late.trigger_id)
    move, shown = handshake.part_judged(walk.state, late, words, walk.now_s)
    hold(shown.is_late, f"the station was told {shown}")
    walk.late, walk.owes = None, False
    walk.go(move, allowed)
    return True


def _report(walk: Walk, **changes: int) -> bool:
    allowed, before = list(walk.pending), walk.state
    station: StationState = replace(before.station, **changes)  # type: ignore[arg-type]
    walk.let_time_pass()
    if (station.product_number, station.recipe_checksum) != (
        before.station.product_number,
        before.station.recipe_checksum,
    ):
        walk.void(spoils=True)
    walk.go(handshake.station_reported(before, station, walk.now_s), allowed)
    return True


def _arrive(walk: Walk) -> bool:
    number = changeover.wanted(walk.state)
    if not number:
        return False
    _report(walk, product_number=number)
    hold(words_of(walk.state).product_select_ack == walk.state.plc.product_select_request, "no acknowledge")
    return True


def _refuse(walk: Walk) -> bool:
    number, allowed = changeover.wanted(walk.state), list(walk.pending)
    if not number:
        return False
    walk.let_time_pass()
    walk.go(handshake.product_refused(walk.state, number, walk.now_s), allowed)
    hold(words_of(walk.state).product_select_failed, "no failure is shown")
    return True


def _tick(walk: Walk) -> bool:
    walk.now_s += TICK_S
    allowed = list(walk.pending)
    walk.let_time_pass()
    walk.go(handshake.time_passed(walk.state, walk.now_s), allowed)
    return True


def _slip(walk: Walk) -> bool:
    """Let time pass that nobody notices until the next event."""
    walk.slipped = round(walk.now_s / TICK_S) + 1
    return walk.slipped <= _SLIPS_MAX


def _lose_wire(walk: Walk) -> bool:
    allowed = list(walk.pending)
    walk.let_time_pass()
    walk.void(spoils=True)
    walk.go(handshake.plc_gone(walk.state, walk.now_s), allowed)
    return True


def _find_wire(walk: Walk) -> bool:
    allowed = list(walk.pending)
    walk.let_time_pass()
    walk.go(handshake.plc_back(walk.state, walk.now_s), allowed)
    return True


def _restart(walk: Walk) -> bool:
    allowed = list(walk.pending)
    walk.void(spoils=False)
    walk.part, walk.owes, walk.late = None, False, None
    walk.go(handshake.went_offline(walk.state), allowed)
    node = boot(walk.world)
    walk.state, walk.trigger, walk.now_s = node.state, None, 0.0
    return True


EVENTS: dict[str, Callable[[Walk], bool]] = {
    "trigger 0": lambda walk: _write(walk, trigger=True, trigger_id=0),
    "trigger 1": lambda walk: _write(walk, trigger=True, trigger_id=1),
    "trigger 2": lambda walk: _write(walk, trigger=True, trigger_id=2),
    "trigger 3": lambda walk: _write(walk, trigger=True, trigger_id=3),
    "trigger down": lambda walk: _write(walk, trigger=False),
    "ack": lambda walk: _write(walk, result_ack=True),
    "ack down": lambda walk: _write(walk, result_ack=False),
    "ack and trigger 1": lambda walk: _write(walk, result_ack=True, trigger=True, trigger_id=1),
    "clear": _clear,
    "select 3": lambda walk: _write(walk, product_select_request=True, product_select=3),
    "select 4": lambda walk: _write(walk, product_select_request=True, product_select=4),
    "select 9": lambda walk: _write(walk, product_select_request=True, product_select=9),
    "select 4 and trigger 1": lambda walk: _write(
        walk, product_select_request=True, product_select=4, trigger=True, trigger_id=1
    ),
    "select down": lambda walk: _write(walk, product_select_request=False),
    "beat": lambda walk: _write(walk, heartbeat_in=1),
    "plc restarts": lambda walk: _write(walk, **dict.fromkeys(PlcWords.__slots__, 0)),
    "take": _take,
    "expose": _expose,
    "pass": lambda walk: _find(walk, Outcome.PASS),
    "late pass": _find_late,
    "reject": lambda walk: _find(walk, Outcome.REJECT),
    "recheck": lambda walk: _find(walk, Outcome.RECHECK),
    "recipe 1": lambda walk: _report(walk, recipe_checksum=1),
    "recipe 2": lambda walk: _report(walk, recipe_checksum=2),
    "camera gone": lambda walk: _report(walk, camera_up=False, error_code=ErrorCode.CAMERA),
    "camera back": lambda walk: _report(walk, camera_up=True, error_code=ErrorCode.NONE),
    "challenge 1": lambda walk: _write(walk, trigger=True, trigger_id=1, challenge=True),
    "challenge 2": lambda walk: _write(walk, trigger=True, trigger_id=2, challenge=True),
    "challenge due": lambda walk: _report(walk, challenge_due=True),
    "challenge shown": lambda walk: _report(walk, challenge_due=False),
    "arrive": _arrive,
    "refuse": _refuse,
    "tick": _tick,
    "slip": _slip,
    "wire gone": _lose_wire,
    "wire back": _find_wire,
    "restart": _restart,
}
_SHORT = replace(PATIENT, results_max=1)
_SEVERAL = replace(STATION, products=(3, 4))
_WITH_CHALLENGE = replace(STATION, challenge_open=True)


def _events(*names: str) -> dict[str, Callable[[Walk], bool]]:
    part = ("trigger 1", "trigger down", "take", "pass")
    return {name: EVENTS[name] for name in (*part, *names)}


_ACK = ("ack", "ack down")
_EIGHT: dict[str, Callable[[Walk], bool]] = {
    "trigger next": _trigger_next,
    "judge": _judge_its_own,
    **{name: EVENTS[name] for name in ("trigger down", "ack", "ack down")},
}
_SELECT = ("select 3", "select 4", "select 9", "select 4 and trigger 1", "select down")
_DUE = ("camera gone", "camera back", "challenge due", "challenge shown")
WORLDS = (
    World("results that wait", _events(*_ACK, "trigger 2", "reject", "recheck", "ack and trigger 1", "clear")),
    World("eight results wait", _EIGHT, replace(PATIENT, results_max=8)),
    World("late verdicts", _events(*_ACK, "trigger 2", "tick", "late pass"), _SHORT),
    World("deadlines", _events(*_ACK, "trigger 2", "tick", "slip")),
    World(
        "signs of life",
        _events(*_ACK, "beat", "wire gone", "wire back", "restart", "tick"),
        replace(_SHORT, station_limit_s=3.0),
    ),
    World("products", _events(*_SELECT, "arrive", "refuse", "clear"), _SHORT, _SEVERAL),
    World(
        "challenge",
        _events(*_ACK, "challenge 2", "challenge due", "challenge shown", "recipe 1", "recipe 2"),
        _SHORT,
        _WITH_CHALLENGE,
    ),
    World("station", _events(*_ACK, *_DUE, "expose", "recipe 1", "recipe 2")),
)
EVERYTHING = World("everything", EVENTS, replace(PATIENT, station_limit_s=3.0), replace(_SEVERAL, challenge_open=True))

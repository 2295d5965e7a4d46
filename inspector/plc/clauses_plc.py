"""The clauses of the PLC contract that can be tried on a PLC, one act of the device for each.

An act begins with a device that is ready, lets something happen to it or to the next part, and raises BrokenError with
what the PLC did instead of what it must. What cannot be seen on the wire, the reject gate, is told to people: `look`.
Each clause quotes the sentence of docs/plc.md that it tries.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from itertools import cycle, islice

from inspector.part import Outcome
from inspector.plc import probe_plc as seen
from inspector.plc.link import ErrorCode
from inspector.plc.probe import BrokenError
from inspector.plc.probe_bench import MOMENT_S, Bench
from inspector.plc.registers import DeviceWords
from inspector.plc.simulated_device import PartLie, Plan, truthful

_SLOW_ACK_S = 0.4
_DOWN_S = 1.0
_OTHER_VERSION = 99
_LAST = 0xFFFF

Act = Callable[[Bench], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class PlcClause:
    """One sentence of the contract. `act` tries it; without one it is looked for in every read and write."""

    name: str
    says: str
    act: Act | None = None


async def _left_over(bench: Bench) -> None:
    """Have a result up that nobody has read: it is read before the first part, and counts for none."""
    stage = bench.stage
    await bench.until(lambda: stage.rises or not stage.truth().results_waiting, "result_ack", bench.patience.wait_s)
    early = next((rise for rise in stage.rises if rise.over_result), None)
    if early:
        raise BrokenError(f"trigger {early.trigger_id} rose before the result left over was acknowledged")


async def _outcomes(bench: Bench) -> None:
    for outcome in islice(cycle(Outcome), bench.parts):
        await bench.part(Plan(outcome), f"an ordinary {outcome.name}", goes_on=outcome is Outcome.PASS)


async def _slow_ack(bench: Bench) -> None:
    hidden_until_s: list[float] = []

    def late_ack(words: DeviceWords, _trigger_id: int) -> DeviceWords:
        if not words.trigger_ack:
            return words
        if not hidden_until_s:
            hidden_until_s.append(time.monotonic() + _SLOW_ACK_S)
        return replace(words, trigger_ack=time.monotonic() >= hidden_until_s[0])

    await bench.part(Plan(after_s=_SLOW_ACK_S, lie=late_ack), "PASS, trigger_ack came late", goes_on=True)


async def _refused(bench: Bench) -> None:
    part = await bench.next_part(Plan(is_refused=True), "refused: missed_trigger, no trigger_ack")
    within_s = bench.patience.deadline_s + bench.patience.step_s
    await bench.until(lambda: not bench.witness.said.trigger, "trigger down after missed_trigger", within_s)
    part.is_read = True
    bench.stage.be(camera_up=True)
    await bench.go_on()


async def _just_in_time(bench: Bench) -> None:
    why = "PASS just before the deadline"
    await bench.part(Plan(after_s=0.85 * bench.patience.deadline_s), why, goes_on=True)


async def _too_late(bench: Bench) -> None:
    await bench.part(Plan(after_s=bench.patience.deadline_s + 0.2), "FAULT: no verdict by the deadline")
    await bench.go_on()


def _with_result(why: str, lie: PartLie) -> Act:
    """Return the act of a result that looks like PASS and is none; behind it stands a REJECT."""

    def spoilt(words: DeviceWords, trigger_id: int) -> DeviceWords:
        is_its_own = words.result_valid and words.result_id == trigger_id
        return lie(replace(words, reject=False, pass_=True, outcome=1, reason=1), trigger_id) if is_its_own else words

    async def act(bench: Bench) -> None:
        await bench.part(Plan(Outcome.REJECT, lie=spoilt), why)
        await bench.go_on()

    return act


async def _before_valid(bench: Bench) -> None:
    """Show everything of a PASS but result_valid while the part is in work; what comes then is REJECT."""

    def early(words: DeviceWords, trigger_id: int) -> DeviceWords:
        if words.result_valid or words.result_id or not words.busy:
            return words
        return replace(words, pass_=True, outcome=1, reason=1, result_id=trigger_id)

    after_s = 0.5 * bench.patience.deadline_s
    await bench.part(Plan(Outcome.REJECT, after_s, early), "REJECT, the bit pass was up before without result_valid")


async def _not_ready(bench: Bench) -> None:
    bench.stage.be(camera_up=False, error_code=ErrorCode.CAMERA)
    await bench.wait(_DOWN_S)
    bench.stage.be(camera_up=True, error_code=ErrorCode.NONE)
    await bench.go_on()


async def _silent(bench: Bench) -> None:
    """Let heartbeat_out stand, everything else go on: soon no part is asked for any more."""
    beats, limit_s = bench.stage.truth().heartbeat_out, bench.patience.beat_limit_s + bench.patience.own_beat_s
    start_s = time.monotonic()
    with bench.pardoned():
        bench.stage.lie = lambda words: replace(words, heartbeat_out=beats)
        await bench.wait(limit_s + _DOWN_S)
        bench.stage.lie = truthful
    late = [rise for rise in bench.stage.rises if limit_s < rise.at_s - start_s < limit_s + _DOWN_S]
    if late:
        after_s = late[0].at_s - start_s
        raise BrokenError(f"trigger {late[0].trigger_id} rose {after_s:.1f} s after heartbeat_out stood still")
    await bench.go_on()


async def _words_stand(bench: Bench) -> None:
    """Let every word stand while a part is in work, its PASS behind them: nobody knows how old they are."""
    part = await bench.next_part(
        Plan(after_s=0.5), "the device was silent while it was in work, its PASS came too late"
    )
    with bench.pardoned():
        await bench.wait(MOMENT_S)
        stood = bench.stage.shown()
        bench.stage.lie = lambda _words: stood
        await bench.wait(bench.patience.beat_limit_s + bench.patience.own_beat_s + _DOWN_S)
        bench.stage.lie = truthful
    await bench.left(part)
    await bench.go_on()


async def _challenge(bench: Bench) -> None:
    """Ask for challenge parts: no other part comes meanwhile; a PLC that shows none waits."""
    bench.stage.be(challenge_due=True, challenge_open=True)
    before = len(bench.stage.rises)
    await bench.wait(_DOWN_S)
    bench.stage.be(challenge_due=False, challenge_open=False)
    for rise in bench.stage.rises[before:]:
        bench.look(rise, "a challenge part")
    await bench.go_on()


async def _line_lost(bench: Bench) -> None:
    part = await bench.next_part(Plan(after_s=0.3), "the connection was lost while it was in work")
    await bench.wait(MOMENT_S)
    await bench.device.hang_up()
    await bench.left(part)
    await bench.go_on()


async def _restart(bench: Bench) -> None:
    await bench.restart()
    await bench.go_on()


async def _other_map(bench: Bench) -> None:
    await bench.restart(lambda words: replace(words, map_version=_OTHER_VERSION))
    await bench.wait(_DOWN_S)
    if bench.stage.rises:
        raise BrokenError(f"trigger {bench.stage.rises[0].trigger_id} rose though map_version is {_OTHER_VERSION}")


LEFT_OVER = PlcClause("a result left over", "acknowledges every result that is still up", _left_over)
ACTS = (
    LEFT_OVER,
    PlcClause("every outcome", "`reject`, `recheck`, `fault`", _outcomes),
    PlcClause("trigger_ack comes late", "hold until trigger_ack is 1", _slow_ack),
    PlcClause("a trigger is refused", "Stays 0 for a trigger that was refused", _refused),
    PlcClause("an answer just before the deadline", "never earlier", _just_in_time),
    PlcClause("no verdict by the deadline", "with FAULT and reason 21 if need be", _too_late),
    PlcClause(
        "a result of another part",
        "with its own id",
        _with_result(
            "PASS with the result_id of another part",
            lambda words, trigger_id: replace(words, result_id=(trigger_id + 1_000) % _LAST + 1),
        ),
    ),
    PlcClause(
        "a result of another product",
        "its own `active_product`",
        _with_result(
            "PASS of another active_product",
            lambda words, _id: replace(words, active_product=words.active_product % _LAST + 1),
        ),
    ),
    PlcClause(
        "outcome against the bit",
        "whose `outcome` is not 1",
        _with_result("the bit pass with outcome 2", lambda words, _id: replace(words, outcome=2)),
    ),
    PlcClause(
        "two result bits",
        "exactly one of `pass`, `reject`",
        _with_result("the bits pass and fault at once", lambda words, _id: replace(words, fault=True)),
    ),
    PlcClause("a result bit without result_valid", "together with `result_valid`", _before_valid),
    PlcClause("the device is not ready", "Set only while ready is 1", _not_ready),
    PlcClause("challenge parts are due", "A trigger without `challenge` is", _challenge),
    PlcClause("heartbeat_out stands", "If it stands for 2 s", _silent),
    PlcClause("every word stands", "If it stands for 2 s", _words_stand),
    PlcClause("the connection is lost", "or the link is down", _line_lost),
    PlcClause("the device restarts", "every result bit is 0, counters are 0", _restart),
    PlcClause("another map_version", "Check `map_version` at start", _other_map),
)
STANDING = (
    PlcClause(seen.VERSION, "Check `map_version` at start"),
    PlcClause(seen.READY_FIRST, "While `ready` is 1 the PLC writes `trigger_id`"),
    PlcClause(seen.NEW_ID, "never the id of the part before"),
    PlcClause(seen.ID_STANDS, "written before or with trigger"),
    PlcClause(seen.TRIGGER_HELD, "hold until trigger_ack is 1"),
    PlcClause(seen.TRIGGER_FALLS, "The PLC drops `trigger`"),
    PlcClause(seen.VALID_FIRST, "The PLC reads the result"),
    PlcClause(seen.ACKNOWLEDGED, "acts, and sets `result_ack`"),
    PlcClause(seen.ACK_HELD, "Hold until result_valid is 0"),
    PlcClause(seen.ACK_FALLS, "The PLC drops `result_ack`"),
    PlcClause(seen.BEATS, "Change `heartbeat_in` at least every 500 ms"),
    PlcClause(seen.SERVED, "may write registers 0 to 5 and nothing else"),
    PlcClause(seen.SELECT_FREE, "lets the parts on their way be judged"),
    PlcClause(seen.SELECT_HELD, "Hold until product_select_ack or product_select_failed"),
    PlcClause(seen.SELECT_FALLS, "The PLC drops the request"),
)
PRODUCT = (seen.SELECT_FREE, seen.SELECT_HELD, seen.SELECT_FALLS)

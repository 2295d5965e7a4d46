"""The clauses of the PLC contract that can be tried on a device from outside, one function for each.

A clause begins with a device that is ready and has nothing pending, and raises BrokenError with what it saw instead.
Each quotes the sentence of docs/plc.md that it tries.
"""

import struct
import time
from collections.abc import Callable
from dataclasses import dataclass

from inspector.part import Outcome, Reason
from inspector.plc.link import ErrorCode
from inspector.plc.probe import Probe, write_request
from inspector.plc.registers import DeviceWords

BUFFERED = 8
_NO_PRODUCT = 0xFFFE


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence of the contract; `since` is the first map version that has it.

    `attempt` tries it. Without one it is looked for in every read of the whole run.
    """

    name: str
    says: str
    attempt: Callable[[Probe], None] | None = None
    since: int = 1


def _unit(probe: Probe) -> None:
    reply = probe.line.ask(_read(probe.contract.device.start, 1), unit_id=99)
    probe.expect(reply == b"\x83\x0b", f"another unit id was answered {reply.hex(' ')}")


def _mirror(probe: Probe) -> None:
    for register in (28, 45):
        holding, mirrored = (probe.registers(function, register, 1) for function in (3, 4))
        found = f"register {register} is {holding[0]:04x} by function 3 and {mirrored[0]:04x} by 4"
        probe.expect(holding == mirrored, found)


def _read_only(probe: Probe) -> None:
    for address in (16, 19, 45, 6):
        for request in (write_request(address, [0xFFFF]), struct.pack(">BHH", 6, address, 0xFFFF)):
            reply = probe.line.ask(request)
            expected = bytes([request[0] | 0x80, 2])
            probe.expect(reply == expected, f"writing register {address} was answered {reply.hex(' ')}")
    probe.expect(not probe.read().result_valid, "a refused write changed the words")


def _unknown_address(probe: Probe) -> None:
    for address, count in ((9_000, 1), (40, 100), (0xFFFF, 1)):
        reply = probe.line.ask(_read(address, count))
        probe.expect(reply == b"\x83\x02", f"reading {count} registers at {address} was answered {reply.hex(' ')}")


def _unknown_function(probe: Probe) -> None:
    for request in (bytes.fromhex("01 00 00 00 08"), bytes.fromhex("05 00 00 ff 00"), bytes.fromhex("2b 0e 01 00")):
        reply = probe.line.ask(request)
        probe.expect(reply == bytes([request[0] | 0x80, 1]), f"{request.hex(' ')} was answered {reply.hex(' ')}")


def _malformed(probe: Probe) -> None:
    for request in (_read(16, 0), _read(16, 126), write_request(0, [0, 0])[:-1]):
        reply = probe.line.ask(request)
        is_refused = reply[:1] == bytes([request[0] | 0x80]) and reply[1:] in {b"\x02", b"\x03"}
        probe.expect(is_refused, f"{request.hex(' ')} was answered {reply.hex(' ')}")


def _four_phases(probe: Probe) -> None:
    """Part, result, acknowledge: each step by itself."""
    probe.trigger_id = probe.trigger_id % 0xFFFF + 1
    probe.say(trigger=True, trigger_id=probe.trigger_id)
    taken = probe.until(lambda words: words.trigger_ack, "trigger_ack")
    probe.expect(not taken.ready, "ready is up together with trigger_ack")
    held = probe.read()
    probe.expect(held.trigger_ack, "trigger_ack fell while trigger was up")
    probe.say(trigger=False)
    probe.until(lambda words: not words.trigger_ack, "trigger_ack down with trigger", 0.5)
    shown = probe.result()
    probe.expect(shown.exposure_done, "a result without exposure_done")
    probe.say(result_ack=True)
    probe.until(lambda words: not words.result_valid, "result_valid down after result_ack", 1.0)
    probe.until(_is_bare, "result bits and words 0 after the acknowledge", 1.0)
    probe.say(result_ack=False)
    probe.until(lambda words: words.ready, "ready after the part")


def _id_echo(probe: Probe) -> None:
    for trigger_id in (probe.trigger_id % 0xFFFF + 2, 0xFFFF, 1):
        probe.ask(trigger_id)
        shown = probe.result()
        probe.expect(shown.result_id == trigger_id, f"result_id {shown.result_id} for trigger_id {trigger_id}")
        probe.acknowledge()
        probe.until(lambda words: words.ready, "ready after the part")


def _stays(probe: Probe) -> None:
    probe.ask()
    first = probe.result()
    end_s = time.monotonic() + 1.0
    while time.monotonic() < end_s:
        now = probe.read()
        probe.expect(now.result_valid, "the result went down without result_ack")
    probe.expect(now.result_id == first.result_id, "another result without result_ack")
    probe.acknowledge()


def _deadline(probe: Probe) -> None:
    start_s = time.monotonic()
    probe.ask()
    shown = probe.result()
    took_s = time.monotonic() - start_s
    limit_s = probe.patience.deadline_s
    is_late = took_s > limit_s + 0.25 and shown.outcome != Outcome.FAULT
    probe.expect(not is_late, f"outcome {shown.outcome} came after {took_s:.2f} s, the deadline is {limit_s:g} s")
    probe.acknowledge()


def _counters(probe: Probe) -> None:
    before = probe.read()
    probe.ask()
    probe.result()
    probe.acknowledge()
    after = probe.until(lambda words: words.ready, "ready after the part")
    probe.expect(
        after.inspected == (before.inspected + 1) % 2**32, f"inspected {before.inspected} -> {after.inspected}"
    )
    total = (after.passed + after.rejected + after.rechecked + after.faulted) % 2**32
    probe.expect(after.inspected == total, f"inspected {after.inspected}, outcomes {total}")


def _missed_while_busy(probe: Probe) -> None:
    """Trigger while a part is in work: refused and counted or, where the device was quick, taken; never lost."""
    before = probe.read()
    first = probe.ask()
    probe.say(trigger=True, trigger_id=first % 0xFFFF + 1)
    seen = probe.until(lambda words: words.missed_trigger or words.trigger_ack, "missed_trigger or trigger_ack")
    probe.trigger_id = first % 0xFFFF + 1
    probe.say(trigger=False)
    if seen.missed_trigger:
        probe.expect(seen.missed == before.missed + 1, f"missed {before.missed} -> {seen.missed}")
        probe.expect(seen.error_code == ErrorCode.NOT_READY, f"error_code {seen.error_code}, expected 12")
        probe.expect(seen.error, "error_code without error")
    shown = probe.result()
    probe.expect(shown.result_id == first, f"the part in work was answered with result_id {shown.result_id}")
    probe.acknowledge_all()


def _trigger_zero(probe: Probe) -> None:
    before = probe.read()
    probe.say(trigger_id=0)
    words = probe.refused()
    probe.expect(words.error_code == ErrorCode.TRIGGER_ID_ZERO, f"error_code {words.error_code}, expected 10")
    probe.expect(words.missed == before.missed + 1, f"missed {before.missed} -> {words.missed}")


def _repeated_id(probe: Probe) -> None:
    """Use the id of a result that still waits again: that result may not be used any more."""
    probe.ask()
    probe.result()
    words = probe.refused()
    probe.expect(words.error_code == ErrorCode.TRIGGER_ID_REPEATED, f"error_code {words.error_code}, expected 13")
    probe.until(_is_bare, "every result down", 1.0)


def _repeated_id_of_before(probe: Probe) -> None:
    probe.ask()
    probe.result()
    probe.acknowledge()
    probe.until(lambda words: words.ready, "ready after the part")
    words = probe.refused()
    probe.expect(words.error_code == ErrorCode.TRIGGER_ID_REPEATED, f"error_code {words.error_code}, expected 13")


def _clear_error(probe: Probe) -> None:
    probe.say(trigger_id=0)
    flagged = probe.refused()
    probe.say(clear_error=True)
    words = probe.until(lambda words: not words.missed_trigger, "missed_trigger cleared", 1.0)
    probe.say(clear_error=False)
    probe.expect(not (words.error or words.error_code), f"error_code {words.error_code} after clear_error")
    probe.expect(words.missed == flagged.missed, f"missed {flagged.missed} -> {words.missed} by clear_error")


def _acknowledge_nothing(probe: Probe) -> None:
    probe.say(result_ack=True)
    words = probe.until(lambda words: bool(words.error_code), "error_code", 1.0)
    probe.say(result_ack=False)
    probe.expect(words.error_code == ErrorCode.ACK_WITHOUT_RESULT, f"error_code {words.error_code}, expected 14")


def _early_acknowledge(probe: Probe) -> None:
    """Nothing is shown while result_ack is up; the result comes when it has fallen, and needs a new rise."""
    probe.say(result_ack=True)
    probe.ask()
    shown = "a result was shown while result_ack was up"
    end_s = time.monotonic() + probe.patience.deadline_s + 0.5
    while time.monotonic() < end_s and not (words := probe.read()).ready:
        probe.expect(not words.result_valid, shown)
    probe.expect(not probe.read().result_valid, shown)
    probe.say(result_ack=False)
    probe.result()
    probe.acknowledge()


def _buffered(probe: Probe) -> None:
    """Parts go on while results wait, are shown in their order, and the ninth is refused."""
    ids = []
    for count in range(1, BUFFERED + 1):
        probe.until(lambda words: words.ready, f"ready with {count - 1} results waiting", probe.patience.deadline_s + 1)
        ids.append(probe.ask())
    full = probe.until(
        lambda words: words.results_waiting == BUFFERED, "8 results waiting", probe.patience.deadline_s + 1
    )
    probe.expect(not full.ready, "ready with 8 results waiting")
    probe.say(trigger_id=probe.trigger_id % 0xFFFF + 1)
    words = probe.refused()
    probe.expect(words.buffer_overrun, "no buffer_overrun for the part without room")
    probe.expect(words.error_code == ErrorCode.RESULTS_FULL, f"error_code {words.error_code}, expected 17")
    for trigger_id in ids:
        shown = probe.result()
        probe.expect(shown.result_id == trigger_id, f"result_id {shown.result_id} where {trigger_id} was next")
        probe.acknowledge()


def _same_product(probe: Probe) -> None:
    active = probe.read().active_product
    probe.say(product_select=active, product_select_request=True)
    probe.until(lambda words: words.product_select_ack, "product_select_ack for the active product")
    probe.say(product_select_request=False)
    probe.until(lambda words: not words.product_select_ack, "product_select_ack down with the request", 1.0)


def _unknown_product(probe: Probe) -> None:
    active = probe.read().active_product
    probe.say(product_select=_NO_PRODUCT, product_select_request=True)
    words = probe.until(lambda words: words.product_select_failed, "product_select_failed for product 65534")
    probe.say(product_select_request=False)
    probe.expect(words.error_code == ErrorCode.UNKNOWN_PRODUCT, f"error_code {words.error_code}, expected 11")
    probe.expect(not words.ready, "ready although the PLC means another product")
    probe.expect(words.active_product == active, f"active_product {active} -> {words.active_product}")
    probe.say(product_select=active, product_select_request=True)
    probe.until(lambda words: words.ready, "ready with the active product selected again")
    probe.say(product_select_request=False)


def _product_in_mid_part(probe: Probe) -> None:
    """Speak of another product while a part is in work: it is FAULT, whatever its verdict."""
    active = probe.read().active_product
    probe.trigger_id = probe.trigger_id % 0xFFFF + 1
    probe.say(trigger=True, trigger_id=probe.trigger_id, product_select=_NO_PRODUCT, product_select_request=False)
    taken = probe.until(lambda words: words.trigger_ack or words.result_valid, "trigger_ack")
    probe.say(trigger=False, product_select_request=True)
    was_in_work = taken.busy and probe.read().busy
    shown = probe.result()
    is_spoilt = (shown.outcome, shown.reason) == (Outcome.FAULT, Reason.RECIPE)
    probe.expect(is_spoilt or not was_in_work, f"outcome {shown.outcome}, reason {shown.reason}, expected 4 and 24")
    probe.acknowledge()
    probe.say(product_select=active, product_select_request=False)


def _challenge(probe: Probe) -> None:
    """Show a challenge part: it is refused where the device takes none, else it never passes and is never counted."""
    before = probe.read()
    probe.say(challenge=True, trigger_id=probe.trigger_id % 0xFFFF + 1)
    if not before.challenge_ready:
        probe.refused()
        return
    probe.ask()
    shown = probe.result()
    is_kept_back = (shown.outcome, shown.reason) == (Outcome.REJECT, Reason.CHALLENGE)
    found = f"a challenge part got outcome {shown.outcome}, reason {shown.reason}, expected 2 and 27"
    probe.expect(is_kept_back or shown.outcome == Outcome.FAULT, found)
    probe.expect(shown.inspected == before.inspected, "a challenge part was counted")
    probe.acknowledge()


def _device_beats(probe: Probe) -> None:
    first = probe.read().heartbeat_out
    start_s = time.monotonic()
    probe.until(lambda words: (words.heartbeat_out - first) % 0x10000 >= 2, "heartbeat_out counting twice", 2.5)
    took_s = time.monotonic() - start_s
    probe.expect(took_s > 0.2, f"heartbeat_out counted twice within {took_s:.2f} s")


def _plc_silent(probe: Probe) -> None:
    """From its first change on, heartbeat_in is watched; a result that is up when it stands is taken down."""
    probe.ask()
    probe.result()
    probe.say(heartbeat_in=1)
    within_s = probe.patience.heartbeat_limit_s + 1.5
    words = probe.until(lambda words: not words.result_valid, "every result down while heartbeat_in stands", within_s)
    probe.expect(not words.ready, "ready while heartbeat_in stands")
    probe.expect(words.error_code == ErrorCode.PLC_SILENT, f"error_code {words.error_code}, expected 15")
    probe.say(heartbeat_in=2)
    words = probe.until(lambda words: words.ready, "ready with the next heartbeat")
    probe.expect(_is_bare(words), "a result came back with the heartbeat")


def _bare_at_start(probe: Probe) -> None:
    words = probe.read()
    if not words.result_valid:
        probe.expect(_is_bare(words), "no result, but result bits or words are not 0")


def _is_bare(words: DeviceWords) -> bool:
    """Return whether no result is up: neither bits nor words."""
    bits = words.result_valid or words.pass_ or words.reject or words.recheck or words.fault
    return not (bits or words.outcome or words.reason or words.result_id or words.score_milli or words.time_ms)


def _read(address: int, count: int) -> bytes:
    return struct.pack(">BHH", 3, address, count)


FIRST = Clause("boot bits are 0", "every result bit is 0", _bare_at_start)
CLAUSES = (
    Clause("unit id", "another unit id gets exception 11", _unit),
    Clause("input registers mirror", "Input registers (4) mirror the holding registers (3)", _mirror),
    Clause("read-only registers", "any other write gets exception 2 and changes nothing", _read_only),
    Clause("unknown addresses", "Function codes 3, 4, 6, 16, 22 and 23", _unknown_address),
    Clause("unknown functions", "Function codes 3, 4, 6, 16, 22 and 23", _unknown_function),
    Clause("malformed requests", "Function codes 3, 4, 6, 16, 22 and 23", _malformed),
    Clause("four phases", "The four phases", _four_phases),
    Clause("result_id echoes trigger_id", "compares `result_id` with its `trigger_id`", _id_echo),
    Clause("a result stays until acknowledged", "`result_ack` never comes", _stays),
    Clause("an answer by the deadline", "no verdict by the deadline", _deadline),
    Clause("counters", "Counters are never cleared while the device runs", _counters),
    Clause("trigger while not ready", "`trigger` rises while `ready` is 0", _missed_while_busy),
    Clause("trigger_id 0", "`trigger_id` is 0", _trigger_zero),
    Clause("trigger_id of a waiting result", "nobody could tell any more which part the id means", _repeated_id),
    Clause("trigger_id of the part before", "`trigger_id` is that of the part before", _repeated_id_of_before),
    Clause("clear_error", "`clear_error` forgets `missed_trigger`", _clear_error),
    Clause("acknowledge without a result", "`result_ack` rises without a result", _acknowledge_nothing),
    Clause("early acknowledge", "the next result is shown when `result_ack` has fallen", _early_acknowledge, since=2),
    Clause("results wait", "Up to 8 results wait", _buffered, since=2),
    Clause("the active product selected", "the active product's number included", _same_product, since=2),
    Clause("an unknown product", "A product that the station does not have", _unknown_product, since=2),
    Clause("product changed in mid-part", "it lay there while the PLC spoke", _product_in_mid_part, since=2),
    Clause("a challenge part never passes", "a challenge part is never answered PASS", _challenge, since=3),
    Clause("heartbeat of the device", "Watch `heartbeat_out`", _device_beats),
    Clause("heartbeat of the PLC", "`heartbeat_in` stands for 2 s", _plc_silent),
)
STANDING = (
    Clause("one result bit", "exactly one of `pass`, `reject`"),
    Clause("no bit without a result", "drops `result_valid` and the result bits"),
    Clause("nothing of the result changes", "From here on nothing of the result changes"),
    Clause("result_toggle flips", "flips `result_toggle`"),
    Clause("ready only when free", "The device takes `ready` away"),
    Clause("not ready while challenge parts are due", "`ready` stays 0 until each of them"),
)

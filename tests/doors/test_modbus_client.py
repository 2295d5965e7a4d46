"""The Modbus TCP client of the PLC link, against PLCs that are servers: good ones, slow ones and hostile ones."""

import struct
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest
from plc_memory import CONTRACT, Manners, PlcMemory
from stations import WELL, SmallStation, faulted, passed, rejected

from inspector.errors import LinkError
from inspector.part import Inspection, Outcome, Reason
from inspector.plc.link import ErrorCode, Trigger
from inspector.plc.modbus_client import ModbusClientLink, ModbusClientSettings
from inspector.plc.refusals import Refused
from inspector.plc.registers import DeviceWords, PlcWords
from inspector.plc.state import HandshakeSettings

RESULT_BITS = ("result_valid", "pass_", "reject", "recheck", "fault")


def _link(plc: PlcMemory, **changes: object) -> ModbusClientLink:
    quick = ModbusClientSettings("127.0.0.1", plc.port, first_register=plc.first_register, poll_s=0.005)
    quick = replace(quick, reconnect_first_s=0.02, reconnect_last_s=0.1, farewell_s=0.0)
    return ModbusClientLink(replace(quick, **changes), CONTRACT)  # type: ignore[arg-type] # fields by name


def _no_result(words: DeviceWords) -> bool:
    return not any(getattr(words, bit) for bit in RESULT_BITS) and words.result_id == 0


def _is_whole(words: DeviceWords) -> bool:
    """Return whether what a scan of the PLC sees here is a whole result or none."""
    bits = [words.pass_, words.reject, words.recheck, words.fault]
    if not words.result_valid:
        return not any(bits)
    return words.result_id != 0 and bits.index(True) + 1 == words.outcome and sum(bits) == 1


# ---------------------------------------------------------------- parts


@pytest.mark.parametrize(
    ("verdict", "outcome"),
    [(passed, Outcome.PASS), (rejected, Outcome.REJECT), (faulted, Outcome.FAULT)],
    ids=["pass", "reject", "fault"],
)
def test_a_part_goes_through_all_four_phases_in_the_plcs_own_registers(
    verdict: Callable[[Trigger], Inspection], outcome: Outcome
) -> None:
    with PlcMemory().served() as plc, SmallStation(_link(plc), verdict) as station:
        seen = plc.run_part(7)
    assert (seen.result_id, seen.outcome) == (7, outcome)
    assert station.signals[7].outcome is outcome
    assert station.acknowledged == [7]


def test_no_write_of_many_parts_leaves_half_a_result_in_the_plc() -> None:
    verdicts = {0: passed, 1: rejected, 2: faulted}
    with (
        PlcMemory().served() as plc,
        SmallStation(_link(plc), lambda trigger: verdicts[trigger.trigger_id % 3](trigger)),
    ):
        for trigger_id in range(1, 31):
            assert plc.run_part(trigger_id).result_id == trigger_id
    assert [words for words in plc.seen if not _is_whole(words)] == []


def test_the_map_begins_at_the_register_that_is_set() -> None:
    with PlcMemory(first_register=4000).served() as plc, SmallStation(_link(plc)):
        assert plc.run_part(9).pass_


def test_the_devices_heartbeat_moves_in_the_plc_and_the_plcs_is_heard() -> None:
    with PlcMemory().served() as plc:
        handshake = HandshakeSettings(beat_s=0.02, heartbeat_limit_s=0.3)
        with SmallStation(_link(plc, handshake=handshake)):
            beat = plc.wait_for(lambda w: w.ready, "ready").heartbeat_out
            plc.wait_for(lambda w: w.heartbeat_out > beat + 2, "heartbeat")
            plc.say(PlcWords(heartbeat_in=1))
            plc.wait_for(lambda w: not w.ready and w.error_code == ErrorCode.PLC_SILENT, "the PLC's silence noticed")
            plc.say(PlcWords(heartbeat_in=2))
            plc.wait_for(lambda w: w.ready, "ready after a heartbeat")


def test_the_station_starts_and_waits_while_there_is_no_plc() -> None:
    plc = PlcMemory()
    with plc.served():
        port = plc.port
    with SmallStation(link := _link(plc)):
        assert not link.is_connected()
        assert not link.is_ready()
        with plc.served(port):
            assert plc.run_part(3).pass_
            assert link.is_connected()


def test_a_station_that_stops_leaves_zeros_in_the_plc() -> None:
    with PlcMemory().served() as plc:
        with SmallStation(_link(plc, farewell_s=0.5)):
            plc.run_part(1)
        assert plc.device() == DeviceWords(map_version=CONTRACT.map_version)


# ---------------------------------------------------------------- the wire breaks


def test_after_a_lost_connection_every_result_bit_is_0_until_a_new_verdict() -> None:
    with PlcMemory().served() as plc, SmallStation(link := _link(plc)):
        plc.wait_for(lambda w: w.ready, "ready")
        plc.say(PlcWords(trigger_id=5, trigger=True))
        plc.wait_for(lambda w: w.pass_, "the result")
        before = len(plc.seen)
        plc.hang_up()
        plc.wait_for(_no_result, "the result going down")
        plc.say(PlcWords(trigger_id=5))
        plc.wait_for(lambda w: w.ready, "ready")
        assert all(_no_result(words) for words in plc.seen[before + 1 :])
        assert plc.run_part(6).result_id == 6
    assert link.refusals.count(Refused.LOST) >= 1


def test_the_very_first_write_after_a_lost_connection_takes_the_result_bits_down() -> None:
    with PlcMemory().served() as plc, SmallStation(_link(plc)):
        plc.wait_for(lambda w: w.ready, "ready")
        plc.say(PlcWords(trigger_id=5, trigger=True))
        plc.wait_for(lambda w: w.pass_, "the result")
        plc.writes.clear()
        plc.hang_up()
        plc.wait_for(_no_result, "the result going down")
    assert plc.writes[0] == (CONTRACT.device.start, (0,))


def test_a_part_in_work_while_the_connection_breaks_is_a_fault_shown_to_nobody() -> None:
    judged = threading.Event()

    def judge(trigger: Trigger) -> Inspection:
        judged.wait(10)
        return passed(trigger)

    with PlcMemory().served() as plc, SmallStation(link := _link(plc), judge) as station:
        plc.wait_for(lambda w: w.ready, "ready")
        plc.say(PlcWords(trigger_id=5, trigger=True))
        plc.wait_for(lambda w: w.trigger_ack, "trigger_ack")
        calls = plc.calls
        plc.hang_up()
        while link.is_connected() and plc.calls == calls:
            time.sleep(0.001)
        judged.set()
        plc.say(PlcWords())
        plc.wait_for(lambda w: w.ready and w.faulted == 1, "ready again")
    assert (station.signals[5].outcome, station.signals[5].reason) == (Outcome.FAULT, Reason.PLC)
    assert not any(words.pass_ for words in plc.seen)


def test_a_trigger_raised_while_nobody_was_connected_is_counted_as_missed() -> None:
    plc = PlcMemory()
    with plc.served():
        port = plc.port
        with SmallStation(_link(plc)):
            plc.wait_for(lambda w: w.ready, "ready")
    plc.say(PlcWords(trigger_id=8, trigger=True))
    with plc.served(port), SmallStation(_link(plc)):
        seen = plc.wait_for(lambda w: w.missed == 1 and w.missed_trigger, "the missed trigger")
    assert not seen.trigger_ack


def test_words_that_another_writes_over_take_the_result_down() -> None:
    with PlcMemory().served() as plc, SmallStation(link := _link(plc)):
        plc.wait_for(lambda w: w.ready, "ready")
        plc.say(PlcWords(trigger_id=5, trigger=True))
        plc.wait_for(lambda w: w.pass_, "the result")
        plc.put(CONTRACT.device.start + 3, 77)  # result_id
        plc.wait_for(_no_result, "the result going down")
        assert link.refusals.count(Refused.DISTURBED) == 1
        assert "found changed in the PLC" in link.warning()
        plc.say(PlcWords(trigger_id=5))
        assert plc.run_part(6).result_id == 6


def test_a_pass_that_another_writes_does_not_stay() -> None:
    with PlcMemory().served() as plc, SmallStation(_link(plc)):
        status = plc.wait_for(lambda w: w.ready, "ready")
        assert not status.pass_
        plc.put(CONTRACT.device.start, 0xFFFF)
        plc.wait_for(lambda w: _no_result(w) and w.ready, "the forged bits going down")


# ---------------------------------------------------------------- bad manners


def _short(_request: bytes, reply: bytes) -> list[bytes]:
    """Leave out the last registers of every read, with a header that fits: libmodbus and jsmodbus do."""
    if reply[7] != 3:
        return [reply]
    cut = reply[7:8] + bytes([reply[8] - 6]) + reply[9:-6]
    return [reply[:4] + struct.pack(">H", len(cut) + 1) + reply[6:7] + cut]


def _other_transaction(_request: bytes, reply: bytes) -> list[bytes]:
    return [struct.pack(">H", struct.unpack(">H", reply[:2])[0] ^ 0x55) + reply[2:]]


def _no_transaction(_request: bytes, reply: bytes) -> list[bytes]:
    return [b"\0\0" + reply[2:]]


def _other_unit(_request: bytes, reply: bytes) -> list[bytes]:
    return [reply[:6] + b"\x09" + reply[7:]]


def _other_place(_request: bytes, reply: bytes) -> list[bytes]:
    return [reply[:8] + b"\x00\x00" + reply[10:]] if reply[7] == 16 else [reply]


def _other_function(_request: bytes, reply: bytes) -> list[bytes]:
    """Answer a read of holding registers as one of input registers, with as many of them."""
    return [reply[:7] + b"\x04" + reply[8:]] if reply[7] == 3 else [reply]


def _padded(_request: bytes, reply: bytes) -> list[bytes]:
    return [reply[:4] + struct.pack(">H", len(reply) - 6 + 4) + reply[6:] + bytes(4)]


def _followed(_request: bytes, reply: bytes) -> list[bytes]:
    return [reply + reply]


def _no_function(_request: bytes, reply: bytes) -> list[bytes]:
    return [reply[:7] + b"\x7e" + reply[8:]]


def _busy(request: bytes, reply: bytes) -> list[bytes]:
    return [reply[:4] + b"\x00\x03" + reply[6:7] + bytes([request[0] | 0x80, 6])]


def _silent(_request: bytes, _reply: bytes) -> list[bytes]:
    return []


def _garbage(_request: bytes, _reply: bytes) -> list[bytes]:
    return [bytes(range(200))]


def _hangs_up(_request: bytes, _reply: bytes) -> None:
    return None


@pytest.mark.parametrize(
    "manners",
    [
        _short,
        _other_transaction,
        _no_transaction,
        _other_unit,
        _other_place,
        _other_function,
        _padded,
        _followed,
        _no_function,
        _busy,
        _silent,
        _garbage,
        _hangs_up,
    ],
    ids=lambda manners: manners.__name__.strip("_"),
)
def test_a_reply_that_is_not_the_whole_answer_is_a_lost_connection_and_never_ready(manners: Manners) -> None:
    with PlcMemory(manners).served() as plc, SmallStation(link := _link(plc, reply_timeout_s=0.05)):
        plc.say(PlcWords(trigger_id=5, trigger=True))
        end_s = time.monotonic() + 10
        while link.refusals.count(Refused.LOST) < 3 and time.monotonic() < end_s:
            assert not link.is_ready()
            assert not link.is_connected()
            time.sleep(0.002)
    assert link.refusals.count(Refused.LOST) >= 3
    assert not any(words.ready or words.result_valid or words.busy for words in plc.seen)


@pytest.mark.parametrize(
    ("manners", "why"),
    [
        (_short, "short reply of"),
        (_busy, "Modbus exception 6"),
        (_other_place, "confirmed as"),
        (_other_function, "answered under function code 4, expected 3"),
        (_padded, "the reply is longer than it should be"),
        (_silent, "No response"),
    ],
    ids=["short", "busy", "other place", "other function", "padded", "silent"],
)
def test_people_are_told_what_is_wrong_with_the_plcs_replies(manners: Manners, why: str) -> None:
    with PlcMemory(manners).served() as plc, SmallStation(link := _link(plc, reply_timeout_s=0.05)):
        while not link.refusals.count(Refused.LOST):
            time.sleep(0.002)
        assert "PLC link: connection to the PLC lost: " in link.warning()
        assert why in link.warning()


def test_a_reply_that_cannot_be_decoded_prints_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    with PlcMemory(_no_function).served() as plc, SmallStation(link := _link(plc, reply_timeout_s=0.05)):
        while link.refusals.count(Refused.LOST) < 2:
            time.sleep(0.002)
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []


def test_the_link_recovers_when_the_plc_finds_its_manners_again() -> None:
    plc = PlcMemory(_short)
    with plc.served(), SmallStation(link := _link(plc, reply_timeout_s=0.2)):
        while link.refusals.count(Refused.LOST) < 2:
            time.sleep(0.002)
        plc.manners = lambda _request, reply: [reply]
        assert plc.run_part(2).pass_


def test_replies_that_dribble_in_byte_by_byte_are_put_together() -> None:
    def dribble(_request: bytes, reply: bytes) -> list[bytes]:
        return [reply[at : at + 1] for at in range(len(reply))]

    with PlcMemory(dribble).served() as plc, SmallStation(link := _link(plc, reply_timeout_s=2.0)):
        assert plc.run_part(4).pass_
    assert link.refusals.count(Refused.LOST) == 0


def test_a_write_whose_reply_was_lost_is_written_again_without_harm() -> None:
    writes = count(1)

    def lose_some(request: bytes, reply: bytes) -> list[bytes]:
        lost = request[0] == 16 and next(writes) % 9 == 0
        return [] if lost else [reply]

    quick = HandshakeSettings(beat_s=0.02)
    with PlcMemory(lose_some).served() as plc:
        link = _link(plc, reply_timeout_s=0.1, handshake=quick)
        with SmallStation(link, _in_turn) as station:
            end_s = time.monotonic() + 60
            while link.refusals.count(Refused.LOST) < 12 or len(_results(plc)) < 12:
                assert time.monotonic() < end_s, (link.refusals.count(Refused.LOST), _results(plc))
                _scan(plc)
    assert all(_is_whole(words) for words in plc.seen)
    # A result that a lost reply took down is not shown again; none is shown of a part that was not judged so.
    judged = {trigger_id: signal.outcome for trigger_id, signal in station.signals.items()}
    shown = _results(plc)
    assert {judged[trigger_id] for trigger_id in shown} == {Outcome.PASS, Outcome.REJECT}
    assert {trigger_id: judged[trigger_id] for trigger_id in shown} == shown


def _in_turn(trigger: Trigger) -> Inspection:
    return rejected(trigger) if trigger.trigger_id % 2 else passed(trigger)


def _results(plc: PlcMemory) -> dict[int, Outcome]:
    """Return what the PLC's memory was shown of each part."""
    return {words.result_id: Outcome(words.outcome) for words in list(plc.seen) if words.result_valid}


def _scan(plc: PlcMemory) -> None:
    """Let the PLC's program run once: it asks for a part whenever it may, and reads whatever is shown."""
    time.sleep(0.002)
    seen, block = plc.device(), CONTRACT.plc
    said = block.decode(PlcWords, plc.registers[block.start : block.start + block.count])
    holds = said.trigger and not (seen.trigger_ack or seen.missed_trigger)
    rises = seen.ready and not said.trigger and not said.clear_error
    next_id = said.trigger_id % 0xFFFF + 1 if rises else said.trigger_id
    clears = seen.missed_trigger and not said.clear_error
    plc.say(PlcWords(trigger=holds or rises, trigger_id=next_id, result_ack=seen.result_valid, clear_error=clears))


def test_calls_to_a_plc_that_is_not_there_become_rare_but_never_stop() -> None:
    plc = PlcMemory(_hangs_up)
    with plc.served(), SmallStation(_link(plc, reply_timeout_s=0.05, reconnect_first_s=0.01, reconnect_last_s=0.05)):
        start_s = time.monotonic()
        while plc.calls < 12:
            time.sleep(0.002)
        assert time.monotonic() - start_s >= 0.01 + 0.02 + 0.04 + 8 * 0.05


def test_a_name_that_no_pc_can_have_is_called_again_like_a_plc_that_is_not_there() -> None:
    link = ModbusClientLink(ModbusClientSettings("192.168..10", reconnect_first_s=0.01, farewell_s=0.0), CONTRACT)
    with SmallStation(link):
        end_s = time.monotonic() + 20
        while link.refusals.count(Refused.LOST) < 3 and time.monotonic() < end_s:
            time.sleep(0.01)
        assert "connection to the PLC lost: " in link.warning()


def test_a_closed_link_gives_no_triggers_but_says_so() -> None:
    with PlcMemory().served() as plc:
        link = _link(plc)
        link.open(WELL)
        link.close()
        link.close()
        with pytest.raises(LinkError, match=r"reach the PLC on Modbus TCP to 127\.0\.0\.1:\d+: the link is not served"):
            link.next_trigger(0.0)

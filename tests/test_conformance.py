"""The conformance check passes on our device and fails, with the right clause, on devices with one planted fault."""

import asyncio
import json
import threading
import time
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from broken_device import Lies, device
from click.testing import CliRunner
from stations import WELL, SmallStation

from inspector.cli.app import inspector
from inspector.errors import LinkError
from inspector.plc.clauses import CLAUSES, FIRST, STANDING, Clause
from inspector.plc.conformance import Device, Finding, Kept, Report, check
from inspector.plc.contract import shipped_contract
from inspector.plc.modbus_server import ModbusServerSettings, ModbusTcpLink
from inspector.plc.probe import Patience
from inspector.plc.registers import DeviceWords, PlcWords, ResultWords
from inspector.plc.simulated import SimulatedPlc
from inspector.plc.simulated_settings import SimulatedPlcSettings
from inspector.plc.state import HandshakeSettings

DOCUMENT = Path(__file__).parents[1] / "docs" / "plc.md"
CONTRACT = shipped_contract()
PATIENCE = Patience(deadline_s=1.0, heartbeat_limit_s=0.5, step_s=1.0)
BARE: dict[str, Any] = {each.name: 0 for each in fields(ResultWords)}
ALL = (FIRST, *CLAUSES, *STANDING)
Shows = Callable[[DeviceWords, Lies], DeviceWords]


def checked(lies: Lies, *names: str, patience: Patience = PATIENCE) -> Report:
    chosen = tuple(clause for clause in CLAUSES if not names or clause.name in names)
    with device(lies) as port:
        return check(CONTRACT, Device("127.0.0.1", port), patience, lambda _finding: None, chosen)


def broken(report: Report) -> list[str]:
    return [finding.clause for finding in report.findings if finding.outcome is Kept.BROKEN]


def test_a_device_that_another_plc_drives_is_not_judged_and_that_plc_is_named() -> None:
    """A second PLC makes half of the clauses look broken: nothing of that is the device's fault."""
    with device(Lies()) as port:
        plc = SimulatedPlc(SimulatedPlcSettings(port=port, takt_s=0.05), CONTRACT)
        other = threading.Thread(target=lambda: asyncio.run(plc.run()))
        other.start()
        found: list[Finding] = []
        try:
            with pytest.raises(LinkError, match=r"another PLC writes to it: .*; stop that PLC"):
                check(CONTRACT, Device("127.0.0.1", port), PATIENCE, found.append)
        finally:
            plc.stop()
            other.join()
    assert found == []


def test_a_station_whose_challenge_parts_are_due_is_told_apart_from_one_that_never_gets_ready() -> None:
    due = replace(WELL, challenge_due=True, challenge_open=True)
    report = checked(Lies(state=due), "counters", patience=replace(PATIENCE, step_s=0.3))
    [seen] = [finding.seen for finding in report.findings if finding.clause == "counters"]
    assert seen.startswith("not ready, because challenge parts are due: show them, then check again")


# ---------------------------------------------------------------- the faults


def words_come_late(words: DeviceWords, lies: Lies) -> DeviceWords:
    """Set result_valid first, the words 50 ms later."""
    since_s = lies.memory.setdefault("since", time.monotonic()) if words.result_valid else lies.memory.pop("since", 0)
    is_early = words.result_valid and time.monotonic() - since_s < 0.05
    return replace(words, **BARE) if is_early else words


def score_wanders(words: DeviceWords, lies: Lies) -> DeviceWords:
    lies.memory["reads"] = lies.memory.get("reads", 0) + 1
    return replace(words, score_milli=int(lies.memory["reads"]) % 900) if words.result_valid else words


def ack_sticks(words: DeviceWords, lies: Lies) -> DeviceWords:
    lies.memory["ack"] = (words.trigger_ack or lies.memory.get("ack", 0)) and not words.result_valid
    return replace(words, trigger_ack=bool(lies.memory["ack"]))


def result_goes_by_itself(words: DeviceWords, lies: Lies) -> DeviceWords:
    since_s = lies.memory.setdefault("since", time.monotonic()) if words.result_valid else lies.memory.pop("since", 0)
    is_over = words.result_valid and time.monotonic() - since_s > 0.3
    down = replace(words, **BARE, result_valid=False, pass_=False, reject=False, recheck=False, fault=False)
    return down if is_over else words


def result_survives(words: DeviceWords, lies: Lies) -> DeviceWords:
    """Go on showing a result that a repeated id has made unusable."""
    if words.result_valid:
        lies.result = words
    return replace(lies.result, missed_trigger=True, error_code=13) if words.missed_trigger else words


def no_early_acknowledge(words: PlcWords, lies: Lies) -> PlcWords:
    """Hear result_ack only once it is too late to hold anything back."""
    return replace(words, result_ack=words.result_ack and not (words.trigger or lies.memory.get("asked", 0)))


def holds_back(words: PlcWords, lies: Lies) -> PlcWords:
    lies.memory["asked"] = words.result_ack and (words.trigger or lies.memory.get("asked", 0))
    return no_early_acknowledge(words, lies)


def takes_the_id_again(words: PlcWords, _lies: Lies) -> PlcWords:
    """Forget the last id with every trigger."""
    return replace(words, clear_error=words.clear_error or words.trigger)


def no_challenge(words: PlcWords, _lies: Lies) -> PlcWords:
    return replace(words, challenge=False)


def always(**changes: bool | int) -> Shows:
    return lambda words, _lies: replace(words, **changes)  # type: ignore[arg-type] # names and kinds are those of DeviceWords


def with_result(**changes: bool | int) -> Shows:
    return lambda words, lies: always(**changes)(words, lies) if words.result_valid else words


def answering(function: int, reply: Callable[[bytes], bytes | None]) -> Callable[[int, bytes], bytes | None]:
    return lambda _unit, request: reply(request) if request[0] == function else None


def is_unread(request: bytes) -> bool:
    """Return whether a request reads beyond the map."""
    address, count = (int.from_bytes(request[at : at + 2]) for at in (1, 3))
    return address + count > 48


PLANTED: dict[str, tuple[str, Lies]] = {
    "a result bit at start": (FIRST.name, Lies(always(reject=True))),
    "any unit is answered": ("unit id", Lies(answers=lambda unit, _r: b"\x03\x02\x00\x00" if unit == 99 else None)),
    "no input registers": ("input registers mirror", Lies(answers=answering(4, lambda _r: b"\x84\x01"))),
    "device words can be written": (
        "read-only registers",
        Lies(answers=answering(16, lambda request: request[:5] if request[2] >= 16 else None)),
    ),
    "zeros beyond the map": (
        "unknown addresses",
        Lies(answers=answering(3, lambda r: bytes([3, 2 * r[4]]) + bytes(2 * r[4]) if is_unread(r) else None)),
    ),
    "any function is answered": ("unknown functions", Lies(answers=answering(5, lambda request: request))),
    "cut requests are taken": (
        "malformed requests",
        Lies(answers=answering(16, lambda r: r[:5] if len(r) != 6 + r[5] else None)),
    ),
    "trigger_ack sticks": ("four phases", Lies(ack_sticks, thinks_s=0.8)),
    "no exposure_done": ("four phases", Lies(always(exposure_done=False))),
    "id of another part": ("result_id echoes trigger_id", Lies(with_result(result_id=1))),
    "result goes by itself": ("a result stays until acknowledged", Lies(result_goes_by_itself)),
    "no deadline": ("an answer by the deadline", Lies(thinks_s=0.9)),
    "parts are not counted": ("counters", Lies(always(inspected=7))),
    "outcomes are not counted": ("counters", Lies(always(passed=0))),
    "refusals are not counted": ("trigger while not ready", Lies(always(missed=0), thinks_s=0.2)),
    "trigger_id 0 without a code": ("trigger_id 0", Lies(always(error_code=0))),
    "result survives its repeated id": ("trigger_id of a waiting result", Lies(result_survives)),
    "id of the part before is taken": ("trigger_id of the part before", Lies(hears=takes_the_id_again)),
    "clear_error clears the counter": (
        "clear_error",
        Lies(lambda words, _lies: words if words.missed_trigger else replace(words, missed=0)),
    ),
    "acknowledges nothing without a code": ("acknowledge without a result", Lies(always(error_code=0))),
    "result shown to a standing result_ack": ("early acknowledge", Lies(hears=holds_back)),
    "one result waits": ("results wait", Lies(handshake=HandshakeSettings(results_max=1))),
    "no overrun": ("results wait", Lies(always(buffer_overrun=False))),
    "no product_select_ack": ("the active product selected", Lies(always(product_select_ack=False))),
    "any product is taken": ("an unknown product", Lies(always(product_select_failed=False))),
    "product is changed under the part": (
        "product changed in mid-part",
        Lies(hears=lambda words, _lies: replace(words, product_select_request=False), thinks_s=0.2),
    ),
    "heartbeat_out stands": ("heartbeat of the device", Lies(always(heartbeat_out=5))),
    "heartbeat_in is not watched": ("heartbeat of the PLC", Lies(handshake=HandshakeSettings(heartbeat_limit_s=1e9))),
    "two result bits": ("one result bit", Lies(with_result(fault=True))),
    "a result bit without a result": ("no bit without a result", Lies(always(reject=True))),
    "result_valid before the words": ("nothing of the result changes", Lies(words_come_late)),
    "words change while valid": ("nothing of the result changes", Lies(score_wanders)),
    "result_toggle stands": ("result_toggle flips", Lies(always(result_toggle=False))),
    "a challenge part is judged like any": (
        "a challenge part never passes",
        Lies(hears=no_challenge, state=replace(WELL, challenge_open=True)),
    ),
    "a challenge part is taken where there are none": ("a challenge part never passes", Lies(hears=no_challenge)),
    "ready while challenge parts are due": (
        "not ready while challenge parts are due",
        Lies(always(challenge_due=True)),
    ),
    "ready while busy": ("ready only when free", Lies(lambda words, _lies: replace(words, ready=True))),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_device_with_a_planted_fault_breaks_that_clause(fault: str) -> None:
    clause, lies = PLANTED[fault]
    is_standing = clause in {each.name for each in STANDING}
    patience = replace(PATIENCE, deadline_s=0.4) if fault == "no deadline" else PATIENCE
    assert clause in broken(
        checked(
            lies, *(("four phases", "result_id echoes trigger_id") if is_standing else (clause,)), patience=patience
        )
    )


def test_every_clause_is_broken_by_a_planted_fault() -> None:
    assert {clause for clause, _ in PLANTED.values()} == {clause.name for clause in ALL}


def test_the_same_small_device_without_a_fault_keeps_every_clause() -> None:
    assert broken(checked(Lies())) == []


# ---------------------------------------------------------------- our device, and what people read


def test_our_device_keeps_every_clause() -> None:
    patience = HandshakeSettings(heartbeat_limit_s=0.5)
    link = ModbusTcpLink(ModbusServerSettings(port=0, farewell_s=0.0, handshake=patience), CONTRACT)
    told: list[Finding] = []
    with SmallStation(link, delay_s=0.02):
        report = check(CONTRACT, Device("127.0.0.1", link.port), PATIENCE, told.append)
    assert broken(report) == []
    assert [finding.clause for finding in told] == ["map_version", *(clause.name for clause in ALL)]


def test_our_device_keeps_the_clause_of_challenge_parts_where_it_takes_them() -> None:
    lies = Lies(state=replace(WELL, challenge_open=True))
    assert broken(checked(lies, "a challenge part never passes")) == []


def test_what_an_older_map_does_not_have_is_skipped_and_said() -> None:
    report = checked(Lies(always(map_version=1)), "trigger_id 0", "results wait")
    skipped = [(finding.clause, finding.seen) for finding in report.findings if finding.outcome is Kept.SKIPPED]
    assert skipped == [("results wait", "map_version 1 has it not yet, it came with 2")]
    assert report.keeps


def test_a_newer_map_is_not_taken_for_ours() -> None:
    assert broken(checked(Lies(always(map_version=99)), "unit id"))[:1] == ["map_version"]


def test_a_broken_clause_says_what_was_on_the_wire() -> None:
    report = checked(Lies(with_result(result_id=1)), "result_id echoes trigger_id")
    [finding] = [finding for finding in report.findings if finding.outcome is Kept.BROKEN]
    assert finding.seen.startswith("result_id 1 for trigger_id 2; words 16..47: ")
    assert finding.wire[-1].request == "03 00 10 00 20"
    assert finding.wire[-1].reply.startswith("03 40 ")


@pytest.mark.parametrize("clause", ALL, ids=lambda clause: str(clause.name))
def test_a_clause_quotes_the_document_for_plc_programmers(clause: Clause) -> None:
    assert " ".join(clause.says.split()) in " ".join(DOCUMENT.read_text("utf-8").split())


@pytest.mark.parametrize(("lies", "status"), [(Lies(), 0), (Lies(always(heartbeat_out=5)), 1)], ids=["kept", "broken"])
def test_the_command_ends_with_the_status_of_the_contract(lies: Lies, status: int) -> None:
    with device(replace(lies, handshake=HandshakeSettings())) as port:
        command = ["plc", "conformance", "--port", str(port), "--json"]
        ended = CliRunner().invoke(inspector, command, standalone_mode=False)
    assert (ended.return_value, json.loads(ended.stdout)["keeps"]) == (status, status == 0)


def test_nobody_there_is_one_line() -> None:
    with pytest.raises(LinkError, match=r"cannot reach 127\.0\.0\.1:1: Connection refused"):
        check(CONTRACT, Device("127.0.0.1", 1), PATIENCE, lambda _finding: None)

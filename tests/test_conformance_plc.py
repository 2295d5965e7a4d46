"""The check of a PLC: the simulated PLC keeps every clause, and each fault of one is named by the clause it breaks."""

import asyncio
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from inspector.cli.app import inspector
from inspector.errors import LinkError
from inspector.plc import probe_plc as seen
from inspector.plc.clauses_plc import ACTS, LEFT_OVER, STANDING, PlcClause
from inspector.plc.conformance import Device, Kept
from inspector.plc.conformance_plc import PlcReport, PlcTold, check_plc
from inspector.plc.contract import shipped_contract
from inspector.plc.conveyor import PlcPart
from inspector.plc.link import ErrorCode
from inspector.plc.probe_plc import PlcPatience, Witness
from inspector.plc.registers import Contract, DeviceWords, PlcWords
from inspector.plc.simulated import SimulatedPlc
from inspector.plc.simulated_faults import FaultSettings, PlcFault
from inspector.plc.simulated_program import PlcProgram, Watchers
from inspector.plc.simulated_settings import SimulatedPlcSettings

CONTRACT = shipped_contract()
DOCUMENT = Path(__file__).parents[1] / "docs" / "plc.md"
PATIENCE = PlcPatience(deadline_s=0.5, wait_s=20.0, ack_s=1.5, beat_s=2.0, beat_limit_s=0.4, own_beat_s=0.05)
FAST = SimulatedPlcSettings(
    takt_s=0.0, poll_s=0.005, heartbeat_s=0.1, reply_timeout_s=1.0, result_timeout_s=2.0, beat_limit_s=0.4
)
ALL = (*ACTS, *STANDING)
OUTCOMES = "every outcome"


@dataclass
class Caller:
    """A simulated PLC that calls the device as soon as it listens; `gate` is what its gate did with each part."""

    settings: SimulatedPlcSettings = FAST
    contract: Contract = CONTRACT
    gate: list[PlcPart] = field(default_factory=list)

    def call(self, port: int) -> None:
        watchers = Watchers(at_gate=self.gate.append)
        self._plc = SimulatedPlc(replace(self.settings, port=port), self.contract, watchers)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        with suppress(LinkError):  # It refuses a device with another map, and that is right.
            asyncio.run(self._plc.run())

    def check(self, *names: str, parts: int = 4, patience: PlcPatience = PATIENCE) -> PlcReport:
        acts = tuple(act for act in ACTS if not names or act.name in names)
        told = PlcTold(listening=self.call)
        try:
            return asyncio.run(check_plc(CONTRACT, Device("127.0.0.1", 0), patience, told, parts, acts))
        finally:
            self._plc.stop()
            self._thread.join()


def broken(report: PlcReport) -> dict[str, str]:
    return {each.clause: each.seen for each in report.findings if each.outcome is Kept.BROKEN}


def test_the_simulated_plc_keeps_every_clause_and_its_gate_does_what_people_are_asked_to_look_for() -> None:
    caller = Caller()
    report = caller.check()
    assert broken(report) == {}
    went_on = {part.serial: part.goes_on for part in caller.gate}
    looked = {look.part_serial: look.goes_on for look in report.gate}
    assert len(looked) > 25
    assert {serial: went_on[serial] for serial in looked} == looked
    assert sum(not goes_on for goes_on in looked.values()) > 10


def test_a_plc_that_triggers_while_results_wait_keeps_every_clause() -> None:
    assert broken(Caller(replace(FAST, gate_pitches=3)).check(LEFT_OVER.name, OUTCOMES, "trigger_ack comes late")) == {}


FAULTS = {
    PlcFault.STOPS_POLLING: seen.BEATS,
    PlcFault.GARBAGE: seen.SERVED,
    PlcFault.GARBAGE_WORDS: seen.VALID_FIRST,
    PlcFault.TRIGGERS_TOO_FAST: seen.READY_FIRST,
    PlcFault.NEVER_ACKNOWLEDGES: seen.ACKNOWLEDGED,
    PlcFault.ACKNOWLEDGES_EARLY: seen.VALID_FIRST,
    PlcFault.REPEATS_TRIGGER_ID: seen.NEW_ID,
    PlcFault.CHANGES_PRODUCT: seen.SELECT_HELD,
    PlcFault.HEARTBEAT_STOPS: seen.BEATS,
    PlcFault.CHALLENGE_STICKS: seen.READY_FIRST,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_a_plc_is_named_by_its_clause(fault: PlcFault) -> None:
    patience = replace(PATIENCE, wait_s=3.0, beat_s=1.0)
    faults = FaultSettings(fault, every=3, lasts_s=2.5)
    parts = 12 if fault is PlcFault.HEARTBEAT_STOPS else 4
    report = Caller(replace(FAST, takt_s=0.2, faults=faults)).check(OUTCOMES, parts=parts, patience=patience)
    assert FAULTS[fault] in broken(report)
    assert not report.keeps


def test_a_plc_that_reboots_breaks_nothing() -> None:
    """It is gone for a while and begins anew, as the contract says: the only fault that no clause forbids."""
    faults = FaultSettings(PlcFault.REBOOTS, every=3, lasts_s=0.3)
    report = Caller(replace(FAST, faults=faults)).check(OUTCOMES, "the device is not ready")
    assert broken(report) == {}
    assert set(PlcFault) - set(FAULTS) == {PlcFault.REBOOTS}


# ---------------------------------------------------------------- a program with one mistake, act by act


def _never_silent(settings: SimulatedPlcSettings) -> SimulatedPlcSettings:
    return replace(settings, beat_limit_s=1e9)


def test_a_plc_that_does_not_watch_the_heartbeat_is_named() -> None:
    found = broken(Caller(_never_silent(FAST)).check("heartbeat_out stands"))
    assert "after heartbeat_out stood still" in found["heartbeat_out stands"]


def test_a_plc_that_takes_no_notice_of_what_is_left_over_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PlcProgram, "_wants_clear", lambda *_: False)
    monkeypatch.setattr(PlcProgram, "_may_ask", lambda _self, words: words.ready)
    found = broken(Caller().check(LEFT_OVER.name, OUTCOMES))
    assert "rose before the result left over was acknowledged" in found[LEFT_OVER.name]


def test_a_plc_that_triggers_whatever_map_it_meets_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """It knows version 99 only, and waits for it: with ours it does not begin."""
    monkeypatch.setattr("inspector.plc.simulated._DOUBTS_MAX", 1_000_000)
    caller = Caller(contract=replace(CONTRACT, map_version=99))
    assert "though map_version is 99" in broken(caller.check("another map_version"))["another map_version"]


# ---------------------------------------------------------------- what must hold in every write


class Talk:
    """One PLC at a witness: what it reads and writes, in its order, on a clock that is set."""

    def __init__(self) -> None:
        self.witness = Witness(CONTRACT, PlcPatience())
        self.now_s = 10.0
        self.shown = DeviceWords(online=True, ready=True, map_version=CONTRACT.map_version)
        self.said = PlcWords()
        self.say(heartbeat_in=1)
        self.see()

    def see(self, **changes: int) -> None:
        self.shown = replace(self.shown, **changes)  # type: ignore[arg-type]
        for _ in range(2):
            self.witness.read(CONTRACT.device.start, CONTRACT.device.encode(self.shown))

    def say(self, refusal: ErrorCode = ErrorCode.NONE, **changes: int) -> None:
        self.said = replace(self.said, **changes)  # type: ignore[arg-type]
        self.witness.wrote(self.said, refusal, self.now_s)

    def wait(self, for_s: float) -> None:
        """Let time pass, the heartbeat going on."""
        for _ in range(round(10 * for_s)):
            self.now_s += 0.1
            self.say(heartbeat_in=(self.said.heartbeat_in + 1) % 0x10000)
            self.witness.tick(self.shown, self.shown, self.now_s)

    def take(self) -> None:
        """Have a part taken, its trigger down again."""
        self.say(trigger=True, trigger_id=7)
        self.see(ready=False, trigger_ack=True, busy=True)
        self.say(trigger=False)
        self.see(trigger_ack=False)

    def answer(self) -> None:
        self.see(busy=False, ready=True, result_valid=True, result_id=7, outcome=1, pass_=True, results_waiting=1)


def _sound(talk: Talk) -> None:
    talk.take()
    talk.wait(0.5)
    talk.answer()
    talk.say(result_ack=True)
    talk.see(result_valid=False, result_id=0, outcome=0, pass_=False, results_waiting=0)
    talk.say(result_ack=False)
    talk.say(product_select=4, product_select_request=True)
    talk.see(product_select_ack=True)
    talk.say(product_select_request=False)
    talk.wait(3.0)


def _held_too_long(talk: Talk) -> None:
    talk.say(trigger=True, trigger_id=7)
    talk.see(ready=False, trigger_ack=True, busy=True)
    talk.wait(1.5)


def _dropped_early(talk: Talk) -> None:
    talk.say(trigger=True, trigger_id=7)
    talk.see(ready=False)
    talk.say(trigger=False)


def _another_id(talk: Talk) -> None:
    talk.say(trigger=True, trigger_id=7)
    talk.say(trigger_id=8)


def _never_read(talk: Talk) -> None:
    talk.witness.hung_up()
    talk.witness.read(16, [2])
    talk.say(trigger=True, trigger_id=7)


def _not_ready(talk: Talk) -> None:
    talk.see(ready=False)
    talk.say(trigger=True, trigger_id=7)


def _challenge_is_not_open(talk: Talk) -> None:
    talk.say(trigger=True, challenge=True, trigger_id=7)


def _unread(talk: Talk) -> None:
    talk.take()
    talk.answer()
    talk.wait(2.5)


def _early(talk: Talk) -> None:
    talk.take()
    talk.say(result_ack=True)


def _let_go(talk: Talk) -> None:
    talk.take()
    talk.answer()
    talk.say(result_ack=True)
    talk.say(result_ack=False)


def _stuck(talk: Talk) -> None:
    talk.take()
    talk.answer()
    talk.say(result_ack=True)
    talk.see(result_valid=False, result_id=0)
    talk.wait(1.5)


def _stands(talk: Talk) -> None:
    talk.now_s += 1.0
    talk.witness.tick(talk.shown, talk.shown, talk.now_s)


def _in_mid_part(talk: Talk) -> None:
    talk.take()
    talk.say(product_select=4, product_select_request=True)


def _taken_back(talk: Talk) -> None:
    talk.say(product_select=4, product_select_request=True)
    talk.say(product_select_request=False)


def _asks_on(talk: Talk) -> None:
    talk.say(product_select=4, product_select_request=True)
    talk.see(product_select_ack=True)
    talk.wait(1.5)


MISTAKES: dict[str, tuple[str, Callable[[Talk], None]]] = {
    "trigger without ready": (seen.READY_FIRST, _not_ready),
    "challenge without challenge_ready": (seen.READY_FIRST, _challenge_is_not_open),
    "trigger_id 0": (seen.NEW_ID, lambda talk: talk.say(ErrorCode.TRIGGER_ID_ZERO, trigger=True)),
    "trigger_id again": (seen.NEW_ID, lambda talk: talk.say(ErrorCode.TRIGGER_ID_REPEATED, trigger=True, trigger_id=3)),
    "trigger_id changes under trigger": (seen.ID_STANDS, _another_id),
    "trigger dropped early": (seen.TRIGGER_HELD, _dropped_early),
    "trigger held too long": (seen.TRIGGER_FALLS, _held_too_long),
    "map_version never read": (seen.VERSION, _never_read),
    "result_ack without a result": (seen.VALID_FIRST, _early),
    "a result never acknowledged": (seen.ACKNOWLEDGED, _unread),
    "result_ack let go": (seen.ACK_HELD, _let_go),
    "result_ack stuck": (seen.ACK_FALLS, _stuck),
    "heartbeat_in stands": (seen.BEATS, _stands),
    "not served": (seen.SERVED, lambda talk: talk.witness.refused("05 00 00 was answered 85 01")),
    "product in mid-part": (seen.SELECT_FREE, _in_mid_part),
    "product taken back": (seen.SELECT_HELD, _taken_back),
    "product asked for on and on": (seen.SELECT_FALLS, _asks_on),
}


def test_a_sound_talk_breaks_nothing() -> None:
    talk = Talk()
    _sound(talk)
    assert talk.witness.broken == {}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_one_mistake_breaks_one_clause(mistake: str) -> None:
    clause, make = MISTAKES[mistake]
    talk = Talk()
    make(talk)
    assert list(talk.witness.broken) == [clause]


def test_every_clause_that_must_hold_in_every_write_is_broken_by_a_mistake() -> None:
    assert {clause for clause, _ in MISTAKES.values()} == {clause.name for clause in STANDING}


@pytest.mark.parametrize("mistake", ["trigger dropped early", "trigger held too long", "a result never acknowledged"])
def test_of_a_silent_device_nothing_has_to_be_waited_for(mistake: str) -> None:
    talk = Talk()
    talk.witness.is_pardoned = True
    MISTAKES[mistake][1](talk)
    assert talk.witness.broken == {}


def test_of_a_plc_that_has_not_called_yet_nothing_has_to_be_waited_for() -> None:
    talk = Talk()
    talk.answer()
    talk.witness.hung_up()
    for now_s in (10.0, 20.0, 30.0):
        talk.witness.tick(talk.shown, talk.shown, now_s)
    assert talk.witness.broken == {}


def test_a_write_made_of_the_read_before_the_last_is_no_mistake() -> None:
    talk = Talk()
    talk.witness.read(CONTRACT.device.start, CONTRACT.device.encode(replace(talk.shown, ready=False)))
    talk.say(trigger=True, trigger_id=7)
    assert talk.witness.broken == {}


# ---------------------------------------------------------------- the command, and what people read


@pytest.mark.parametrize("clause", ALL, ids=lambda clause: str(clause.name))
def test_a_clause_for_a_plc_quotes_the_document(clause: PlcClause) -> None:
    assert " ".join(clause.says.split()) in " ".join(DOCUMENT.read_text("utf-8").split())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_nobody_who_calls_is_one_line() -> None:
    command = ["plc", "conformance", "--of", "plc", "--port", str(free_port()), "--wait-s", "1"]
    with pytest.raises(
        LinkError, match=r"cannot check the PLC that calls 127\.0\.0\.1:\d+: nobody has called within 1 s"
    ):
        CliRunner().invoke(inspector, command, standalone_mode=False, catch_exceptions=False)


def test_a_plc_that_asks_for_no_part_is_one_line() -> None:
    async def only_reads(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(bytes.fromhex("0001 0000 0006 01 03 0010 0001"))
        await reader.read(100)
        await reader.read(1)
        writer.close()

    calls: list[asyncio.Task[None]] = []
    told = PlcTold(listening=lambda port: calls.append(asyncio.get_running_loop().create_task(only_reads(port))))
    acts = tuple(act for act in ACTS if act.name == OUTCOMES)
    patience = replace(PATIENCE, wait_s=1.0)
    with pytest.raises(LinkError, match="it has called, and asked for no part within 1 s; let parts come"):
        asyncio.run(check_plc(CONTRACT, Device("127.0.0.1", 0), patience, told, acts=acts))


def test_a_port_that_is_taken_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        at = Device("127.0.0.1", taken.getsockname()[1])
        with pytest.raises(LinkError, match=r"cannot wait for the PLC on .*; end the program that has this port"):
            asyncio.run(check_plc(CONTRACT, at, PATIENCE, PlcTold()))

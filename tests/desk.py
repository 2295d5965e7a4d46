"""A PLC, a station and a clock around one handshake, for tests that go step by step."""

from dataclasses import replace
from typing import Any

from inspector.part import Outcome, Reason
from inspector.plc import handshake
from inspector.plc.contract import shipped_contract
from inspector.plc.link import StationState, Trigger
from inspector.plc.registers import DeviceWords, PlcWords, ResultWords
from inspector.plc.state import HandshakeSettings, Move, Shown, State
from inspector.plc.words import words_of

WELL = StationState(
    camera_up=True,
    recipe_loaded=True,
    recording=True,
    product_number=3,
    golden_revision=2,
    recipe_checksum=0xBEEF,
    deadline_ms=100,
)
MAP_VERSION = shipped_contract().map_version
PASSED = (Outcome.PASS, Reason.WITHIN_LIMITS)
REJECTED = (Outcome.REJECT, Reason.DEFECT)


class Desk:
    """A PLC, a station and a clock around one handshake; `frames` is everything that was on the wire, in order."""

    def __init__(self, settings: HandshakeSettings | None = None, station: StationState = WELL) -> None:
        self.now_s = 100.0
        self.acknowledged: list[int] = []
        self.untaken: list[tuple[int, Shown]] = []
        self.frames: list[DeviceWords] = []
        self.taken: dict[int, Trigger] = {}
        self.state: State
        self._apply(handshake.boot(settings or HandshakeSettings(), MAP_VERSION, station, self.now_s))

    @property
    def seen(self) -> DeviceWords:
        return self.frames[-1]

    def plc(self, **changes: Any) -> DeviceWords:
        words: PlcWords = replace(self.state.plc, **changes)
        return self._apply(handshake.plc_wrote(self.state, words, self.now_s))

    def trigger(self, trigger_id: int, serial: int = 0) -> DeviceWords:
        self.plc(trigger_id=trigger_id, part_serial=serial)
        return self.plc(trigger=True)

    def take(self) -> Trigger | None:
        move, trigger = handshake.take_trigger(self.state, self.now_s)
        self._apply(move)
        if trigger:
            self.taken[trigger.trigger_id] = trigger
        return trigger

    def judge(self, trigger_id: int, verdict: tuple[Outcome, Reason] = PASSED, asked: Trigger | None = None) -> Shown:
        trigger = asked or self.taken.get(trigger_id) or Trigger(trigger_id, 0, 1.0, ticket=0)
        words = ResultWords(outcome=verdict[0], reason=verdict[1], result_id=trigger_id, score_milli=400)
        move, shown = handshake.part_judged(self.state, trigger, words, self.now_s)
        self._apply(move)
        return shown

    def expose(self, trigger_id: int) -> DeviceWords:
        return self._apply(handshake.part_exposed(self.state, self.taken[trigger_id], self.now_s))

    def report(self, **changes: Any) -> DeviceWords:
        station: StationState = replace(self.state.station, **changes)
        return self._apply(handshake.station_reported(self.state, station, self.now_s))

    def refuse_product(self, number: int) -> DeviceWords:
        return self._apply(handshake.product_refused(self.state, number, self.now_s))

    def lose_wire(self) -> DeviceWords:
        return self._apply(handshake.plc_gone(self.state, self.now_s))

    def find_wire(self) -> DeviceWords:
        return self._apply(handshake.plc_back(self.state, self.now_s))

    def wait(self, seconds: float) -> DeviceWords:
        self.now_s += seconds
        return self._apply(handshake.time_passed(self.state, self.now_s))

    def judged_part(self, trigger_id: int, verdict: tuple[Outcome, Reason] = PASSED) -> DeviceWords:
        self.trigger(trigger_id)
        self.take()
        self.plc(trigger=False)
        self.judge(trigger_id, verdict)
        return self.seen

    def acknowledge(self) -> DeviceWords:
        self.plc(result_ack=True)
        return self.plc(result_ack=False)

    def _apply(self, move: Move) -> DeviceWords:
        self.state = move.state
        self.frames += move.frames
        assert self.frames[-1] == words_of(move.state)
        if move.acknowledged:
            self.acknowledged.append(move.acknowledged)
        if move.untaken:
            self.untaken.append((move.untaken.part.trigger_id, move.untaken.shown))
        return self.seen

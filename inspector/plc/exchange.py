"""The words that the station and the wire share: the handshake's state, guarded for the threads of both."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from inspector.errors import LinkError
from inspector.part import Inspection, Signal
from inspector.plc import changeover, handshake
from inspector.plc.link import StationState, Trigger, Untaken
from inspector.plc.registers import Contract, PlcWords
from inspector.plc.result import result_words
from inspector.plc.state import HandshakeSettings, Move, Shown, State, is_well, selection_trouble

_LONGEST_WAIT_S = 1.0
_UNFETCHED_MAX = 1024


@dataclass(frozen=True, slots=True)
class Clock:
    """Where time comes from: UTC for the record, monotonic seconds for deadlines."""

    utc: Callable[[], datetime]
    monotonic: Callable[[], float]


class Exchange:
    """One handshake between a station's thread and the thread of a wire. Every method may be called from any thread.

    A reader on the wire sees all words of one moment, never half of a step.

    Parameters
    ----------
    contract
        Where which word stands.
    settings
        How patient the device is.
    clock
        Where time comes from.
    station
        How the station is at the start.

    Raises
    ------
    LinkError
        A word of `station` does not fit its register. The station refuses to start.
    """

    def __init__(self, contract: Contract, settings: HandshakeSettings, clock: Clock, station: StationState) -> None:
        self._contract = contract
        self._clock = clock
        self._changed = threading.Condition()
        self._acknowledged: deque[tuple[int, datetime]] = deque(maxlen=_UNFETCHED_MAX)
        self._untaken: deque[Untaken] = deque(maxlen=_UNFETCHED_MAX)
        self._heard_s: float | None = None
        self._image = [0] * (contract.device.start + contract.device.count)
        first = handshake.boot(settings, contract.map_version, station, clock.monotonic())
        self._state: State = first.state
        self._apply(first)

    # ------------------------------------------------------------ the station's side

    def report(self, station: StationState) -> None:
        """Tell the PLC how the station is.

        Raises
        ------
        LinkError
            A word of `station` does not fit its register; the PLC keeps what it was told before.
        """
        with self._changed:
            self._apply(handshake.station_reported(self._state, station, self._clock.monotonic()))

    def next_trigger(self, timeout_s: float) -> Trigger | None:
        """Return the next part to inspect, or None when none came within `timeout_s`."""
        end_s = self._clock.monotonic() + timeout_s
        with self._changed:
            while True:
                now_s = self._clock.monotonic()
                move, trigger = handshake.take_trigger(self._state, now_s)
                self._apply(move)
                if trigger or now_s >= end_s:
                    return trigger
                # Asking again now and then is what shows the PLC that the station lives.
                self._changed.wait(min(end_s - now_s, _LONGEST_WAIT_S))

    def wanted_product(self) -> int:
        """Return the number of the product that the PLC wants and the station does not inspect, 0 for none."""
        with self._changed:
            return changeover.wanted(self._state)

    def refuse_product(self, number: int) -> None:
        """Tell the PLC that the station cannot go over to product `number`."""
        with self._changed:
            self._apply(handshake.product_refused(self._state, number, self._clock.monotonic()))

    def exposed(self, trigger: Trigger) -> None:
        """Tell the PLC that the part may move."""
        with self._changed:
            self._apply(handshake.part_exposed(self._state, trigger, self._clock.monotonic()))

    def answer(self, trigger: Trigger, inspection: Inspection) -> Signal:
        """Show the verdict and return what was really shown."""
        words = result_words(inspection)
        with self._changed:
            now_s, now = self._clock.monotonic(), self._clock.utc()
            move, shown = handshake.part_judged(self._state, trigger, words, now_s)
            self._apply(move)
        return _signal(shown, now, now_s)

    def acknowledged(self) -> list[tuple[int, datetime]]:
        """Return and forget the acknowledgements since the last call: trigger id and moment."""
        with self._changed:
            fetched = list(self._acknowledged)
            self._acknowledged.clear()
            return fetched

    def untaken(self) -> list[Untaken]:
        """Return and forget the parts since the last call that were answered before the station took them."""
        with self._changed:
            fetched = list(self._untaken)
            self._untaken.clear()
            return fetched

    def is_ready(self) -> bool:
        """Return whether the PLC is shown READY or a part is in work."""
        with self._changed:
            return is_well(self._state)

    def selection_trouble(self) -> str:
        """Return why no product of the station is meant by the PLC, in words for people; empty where one is."""
        with self._changed:
            return selection_trouble(self._state)

    def is_connected(self) -> bool:
        """Return whether anybody was heard on the wire within the heartbeat limit, and a watched PLC is not silent."""
        with self._changed:
            limit_s = self._state.settings.heartbeat_limit_s
            heard = self._heard_s is not None and self._clock.monotonic() - self._heard_s <= limit_s
            return heard and not self._state.plc_lost

    def go_offline(self) -> None:
        """Drop every bit."""
        with self._changed:
            self._apply(handshake.went_offline(self._state))

    # ------------------------------------------------------------ the wire's side

    def read(self, address: int, count: int) -> list[int]:
        """Return `count` registers from `address` on, all of one moment; shorter where the map ends."""
        with self._changed:
            self._heard_s = self._clock.monotonic()
            return self._image[address : address + count]

    def write(self, address: int, registers: Sequence[int]) -> bool:
        """Take what the PLC wrote and let it drive the handshake; return False, changing nothing, where it may not."""
        block = self._contract.plc
        if not block.holds(address, len(registers)):
            return False
        with self._changed:
            self._heard_s = now_s = self._clock.monotonic()
            self._image[address : address + len(registers)] = registers
            words = block.decode(PlcWords, self._image[block.start : block.start + block.count])
            self._apply(handshake.plc_wrote(self._state, words, now_s))
            return True

    def plc_gone(self) -> None:
        """Take every result down because the wire broke; whatever is in work ends as FAULT, shown to nobody."""
        with self._changed:
            self._apply(handshake.plc_gone(self._state, self._clock.monotonic()))

    def plc_back(self) -> None:
        """Take the PLC for present again: at once, or with its next heartbeat where that is watched."""
        with self._changed:
            self._apply(handshake.plc_back(self._state, self._clock.monotonic()))

    def tick(self) -> None:
        """Let time pass: deadlines, silences, heartbeat."""
        with self._changed:
            self._apply(handshake.time_passed(self._state, self._clock.monotonic()))

    def due_s(self) -> float | None:
        """Return the moment, in monotonic seconds, by which the part in work must be answered; None without one."""
        with self._changed:
            return self._state.part.due_s if self._state.part else None

    def _apply(self, move: Move) -> None:
        block = self._contract.device
        try:
            images = [block.encode(frame) for frame in move.frames]
        except ValueError as error:
            raise LinkError("show the station to the PLC", str(error), "choose a number that fits") from error
        for image in images:
            self._image[block.start : block.start + block.count] = image
        if move.acknowledged:
            self._acknowledged.append((move.acknowledged, self._clock.utc()))
        if move.untaken:
            part, shown = move.untaken.part, move.untaken.shown
            trigger = Trigger(part.trigger_id, part.serial, 0.0, part.ticket, challenge=part.challenge)
            signal = _signal(shown, self._clock.utc(), self._clock.monotonic())
            self._untaken.append(Untaken(trigger, signal))
        if move.state.part is not self._state.part:
            self._changed.notify_all()
        self._state = move.state


def _signal(shown: Shown, now: datetime, now_s: float) -> Signal:
    at = now - timedelta(seconds=now_s - shown.at_s)
    return Signal(shown.outcome, shown.reason, at.astimezone(UTC), shown.is_late)

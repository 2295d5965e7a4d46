"""The program of the simulated PLC: the device's words in, the PLC's words out, once per scan. Pure.

It does what a careful PLC program does. Asking and reading are two sequences beside each other, so that a part can be
triggered while the results of parts before it wait; everything but a timely PASS with the right id ends at the gate.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from inspector.part import TRIGGER_ID_MAX, Outcome, Reason
from inspector.plc.conveyor import Conveyor, PlcPart
from inspector.plc.registers import DeviceWords, PlcWords
from inspector.plc.simulated_settings import SimulatedPlcSettings

_FORGOTTEN_MAX = 64


@dataclass(frozen=True, slots=True)
class Watchers:
    """Who is told of a part: under the sensor, taken by the device, nothing more awaited for it, at the gate.

    `scanned` is told of every cycle, between reading and writing. `is_part_there` is the sensor itself. `unreachable`
    is told once, in one line, that nobody answers the PLC's calls, until somebody does.
    """

    at_sensor: Callable[[PlcPart], None] = lambda _part: None
    taken: Callable[[PlcPart], None] = lambda _part: None
    settled: Callable[[PlcPart], None] = lambda _part: None
    at_gate: Callable[[PlcPart], None] = lambda _part: None
    scanned: Callable[[DeviceWords, PlcWords], None] = lambda _seen, _said: None
    is_part_there: Callable[[], bool] = lambda: True
    unreachable: Callable[[str], None] = lambda _line: None


class PlcProgram:
    """One PLC program on one belt; nothing in it waits, `scan` is called in every cycle.

    Parameters
    ----------
    settings
        How parts come and go.
    watchers
        Who is told of them.
    parts
        How many parts come; None for as many as come until `stop`.
    """

    def __init__(self, settings: SimulatedPlcSettings, watchers: Watchers, parts: int | None = None) -> None:
        self._settings = settings
        self._watchers = watchers
        self._parts = parts
        self._conveyor = Conveyor(settings.gate_pitches)
        self._asked_s: dict[int, float] = {}
        self._forgotten: deque[int] = deque(maxlen=_FORGOTTEN_MAX)
        self._serial = self._first_serial = 0
        self._next_s = float("-inf")
        self._asked: PlcPart | None = None
        self._reads_since_s: float | None = None
        self._beat: int | None = None
        self._beat_s = float("-inf")
        self._is_silent = False
        self._is_new = True
        self._clears = False
        self._is_stopping = False

    def stop(self) -> None:
        """Let no more parts come."""
        self._is_stopping = True

    @property
    def is_done(self) -> bool:
        """Whether no part will come and none is awaited; a result that was read is acknowledged to the end."""
        ended = self._is_stopping or self._serial == self._parts
        return ended and not self._conveyor.open_parts() and self._reads_since_s is None

    def in_work(self) -> PlcPart | None:
        """Return the newest part that the device has taken and not answered."""
        parts = [part for part in self._conveyor.open_parts() if part.acknowledged_after_s is not None]
        return parts[-1] if parts else None

    def scan(self, seen: DeviceWords, now_s: float) -> PlcWords:
        """Return what the PLC writes, without heartbeat, after having read `seen`."""
        self._watch_device(seen, now_s)
        # A quick device shows trigger_ack and the result in one read: it has taken the part before it answered it.
        self._follow_trigger(seen, now_s)
        self._read_result(seen, now_s)
        self._give_up(now_s)
        self._clears = not self._clears and self._wants_clear(seen)
        if self._clears:
            # Only a device with nothing pending forgets the id of the part before, which may be our first.
            is_free = seen.ready or self._is_for_master(seen)
            self._is_new = self._is_new and bool(seen.results_waiting or not is_free)
        elif self._is_due(seen, now_s):
            self._move_belt(seen, now_s)
        said = self._said()
        self._watchers.scanned(seen, said)
        return said

    def _said(self) -> PlcWords:
        newest = self._serial - self._first_serial
        return PlcWords(
            trigger=self._asked is not None,
            result_ack=self._reads_since_s is not None,
            clear_error=self._clears,
            challenge=self._asked is not None and self._asked.is_master,
            trigger_id=_trigger_id(newest) if newest else 0,
            part_serial=self._serial if newest else 0,
        )

    def lost(self, why: str) -> None:
        """Give up every part that awaits a result: the link is gone."""
        for part in self._conveyor.open_parts():
            self._settle(replace(part, why=why))
        self._asked, self._reads_since_s, self._clears, self._is_new = None, None, False, True
        self._beat = None

    def reboot(self) -> None:
        """Forget everything, as a PLC does that loses power: what is on the belt is rejected, ids begin at 1."""
        self.lost("the PLC restarted")
        for part in self._conveyor.run_out():
            self._watchers.at_gate(replace(part, outcome=None, why="the PLC restarted"))
        self._first_serial = self._serial

    def end(self) -> None:
        """Run the belt out over the gate."""
        for part in self._conveyor.run_out():
            self._watchers.at_gate(part)

    # ------------------------------------------------------------ reading

    def _watch_device(self, seen: DeviceWords, now_s: float) -> None:
        """Give up every part while the device's heartbeat stands: nobody knows how old its words are."""
        if seen.heartbeat_out != self._beat:
            self._beat, self._beat_s = seen.heartbeat_out, now_s
        self._is_silent = now_s - self._beat_s > self._settings.beat_limit_s
        if self._is_silent:
            for part in self._conveyor.open_parts():
                self._settle(replace(part, why="heartbeat_out stands"))

    def _read_result(self, seen: DeviceWords, now_s: float) -> None:
        """Take a result, and hold the acknowledge until it is down."""
        if self._reads_since_s is not None:
            given_up = now_s - self._reads_since_s > self._settings.result_timeout_s
            self._reads_since_s = self._reads_since_s if seen.result_valid and not given_up else None
        elif seen.result_valid:
            self._reads_since_s = now_s
            self._take_result(seen, now_s)

    def _take_result(self, seen: DeviceWords, now_s: float) -> None:
        """Lay a result on its part. One for no part at all stands in the place of the oldest, which is rejected."""
        awaited = self._conveyor.open_parts()
        part = next((part for part in awaited if part.trigger_id == seen.result_id), None)
        if part:
            self._settle(_with_result(replace(part, result_after_s=now_s - self._asked_s[part.serial]), seen))
        elif awaited and seen.result_id not in self._forgotten:
            oldest = awaited[0]
            self._settle(replace(oldest, why=f"result_id {seen.result_id} is not trigger_id {oldest.trigger_id}"))

    # ------------------------------------------------------------ asking

    def _follow_trigger(self, seen: DeviceWords, now_s: float) -> None:
        """Hold the trigger until the device has taken or refused it."""
        if self._asked is None:
            return
        if seen.trigger_ack:
            asked_s = self._asked_s[self._asked.serial]
            taken = replace(self._asked, acknowledged_after_s=now_s - asked_s)
            self._asked = None
            self._conveyor.note(taken)
            self._watchers.taken(taken)
        elif seen.missed_trigger:
            self._settle(replace(self._asked, why=f"no trigger_ack, error_code {seen.error_code}"))

    def _give_up(self, now_s: float) -> None:
        for part in self._conveyor.open_parts():
            if now_s - self._asked_s[part.serial] > self._settings.result_timeout_s:
                what = "no trigger_ack" if part.acknowledged_after_s is None else "no result"
                self._settle(replace(part, why=what))

    def _wants_clear(self, seen: DeviceWords) -> bool:
        if self._asked is not None or seen.result_valid:
            return False
        is_clean = (seen.ready or self._is_for_master(seen)) and not seen.results_waiting
        return seen.missed_trigger or seen.product_select_failed or (self._is_new and is_clean)

    def _is_due(self, seen: DeviceWords, now_s: float) -> bool:
        """Return whether the belt moves now."""
        ended = self._is_stopping or self._serial == self._parts
        if ended or now_s < self._next_s or self._asked is not None:
            return False
        if not self._watchers.is_part_there():
            return False
        if not self._settings.waits:
            return True
        before_gate = self._conveyor.before_gate
        is_clear = before_gate is None or before_gate.is_settled
        return is_clear and self._may_ask(seen)

    def _may_ask(self, seen: DeviceWords) -> bool:
        is_open = seen.ready or self._is_for_master(seen)
        return is_open and not seen.missed_trigger and not (self._is_new or self._is_silent)

    def _is_for_master(self, seen: DeviceWords) -> bool:
        """Return whether the part that comes is shown as a challenge part."""
        return self._settings.shows_masters and seen.challenge_due and seen.challenge_ready

    def _move_belt(self, seen: DeviceWords, now_s: float) -> None:
        """Bring the next part under the sensor, and another over the gate."""
        self._next_s = max(now_s, self._next_s) + self._settings.takt_s
        self._serial += 1
        asks = self._may_ask(seen)
        trigger_id = _trigger_id(self._serial - self._first_serial) if asks else 0
        is_master = self._is_for_master(seen)
        why = "" if asks else "the device was not ready"
        part = PlcPart(trigger_id, self._serial, why=why, is_master=is_master, product=seen.active_product)
        leaving = self._conveyor.enter(part)
        if leaving:
            self._over_gate(leaving)
        self._watchers.at_sensor(part)
        if asks:
            self._asked, self._asked_s[part.serial] = part, now_s
        else:
            self._watchers.settled(part)

    def _over_gate(self, part: PlcPart) -> None:
        if not part.is_settled:
            part = replace(part, why="no result before the gate")
            self._settle(part)
        self._watchers.at_gate(part)

    def _settle(self, part: PlcPart) -> None:
        self._conveyor.note(part)
        self._forgotten.append(part.trigger_id)
        self._asked_s.pop(part.serial, None)
        if self._asked and self._asked.serial == part.serial:
            self._asked = None
        self._watchers.settled(part)


def _trigger_id(number: int) -> int:
    return 1 + (number - 1) % TRIGGER_ID_MAX


def _with_result(part: PlcPart, words: DeviceWords) -> PlcPart:
    """Return the part with the result that `words` show, or with the reason why that cannot be used."""
    bits = {Outcome.PASS: words.pass_, Outcome.REJECT: words.reject, Outcome.RECHECK: words.recheck}
    bits[Outcome.FAULT] = words.fault
    lit = [outcome for outcome, is_on in bits.items() if is_on]
    if lit != [words.outcome]:
        return replace(part, why=f"outcome {words.outcome} contradicts the result bits {lit}")
    if words.active_product != part.product:
        return replace(part, why=f"active_product {words.active_product} is not {part.product}")
    reason = Reason(words.reason) if words.reason in set(Reason) else None
    return replace(part, outcome=lit[0], reason=reason, score_milli=words.score_milli)

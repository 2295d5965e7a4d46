"""A device on the bench: what the tester writes, what it reads, and what must hold in every single read."""

import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from inspector.part import Outcome
from inspector.plc.plain_modbus import PlainModbus, WireError
from inspector.plc.registers import Contract, DeviceWords, PlcWords, ResultWords

_LONGEST_ACK_S = 2.0
_LOOKED_AT_S = 0.1
# A PLC changes its heartbeat at least every 500 ms.
_HEARTBEAT_WITHIN_S = 0.7
_BETWEEN_LOOKS_S = 0.05
_WITH_32_REGISTERS = 2
_RESULT = tuple(field.name for field in fields(ResultWords))


class BrokenError(Exception):
    """The device breaks a clause; the text says what was seen."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the tester waits: for a result, for a silent PLC to be noticed, and for every other step."""

    deadline_s: float = 2.0
    heartbeat_limit_s: float = 2.0
    step_s: float = 3.0


class Probe:
    """The tester's end of the wire. Every read is looked over for what must always hold (`standing`).

    Parameters
    ----------
    line
        An open connection.
    contract
        The map that the device should keep.
    patience
        How long things may take.
    """

    def __init__(self, line: PlainModbus, contract: Contract, patience: Patience) -> None:
        self.line = line
        self.contract = contract
        self.patience = patience
        self.standing: dict[str, str] = {}
        self.map_version = 0
        self.trigger_id = 0
        self._registers: tuple[int, ...] = ()
        self._said = PlcWords()
        self._before: DeviceWords | None = None
        self._toggle: bool | None = None

    # ------------------------------------------------------------ words

    def find_version(self) -> int:
        """Return the device's map version, read alone: another version may have fewer registers."""
        place = next(register for register in self.contract.registers if register.name == "map_version")
        (self.map_version,) = self.registers(3, place.address, 1)
        return self.map_version

    def read(self) -> DeviceWords:
        """Return what the device says; registers that its map does not have yet are 0."""
        block = self.contract.device
        count = block.count if self.map_version >= _WITH_32_REGISTERS else 30
        found = self.registers(3, block.start, count)
        self._registers = found
        words = block.decode(DeviceWords, found + (0,) * (block.count - count))
        self._look_over(words)
        return words

    def say(self, **changes: bool | int) -> None:
        """Write the PLC's words, as they were but for `changes`."""
        self._said = replace(self._said, **changes)  # type: ignore[arg-type] # names and kinds are those of PlcWords
        registers = self.contract.plc.encode(self._said)
        reply = self.line.ask(write_request(self.contract.plc.start, registers))
        self.expect(reply[:1] == b"\x10", f"writing the PLC's words was answered {reply.hex(' ')}")

    def registers(self, function: int, address: int, count: int) -> tuple[int, ...]:
        """Return registers as they are, by function code 3 or 4."""
        reply = self.line.ask(struct.pack(">BHH", function, address, count))
        whole = reply[:1] == bytes([function]) and len(reply) == 2 + 2 * count
        self.expect(whole, f"reading {count} registers at {address} was answered {reply.hex(' ')}")
        return struct.unpack(f">{count}H", reply[2:])

    def until(self, holds: Callable[[DeviceWords], bool], what: str, within_s: float = 0.0) -> DeviceWords:
        """Return the words as soon as they are so, within `within_s` or what every step may take."""
        within_s = within_s or self.patience.step_s
        end_s = time.monotonic() + within_s
        while True:
            words = self.read()
            if holds(words):
                return words
            self.expect(time.monotonic() < end_s, f"{what}: not within {within_s:g} s")

    def expect(self, holds: bool, otherwise: str) -> None:  # noqa: FBT001 -- reads as a sentence
        """Say that the clause is broken unless `holds`; the words of the last read go with it."""
        if not holds:
            raise BrokenError(otherwise + self._last_words())

    def is_driven_by_another(self) -> bool:
        """Return whether the PLC's words change while nothing is written here: another PLC writes them.

        A device that does not let its PLC's words be read is taken for one that nobody else writes to.
        """
        block, end_s = self.contract.plc, time.monotonic() + _HEARTBEAT_WITHIN_S
        seen: set[tuple[int, ...]] = set()
        try:
            while time.monotonic() < end_s and len(seen) < 2:
                seen.add(self.registers(3, block.start, block.count))
                time.sleep(_BETWEEN_LOOKS_S)
        except (BrokenError, WireError):
            return False
        return len(seen) > 1

    # ------------------------------------------------------------ a part

    def settle(self) -> DeviceWords:
        """Bring the device to where every clause begins: nothing asked, nothing pending, ready."""
        self._said = replace(self._said, trigger=False, result_ack=False, product_select_request=False, challenge=False)
        self.say(clear_error=False)
        self.acknowledge_all()
        self.say(clear_error=True)
        self.say(clear_error=False)
        try:
            return self.until(
                lambda words: words.ready and not words.result_valid,
                "ready with nothing pending",
                3 * self.patience.step_s,
            )
        except BrokenError as error:
            if self._before and self._before.challenge_due:
                told = "not ready, because challenge parts are due: show them, then check again"
                raise BrokenError(told + self._last_words()) from error
            raise

    def ask(self, trigger_id: int | None = None) -> int:
        """Trigger a part, by default with the next id, and drop the trigger when it is taken; return its id."""
        self.trigger_id = self.trigger_id % 0xFFFF + 1 if trigger_id is None else trigger_id
        self.say(trigger=True, trigger_id=self.trigger_id, part_serial=self.trigger_id)
        self.until(lambda words: words.trigger_ack, "trigger_ack")
        self.say(trigger=False)
        return self.trigger_id

    def result(self) -> DeviceWords:
        """Return the words with the next result, having looked at it for a while: nothing of it may change."""
        shown = self.until(lambda words: words.result_valid, "result_valid", self.patience.deadline_s + 1.0)
        end_s = time.monotonic() + _LOOKED_AT_S
        while time.monotonic() < end_s:
            self.read()
        return shown

    def acknowledge(self) -> None:
        """Acknowledge the result that is shown, to the end."""
        self.say(result_ack=True)
        self.until(lambda words: not words.result_valid, "result_valid down after result_ack")
        self.say(result_ack=False)

    def acknowledge_all(self) -> None:
        """Acknowledge whatever is shown, and what comes after it."""
        end_s = time.monotonic() + self.patience.deadline_s + _LONGEST_ACK_S
        while time.monotonic() < end_s:
            words = self.read()
            if words.result_valid:
                self.acknowledge()
            elif not (words.busy or words.results_waiting):
                return

    def refused(self) -> DeviceWords:
        """Trigger a part that has to be refused; return the words after it."""
        self.say(trigger=True)
        words = self.until(lambda words: words.missed_trigger, "missed_trigger")
        self.expect(not words.trigger_ack, "trigger_ack rose for a refused trigger")
        self.say(trigger=False)
        return words

    # ------------------------------------------------------------ what must hold in every read

    def _look_over(self, words: DeviceWords) -> None:
        lit = [words.pass_, words.reject, words.recheck, words.fault]
        before, self._before = self._before, words
        if words.result_valid:
            is_one = sum(lit) == 1 and words.outcome in set(Outcome) and lit[words.outcome - 1]
            self._stand("one result bit", is_one, f"outcome {words.outcome} with bits {_bits(lit)}")
        else:
            self._stand("no bit without a result", not any(lit), f"result_valid 0 with bits {_bits(lit)}")
        if before and before.result_valid and words.result_valid and before.result_toggle == words.result_toggle:
            changed = [name for name in _RESULT if getattr(before, name) != getattr(words, name)]
            self._stand("nothing of the result changes", not changed, f"{', '.join(changed)} changed while valid")
        if words.result_valid and not (before and before.result_valid):
            self._stand("result_toggle flips", words.result_toggle != self._toggle, "a new result, the same toggle")
            self._toggle = words.result_toggle
        self._stand("ready only when free", not (words.ready and words.busy), "ready and busy at once")
        is_held = not (words.ready and words.challenge_due)
        self._stand("not ready while challenge parts are due", is_held, "ready and challenge_due at once")

    def _stand(self, clause: str, holds: bool, otherwise: str) -> None:  # noqa: FBT001 -- reads as a sentence
        if not holds:
            self.standing.setdefault(clause, otherwise + self._last_words())

    def _last_words(self) -> str:
        if not self._registers:
            return ""
        last = self.contract.device.start + len(self._registers) - 1
        return f"; words {self.contract.device.start}..{last}: {' '.join(f'{word:04x}' for word in self._registers)}"


def write_request(address: int, registers: list[int]) -> bytes:
    """Return the request that writes `registers` from `address` on (function code 16)."""
    count = len(registers)
    return struct.pack(f">BHHB{count}H", 16, address, count, 2 * count, *registers)


def _bits(lit: list[bool]) -> str:
    return "".join(str(int(bit)) for bit in lit)

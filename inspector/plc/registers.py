"""The words of the PLC contract: text of the register map in, typed values to registers and back. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

NOT_COMPARED = 0xFFFF
"""`score_milli` of a part that was not compared."""

_Words = TypeVar("_Words")


class RegisterType(StrEnum):
    """How a value lies in registers; `bool` is one bit of a word."""

    BOOL = "bool"
    U16 = "u16"
    U32 = "u32"
    I16 = "i16"


class WordOrder(StrEnum):
    """Which word of a u32 stands at the lower address."""

    HIGH_FIRST = "high-first"
    LOW_FIRST = "low-first"


class Writer(StrEnum):
    """Who writes a register; the other side only reads it."""

    PLC = "plc"
    DEVICE = "device"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlcWords:
    """Everything the PLC writes, by the names of the map. The defaults are what it says before its first write."""

    trigger: bool = False
    result_ack: bool = False
    product_select_request: bool = False
    clear_error: bool = False
    challenge: bool = False
    trigger_id: int = 0
    product_select: int = 0
    heartbeat_in: int = 0
    part_serial: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultWords:
    """The words that belong to one result, by the names of the map; all 0 while there is none."""

    outcome: int = 0
    reason: int = 0
    result_id: int = 0
    score_milli: int = 0
    defect_count: int = 0
    largest_area: int = 0
    offset_x: int = 0
    offset_y: int = 0
    angle: int = 0
    time_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceWords(ResultWords):
    """Everything the device writes, by the names of the map. The defaults are what it says while offline.

    `pass_` carries a trailing underscore because `pass` is a word of Python.
    """

    online: bool = False
    ready: bool = False
    trigger_ack: bool = False
    busy: bool = False
    exposure_done: bool = False
    result_valid: bool = False
    result_toggle: bool = False
    pass_: bool = False
    reject: bool = False
    recheck: bool = False
    fault: bool = False
    missed_trigger: bool = False
    buffer_overrun: bool = False
    warning: bool = False
    error: bool = False
    challenge_due: bool = False
    active_product: int = 0
    golden_revision: int = 0
    recipe_checksum: int = 0
    error_code: int = 0
    inspected: int = 0
    passed: int = 0
    rejected: int = 0
    rechecked: int = 0
    faulted: int = 0
    missed: int = 0
    heartbeat_out: int = 0
    map_version: int = 0
    product_select_ack: bool = False
    product_select_failed: bool = False
    challenge_ready: bool = False
    challenge_failed: bool = False
    results_waiting: int = 0


@dataclass(frozen=True, slots=True)
class Register:
    """One name of the contract. `address` is zero based as on the wire; `bit` is None unless the type is bool."""

    name: str
    address: int
    bit: int | None
    type: RegisterType
    writer: Writer
    unit: str
    meaning: str
    clip: bool

    @property
    def count(self) -> int:
        """How many registers it takes: 2 for a u32, else 1."""
        return 2 if self.type is RegisterType.U32 else 1

    @property
    def field(self) -> str:
        """Name of its field in `PlcWords` or `DeviceWords`."""
        return "pass_" if self.name == "pass" else self.name


@dataclass(frozen=True, slots=True)
class Number:
    """One number on the wire, the name it has in the code, and what it says."""

    number: int
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Block:
    """The registers of one writer, without a gap between the first and the last that is not part of the block."""

    start: int
    count: int
    registers: tuple[Register, ...]
    word_order: WordOrder

    def holds(self, address: int, count: int) -> bool:
        """Return whether all of `count` registers from `address` on are in this block."""
        return self.start <= address and address + count <= self.start + self.count

    def encode(self, words: PlcWords | DeviceWords) -> list[int]:
        """Return the block's registers, each 0..65535, holding `words`.

        Raises
        ------
        ValueError
            A value is outside its type's range and the map does not say that it is clipped.
        """
        registers = [0] * self.count
        for register in self.registers:
            value = getattr(words, register.field)
            if value:
                self._put(registers, register, value)
        return registers

    def decode(self, kind: Callable[..., _Words], registers: Sequence[int]) -> _Words:
        """Return `registers`, which hold the whole block, as a value of `kind`: `PlcWords` or `DeviceWords`.

        Raises
        ------
        ValueError
            There are more or fewer registers than the block has: a short reply must not pass for zeros.
        """
        if len(registers) != self.count:
            raise ValueError(f"block at {self.start} has {self.count} registers, got {len(registers)}")
        return kind(**{register.field: self._get(registers, register) for register in self.registers})

    def _put(self, registers: list[int], register: Register, value: int) -> None:
        at = register.address - self.start
        number = _in_range(register, value)
        match register.type:
            case RegisterType.BOOL:
                registers[at] |= number << (register.bit or 0)
            case RegisterType.U32:
                high_first = (number >> 16, number & 0xFFFF)
                registers[at : at + 2] = high_first if self.word_order is WordOrder.HIGH_FIRST else high_first[::-1]
            case RegisterType.U16 | RegisterType.I16:
                registers[at] = number & 0xFFFF

    def _get(self, registers: Sequence[int], register: Register) -> int | bool:
        at = register.address - self.start
        match register.type:
            case RegisterType.BOOL:
                return bool(registers[at] >> (register.bit or 0) & 1)
            case RegisterType.U32:
                first, second = registers[at : at + 2]
                return first << 16 | second if self.word_order is WordOrder.HIGH_FIRST else second << 16 | first
            case RegisterType.I16:
                return registers[at] - 0x10000 if registers[at] & 0x8000 else registers[at]
            case RegisterType.U16:
                return registers[at]


@dataclass(frozen=True, slots=True)
class Contract:
    """The whole register map: what is where, and what the numbers say."""

    map_version: int
    plc: Block
    device: Block
    outcomes: tuple[Number, ...]
    reasons: tuple[Number, ...]
    error_codes: tuple[Number, ...]

    @property
    def word_order(self) -> WordOrder:
        """Which word of a u32 comes first."""
        return self.device.word_order

    @property
    def registers(self) -> tuple[Register, ...]:
        """All registers, those of the PLC first, by address and bit."""
        return self.plc.registers + self.device.registers

    def in_order(self, word_order: WordOrder) -> "Contract":
        """Return the same contract with the words of every u32 in `word_order`."""
        plc, device = (replace(block, word_order=word_order) for block in (self.plc, self.device))
        return replace(self, plc=plc, device=device)


def _in_range(register: Register, value: int) -> int:
    low, high = _RANGES[register.type]
    if low <= value <= high:
        return int(value)
    if register.clip:
        return min(max(value, low), high)
    raise ValueError(f"{register.name} = {value} is outside {low}..{high}")


_RANGES = {
    RegisterType.BOOL: (0, 1),
    RegisterType.U16: (0, 0xFFFF),
    RegisterType.U32: (0, 0xFFFF_FFFF),
    RegisterType.I16: (-0x8000, 0x7FFF),
}

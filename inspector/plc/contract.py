"""The register map: its text in, the contract out."""

import tomllib
from collections.abc import Iterable
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from inspector.errors import InputError
from inspector.plc.registers import Block, Contract, Number, Register, RegisterType, WordOrder, Writer


def shipped_contract(word_order: WordOrder | None = None) -> Contract:
    """Return the contract of `register_map.toml`; `word_order` turns the words of every u32 round where it differs."""
    text = resources.files("inspector.plc").joinpath("register_map.toml").read_text(encoding="utf-8")
    contract = parse_contract(text)
    return contract.in_order(word_order) if word_order else contract


def parse_contract(text: str) -> Contract:
    """Return the contract written in the TOML `text` of a register map.

    Raises
    ------
    InputError
        It is no TOML, misses or has an unknown key, names two registers at one place, or mixes the blocks of the
        two writers. Nothing is served by such a map.
    """
    try:
        found = TypeAdapter(_Map).validate_python(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise InputError("use the register map", str(error), "mend register_map.toml") from error
    plc, device = (
        _block(found.word_order, (_register(writer, name, row) for name, row in rows.items()))
        for writer, rows in ((Writer.PLC, found.plc), (Writer.DEVICE, found.device))
    )
    if plc.start < device.start + device.count and device.start < plc.start + plc.count:
        raise InputError("use the register map", "the blocks of PLC and device overlap", "mend register_map.toml")
    numbers = ([Number(n.number, name, n.meaning) for name, n in table.items()] for table in found.numbers())
    return Contract(found.map_version, plc, device, *(tuple(sorted(rows, key=_by_number)) for rows in numbers))


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    address: int = Field(ge=0, le=0xFFFF)
    bit: int | None = Field(default=None, ge=0, le=15)
    type: RegisterType
    unit: str = ""
    clip: bool = False
    meaning: str = Field(min_length=1)


class _NumberRow(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int = Field(ge=0, le=0xFFFF)
    meaning: str = Field(min_length=1)


class _Map(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    map_version: int = Field(ge=1, le=0xFFFF)
    word_order: WordOrder
    plc: dict[str, _Row]
    device: dict[str, _Row]
    outcomes: dict[str, _NumberRow]
    reasons: dict[str, _NumberRow]
    error_codes: dict[str, _NumberRow]

    def numbers(self) -> tuple[dict[str, _NumberRow], ...]:
        return self.outcomes, self.reasons, self.error_codes


def _register(writer: Writer, name: str, row: _Row) -> Register:
    if (row.bit is not None) is not (row.type is RegisterType.BOOL):
        raise InputError("use the register map", f"{name} is {row.type} with bit {row.bit}", "give every bool a bit")
    return Register(name, row.address, row.bit, row.type, writer, row.unit, row.meaning, row.clip)


def _block(word_order: WordOrder, registers: Iterable[Register]) -> Block:
    ordered = tuple(sorted(registers, key=lambda register: (register.address, register.bit or 0)))
    taken: dict[tuple[int, int], str] = {}
    for register in ordered:
        for place in _places(register):
            if place in taken:
                found = f"{register.name} and {taken[place]} both have address {place[0]}, bit {place[1]}"
                raise InputError("use the register map", found, "mend register_map.toml")
            taken[place] = register.name
    start, last = ordered[0].address, ordered[-1]
    return Block(start, last.address + last.count - start, ordered, word_order)


def _places(register: Register) -> list[tuple[int, int]]:
    bits = range(16) if register.bit is None else [register.bit]
    return [(register.address + word, bit) for word in range(register.count) for bit in bits]


def _by_number(number: Number) -> int:
    return number.number

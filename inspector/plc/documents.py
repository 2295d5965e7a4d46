"""Documents made of the register map: JSON, Markdown, CSV and Structured Text. Pure: text in, text out."""

import csv
import io
import json

from inspector.errors import InputError
from inspector.plc.registers import Contract, Number, Register, RegisterType, WordOrder, Writer

MARKDOWN_MARKS = ("<!-- map: begin, made by deploy/plc/generate.py -->", "<!-- map: end -->")
STRUCTURED_TEXT_MARKS = ("(* map: begin, made by deploy/plc/generate.py *)", "(* map: end *)")
_MODICON_HOLDING = 40_001
_TABLE = "holding"
_ACCESS = {Writer.PLC: "plc writes", Writer.DEVICE: "device writes"}
_ORDERS = {WordOrder.HIGH_FIRST: "high word first", WordOrder.LOW_FIRST: "low word first"}


def map_json(contract: Contract) -> str:
    """Return the map as one JSON object: name to table, address, bit (of a bool), type, access, unit and meaning."""
    rows = {register.name: _json_row(register, contract.word_order) for register in contract.registers}
    return json.dumps(rows, indent=2, ensure_ascii=False)


def map_markdown(contract: Contract) -> str:
    """Return the map as Markdown tables: registers of the PLC, of the device, outcomes, reasons, error codes."""
    order = _ORDERS[contract.word_order]
    return "\n\n".join(
        [
            f"Map version {contract.map_version}. A u32 takes two registers, {order}. Addresses are zero based.",
            f"### The PLC writes {_span(contract.plc.start, contract.plc.count)}",
            _register_table(contract.plc.registers),
            f"### The device writes {_span(contract.device.start, contract.device.count)}",
            _register_table(contract.device.registers),
            "### Outcomes",
            _number_table(contract.outcomes),
            "### Reasons",
            _number_table(contract.reasons),
            "### Error codes",
            _number_table(contract.error_codes),
        ]
    )


def map_csv(contract: Contract) -> str:
    """Return the map as a tag list for import into PLC and SCADA tools, with zero-based and Modicon addresses."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["name", "table", "address", "modicon", "bit", "type", "access", "unit", "meaning"])
    for register in contract.registers:
        bit = "" if register.bit is None else register.bit
        modicon = f"{_MODICON_HOLDING + register.address}" + ("" if register.bit is None else f".{register.bit}")
        what = (register.type.value, _ACCESS[register.writer], register.unit, register.meaning)
        rows.writerow([register.name, _TABLE, register.address, modicon, bit, *what])
    return text.getvalue()


def map_structured_text(contract: Contract) -> str:
    """Return the map as constants of IEC 61131-3: index of each word in its block, mask of each bit, every number."""
    numbers = (("OUTCOME", contract.outcomes), ("REASON", contract.reasons), ("ERROR", contract.error_codes))
    lines = [
        "VAR CONSTANT",
        f"    MAP_VERSION : UINT := {contract.map_version};",
        f"    PLC_START : UINT := {contract.plc.start}; (* first holding register of PlcWords *)",
        f"    DEVICE_START : UINT := {contract.device.start}; (* first holding register of DeviceWords *)",
        *_constants("P", contract.plc.start, contract.plc.registers),
        *_constants("D", contract.device.start, contract.device.registers),
        *(f"    {kind}_{n.name} : UINT := {n.number};" for kind, rows in numbers for n in rows),
        "END_VAR",
    ]
    return "\n".join(lines)


def between_marks(text: str, marks: tuple[str, str], made: str) -> str:
    """Return `text` with what stands between the two lines `marks` replaced by `made`.

    Raises
    ------
    InputError
        The marks are not there once each, in this order.
    """
    begin, end = marks
    before, found_begin, rest = text.partition(begin)
    _, found_end, after = rest.partition(end)
    if not (found_begin and found_end) or begin in after or end in after:
        raise InputError("fill in the register map", f"no single pair of lines {begin!r} and {end!r}", "restore them")
    return f"{before}{begin}\n{made}\n{end}{after}"


def _json_row(register: Register, order: WordOrder) -> dict[str, str | int]:
    bit = {} if register.bit is None else {"bit": register.bit}
    words = f" (two registers, {_ORDERS[order]})" if register.type is RegisterType.U32 else ""
    return {
        "table": _TABLE,
        "address": register.address,
        **bit,
        "type": register.type.value,
        "access": _ACCESS[register.writer],
        "unit": register.unit,
        "meaning": register.meaning + words,
    }


def _span(start: int, count: int) -> str:
    return f"(registers {start} to {start + count - 1})"


def _register_table(registers: tuple[Register, ...]) -> str:
    lines = ["| Address | Bit | Name | Type | Unit | Meaning |", "|---|---|---|---|---|---|"]
    for r in registers:
        bit = "" if r.bit is None else r.bit
        lines.append(f"| {r.address} | {bit} | `{r.name}` | {r.type.value} | {r.unit} | {r.meaning} |")
    return "\n".join(lines)


def _number_table(numbers: tuple[Number, ...]) -> str:
    rows = [f"| {n.number} | {n.name} | {n.meaning} |" for n in numbers]
    return "\n".join(["| Number | Name | Meaning |", "|---|---|---|", *rows])


def _constants(prefix: str, start: int, registers: tuple[Register, ...]) -> list[str]:
    lines = []
    for register in registers:
        name = f"{prefix}_{register.name.upper()}"
        if register.bit is None:
            lines.append(f"    {name} : INT := {register.address - start};")
        else:
            lines.append(f"    {name} : WORD := 16#{1 << register.bit:04X};")
            if register.address != start:
                lines.append(f"    {name}_AT : INT := {register.address - start}; (* the word of this bit *)")
    return lines

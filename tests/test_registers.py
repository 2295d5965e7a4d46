"""The register map as data, and its codec: what stands where on the wire, to the bit."""

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.errors import InputError
from inspector.part import Outcome, Reason
from inspector.plc.contract import parse_contract, shipped_contract
from inspector.plc.link import ErrorCode
from inspector.plc.registers import DeviceWords, PlcWords, Register, RegisterType, WordOrder

CONTRACT = shipped_contract()
FROM_PLC = (
    "trigger trigger_id result_ack product_select product_select_request heartbeat_in clear_error part_serial challenge"
)
FROM_DEVICE = """
    online ready trigger_ack busy exposure_done result_valid result_toggle pass reject recheck fault missed_trigger
    buffer_overrun warning error challenge_due outcome reason result_id score_milli defect_count largest_area offset_x
    offset_y angle time_ms active_product golden_revision recipe_checksum inspected passed rejected rechecked faulted
    missed heartbeat_out map_version error_code product_select_ack product_select_failed results_waiting challenge_ready
    challenge_failed
"""
SMALL_MAP = """
map_version = 7
word_order = "high-first"
outcomes = {}
reasons = {}
error_codes = {}
[plc.go]
address = 0
bit = 0
type = "bool"
meaning = "go"
[device.total]
address = 4
type = "u32"
meaning = "total"
"""


def _values(register: Register) -> st.SearchStrategy[int]:
    ranges = {
        RegisterType.BOOL: st.booleans(),
        RegisterType.U16: st.integers(0, 0xFFFF),
        RegisterType.U32: st.integers(0, 0xFFFF_FFFF),
        RegisterType.I16: st.integers(-0x8000, 0x7FFF),
    }
    return ranges[register.type]


def test_every_name_the_contract_promises_is_there_and_no_other() -> None:
    assert {register.name for register in CONTRACT.plc.registers} == set(FROM_PLC.split())
    assert {register.name for register in CONTRACT.device.registers} == set(FROM_DEVICE.split())


def test_the_typed_words_have_exactly_the_fields_of_the_map() -> None:
    assert {field.name for field in fields(PlcWords)} == {register.field for register in CONTRACT.plc.registers}
    assert {field.name for field in fields(DeviceWords)} == {register.field for register in CONTRACT.device.registers}


def test_the_numbers_in_the_map_are_the_numbers_in_the_code() -> None:
    assert {n.name: n.number for n in CONTRACT.outcomes} == {o.name: o.value for o in Outcome}
    assert {n.name: n.number for n in CONTRACT.reasons} == {r.name: r.value for r in Reason}
    assert {n.name: n.number for n in CONTRACT.error_codes} == {e.name: e.value for e in ErrorCode}


def test_the_plcs_words_stand_where_a_plc_program_has_them() -> None:
    words = PlcWords(trigger=True, clear_error=True, trigger_id=513, heartbeat_in=9, part_serial=0x0001_E240)
    assert (CONTRACT.plc.start, CONTRACT.plc.encode(words)) == (0, [0b1001, 513, 0, 9, 0x0001, 0xE240])


def test_a_passed_part_reads_as_these_thirty_two_registers() -> None:
    words = DeviceWords(
        online=True, exposure_done=True, result_valid=True, pass_=True, outcome=1, reason=1, result_id=7,
        score_milli=412, largest_area=70_000, offset_x=-15, angle=-9, time_ms=88, active_product=3, inspected=65_537,
        passed=65_537, heartbeat_out=5, map_version=1, product_select_failed=True, results_waiting=3,
    )  # fmt: skip
    status = 1 << 0 | 1 << 4 | 1 << 5 | 1 << 7
    result = [1, 1, 7, 412, 0, 1, 4464, 65521, 0, 65527, 88]
    assert CONTRACT.device.start == 16
    assert CONTRACT.device.encode(words) == [
        status,
        *result,
        3,
        0,
        0,
        0,
        1,
        1,
        1,
        1,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        5,
        1,
        2,
        3,
    ]


def test_a_plc_with_low_words_first_gets_low_words_first() -> None:
    block = CONTRACT.in_order(WordOrder.LOW_FIRST).plc
    registers = block.encode(PlcWords(part_serial=0x0001_E240))
    assert registers[4:] == [0xE240, 0x0001]
    assert block.decode(PlcWords, registers).part_serial == 0x0001_E240


@pytest.mark.parametrize("order", list(WordOrder))
@given(data=st.data())
def test_what_the_device_writes_is_what_the_plc_reads(order: WordOrder, data: st.DataObject) -> None:
    block = CONTRACT.in_order(order).device
    drawn: dict[str, Any] = {register.field: data.draw(_values(register)) for register in block.registers}
    words = DeviceWords(**drawn)
    assert block.decode(DeviceWords, block.encode(words)) == words


@given(data=st.data())
def test_what_the_plc_writes_is_what_the_device_reads(data: st.DataObject) -> None:
    block = CONTRACT.plc
    drawn: dict[str, Any] = {register.field: data.draw(_values(register)) for register in block.registers}
    words = PlcWords(**drawn)
    assert block.decode(PlcWords, block.encode(words)) == words


def test_a_value_too_large_for_a_clipped_register_shows_as_its_largest() -> None:
    registers = CONTRACT.device.encode(DeviceWords(defect_count=70_000, offset_x=-40_000))
    shown = CONTRACT.device.decode(DeviceWords, registers)
    assert (shown.defect_count, shown.offset_x) == (65_535, -32_768)


@pytest.mark.parametrize("value", [-1, 65_536])
def test_a_value_that_fits_no_register_is_refused_rather_than_bent(value: int) -> None:
    with pytest.raises(ValueError, match=rf"golden_revision = {value} is outside 0\.\.65535"):
        CONTRACT.device.encode(DeviceWords(golden_revision=value))


@pytest.mark.parametrize("count", [0, 31, 33])
def test_a_short_or_long_reply_never_passes_for_the_block(count: int) -> None:
    with pytest.raises(ValueError, match=f"has 32 registers, got {count}"):
        CONTRACT.device.decode(DeviceWords, [0] * count)


@pytest.mark.parametrize(
    ("address", "count", "inside"),
    [(0, 6, True), (5, 1, True), (0, 7, False), (6, 1, False), (15, 2, False), (16, 1, False)],
)
def test_only_the_plcs_own_registers_are_in_its_block(address: int, count: int, inside: bool) -> None:  # noqa: FBT001
    assert CONTRACT.plc.holds(address, count) is inside


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ('[device.other]\naddress = 5\ntype = "u16"\nmeaning = "x"', "other and total both have address 5, bit 0"),
        ('[plc.again]\naddress = 0\nbit = 0\ntype = "bool"\nmeaning = "x"', "both have address 0, bit 0"),
        ('[plc.far]\naddress = 9\ntype = "u16"\nmeaning = "x"', "blocks of PLC and device overlap"),
        ('[plc.flag]\naddress = 1\ntype = "bool"\nmeaning = "x"', "flag is bool with bit None"),
        ('[plc.word]\naddress = 1\nbit = 3\ntype = "u16"\nmeaning = "x"', "word is u16 with bit 3"),
        ('[plc.word]\naddress = 1\ntype = "f64"\nmeaning = "x"', "f64"),
        ('[plc.word]\naddress = 1\ntype = "u16"\nmeaning = "x"\ncolour = "red"', "colour"),
        ("[plc.word", "no TOML|Expected"),
    ],
    ids=["overlap", "same bit", "mixed blocks", "no bit", "bit of a word", "type", "unknown key", "no TOML"],
)
def test_a_map_that_contradicts_itself_is_served_to_nobody(row: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        parse_contract(SMALL_MAP + row)

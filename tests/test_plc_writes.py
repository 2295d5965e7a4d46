"""The order of writes into a PLC: whatever it held and whatever comes, no scan in between sees half a result."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.plc.contract import shipped_contract
from inspector.plc.registers import DeviceWords
from inspector.plc.writes import Write, writes_between

BLOCK = shipped_contract().device
IDLE = DeviceWords(online=True, ready=True, map_version=1)
RESULT = replace(IDLE, ready=False, outcome=1, reason=1, result_id=7, score_milli=400, inspected=1, passed=1)
PASSED = replace(RESULT, result_valid=True, pass_=True, result_toggle=True)
STATUS = BLOCK.start
BEAT = next(register.address for register in BLOCK.registers if register.name == "heartbeat_out")


def _writes(held: DeviceWords | None, wanted: DeviceWords) -> tuple[Write, ...]:
    return writes_between(BLOCK, BLOCK.encode(held) if held else None, BLOCK.encode(wanted))


def _scans(held: list[int], writes: tuple[Write, ...]) -> list[DeviceWords]:
    """Return what a PLC sees after each write."""
    registers, seen = list(held), []
    for write in writes:
        at = write.address - BLOCK.start
        registers[at : at + len(write.registers)] = write.registers
        seen.append(BLOCK.decode(DeviceWords, registers))
    return seen


def test_what_the_plc_holds_already_is_not_written_again() -> None:
    assert _writes(PASSED, PASSED) == ()


def test_the_words_of_a_result_come_before_its_bits() -> None:
    words, status = _writes(IDLE, PASSED)
    assert words.address == STATUS + 1
    assert status == Write(STATUS, (BLOCK.encode(PASSED)[0],))


def test_the_bits_of_a_result_go_before_its_words() -> None:
    first, *_, last = _writes(PASSED, IDLE)
    assert first == Write(STATUS, (BLOCK.encode(replace(IDLE, ready=False, result_toggle=True))[0],))
    assert last.address == STATUS


def test_a_counter_may_move_while_a_result_is_shown() -> None:
    assert _writes(PASSED, replace(PASSED, heartbeat_out=9)) == (Write(BEAT, (9,)),)


def test_where_nobody_knows_what_the_plc_holds_its_result_bits_go_down_first() -> None:
    assert _writes(None, PASSED)[0] == Write(STATUS, (0,))
    assert _scans([0xFFFF] * BLOCK.count, _writes(None, IDLE))[-1] == IDLE


@pytest.mark.parametrize("wrong", [1, BLOCK.count - 1, BLOCK.count + 1])
def test_half_a_block_is_a_fault_of_the_program(wrong: int) -> None:
    with pytest.raises(ValueError, match=f"block at 16 has {BLOCK.count} registers, got {wrong}"):
        writes_between(BLOCK, [0] * wrong, BLOCK.encode(IDLE))


def _shown(result_id: int) -> st.SearchStrategy[DeviceWords]:
    """Return what a device may show of one part: nothing yet, its words, or its words and bits."""
    words = replace(IDLE, ready=False, outcome=1 + result_id % 4, result_id=result_id, reason=result_id)
    bit = ("pass_", "reject", "recheck", "fault")[result_id % 4]
    return st.sampled_from([IDLE, words, replace(words, result_valid=True, **{bit: True})])


@pytest.mark.parametrize("is_known", [True, False], ids=["known", "nobody knows what is held"])
@given(st.integers(1, 40).flatmap(_shown), st.integers(1, 40).flatmap(_shown))
def test_no_scan_between_two_writes_sees_a_result_that_was_never_shown(
    is_known: bool,  # noqa: FBT001 -- a parameter of the test
    held: DeviceWords,
    wanted: DeviceWords,
) -> None:
    scans = _scans(BLOCK.encode(held), _writes(held if is_known else None, wanted))
    for seen in scans:
        assert seen in (held, wanted) or not (seen.result_valid or seen.pass_ or seen.reject or seen.recheck)
    assert (scans or [held])[-1] == wanted

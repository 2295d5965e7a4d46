"""Whoever changes what a PLC can notice of the register map gives it a new version: each version has one content."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.plc.contract import parse_contract, shipped_contract
from inspector.plc.registers import Contract

MAP = Path(__file__).parents[1] / "inspector" / "plc" / "register_map.toml"
RELEASED = {
    1: "06583b02eee6e38da876c35021a389e77f559e37804f5496f0d2e3b7008c6805",
    2: "ab61668c48df9fbd31cab29393f70178b16111d6d702872ae434b1fd99c8fe93",
    3: "09b4053f73f3d047beafa2461a84a01e6d377bfb862a734e9d8fd3a2866621a0",
}
"""SHA-256 of what stands where, by version. A version that is here never changes: a new map gets a line of its own."""


def content(contract: Contract) -> str:
    """Return everything of a map but what its rows say to people, one line for each name, hashed."""
    rows = [
        f"{each.writer} {each.name} {each.address} {each.bit} {each.type} {each.unit} {each.clip}"
        for each in contract.registers
    ]
    for kind, numbers in (
        ("outcome", contract.outcomes),
        ("reason", contract.reasons),
        ("error", contract.error_codes),
    ):
        rows += [f"{kind} {each.number} {each.name}" for each in numbers]
    return hashlib.sha256("\n".join([contract.word_order, *rows]).encode()).hexdigest()


def test_the_map_is_the_one_of_its_version() -> None:
    contract = shipped_contract()
    assert contract.map_version == max(RELEASED)
    told = "the register map has changed: raise map_version, add its content here, and tell PLC programmers (CHANGELOG)"
    assert content(contract) == RELEASED[contract.map_version], told


def test_no_two_versions_have_one_content() -> None:
    assert len(set(RELEASED.values())) == len(RELEASED)


def _moved(text: str) -> str:
    return text.replace("[device.reason]\naddress = 18", "[device.reason]\naddress = 17").replace(
        "[device.outcome]\naddress = 17", "[device.outcome]\naddress = 18"
    )


@pytest.mark.parametrize(
    "change",
    [
        _moved,
        lambda text: text.replace("CLOSE_TO_LIMIT", "NEARLY"),
        lambda text: text.replace("high-first", "low-first"),
    ],
    ids=["two words changed places", "a reason has another name", "the other word first"],
)
def test_a_change_that_a_plc_can_notice_is_noticed(change: Callable[[str], str]) -> None:
    text = MAP.read_text("utf-8")
    assert change(text) != text
    assert content(parse_contract(change(text))) != RELEASED[shipped_contract().map_version]

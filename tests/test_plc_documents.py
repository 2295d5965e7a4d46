"""Everything that is made of the register map is up to date and says what the map says."""

import csv
import io
import json
from pathlib import Path

import pytest

from inspector.errors import InputError
from inspector.plc import documents
from inspector.plc.contract import shipped_contract
from inspector.plc.registers import WordOrder

HOUSE = Path(__file__).parents[1]
CONTRACT = shipped_contract()
AGAIN = "not up to date with inspector/plc/register_map.toml: run .venv/bin/python deploy/plc/generate.py"


def test_the_guide_for_plc_programmers_has_the_map() -> None:
    text = (HOUSE / "docs" / "plc.md").read_text(encoding="utf-8")
    made = documents.between_marks(text, documents.MARKDOWN_MARKS, documents.map_markdown(CONTRACT))
    assert text == made, f"docs/plc.md is {AGAIN}"


def test_the_structured_text_sample_has_the_map() -> None:
    text = (HOUSE / "deploy" / "plc" / "inspector.st").read_text(encoding="utf-8")
    made = documents.between_marks(text, documents.STRUCTURED_TEXT_MARKS, documents.map_structured_text(CONTRACT))
    assert text == made, f"deploy/plc/inspector.st is {AGAIN}"


def test_the_tag_list_has_the_map() -> None:
    text = (HOUSE / "deploy" / "plc" / "tags.csv").read_text(encoding="utf-8")
    assert text == documents.map_csv(CONTRACT), f"deploy/plc/tags.csv is {AGAIN}"


def test_the_json_of_a_bit_is_this() -> None:
    row = json.loads(documents.map_json(CONTRACT))["result_valid"]
    meaning = row.pop("meaning")
    assert row == {
        "table": "holding", "address": 16, "bit": 5, "type": "bool", "access": "device writes", "unit": "",
    }  # fmt: skip
    assert "result_id" in meaning


def test_the_json_of_a_word_has_no_bit_and_says_its_unit() -> None:
    row = json.loads(documents.map_json(CONTRACT))["score_milli"]
    assert "bit" not in row
    assert (row["address"], row["type"], row["unit"]) == (20, "u16", "1/1000 of the limit")


@pytest.mark.parametrize(("order", "words"), [(WordOrder.HIGH_FIRST, "high word first"), (WordOrder.LOW_FIRST, "low")])
def test_the_json_of_a_u32_says_its_word_order(order: WordOrder, words: str) -> None:
    row = json.loads(documents.map_json(CONTRACT.in_order(order)))["part_serial"]
    assert (row["access"], words in row["meaning"]) == ("plc writes", True)


def test_the_tag_list_reads_back_with_one_row_for_every_name() -> None:
    rows = list(csv.DictReader(io.StringIO(documents.map_csv(CONTRACT))))
    assert [row["name"] for row in rows] == [register.name for register in CONTRACT.registers]
    assert {row["name"]: row["modicon"] for row in rows}["ready"] == "40017.1"


def test_marks_that_are_gone_are_an_error_rather_than_a_second_copy() -> None:
    with pytest.raises(InputError, match="no single pair of lines"):
        documents.between_marks("no marks here", documents.MARKDOWN_MARKS, "made")

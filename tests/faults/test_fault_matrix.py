"""Every fault of the matrix once: no defective and no unseen part goes on, and the line runs again.

`bench/fault_matrix.py` brings each of them many times and writes docs/fault-matrix.md.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from faults.belt import Belt, Truth
from faults.controller_faults import on_wire
from faults.matrix import DOCUMENT, SCENARIOS, measure, rows_of
from faults.model_faults import in_model
from faults.proxy import polite
from faults.scenario import JUDGED, Scenario, Shop, Sighting

from inspector.part import Deviation

NEEDS_ROOT = {"record corrupt", "disk full", "disk read-only"}
NEEDS_GCC = {"record slow", "record hangs", "record hangs, station killed"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    shared = Shop(tmp_path_factory.mktemp("faults"))
    yield shared
    shared.close()


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: str(scenario.name))
def test_nothing_wrong_is_passed_and_the_line_runs_again(
    shop: Shop, scenario: Scenario, require_peer: Callable[[str], None]
) -> None:
    if scenario.name in NEEDS_ROOT and os.geteuid() != 0:
        pytest.skip("mounting a disk needs root")
    if scenario.name in NEEDS_GCC:
        require_peer("gcc")
    row = measure(scenario, shop, repetitions=1)
    assert row.wrong == 0


def passes_everything(deviation: Deviation) -> Deviation:
    return replace(deviation, scores=np.zeros_like(deviation.scores))


def test_the_judge_counts_a_defective_part_that_a_blind_comparison_passes(shop: Shop) -> None:
    prepare = in_model(passes_everything, "blind")
    blind = replace(SCENARIOS[0], name="blind", prepare=prepare, expected="PASS")
    assert measure(blind, shop, repetitions=1).wrong == 1


def _scenario(name: str) -> Scenario:
    return next(scenario for scenario in SCENARIOS if scenario.name == name)


@pytest.mark.parametrize(
    ("name", "sighting", "complaint"),
    [
        (
            "TCP delayed",
            Sighting("PASS WITHIN_LIMITS", "PASS WITHIN_LIMITS", 1.0, truth=Truth.DEFECTIVE),
            "the PLC saw",
        ),
        ("TCP delayed", Sighting("REJECT DEFECT", "no row", 1.0, truth=Truth.DEFECTIVE), "is on record"),
        ("TCP delayed", Sighting("REJECT DEFECT", "PASS WITHIN_LIMITS", 1.0, truth=Truth.DEFECTIVE), "is on record"),
        ("PLC stops polling", Sighting("no result: no result", "REJECT DEFECT", 1.0), "the PLC saw"),
        ("TCP reset", Sighting("no result: link lost", "no row", 1.0, truth=Truth.GOOD), "is on record"),
    ],
    ids=["wrong verdict", "no row", "another row", "fault not seen", "lost row"],
)
def test_what_was_seen_or_recorded_wrongly_makes_no_row(name: str, sighting: Sighting, complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint):
        _scenario(name).check(sighting)


def test_a_fault_of_the_plc_that_does_not_come_about_makes_no_row(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Belt, "break_next", lambda _belt: None)
    with pytest.raises(AssertionError, match="triggers-too-fast did not come about"):
        measure(_scenario("PLC triggers too fast"), shop, repetitions=1)


def test_a_bad_wire_that_nothing_went_over_makes_no_row(shop: Shop) -> None:
    good_wire = replace(_scenario("TCP delayed"), prepare=on_wire(lambda _number: polite))
    with pytest.raises(AssertionError, match="nothing went over the bad wire"):
        measure(good_wire, shop, repetitions=1)


def test_every_fault_has_its_row_with_repetitions_and_nothing_wrongly_passed() -> None:
    rows = rows_of(DOCUMENT.read_text("utf-8"))
    assert list(rows) == [scenario.name for scenario in SCENARIOS]
    assert [name for name, cells in rows.items() if int(cells[6]) < 20 or int(cells[7]) != 0] == []


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: str(scenario.name))
def test_every_row_shows_what_its_fault_allows_and_nothing_else(scenario: Scenario) -> None:
    """Also the rows that were measured before something else would have stopped the measurement."""
    cells = rows_of(DOCUMENT.read_text("utf-8"))[scenario.name]
    seen, recorded = ([re.sub(r" \(\d+\)$", "", text) for text in cell.split("; ")] for cell in cells[2:4])
    either = "(PASS WITHIN_LIMITS|REJECT DEFECT)"
    assert [text for text in seen if not re.match(scenario.expected.replace(JUDGED, either), text)] == []
    as_seen = "|".join(f"(.*signalled )?{re.escape(text.partition(',')[0])}" for text in seen)
    allowed = scenario.recorded.replace(JUDGED, either) or as_seen
    assert [text for text in recorded if not re.fullmatch(allowed, text)] == []


def test_every_row_says_what_is_done_now() -> None:
    rows = rows_of(DOCUMENT.read_text("utf-8"))
    stated = {scenario.name: [scenario.injected, scenario.recovers] for scenario in SCENARIOS}
    assert {name: [cells[1], cells[4]] for name, cells in rows.items()} == stated

"""Every fault of the matrix once: no defective and no unseen part goes on, and the line runs again.

`bench/fault_matrix.py` brings each of them many times and writes docs/fault-matrix.md.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from faults.matrix import DOCUMENT, SCENARIOS, measure, rows_of
from faults.model_faults import in_model
from faults.scenario import Scenario, Shop

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
    assert re.match(scenario.expected, row.sightings[0].plc_saw), row.sightings[0]


def passes_everything(deviation: Deviation) -> Deviation:
    return replace(deviation, scores=np.zeros_like(deviation.scores))


def test_the_judge_counts_a_defective_part_that_a_blind_comparison_passes(shop: Shop) -> None:
    blind = replace(SCENARIOS[0], name="blind", prepare=in_model(passes_everything, "blind"))
    assert measure(blind, shop, repetitions=1).wrong == 1


def test_every_fault_has_its_row_with_repetitions_and_nothing_wrongly_passed() -> None:
    rows = rows_of(DOCUMENT.read_text("utf-8"))
    assert list(rows) == [scenario.name for scenario in SCENARIOS]
    assert [name for name, cells in rows.items() if int(cells[6]) < 20 or int(cells[7]) != 0] == []


def test_every_row_says_what_is_done_now() -> None:
    rows = rows_of(DOCUMENT.read_text("utf-8"))
    stated = {scenario.name: [scenario.injected, scenario.recovers] for scenario in SCENARIOS}
    assert {name: [cells[1], cells[4]] for name, cells in rows.items()} == stated

"""The drill: defects are what was asked for, the same from the same seed, and caught only where they are."""

import json
import re
import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from comparators import MODELS
from hypothesis import given
from hypothesis import strategies as st
from makers import FIGURES, make_golden, make_inspection, make_rejected
from numpy.typing import NDArray
from scipy.stats import binomtest

from inspector.calibrate.drill import Drawn, Drill, Drilled, Exposure, Judge, Plan, Shot, expose
from inspector.calibrate.drill_defects import CONTRAST_KEPT, DrillKind, Wanted, draw
from inspector.calibrate.drill_pictures import PLACE_PX, draw_map, draw_sheet, for_sheet, smallest_by_place
from inspector.calibrate.drill_report import WORDS, Cell, count, smallest
from inspector.cli.drill import drill
from inspector.decide.rules import Rules, learn
from inspector.errors import InputError
from inspector.golden.recipe import Ignore, Limits, Recipe, Zone
from inspector.image_file import read_image
from inspector.part import (
    AlignmentMethod,
    Box,
    Defect,
    Inspection,
    Outcome,
    Polarity,
    Reason,
    RefusedAlignment,
    Verdict,
)

STILL = Exposure(noise_levels=0.0, shift_px=0.0, turn_deg=0.0, light=0.0)


def blocks() -> NDArray[np.uint8]:
    """Return squares of 5 px and many grey levels, (240, 320): something to miss and to move everywhere."""
    return np.kron(np.random.default_rng(9).integers(40, 216, (48, 64)), np.ones((5, 5))).astype(np.uint8)


def two_zones() -> Recipe:
    return Recipe(
        zones=(Zone(name="left", box=(0, 0, 160, 240), limits=Limits()),),
        ignore=(Ignore(box=(200, 0, 320, 240), why="cable"),),
    )


def rules_of(recipe: Recipe | None = None) -> Rules:
    return learn(make_golden(blocks(), recipe))


def drill_of(plan: Plan, exposure: Exposure = STILL, recipe: Recipe | None = None) -> Drill:
    return Drill((blocks(),), rules_of(recipe), plan, exposure)


def said(name: str, boxes: Sequence[Box]) -> Inspection:
    """Return an inspection that reports a defect of score 2 in each box."""
    if not boxes:
        return make_inspection(name)
    defects = tuple(Defect(box, box, 30, 2.0, "part", Polarity.DARKER) for box in boxes)
    return replace(make_inspection(name), verdict=Verdict(Outcome.REJECT, Reason.DEFECT, 2.0, defects))


def blind(image: NDArray[np.uint8], name: str) -> Inspection:
    del image
    return said(name, ())


def changes(image: NDArray[np.uint8], name: str) -> Inspection:
    """Report one box around each square of 40 px in which anything differs from the golden."""
    changed = image != blocks()
    tiles = changed.reshape(6, 40, 8, 40).any(axis=(1, 3))
    boxes = []
    for row, column in zip(*np.nonzero(tiles), strict=True):
        y, x = np.nonzero(changed[40 * row : 40 * row + 40, 40 * column : 40 * column + 40])
        x0, y0 = 40 * column, 40 * row
        boxes.append(Box(x0 + x.min(), y0 + y.min(), x0 + x.max() + 1, y0 + y.max() + 1))
    return said(name, boxes)


def everywhere(image: NDArray[np.uint8], name: str) -> Inspection:
    return said(name, [Box(0, 0, image.shape[1], image.shape[0])])


def elsewhere(image: NDArray[np.uint8], name: str) -> Inspection:
    del image
    return said(name, [Box(0, 0, 2, 2)])


def beside(image: NDArray[np.uint8], name: str) -> Inspection:
    """Report a small box a few px to the right of each change."""
    boxes = [defect.box_golden for defect in changes(image, name).verdict.defects]
    return said(name, [Box(box.x1 + 4, box.y0, box.x1 + 6, box.y1) for box in boxes])


def refused(image: NDArray[np.uint8], name: str) -> Inspection:
    del image
    why = RefusedAlignment("correlation 0.21, at least 0.50", FIGURES, AlignmentMethod.SPARSE_ECC)
    return replace(make_rejected(name), alignment=why)


def drawn_of(shots: Sequence[Shot]) -> list[Drilled]:
    return [each for shot in shots for each in shot.drilled]


# --- what is drawn


@pytest.mark.parametrize("kind", list(DrillKind))
@pytest.mark.parametrize("size_px", [3, 8, 20])
def test_a_drawn_defect_has_its_contrast_and_its_size(kind: DrillKind, size_px: int) -> None:
    picture = blocks().astype(np.float32)
    rng = np.random.default_rng(5)
    tried = (draw(picture, Wanted(kind, size_px, 20.0), (x, 120), rng) for x in range(60, 260))
    drawn = [patch for patch in tried if patch]
    assert len(drawn) >= 10
    for patch in drawn:
        assert CONTRAST_KEPT * 20.0 <= patch.contrast <= 20.0 * 1.01
        box = Drawn(Wanted(kind, size_px, 20.0), "part", patch).box
        # The core ends at half strength; the lens may take or give a px at either end.
        assert max(box.x1 - box.x0, box.y1 - box.y0) <= size_px + 2
    longest = max(max(np.ptp(np.argwhere(patch.core), axis=0)) + 1 for patch in drawn)
    assert longest >= size_px - 2


def test_what_is_wide_of_the_defect_is_not_changed() -> None:
    picture = blocks().astype(np.float32)
    patch = draw(picture, Wanted(DrillKind.SPOT, 8, 30.0), (100, 100), np.random.default_rng(5))
    assert patch
    x, y = patch.corner
    window = picture[y : y + len(patch.levels), x : x + len(patch.levels)]
    np.testing.assert_array_equal(patch.levels[0], window[0])
    np.testing.assert_array_equal(patch.levels[:, -1], window[:, -1])


def test_a_defects_edge_is_soft() -> None:
    flat = np.full((60, 60), 120.0, np.float32)
    patch = draw(flat, Wanted(DrillKind.SPOT, 12, 40.0), (30, 30), np.random.default_rng(5))
    assert patch
    row = np.abs(patch.levels[len(patch.levels) // 2] - 120.0)
    assert int(((row > 2.0) & (row < 38.0)).sum()) >= 4


@pytest.mark.parametrize("kind", [DrillKind.MISSING, DrillKind.SHIFT])
def test_nothing_is_missed_or_moved_where_the_golden_shows_nothing(kind: DrillKind) -> None:
    flat = np.full((60, 60), 120.0, np.float32)
    assert draw(flat, Wanted(kind, 12, 20.0), (30, 30), np.random.default_rng(5)) is None


def test_there_is_no_place_at_the_border_nor_where_there_is_no_room_for_the_contrast() -> None:
    rng = np.random.default_rng(5)
    flat = np.full((60, 60), 120.0, np.float32)
    assert draw(flat, Wanted(DrillKind.SPOT, 12, 20.0), (3, 30), rng) is None
    assert draw(flat, Wanted(DrillKind.SPOT, 12, 200.0), (30, 30), rng) is None


GREY_AND_COLOUR = (blocks(), np.stack([blocks()] * 3, axis=-1))


@given(
    st.sampled_from(list(DrillKind)),
    st.integers(1, 40),
    st.floats(1.0, 250.0),
    st.integers(0, 99),
    st.sampled_from(GREY_AND_COLOUR),
)
def test_whatever_is_asked_for_is_a_picture_or_nothing(
    kind: DrillKind, size_px: int, contrast: float, seed: int, golden: NDArray[np.uint8]
) -> None:
    picture = golden.astype(np.float32)
    patch = draw(picture, Wanted(kind, size_px, contrast), (150, 120), np.random.default_rng(seed))
    if patch:
        assert patch.levels.dtype == np.float32
        assert patch.levels.ndim == picture.ndim
        assert 0.0 <= float(patch.levels.min()) <= float(patch.levels.max()) <= 255.0
        assert patch.core.any()


def test_the_golden_is_not_drawn_on() -> None:
    golden = blocks()
    run = Drill((golden,), rules_of(), Plan(sizes_px=(8,), contrasts=(30.0,), per_cell=2), STILL)
    list(run.run(blind))
    np.testing.assert_array_equal(golden, blocks())


# --- the run


def test_the_same_seed_gives_the_same_pictures_and_another_gives_others() -> None:
    plan = Plan(sizes_px=(8,), contrasts=(30.0,), per_cell=2, blanks=1)
    first, again = (list(drill_of(plan, Exposure()).run(blind)) for _ in range(2))
    other = list(drill_of(replace(plan, seed=2), Exposure()).run(blind))
    for one, two in zip(first, again, strict=True):
        np.testing.assert_array_equal(one.image, two.image)
    assert not np.array_equal(first[-1].image, other[-1].image)


def test_every_defect_that_is_asked_for_is_drawn_once_or_given_up() -> None:
    plan = Plan(sizes_px=(4, 9, 300), contrasts=(30.0, 100.0), per_cell=3, blanks=0)
    run = drill_of(plan)
    shots = list(run.run(blind))
    assert len(drawn_of(shots)) + len(run.given_up) == run.asked == 5 * 3 * 2 * 3
    assert {wanted.size_px for wanted, _ in run.given_up} >= {300}


def test_defects_lie_in_their_zone_and_never_where_nothing_is_inspected() -> None:
    plan = Plan(sizes_px=(5, 11), contrasts=(20.0,), per_cell=6, blanks=0)
    run = drill_of(plan, recipe=two_zones())
    drawn = [each.drawn for each in drawn_of(list(run.run(blind)))]
    assert {each.zone for each in drawn} == {"part", "left"}
    for each in drawn:
        low, high = {"left": (0, 160), "part": (160, 200)}[each.zone]
        assert low <= each.box.x0 <= each.box.x1 <= high


def test_only_the_zone_that_is_named_is_drilled() -> None:
    run = drill_of(Plan(zones=("left",), sizes_px=(5,), contrasts=(20.0,), per_cell=3), recipe=two_zones())
    assert {each.drawn.zone for each in drawn_of(list(run.run(blind)))} == {"left"}


def test_a_zone_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(InputError, match="cannot drill zone right: the recipe's zones are part, left"):
        drill_of(Plan(zones=("right",)), recipe=two_zones())


def test_a_drill_for_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="ask for at least one"):
        drill_of(Plan(sizes_px=()))


def test_defects_on_one_picture_keep_apart() -> None:
    run = drill_of(Plan(sizes_px=(6,), contrasts=(20.0,), per_cell=10, blanks=0))
    for shot in run.run(blind):
        boxes = [each.drawn.box for each in shot.drilled]
        for number, box in enumerate(boxes):
            for other in boxes[:number]:
                assert max(abs(box.x0 - other.x0), abs(box.y0 - other.y0)) > 20.0


def shares(judge: Judge) -> tuple[int, int]:
    run = drill_of(Plan(sizes_px=(6,), contrasts=(30.0,), per_cell=4, blanks=0))
    drilled = drawn_of(list(run.run(judge)))
    return sum(each.is_caught for each in drilled), len(drilled)


def test_a_station_that_sees_every_change_catches_all() -> None:
    caught, drawn = shares(changes)
    assert caught == drawn > 0


@pytest.mark.parametrize("judge", [blind, elsewhere, beside, everywhere, refused])
def test_what_is_not_told_at_its_place_is_not_caught(judge: Judge) -> None:
    caught, drawn = shares(judge)
    assert caught == 0
    assert drawn > 0


def test_blanks_are_the_golden_photographed_again() -> None:
    shots = list(drill_of(Plan(sizes_px=(6,), contrasts=(30.0,), per_cell=1, blanks=3)).run(blind))
    for shot in shots[:3]:
        assert not shot.drilled
        np.testing.assert_array_equal(shot.image, blocks())
    assert all(shot.drilled for shot in shots[3:])


def test_a_picture_is_exposed_with_the_noise_that_was_asked_for() -> None:
    flat = np.full((200, 200), 120.0, np.float32)
    noisy = expose(flat, replace(STILL, noise_levels=3.0), np.random.default_rng(1))
    assert float(noisy.std()) == pytest.approx(3.0, rel=0.05)


def test_a_picture_moves_no_further_than_it_may() -> None:
    edge = np.where(np.arange(200) < 100, 60.0, 180.0).astype(np.float32)
    columns = []
    for seed in range(20):
        moved = expose(np.tile(edge, (200, 1)), replace(STILL, shift_px=2.0), np.random.default_rng(seed))
        columns.append(int(np.argmax(moved[100] > 120)))
    # An edge between two px is found on either side of it.
    assert 97 <= min(columns) <= 99
    assert 101 <= max(columns) <= 103


# --- what is counted


def cells_of(*caught: tuple[int, int, int]) -> list[Cell]:
    return [Cell("part", DrillKind.SPOT, size, 25.0, tried, hits, 0.0, 1.0) for size, hits, tried in caught]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (cells_of((3, 0, 10), (5, 9, 10), (8, 10, 10)), (5, 8)),
        (cells_of((3, 10, 10), (5, 8, 10), (8, 10, 10)), (8, 8)),
        (cells_of((3, 10, 10), (5, 10, 10), (8, 8, 10)), (None, 8)),
        (cells_of((3, 0, 10), (5, 10, 10), (8, 0, 0)), (5, 5)),
        (cells_of((3, 0, 0)), (None, None)),
        (cells_of((3, 0, 10), (5, 5, 5), (8, 0, 4)), (5, 5)),
    ],
    ids=["as said", "a larger one is missed", "the largest is missed", "the largest has no place", "no place", "few"],
)
def test_the_smallest_is_that_from_which_on_all_are_caught(
    cells: list[Cell], found: tuple[int | None, int | None]
) -> None:
    assert smallest(cells) == found
    assert smallest(reversed(cells)) == found


def test_the_report_counts_every_defect_blank_and_refusal() -> None:
    run = drill_of(Plan(sizes_px=(6, 300), contrasts=(30.0,), per_cell=2, blanks=3))
    report = count("PN-1042", "r001", run, list(run.run(changes)))
    assert (report.blanks, report.blanks_not_passed, report.refused, report.not_drawn) == (3, 0, 0, 10)
    assert sum(cell.tried for cell in report.cells) == sum(cell.caught for cell in report.cells) == 10
    assert {each.size_px for each in report.smallest} == {6}
    interval = binomtest(2, 2).proportion_ci(0.95, "wilson")
    one = next(cell for cell in report.cells if cell.tried)
    assert (one.low, one.high) == pytest.approx((interval.low, interval.high))


def test_a_recipe_that_rejects_the_golden_itself_is_told() -> None:
    run = drill_of(Plan(sizes_px=(6,), contrasts=(30.0,), per_cell=1, blanks=3))
    assert count("PN-1042", "r001", run, list(run.run(everywhere))).blanks_not_passed == 3


def test_refused_pictures_are_counted_and_their_defects_not_caught() -> None:
    run = drill_of(Plan(sizes_px=(6,), contrasts=(30.0,), per_cell=1, blanks=0))
    shots = list(run.run(refused))
    assert count("PN-1042", "r001", run, shots).refused == len(shots) > 0


def test_the_report_says_that_its_defects_are_synthetic() -> None:
    run = drill_of(Plan(sizes_px=(6,), contrasts=(30.0,), per_cell=1, blanks=0))
    report = count("PN-1042", "r001", run, list(run.run(blind)))
    assert report.words == WORDS
    assert "synthetic" in WORDS
    assert "bound nothing about real defects" in WORDS


# --- pictures


def half_blind(image: NDArray[np.uint8], name: str) -> Inspection:
    """Report changes on the left half only."""
    inspection = changes(image, name)
    return said(name, [defect.box_golden for defect in inspection.verdict.defects if defect.box_golden.x1 < 160])


def test_the_map_is_fine_where_defects_are_caught_and_dark_where_not() -> None:
    run = drill_of(Plan(kinds=(DrillKind.SPOT,), sizes_px=(4, 8), contrasts=(30.0,), per_cell=60, blanks=0))
    drilled = drawn_of(list(run.run(half_blind)))
    step = smallest_by_place(run.rules.zone_of, run.rules.names, drilled, 30.0)
    assert step.shape == (240 // PLACE_PX, 320 // PLACE_PX)
    # The Gaussian of a dozen draws reaches some 40 px across the border between both halves.
    assert (step[:, : 100 // PLACE_PX] == 0).all()
    assert (step[:, 220 // PLACE_PX :] == 2).all()


def test_the_map_counts_no_size_below_one_that_is_missed() -> None:
    run = drill_of(Plan(kinds=(DrillKind.SPOT,), sizes_px=(4, 8), contrasts=(30.0,), per_cell=20, blanks=0))
    drilled = [
        replace(each, score=2.0 if each.drawn.wanted.size_px == 4 else None) for each in drawn_of(list(run.run(blind)))
    ]
    assert (smallest_by_place(run.rules.zone_of, run.rules.names, drilled, 30.0) == 2).all()


def test_the_map_says_where_nothing_was_asked() -> None:
    run = drill_of(Plan(zones=("left",), sizes_px=(6,), contrasts=(30.0,), per_cell=5, blanks=0), recipe=two_zones())
    drilled = drawn_of(list(run.run(changes)))
    step = smallest_by_place(run.rules.zone_of, run.rules.names, drilled, 30.0)
    assert (step[:, 176 // PLACE_PX :] == 2).all()
    assert (step[:, : 144 // PLACE_PX] == 0).all()


@pytest.mark.parametrize("golden", GREY_AND_COLOUR, ids=["grey", "colour"])
def test_sheet_and_map_are_pictures_with_a_header(golden: NDArray[np.uint8]) -> None:
    plan = Plan(sizes_px=(6, 9), contrasts=(30.0,), per_cell=2, blanks=1)
    run = Drill((golden,), rules_of(), plan, STILL)
    shots = list(run.run(blind))
    sheet = draw_sheet(shots, 30.0)
    tinted = draw_map(golden, run.rules.zone_of, run.rules.names, drawn_of(shots), 30.0)
    assert sheet.dtype == tinted.dtype == np.uint8
    assert tinted.shape == (240 + 2 * 28, 320, 3)
    assert sheet.shape == (28 + 5 * 162, 2 * 264, 3)


def test_only_the_pictures_of_the_sheet_are_kept() -> None:
    run = drill_of(Plan(sizes_px=(6, 9), contrasts=(30.0, 60.0), per_cell=12, blanks=3))
    shots = list(run.run(blind))
    kept = list(for_sheet(shots, 30.0))
    np.testing.assert_array_equal(draw_sheet(kept, 30.0), draw_sheet(shots, 30.0))
    assert [len(shot.drilled) for shot in kept] == [len(shot.drilled) for shot in shots]
    assert sum(shot.image.size > 0 for shot in kept) <= 2 * len(DrillKind) < len(shots)


def test_a_drill_that_found_no_place_has_a_map_and_a_sheet_all_the_same() -> None:
    golden = make_golden()
    rules = learn(golden)
    assert draw_map(golden.image, rules.zone_of, rules.names, (), 30.0).shape == (48 + 2 * 28, 64, 3)
    assert draw_sheet((), 30.0).shape[2] == 3


def test_a_sheet_of_a_drill_that_drew_nothing_says_so_too() -> None:
    assert draw_sheet((), 30.0).shape[2] == 3


# --- what the document says


DOCUMENT = (Path(__file__).parents[1] / "docs" / "drill.md").read_text("utf-8")
TYPED = [line for block in re.findall(r"```sh\n(.*?)```", DOCUMENT, re.DOTALL) for line in block.splitlines() if line]


@pytest.mark.parametrize("line", TYPED)
def test_a_command_of_the_document_ends_well_and_says_that_it_is_synthetic(line: str) -> None:
    words = shlex.split(line.removeprefix(".venv/bin/inspector drill "))
    ended = CliRunner().invoke(drill, words)
    assert ended.exit_code == 0, ended.output
    assert "synthetic" in ended.stdout


def test_the_document_has_commands_to_type() -> None:
    assert len(TYPED) == 2


def test_a_drill_writes_its_report_and_both_pictures(tmp_path: Path) -> None:
    words = ["demo-board", "--zone", "connector J1", "--kind", "spot", "--sizes-px", "12", "--contrasts", "60"]
    models = ["--models", str(MODELS), "--per-cell", "2"]
    ended = CliRunner().invoke(drill, [*words, *models, "--out", str(tmp_path / "out"), "--json"])
    assert ended.exit_code == 0, ended.output
    written = json.loads((tmp_path / "out" / "drill.json").read_text("utf-8"))
    assert written == json.loads(ended.stdout)
    assert [(cell["tried"], cell["zone"]) for cell in written["cells"]] == [(2, "connector J1")]
    assert read_image(tmp_path / "out" / "drill-map.png").shape == (960 + 56, 1280, 3)
    assert read_image(tmp_path / "out" / "drill-sheet.png").shape[2] == 3


@pytest.mark.parametrize("sizes", ["a", "", "0", "3,-1", "201"])
def test_sizes_that_are_none_are_refused(sizes: str) -> None:
    ended = CliRunner().invoke(drill, ["demo-board", "--sizes-px", sizes])
    assert ended.exit_code == 2
    assert "is no list of numbers above 0 and up to 200" in ended.output

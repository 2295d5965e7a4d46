"""The demo line: parts that can be trusted to be what they say."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from inspector.demo import board
from inspector.demo.defects import DefectKind, plan_defect
from inspector.demo.line import (
    CHANGED_LEVELS,
    DemoLine,
    TrueDefect,
    golden_image,
    plant,
    touches_variable_field,
    truth_of,
)
from inspector.demo.placement import Placement, take_picture
from inspector.demo.stock import stock_of
from inspector.errors import InputError
from inspector.golden.library import load_active
from inspector.part import Box

GOLDEN_REFS = Path(__file__).parents[1] / "golden_refs"
SEED_OF_GOLDEN = 1


@pytest.fixture(scope="module")
def line() -> DemoLine:
    return DemoLine(3)


def first_defective(line: DemoLine) -> int:
    return next(number for number in range(1, 100) if line.truth(number))


def planted(kind: DefectKind, seed: int) -> tuple[np.ndarray, TrueDefect]:
    """Return the picture of a clean board with one defect, and the truth about it."""
    stock, rng = stock_of(0), np.random.default_rng(seed)
    picture = stock.picture.copy()
    while True:
        defect = plant(picture, stock, plan_defect(kind, rng))
        if defect is not None:
            return picture, defect


def test_the_shipped_golden_is_the_renderers_own() -> None:
    shipped = load_active(GOLDEN_REFS, "demo-board").image
    # Another CPU rounds some pixels to the next grey level.
    assert int(cv2.absdiff(shipped, golden_image(SEED_OF_GOLDEN)).max()) <= 2


def test_the_shipped_recipe_ignores_exactly_what_differs_on_every_part() -> None:
    recipe = load_active(GOLDEN_REFS, "demo-board").recipe
    fields = [(int(box.x0), int(box.y0), int(box.x1), int(box.y1)) for box in board.VARIABLE_FIELDS]
    assert sorted(ignore.box for ignore in recipe.ignore if ignore.box) == sorted(fields)


def test_a_part_is_the_same_whatever_was_rendered_before(line: DemoLine) -> None:
    alone = DemoLine(3).part(7)
    for number in (50, 2, 7):
        again = line.part(number)
    assert np.array_equal(alone.image, again.image)


def test_another_seed_is_another_production(line: DemoLine) -> None:
    assert not np.array_equal(line.image(7), DemoLine(4).image(7))


def test_about_one_part_in_six_is_defective(line: DemoLine) -> None:
    defective = sum(bool(line.truth(number)) for number in range(1, 241))
    # 240 parts at 1 in 6: 40 expected, 5.8 standard deviation, four of them allowed.
    assert 40 - 23 <= defective <= 40 + 23


def test_the_truth_alone_is_the_truth_of_the_whole_part(line: DemoLine) -> None:
    number = first_defective(line)
    assert line.truth(number) == line.part(number).truth


def test_the_source_of_a_capture_leads_to_its_truth(line: DemoLine) -> None:
    number = first_defective(line)
    assert truth_of(f"simulated seed=3 part={number}") == line.truth(number)


def test_a_source_that_names_no_demo_part_is_refused() -> None:
    with pytest.raises(InputError, match="names no seed and part"):
        truth_of("/data/in/x.png")


@pytest.mark.parametrize("kind", DefectKind, ids=lambda kind: kind.name.lower())
def test_a_defect_lies_where_the_truth_says_on_a_part_that_lies_askew(kind: DefectKind) -> None:
    picture, defect = planted(kind, 11)
    askew = Placement(shift_x_px=4.0, shift_y_px=-3.0, turn_deg=0.6, tip_x=1e-6)
    back = cv2.warpPerspective(take_picture(picture, askew), np.linalg.inv(askew.matrix()), (1280, 960))
    change = cv2.absdiff(
        back, cv2.warpPerspective(take_picture(stock_of(0).picture, askew), np.linalg.inv(askew.matrix()), (1280, 960))
    )
    rows, columns = np.nonzero(change.max(axis=2) >= CHANGED_LEVELS)
    found = Box(columns.min(), rows.min(), columns.max() + 1.0, rows.max() + 1.0)
    # Resampling twice moves the faint rim of a change by a pixel or two.
    edges = zip(vars_of(found), vars_of(defect.box), strict=True)
    assert max(abs(a - b) for a, b in edges) <= 2.0


def vars_of(box: Box) -> tuple[float, float, float, float]:
    return box.x0, box.y0, box.x1, box.y1


@pytest.mark.parametrize("kind", DefectKind, ids=lambda kind: kind.name.lower())
def test_most_defects_of_every_kind_are_large_enough_that_they_must_be_caught(kind: DefectKind) -> None:
    stated = [planted(kind, seed)[1].must_be_caught for seed in range(6)]
    assert sum(stated) >= 3


def test_no_defect_is_planted_where_good_parts_differ() -> None:
    stock, rng = stock_of(0), np.random.default_rng(1)
    plans = (plan_defect(DefectKind.FIBRE, rng) for _ in range(10_000))
    plan = next(plan for plan in plans if touches_variable_field(plan.box))
    picture = stock.picture.copy()
    assert plant(picture, stock, plan) is None
    assert np.array_equal(picture, stock.picture)

"""Cells that repeat over a part: each lies where the field has it, and the free ones are left out."""

import numpy as np
import pytest

from inspector.train.families.frames import Frame
from inspector.train.families.grids import Grid, Pattern, in_sight
from inspector.train.scene import UNMOVED, Stroke

SIZE_PX = 128
HERE = Frame((0.0, 0.0))


@pytest.mark.parametrize("turn_deg", [0.0, 30.0, 90.0])
def test_a_field_covers_its_cells_and_leaves_the_free_ones(turn_deg: float) -> None:
    grid = Grid(Frame((50.0, 40.0), turn_deg), (20.0, 16.0), 100)
    dot = HERE.disc((0.0, 0.0), 5.0).contours[0]
    free = grid.place((1, 0)).rectangle((0.0, 0.0), (20.0, 16.0))
    coverage = grid.field([dot], [free]).coverage
    assert _at(coverage, grid.place((0, 0))) == 255
    assert _at(coverage, grid.place((0, 1))) == 255
    assert _at(coverage, grid.place((1, 0))) == 0
    assert _at(coverage, grid.place((0, 0)).frame(10.0, 0.0)) == 0


def test_a_shape_over_the_border_of_its_cell_goes_on_in_the_next() -> None:
    grid = Grid(Frame((50.0, 50.0)), (20.0, 20.0), 100)
    coverage = grid.field([HERE.disc((10.0, 10.0), 4.0).contours[0]]).coverage
    assert coverage[60, 60] == coverage[62, 58] == coverage[58, 62] == 255
    assert coverage[50, 50] == 0


def test_one_cell_lies_where_the_field_has_it() -> None:
    grid = Grid(Frame((50.0, 50.0)), (20.0, 20.0), 100)
    shapes, mask = [HERE.rectangle((2.0, -3.0), (8.0, 6.0))], np.zeros((100, 100), np.uint8)
    grid.one(shapes, grid.place((1, 1))).draw(mask, UNMOVED, 0.0)
    window = np.s_[62:78, 62:78]
    assert np.abs(mask[window].astype(int) - grid.field(shapes).coverage[window]).max() < 140
    assert abs(int(mask.sum()) - int(grid.field(shapes).coverage[60:80, 60:80].sum())) < 10 * 255


@pytest.mark.parametrize("turn_deg", [0.0, 45.0, 270.0])
def test_the_cells_in_sight_are_those_on_the_canvas_the_middle_one_first(turn_deg: float) -> None:
    grid = Grid(Frame((-70.0, 30.0), turn_deg), (22.0, 30.0), 100)
    cells = grid.cells(0.0)
    places = [grid.place(each).centre for each in cells]
    assert all(min(place) > 0 and max(place) < 100 for place in places)
    assert len(cells) == pytest.approx(100 * 100 / (22 * 30), abs=4)
    away = [np.hypot(x - 50, y - 50) for x, y in places]
    assert away == sorted(away)


@pytest.mark.parametrize(("most", "count"), [(1, 3), (5, 3), (7, 6), (30, 9)])
def test_a_block_is_of_whole_rows(most: int, count: int) -> None:
    assert len(set(Grid(Frame((50.0, 50.0)), (20.0, 20.0), 100).block(most))) == count


def test_a_pattern_grows_by_parts_of_a_pixel() -> None:
    lines = Grid(Frame((50.0, 50.0)), (4.0, 4.0), 100).field([HERE.rectangle((0.0, 0.0), (4.0, 1.0))])
    covered = [_covered(lines, grow_px) for grow_px in (-1.0, -0.2, 0.0, 0.2, 1.0)]
    assert covered == sorted(covered)
    assert 0.2 * covered[2] < covered[0] < covered[4] < 2.0 * covered[2]


def test_a_line_is_in_sight_by_its_width() -> None:
    line = np.array([(10, -4), (50, -4)], np.float32)
    assert in_sight(Stroke(line, 10.0), 100)
    assert not in_sight(Stroke(line, 6.0), 100)


def _covered(pattern: Pattern, grow_px: float) -> int:
    mask = np.zeros((100, 100), np.uint8)
    pattern.draw(mask, UNMOVED, grow_px)
    return int(mask.sum())


def _at(coverage: np.ndarray, place: Frame) -> int:
    x, y = place.centre
    return int(coverage[round(y), round(x)])

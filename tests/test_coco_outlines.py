"""The outlines of a COCO file enclose the mask they were made of, pixel by pixel, as other programs draw them."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from inspector.part import Box
from inspector.record.coco import coco_file
from inspector.record.defect_masks import Mask, polygons


def corners_of(polygon: Sequence[float]) -> NDArray[np.float64]:
    return np.array(polygon).reshape(-1, 2)


def turns_around(polygon: Sequence[float], shape: tuple[int, int]) -> NDArray[np.int64]:
    """Return how often the polygon goes around the centre of each pixel, counted by its edges to the left of it."""
    turns = np.zeros(shape, np.int64)
    ys, xs = np.mgrid[: shape[0], : shape[1]] + 0.5
    corners = corners_of(polygon)
    for start, end in zip(corners.tolist(), np.roll(corners, -1, axis=0).tolist(), strict=True):
        # Calculated the same way whichever way the edge is gone: a slit is gone there and back.
        (y0, x0), (y1, x1) = sorted((start[::-1], end[::-1]))
        if y0 != y1:
            crosses = (y0 <= ys) & (ys < y1) & (x0 + (ys - y0) / (y1 - y0) * (x1 - x0) < xs)
            turns += np.where(crosses, 1 if end[1] > start[1] else -1, 0)
    return turns


def drawn(outlines: Sequence[Sequence[float]], shape: tuple[int, int]) -> Mask:
    """Return what programs draw that fill wherever a polygon goes around: COCO joins the polygons of a defect."""
    return np.asarray(np.any([turns_around(each, shape) != 0 for each in outlines], axis=0), np.bool_)


def area_of(polygon: Sequence[float]) -> float:
    x, y = corners_of(polygon).T
    return abs(float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))) / 2


def check(mask: Mask) -> list[list[float]]:
    outlines = polygons(mask)
    assert np.array_equal(drawn(outlines, (mask.shape[0], mask.shape[1])), mask)
    odd = np.any([turns_around(each, (mask.shape[0], mask.shape[1])) % 2 == 1 for each in outlines], axis=0)
    assert np.array_equal(odd, mask)
    assert sum(map(area_of, outlines)) == mask.sum()
    return outlines


def test_a_square_keeps_its_right_column_and_its_last_row() -> None:
    mask = np.zeros((20, 30), np.bool_)
    mask[5:15, 10:20] = True
    (outline,) = check(mask)
    assert sorted(map(tuple, corners_of(outline).tolist())) == [(10, 5), (10, 15), (20, 5), (20, 15)]


@pytest.mark.parametrize(
    "rows",
    [
        ["#"],
        ["###"],
        ["#", "#"],
        ["#..", ".#.", "..#"],
        ["#..", "#..", "###"],
        ["..#", "###"],
        ["###", "#.#", "###"],
        ["#####", "#.#.#", "#####", "#...#", "#####"],
        ["#######", "#.....#", "#.###.#", "#.#.#.#", "#.###.#", "#.....#", "#######"],
        ["##..", "#.#.", ".#.#", "..##"],
    ],
    ids=["one", "row", "column", "slanted scratch", "bent scratch", "corner", "ring", "three holes", "island", "chain"],
)
def test_scratches_rings_and_islands_keep_their_form_and_their_area(rows: list[str]) -> None:
    check(np.array([[letter == "#" for letter in row] for row in rows]))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_any_mask_is_enclosed_pixel_by_pixel(share: float) -> None:
    chance = np.random.default_rng(7)
    for _ in range(20):
        mask = chance.random((11, 14)) < share
        if mask.any():
            check(mask)


def test_of_nothing_there_is_no_outline() -> None:
    assert polygons(np.zeros((3, 4), np.bool_)) == []


def test_the_file_says_the_same_area_in_numbers_and_in_outlines(tmp_path: Path) -> None:
    mask = np.zeros((40, 40), np.bool_)
    mask[10:20, 10:20] = True
    mask[14:16, 14:16] = False
    with coco_file(tmp_path / "c.json") as file:
        file.defect(file.image("a.png", (40, 40), "defective", "escape"), "scratch", mask, Box(0.0, 0.0, 40.0, 40.0))
    (entry,) = json.loads((tmp_path / "c.json").read_text("utf-8"))["annotations"]
    assert (entry["bbox"], entry["area"], sum(map(area_of, entry["segmentation"]))) == ([10, 10, 10, 10], 96, 96.0)
    assert np.array_equal(drawn(entry["segmentation"], (40, 40)), mask)

"""A drill for eyes: a sheet of what was drawn, and the golden tinted by the smallest size caught near each place."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.calibrate.drill import Drilled, Shot
from inspector.calibrate.drill_report import CAUGHT_SHARE
from inspector.calibrate.tint import DARK, WHITE, YELLOW, band, scale, tinted, write

Picture = NDArray[np.uint8]

TILE_PX: Final = 132
VIEW_PX: Final = 66
PLACE_PX: Final = 8
"""The tinted golden says one size for each square of so many golden px."""
SPEAKERS: Final = 12
"""About so many draws of a size speak for a place, the nearer the louder."""
_STRIP_PX: Final = 30
_GREEN, _RED = (110, 200, 90), (80, 80, 240)
_BLIND: Final = (60, 10, 60)
_NEVER_ASKED: Final = (128, 128, 128)
_NO_PICTURE: Final = np.zeros((0, 0), np.uint8)


def for_sheet(shots: Iterable[Shot], contrast: float) -> Iterator[Shot]:
    """Yield `shots` as they come, without the pictures that the sheet of this contrast does not show.

    All pictures of a drill of the demo product are 2 GB, and a drill of 50 of each sort has five times as many.
    """
    pictured: set[tuple[str, int]] = set()
    for shot in shots:
        here = [each.drawn.wanted for each in shot.drilled if each.drawn.wanted.contrast == contrast]
        wanted = {(each.kind, each.size_px) for each in here}
        yield shot if wanted - pictured else replace(shot, image=_NO_PICTURE)
        pictured |= wanted


def draw_sheet(shots: Sequence[Shot], contrast: float) -> Picture:
    """Return a sheet of drawn defects of one contrast, uint8 (h, w, 3) BGR: a row per kind, a pair per size.

    Left of a pair the picture that was judged, right the same with the box of what was drawn: green where it was
    caught, red where not. Every tile says that it is synthetic.
    """
    chosen: dict[tuple[str, int], tuple[Shot, Drilled]] = {}
    for shot in shots:
        for each in shot.drilled:
            if each.drawn.wanted.contrast == contrast:
                chosen.setdefault((each.drawn.wanted.kind, each.drawn.wanted.size_px), (shot, each))
    kinds, sizes = sorted({kind for kind, _ in chosen}), sorted({size for _, size in chosen})
    empty = np.full((TILE_PX + _STRIP_PX, 2 * TILE_PX, 3), DARK, np.uint8)
    rows = [
        np.hstack([_tile(*chosen[kind, size]) if (kind, size) in chosen else empty for size in sizes]) for kind in kinds
    ]
    sheet = np.vstack(rows) if rows else empty
    words = f"SYNTHETIC defects drawn on the golden, {contrast:g} grey levels; none of these parts was ever made"
    return np.vstack([band(words, sheet.shape[1]), sheet])


def draw_map(
    golden: Picture, zone_of: NDArray[np.uint8], names: Sequence[str], drilled: Sequence[Drilled], contrast: float
) -> Picture:
    """Return the golden tinted by the smallest size caught near each place, uint8 (H + header + legend, W, 3) BGR.

    Pale is fine, dark is coarse, the darkest is not caught at the largest size that was drawn; grey is a place where
    nothing was drawn near or nothing is inspected.
    """
    sizes = sorted({each.drawn.wanted.size_px for each in drilled})
    step = smallest_by_place(zone_of, names, drilled, contrast)
    places = step.repeat(PLACE_PX, axis=0).repeat(PLACE_PX, axis=1)[: golden.shape[0], : golden.shape[1]]
    colours = np.array([*scale(len(sizes)), _BLIND, _NEVER_ASKED], np.float32)
    not_caught = f"not up to {sizes[-1]}" if sizes else "not caught"
    labels = [*(f"{size} px" for size in sizes), not_caught, "not asked"]
    return tinted(
        golden, places, colours, labels, f"smallest SYNTHETIC defect caught, {contrast:g} grey levels, all kinds"
    )


def smallest_by_place(
    zone_of: NDArray[np.uint8], names: Sequence[str], drilled: Sequence[Drilled], contrast: float
) -> NDArray[np.intp]:
    """Return, for each square of the golden, which of the drawn sizes is the smallest that is caught there.

    intp (ceil(H / 8), ceil(W / 8)): 0 for the smallest size; as many as there are sizes for "not caught"; one more for
    "not asked". A size counts as caught where 90 % of the draws in the same zone are, each weighted by how near it
    lies, and those of every larger size too.
    """
    sizes = sorted({each.drawn.wanted.size_px for each in drilled})
    zones = zone_of[PLACE_PX // 2 :: PLACE_PX, PLACE_PX // 2 :: PLACE_PX]
    zones = np.pad(
        zones,
        [(0, -(-full // PLACE_PX) - part) for full, part in zip(zone_of.shape, zones.shape, strict=True)],
        mode="edge",
    )
    step = np.full(zones.shape, len(sizes) + 1, np.intp)
    for number, name in enumerate(names):
        here = [each for each in drilled if each.drawn.zone == name and each.drawn.wanted.contrast == contrast]
        rows, columns = np.nonzero(zones == number)
        if here and len(rows):
            step[rows, columns] = _steps(rows * PLACE_PX, columns * PLACE_PX, here, sizes)
    return step


def _steps(
    rows: NDArray[np.intp], columns: NDArray[np.intp], here: Sequence[Drilled], sizes: Sequence[int]
) -> NDArray[np.intp]:
    step = np.full(len(rows), len(sizes), np.intp)
    is_seen = np.ones(len(rows), np.bool_)
    for number in range(len(sizes) - 1, -1, -1):
        of_size = [each for each in here if each.drawn.wanted.size_px == sizes[number]]
        if of_size:
            sigma_px = PLACE_PX * np.sqrt(SPEAKERS * len(rows) / (2.0 * np.pi * len(of_size)))
            is_seen &= _share(rows, columns, of_size, sigma_px) >= CAUGHT_SHARE
            step[is_seen] = number
    return step


def _share(
    rows: NDArray[np.intp], columns: NDArray[np.intp], draws: Sequence[Drilled], sigma_px: float
) -> NDArray[np.float64]:
    """Return the share of `draws` caught as each place sees it: weighted by a Gaussian of its distance."""
    boxes = [each.drawn.box for each in draws]
    x = np.array([(box.x0 + box.x1) / 2 for box in boxes])
    y = np.array([(box.y0 + box.y1) / 2 for box in boxes])
    squared = (columns[:, np.newaxis] - x) ** 2 + (rows[:, np.newaxis] - y) ** 2
    # The nearest draw always speaks, however far it is.
    weight = np.exp((squared.min(axis=1, keepdims=True) - squared) / (2.0 * sigma_px**2))
    caught = np.array([each.is_caught for each in draws], np.float64)
    return np.asarray(weight @ caught / weight.sum(axis=1))


def _tile(shot: Shot, drilled: Drilled) -> Picture:
    box, wanted = drilled.drawn.box, drilled.drawn.wanted
    height, width = shot.image.shape[:2]
    x0 = int(np.clip((box.x0 + box.x1 - VIEW_PX) / 2, 0, max(width - VIEW_PX, 0)))
    y0 = int(np.clip((box.y0 + box.y1 - VIEW_PX) / 2, 0, max(height - VIEW_PX, 0)))
    view = shot.image[y0 : y0 + VIEW_PX, x0 : x0 + VIEW_PX]
    view = view if view.ndim == 3 else np.asarray(cv2.cvtColor(view, cv2.COLOR_GRAY2BGR), np.uint8)
    plain = np.asarray(cv2.resize(view, (TILE_PX, TILE_PX), interpolation=cv2.INTER_CUBIC), np.uint8)
    marked, scale = plain.copy(), TILE_PX / VIEW_PX
    edges = (box.x0 - x0 - 2, box.y0 - y0 - 2, box.x1 - x0 + 2, box.y1 - y0 + 2)
    corners = [round(scale * edge) for edge in edges]
    cv2.rectangle(marked, corners[:2], corners[2:], _GREEN if drilled.is_caught else _RED, 1, cv2.LINE_AA)
    strip = np.full((_STRIP_PX, 2 * TILE_PX, 3), DARK, np.uint8)
    said = f"caught, {drilled.score:.1f} x limit" if drilled.score is not None else "NOT caught"
    write(strip, f"synthetic {wanted.kind}, {wanted.size_px} px, {wanted.contrast:g} levels", (4, 12), YELLOW)
    write(strip, f"{drilled.drawn.zone}: {said}", (4, 25), WHITE)
    return np.vstack([strip, np.hstack([plain, marked])])

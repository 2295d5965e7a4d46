"""The real image sets beside the checkout: which pairs they hold and what is known of each.

``nuisance`` is DeepPCB again, under the nuisance of `nuisance.py`.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from inspector.errors import InputError
from inspector.part import Box

DATA = Path(__file__).parents[2] / "shared" / "data"
BOARDS = ("deeppcb", "nuisance")
PICTURES = ("aliens", "screws")
SETS = BOARDS + PICTURES


@dataclass(frozen=True, slots=True)
class Tile:
    """A square of a board's capture, and whether it holds a defect."""

    box: Box
    is_defective: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A golden, the picture of one part, and what is known of the part.

    Parameters
    ----------
    image_set
        One of `SETS`.
    pair_id
        Its name in the set.
    golden, test
        Files of the two pictures.
    is_defective
        Whether the part has any defect.
    boxes, tiles
        Of boards: the defects, and the squares that hold one or none, in px of the test picture.
    code
        Of screws: for each quadrant "1" where the screw is there, "0" where it is missing.
    """

    image_set: str
    pair_id: str
    golden: Path
    test: Path
    is_defective: bool
    boxes: tuple[Box, ...] = ()
    tiles: tuple[Tile, ...] = ()
    code: str = ""


def is_there(image_set: str) -> bool:
    """Return whether the set lies beside the checkout."""
    return _folder(image_set).is_dir()


def pairs(image_set: str, every: int = 1) -> tuple[Pair, ...]:
    """Return the pairs of a set but for the golden itself; of boards each `every`-th, pictures are few and all taken.

    Raises
    ------
    InputError
        There is no such set.
    """
    folder = _folder(image_set)
    with folder.joinpath("manifest.csv").open(newline="") as manifest:
        rows = [row for row in csv.DictReader(manifest) if row.get("label") != "good"]
    if image_set in PICTURES:
        return tuple(
            Pair(image_set, row["pair_id"], *_files(folder, row), row["label"] != "normal", code=row.get("code", ""))
            for row in rows
        )
    tiles = _tiles(folder)
    return tuple(
        Pair(
            image_set,
            row["pair_id"],
            *_files(folder, row),
            is_defective=True,
            boxes=_boxes(folder / row["annotation_path"]),
            tiles=tuple(tiles.get(row["pair_id"], ())),
        )
        for row in rows[::every]
    )


def _folder(image_set: str) -> Path:
    if image_set not in SETS:
        raise InputError(f"measure on {image_set}", f"the sets are {', '.join(SETS)}", "name one of them")
    return DATA / ("deeppcb" if image_set in BOARDS else image_set)


def _files(folder: Path, row: dict[str, str]) -> tuple[Path, Path]:
    return folder / row["golden_path"], folder / row["test_path"]


def _boxes(path: Path) -> tuple[Box, ...]:
    return tuple(Box(*(float(value) for value in line.split()[:4])) for line in path.read_text().splitlines() if line)


def _tiles(folder: Path) -> dict[str, list[Tile]]:
    tiles: dict[str, list[Tile]] = {}
    with folder.joinpath("tiles.csv").open(newline="") as table:
        for row in csv.DictReader(table):
            x, y, width, height = (float(row[key]) for key in ("x", "y", "w", "h"))
            if row["label"] in {"clean", "defect"}:
                tile = Tile(Box(x, y, x + width, y + height), row["label"] == "defect")
                tiles.setdefault(row["pair_id"], []).append(tile)
    return tiles

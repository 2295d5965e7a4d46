"""What a person marked on a capture: boxes from a text file, or a mask from a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.errors import InputError, PartError
from inspector.image_file import read_image
from inspector.part import Box

_FORMAT = "write x0 y0 x1 y1 and a class on each line, in px of the capture"


@dataclass(frozen=True, slots=True)
class TrueBox:
    """A box in capture coordinates around a true defect, and what went wrong there; "" where that is not told."""

    box: Box
    defect_class: str


def read_boxes(path: Path) -> tuple[TrueBox, ...]:
    """Return the boxes of the file at `path`: lines of `x0 y0 x1 y1 class`, with spaces or commas, class optional.

    Raises
    ------
    InputError
        The file is missing or no text, or a line is no box. Nothing is judged.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"read boxes {path}", str(error), _FORMAT) from error
    return tuple(_box(path, number, line) for number, line in enumerate(lines, start=1) if line.strip())


def read_mask(path: Path) -> NDArray[np.bool_]:
    """Return the mask in the picture at `path`, bool (H, W): True where any channel is not black.

    Raises
    ------
    InputError
        It is no whole 8-bit picture. Nothing is judged.
    """
    try:
        image = read_image(path)
    except PartError as error:
        raise InputError(f"read mask {path}", str(error), "give an 8-bit PNG, black where the part is good") from error
    return np.asarray(image > 0 if image.ndim == 2 else (image > 0).any(axis=2), np.bool_)


def regions(mask: NDArray[np.bool_]) -> tuple[NDArray[np.int32], tuple[Box, ...]]:
    """Return which region each pixel of a mask belongs to, 0 for none, and the box of each region from 1 on.

    Pixels that touch at an edge or a corner are one region.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    boxes = tuple(Box(x, y, x + width, y + height) for x, y, width, height, _ in stats[1:].astype(float).tolist())
    return labels.astype(np.int32, copy=False), boxes


def longest_side_px(boxes: Sequence[Box]) -> float | None:
    """Return the longest side among `boxes`, in px; None of none."""
    return max((max(box.x1 - box.x0, box.y1 - box.y0) for box in boxes), default=None)


def _box(path: Path, number: int, line: str) -> TrueBox:
    cells = line.replace(",", " ").split(maxsplit=4)
    try:
        corners = [_finite(cell) for cell in cells[:4]]
        return TrueBox(Box(*corners), " ".join(cells[4:]).strip())
    except (TypeError, ValueError) as error:
        raise InputError(f"read boxes {path}", f"line {number} is {line.strip()!r}", _FORMAT) from error


def _finite(cell: str) -> float:
    number = float(cell)
    if not isfinite(number):
        raise ValueError(f"{cell} is no place in a picture")
    return number

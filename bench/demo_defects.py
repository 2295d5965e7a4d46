"""Write the contact sheet of the demo product's defects: every kind twice, circled by its true box.

Run ``.venv/bin/python bench/demo_defects.py docs/images/demo-defects.png``.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.demo.defects import DefectKind, plan_defect
from inspector.demo.line import TrueDefect, plant
from inspector.demo.photometry import Light, expose
from inspector.demo.placement import Placement, take_picture
from inspector.demo.stock import stock_of

Picture = NDArray[np.uint8]
TILE_PX = 180
VIEW_PX = 90
PER_KIND = 2
COLUMNS = 7


def defective(kind: DefectKind, rng: np.random.Generator) -> tuple[Picture, TrueDefect]:
    """Return the shot of a part with one defect that must be caught, and the truth about it."""
    while True:
        picture = stock_of(0).picture.copy()
        defect = plant(picture, stock_of(0), plan_defect(kind, rng))
        if defect is not None and defect.must_be_caught:
            return expose(take_picture(picture, Placement()), Light(), rng), defect


def tile(kind: DefectKind, rng: np.random.Generator) -> Picture:
    """Return the neighbourhood of a defect, enlarged, with its name, its size and the corners of its box."""
    shot, defect = defective(kind, rng)
    box = defect.box
    height, width = shot.shape[:2]
    x0 = int(np.clip((box.x0 + box.x1 - VIEW_PX) / 2, 0, width - VIEW_PX))
    y0 = int(np.clip((box.y0 + box.y1 - VIEW_PX) / 2, 0, height - VIEW_PX))
    view = np.asarray(
        cv2.resize(shot[y0 : y0 + VIEW_PX, x0 : x0 + VIEW_PX], (TILE_PX, TILE_PX), interpolation=cv2.INTER_CUBIC)
    )
    scale = TILE_PX / VIEW_PX
    corners = [round(scale * edge) for edge in (box.x0 - x0 - 2, box.y0 - y0 - 2, box.x1 - x0 + 2, box.y1 - y0 + 2)]
    cv2.rectangle(view, corners[:2], corners[2:], (60, 220, 255), 1, cv2.LINE_AA)
    strip = np.full((22, TILE_PX, 3), 30, np.uint8)
    words = f"{kind.value}  {defect.area_px} px, {defect.contrast:.0f} levels"
    cv2.putText(strip, words, (4, 15), (235, 235, 235), cv2.FontFace("sans"), 10, 400)
    return np.vstack([strip, view])


def main(target: Path) -> None:
    """Write the sheet to `target`."""
    rng = np.random.default_rng(2)
    tiles = [tile(kind, rng) for kind in DefectKind for _ in range(PER_KIND)]
    # Columns are kinds, so that the two of a kind stand one above the other.
    bands = [tiles[k : k + PER_KIND * COLUMNS] for k in range(0, len(tiles), PER_KIND * COLUMNS)]
    rows = [np.hstack(band[shift::PER_KIND]) for band in bands for shift in range(PER_KIND)]
    target.parent.mkdir(parents=True, exist_ok=True)
    # 6 bits a colour: grain that nobody sees on a sheet would triple the file.
    sheet = np.vstack(rows) & 0xFC
    cv2.imwrite(str(target), sheet, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    print(f"{target}: {sheet.shape[1]} x {sheet.shape[0]} px, {target.stat().st_size >> 10} KiB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path, nargs="?", default=Path("docs/images/demo-defects.png"))
    main(parser.parse_args().target)

"""Draw a sheet of generated training pairs: golden, good part, defective part with its labelled defects outlined.

Run ``.venv/bin/python bench/generated_pairs.py docs/images/generated-pairs.jpg``.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.train.catalogue import families
from inspector.train.labels import DEFECT
from inspector.train.pairs import TrainingPair, make_pair
from inspector.train.stations import UNUSUAL_SHARE
from inspector.train.textures import TextureBank

SIDE_PX = 144
PER_ROW = 4
ROWS = 9
RED = (40, 40, 255)


def strip(pair: TrainingPair) -> NDArray[np.uint8]:
    """Return golden, good part and defective part side by side."""
    marked = pair.capture.copy()
    mask = cv2.dilate((pair.label == DEFECT).astype(np.uint8), np.ones((5, 5), np.uint8))
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(marked, outlines, -1, RED, 1)
    row = np.hstack([pair.goldens[0], pair.good, marked])
    return np.asarray(cv2.copyMakeBorder(row, 2, 2, 2, 6, cv2.BORDER_CONSTANT, value=(255, 255, 255)), np.uint8)


def main() -> None:
    """Write the sheet."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=5_000)
    options = parser.parse_args()
    textures, designs = TextureBank(7), families()
    names = sorted(designs)
    chosen = [names[number * len(names) // (PER_ROW * ROWS)] for number in range(PER_ROW * ROWS)]
    strips = [
        strip(make_pair(options.seed + number, {name: designs[name]}, textures, SIDE_PX, unusual_share=UNUSUAL_SHARE))
        for number, name in enumerate(chosen)
    ]
    rows = [np.hstack(strips[start : start + PER_ROW]) for start in range(0, len(strips), PER_ROW)]
    cv2.imwrite(str(options.out), np.vstack(rows), [cv2.IMWRITE_JPEG_QUALITY, 88])


if __name__ == "__main__":
    main()

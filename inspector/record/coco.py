"""A COCO annotation file that is written while parts come: no more than one of them is held."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import numpy as np

from inspector.part import Box
from inspector.record.defect_masks import Mask, cut, polygons

_COPY_BYTES = 1 << 20
_UNNAMED = "defect"


@dataclass(slots=True)
class CocoFile:
    """What was written so far: images go into the file, annotations wait beside it until the last image is in."""

    _file: IO[str]
    _waiting: IO[str]
    _categories: dict[str, int] = field(default_factory=dict)
    _images: int = 0
    _annotations: int = 0

    def image(self, file: str, shape: tuple[int, int], label: str, disposition: str) -> int:
        """Enter a picture and return its id; programs that annotate pass over the keys that are not COCO's."""
        self._images += 1
        entry = {
            "id": self._images,
            "file_name": file,
            "height": shape[0],
            "width": shape[1],
            "label": label,
            "disposition": disposition,
        }
        _put(self._file, entry, is_first=self._images == 1)
        return self._images

    def defect(self, image: int, category: str, mask: Mask, box: Box) -> None:
        """Enter one defect of a picture: what of `mask` is inside `box`; where that is nothing, nothing is entered."""
        inside = cut(mask, box)
        rows, columns = np.nonzero(inside)
        if not rows.size:
            return
        x, y = int(columns.min()), int(rows.min())
        self._annotations += 1
        entry = {
            "id": self._annotations,
            "image_id": image,
            "category_id": self._categories.setdefault(category or _UNNAMED, len(self._categories) + 1),
            "bbox": [x, y, int(columns.max()) + 1 - x, int(rows.max()) + 1 - y],
            "area": int(rows.size),
            "segmentation": polygons(inside),
            "iscrowd": 0,
        }
        _put(self._waiting, entry, is_first=self._annotations == 1)

    def finish(self) -> None:
        """Write what waits, and the categories: reasons of the defects, in the order in which they came."""
        self._file.write('],\n"annotations": [')
        self._waiting.seek(0)
        while text := self._waiting.read(_COPY_BYTES):
            self._file.write(text)
        names = [{"id": number, "name": name} for name, number in self._categories.items()]
        self._file.write(f'],\n"categories": {json.dumps(names)}}}\n')


@contextmanager
def coco_file(path: Path) -> Iterator[CocoFile]:
    """Open the file at `path` for pictures and their defects; it is whole when the block ends without an error."""
    with path.open("w", encoding="utf-8") as file, TemporaryFile("w+", encoding="utf-8", dir=path.parent) as waiting:
        file.write('{"info": {"description": "parts with the dispositions of people"},\n"images": [')
        made = CocoFile(file, waiting)
        yield made
        made.finish()


def _put(file: IO[str], entry: object, *, is_first: bool) -> None:
    file.write(("\n" if is_first else ",\n") + json.dumps(entry))

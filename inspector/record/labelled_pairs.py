"""Parts that people disposed of, as pairs to learn from: golden, capture, mask, score map, and lists that name them.

In the folder: `manifest.csv` for `inspector evaluate`, `finetune.csv` for `inspector train --finetune` (the same less
the defective parts without a mask), `annotations.json` (COCO) for CVAT and Label Studio, and the pictures.
"""

from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from csv import QUOTE_NONNUMERIC, writer
from dataclasses import astuple, dataclass, field, fields
from pathlib import Path
from typing import IO, Protocol

import numpy as np
from numpy.typing import NDArray

from inspector.errors import RecipeError
from inspector.golden.golden import Golden
from inspector.golden.library import load_revision
from inspector.image_file import encode_png
from inspector.part import Provenance
from inspector.record.coco import CocoFile, coco_file
from inspector.record.defect_masks import Mask, defect_mask
from inspector.record.dispositions import State
from inspector.record.pictures import frame_of, score_map_of, whole_folder
from inspector.record.spreadsheet import safe_cell
from inspector.record.store import PartRow
from inspector.record.warps import Warps

MANIFEST, FINETUNE, ANNOTATIONS = "manifest.csv", "finetune.csv", "annotations.json"
_FOLDERS = ("goldens", "captures", "masks", "maps")
_GOLDENS_HELD = 4


@dataclass(frozen=True, slots=True)
class PairLine:
    """One line of the manifests; paths are relative to them, and numbers, so that none can be a formula."""

    pair_id: str
    golden_path: str
    test_path: str
    label: str
    defect_class: str
    mask_path: str
    map_path: str
    part_id: str
    product: str
    revision: str
    outcome: str
    disposition: str


@dataclass(slots=True)
class PairsWritten:
    """How many parts were written as what, how many of the defective have no mask, and why others were left out."""

    good: int = 0
    defective: int = 0
    unmarked: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class PairSources:
    """Where the pictures of parts and goldens are."""

    data: Path
    images: Path
    golden_refs: Path


def write_pairs(out: Path, sources: PairSources, parts: Iterable[tuple[PartRow, State]]) -> PairsWritten:
    """Write every part of which people said that it is good or defective, and return how many those were.

    Parts whose frame is not kept or was changed, and those whose golden is not in the library any more, are left out
    and counted.

    Raises
    ------
    InputError
        `out` is not empty or cannot be written: its disk is full, or gone. Nothing is left in it.
    StoreError
        The record cannot be read.
    """
    with whole_folder(out, f"export pairs to {out}") as unfinished, ExitStack() as closing:
        for name in _FOLDERS:
            (unfinished / name).mkdir()
        manifest, finetune = (_table(closing, unfinished / name) for name in (MANIFEST, FINETUNE))
        warps = Warps(sources.data)
        closing.callback(warps.close)
        lists = _Lists(manifest, finetune, closing.enter_context(coco_file(unfinished / ANNOTATIONS)))
        pairs = _Pairs(unfinished, sources, warps, lists)
        for row, state in parts:
            pairs.add(row, state)
    return pairs.written


class _Lines(Protocol):
    """What `csv.writer` returns; it gives it no name."""

    def writerow(self, row: Iterable[object], /) -> object:
        """Write one line."""


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists that name the pictures."""

    manifest: _Lines
    finetune: _Lines
    coco: CocoFile


class _Pairs:
    def __init__(self, out: Path, sources: PairSources, warps: Warps, lists: _Lists) -> None:
        self._out, self._sources, self._warps, self._lists = out, sources, warps, lists
        self._goldens: dict[tuple[str, str, str], tuple[Golden, str] | None] = {}
        self.written = PairsWritten()

    def add(self, row: PartRow, state: State) -> None:
        """Write the part, or count why not."""
        said = state.standing
        if said is None or said.disposition is None or said.disposition.is_defective is None:
            self.written.left_out["undecided" if said is None else "uncertain"] += 1
            return
        golden = self._golden(row.provenance)
        image = frame_of(self._sources.images, row)
        if golden is None or image is None:
            self.written.left_out["no golden in the library" if golden is None else "no frame"] += 1
            return
        self._write(row, state, *golden, image)

    def _write(self, row: PartRow, state: State, golden: Golden, golden_path: str, image: NDArray[np.uint8]) -> None:
        said = state.standing
        disposition = said.disposition if said else None
        is_defective = bool(disposition and disposition.is_defective)
        name = f"{row.seq:08d}.png"
        (self._out / "captures" / name).write_bytes(encode_png(image))
        levels = self._map(row, name)
        mask = self._mask(row, golden, image, levels) if is_defective and row.defects else None
        if mask is not None:
            (self._out / "masks" / name).write_bytes(encode_png(mask.astype(np.uint8) * np.uint8(255)))
        line = PairLine(
            pair_id=f"part-{row.seq:08d}",
            golden_path=golden_path,
            test_path=f"captures/{name}",
            label="defective" if is_defective else "good",
            defect_class=said.reason if said and is_defective else "",
            mask_path=f"masks/{name}" if mask is not None else "",
            map_path=f"maps/{name}" if levels is not None else "",
            part_id=row.part_id,
            product=row.provenance.product,
            revision=row.provenance.revision,
            outcome=row.signal.outcome.name,
            disposition=str(disposition),
        )
        self._enter(line, row, image.shape[:2], mask)

    def _enter(self, line: PairLine, row: PartRow, shape: tuple[int, ...], mask: Mask | None) -> None:
        cells = [safe_cell(cell) for cell in astuple(line)]
        self._lists.manifest.writerow(cells)
        is_defective = line.label == "defective"
        if mask is not None or not is_defective:
            self._lists.finetune.writerow(cells)
        number = self._lists.coco.image(line.test_path, (shape[0], shape[1]), line.label, line.disposition)
        if mask is not None:
            for defect in row.defects:
                self._lists.coco.defect(number, line.defect_class, mask, defect.box_capture)
        self.written.defective += is_defective
        self.written.good += not is_defective
        self.written.unmarked += is_defective and mask is None

    def _map(self, row: PartRow, name: str) -> NDArray[np.uint8] | None:
        found = score_map_of(self._sources.images, row)
        if found is None:
            return None
        levels, data = found
        (self._out / "maps" / name).write_bytes(data)
        return levels

    def _mask(self, row: PartRow, golden: Golden, image: NDArray[np.uint8], levels: NDArray[np.uint8] | None) -> Mask:
        height, width = image.shape[:2]
        golden_shape = (golden.image.shape[0], golden.image.shape[1])
        return defect_mask((height, width), row.defects, levels, self._warps.warp(row.seq), golden_shape)

    def _golden(self, by: Provenance) -> tuple[Golden, str] | None:
        """Return the golden that the part was judged with, and its file; the last few are held."""
        key = (by.product, by.revision, by.golden_sha256)
        if key not in self._goldens:
            if len(self._goldens) >= _GOLDENS_HELD:
                self._goldens.pop(next(iter(self._goldens)))
            self._goldens[key] = self._written_golden(by)
        return self._goldens[key]

    def _written_golden(self, by: Provenance) -> tuple[Golden, str] | None:
        try:
            golden = load_revision(self._sources.golden_refs, by.product, by.revision)
        except RecipeError:
            return None
        if golden.golden_sha256 != by.golden_sha256:
            return None
        # Named by its hash: what products are called is nothing for a path.
        file = f"goldens/{by.golden_sha256[:16]}.png"
        (self._out / file).write_bytes(encode_png(golden.image))
        return golden, file


def _table(closing: ExitStack, path: Path) -> _Lines:
    file: IO[str] = closing.enter_context(path.open("w", newline="", encoding="utf-8"))
    lines = writer(file, quoting=QUOTE_NONNUMERIC)
    lines.writerow([each.name for each in fields(PairLine)])
    return lines

"""What is known of each pair of a manifest: good or defective, and where, in further columns of the same file."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from inspector.errors import InputError
from inspector.evaluate.annotation import TrueBox, longest_side_px, read_boxes, read_mask, regions
from inspector.evaluate.manifest import Pair, pairs_of, read_rows


class Label(StrEnum):
    """What the part is."""

    GOOD = "good"
    DEFECTIVE = "defective"


_WORDS = {
    **dict.fromkeys(("good", "normal", "ok", "pass"), Label.GOOD),
    **dict.fromkeys(("defective", "defect", "anomaly", "bad", "ng", "reject"), Label.DEFECTIVE),
}
_BOXES = ("boxes_path", "annotation_path")


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """A pair and the truth about its part.

    Parameters
    ----------
    pair
        What is judged.
    label
        What the part is.
    classes
        What is wrong with it, by the manifest's column or by its boxes; empty where nothing says.
    boxes
        Around its defects, in capture px, of its mask where it has no boxes; None where neither is there, which is not
        the same as none.
    mask
        File that marks its defects, of the capture's size; None where there is none.
    size_px
        Longest side of its largest defect, in capture px; None where neither boxes nor mask tell.
    """

    pair: Pair
    label: Label
    classes: tuple[str, ...] = ()
    boxes: tuple[TrueBox, ...] | None = None
    mask: Path | None = None
    size_px: float | None = None


def read_labelled(path: Path, no_defects: Collection[str] = ()) -> tuple[LabelledPair, ...]:
    """Return the pairs of the manifest at `path` with their labels; marks of a class in `no_defects` are left out.

    Columns beside those of a manifest, all optional: `label`, `defect_class`, `boxes_path` (or `annotation_path`),
    `mask_path`. A part without a label is what its boxes or mask say.

    Raises
    ------
    InputError
        The manifest cannot be used, one picture is there twice, a part has no label at all, or label, boxes and mask
        contradict each other. Nothing is judged.
    """
    lines = read_rows(path)
    pairs, rows = pairs_of(path, lines), [_Row.of(path.parent, row) for row in lines]
    _check_once(path, pairs)
    unlabelled = [pair.pair_id for pair, row in zip(pairs, rows, strict=True) if not row.says]
    if unlabelled:
        raise InputError(
            f"evaluate manifest {path}",
            f"{len(unlabelled)} of {len(pairs)} pairs have no label, first {unlabelled[0]}",
            "write good or defective into a column label, or name boxes_path or mask_path",
        )
    return tuple(_labelled(pair, row, no_defects) for pair, row in zip(pairs, rows, strict=True))


def _check_once(path: Path, pairs: tuple[Pair, ...]) -> None:
    """Raise InputError where one picture is two parts: it would count twice and look surer than it is."""
    first: dict[tuple[Path, Path], str] = {}
    for pair in pairs:
        name = first.setdefault((pair.golden.resolve(), pair.capture.resolve()), pair.pair_id)
        if name != pair.pair_id:
            found = f"{pair.pair_id} is the picture of {name}, {pair.capture}, by the same golden"
            raise InputError(f"evaluate manifest {path}", found, "name each part once")


@dataclass(frozen=True, slots=True)
class _Row:
    """What one line says beside the pair itself."""

    label: str
    defect_class: str
    boxes: Path | None
    mask: Path | None

    @classmethod
    def of(cls, folder: Path, row: dict[str, str]) -> "_Row":
        boxes = next((cell for cell in (_cell(row, name) for name in _BOXES) if cell), "")
        mask = _cell(row, "mask_path")
        return cls(
            _cell(row, "label").lower(),
            _cell(row, "defect_class"),
            folder / boxes if boxes else None,
            folder / mask if mask else None,
        )

    @property
    def says(self) -> bool:
        return bool(self.label or self.boxes or self.mask)


def _cell(row: dict[str, str], name: str) -> str:
    return (row.get(name) or "").strip()


def _labelled(pair: Pair, row: _Row, no_defects: Collection[str]) -> LabelledPair:
    mask = None if row.defect_class in no_defects else row.mask
    boxes = _true_boxes(row, no_defects)
    label = _label(pair, row, has_marks=bool(boxes))
    if row.boxes and mask:
        _check_alike(pair, mask, has_boxes=bool(boxes))
    if label is Label.GOOD:
        return LabelledPair(pair, label, (), (), mask)
    named = row.defect_class if row.defect_class not in no_defects else ""
    classes = (named,) if named else _classes(boxes)
    size_px = longest_side_px([each.box for each in boxes or ()])
    return LabelledPair(pair, label, classes, boxes, mask, size_px)


def _true_boxes(row: _Row, no_defects: Collection[str]) -> tuple[TrueBox, ...] | None:
    if row.boxes:
        # A box of no class of its own is of the class that the line names.
        boxes = (replace(each, defect_class=each.defect_class or row.defect_class) for each in read_boxes(row.boxes))
        return tuple(each for each in boxes if each.defect_class not in no_defects)
    if row.mask:
        marked = tuple(TrueBox(box, row.defect_class) for box in regions(read_mask(row.mask))[1])
        return () if row.defect_class in no_defects else marked
    return None


def _classes(boxes: tuple[TrueBox, ...] | None) -> tuple[str, ...]:
    return tuple(sorted({each.defect_class for each in boxes or () if each.defect_class}))


def _check_alike(pair: Pair, mask: Path, *, has_boxes: bool) -> None:
    if bool(read_mask(mask).any()) != has_boxes:
        marks = ("nothing", "a defect") if has_boxes else ("a defect", "nothing")
        found = "its mask marks {}, its boxes mark {}".format(*marks)
        raise InputError(f"use the marks of pair {pair.pair_id}", found, "mend the one that is wrong, or name one")


def _label(pair: Pair, row: _Row, *, has_marks: bool) -> Label:
    by_marks = Label.DEFECTIVE if has_marks else Label.GOOD
    if not row.label:
        return by_marks
    if row.label not in _WORDS:
        raise InputError(
            f"use the label of pair {pair.pair_id}", f"it is {row.label!r}", f"write one of {', '.join(_WORDS)}"
        )
    if (row.boxes or row.mask) and _WORDS[row.label] is not by_marks:
        raise InputError(
            f"use the label of pair {pair.pair_id}",
            f"it is {row.label!r}, its boxes or mask mark {'a defect' if has_marks else 'nothing'}",
            "mend the one that is wrong; boxes around what is no defect are left out by --no-defect CLASS",
        )
    return _WORDS[row.label]

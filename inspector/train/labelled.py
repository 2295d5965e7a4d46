"""Labelled pairs of a product: pictures of real parts that people have judged, for fine-tuning to them.

Each capture is aligned to its golden as on the line, and shows the golden where it was not seen, as the comparator of
the line is given it. `windows` cuts out of both what is learnt.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.align.align import align
from inspector.align.reference import Reference, learn
from inspector.errors import InputError
from inspector.golden.library import load_files
from inspector.image_file import picture_sha256, read_image
from inspector.part import CameraFacts, Capture, RefusedAlignment
from inspector.train.labels import DEFECT, GOOD, IGNORE, Label
from inspector.train.whole_file import keep

RIM_PX: Final = 5
NAMES: Final = ("golden", "capture", "label")
Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A judged part: picture files of its golden, its capture and its defects.

    Parameters
    ----------
    golden, capture
        Pictures of one size.
    mask
        Of the capture's size, above 0 where it is defective; None where the whole part was judged good.
    """

    golden: Path
    capture: Path
    mask: Path | None


@dataclass(frozen=True, slots=True, eq=False)
class AlignedLabel:
    """A judged part in its golden's frame: uint8 (H, W, 3) BGR twice, and its label, uint8 (H, W)."""

    golden: Picture
    capture: Picture
    label: Label

    @property
    def is_defective(self) -> bool:
        """Whether any place is labelled a defect."""
        return bool((self.label == DEFECT).any())


def align_labelled(pairs: Sequence[Labelled], say: Callable[[str], None] = lambda _: None) -> tuple[AlignedLabel, ...]:
    """Return the parts of `pairs` in their goldens' frames.

    Those whose alignment is refused are left out, and so is a picture that was there before: learnt from and held back,
    it would be asked for what it taught. `say` is told of each.

    Raises
    ------
    InputError
        Not one of them aligns, a mask has another size than its capture, or none of its defect can be seen.
    InspectorError
        A picture cannot be read, or no golden can be made of one.
    """
    found = tuple(_aligned(pairs, say))
    if not found:
        wrong = f"none of {len(pairs)} captures aligns to its golden"
        raise InputError("use the labelled pairs", wrong, "see why with `inspector align GOLDEN CAPTURE`")
    return found


def write_labelled(path: Path, parts: Sequence[AlignedLabel]) -> None:
    """Write `parts` to the file `path`: the same parts give the same bytes.

    Raises
    ------
    StoppedError
        The system refuses it, as a full disk does.
    """
    arrays = {f"{name}_{number}": getattr(part, name) for number, part in enumerate(parts) for name in NAMES}
    sink = io.BytesIO()
    np.savez_compressed(sink, allow_pickle=False, **arrays)
    keep(path, sink.getvalue())


def read_labelled(path: Path) -> tuple[AlignedLabel, ...]:
    """Return the parts that were written to `path`."""
    with np.load(path) as arrays:
        count = len(arrays.files) // len(NAMES)
        return tuple(AlignedLabel(*(arrays[f"{name}_{number}"] for name in NAMES)) for number in range(count))


def _aligned(pairs: Sequence[Labelled], say: Callable[[str], None]) -> Iterator[AlignedLabel]:
    reference, of = None, None
    for pair, image in _once(pairs, say):
        if reference is None or of != pair.golden:
            reference, of = learn(load_files(pair.golden, None)), pair.golden
        found = _in_golden_frame(pair, image, reference)
        if isinstance(found, AlignedLabel):
            yield found
        else:
            say(f"not used: {pair.capture}: {found.why}")


def _once(pairs: Sequence[Labelled], say: Callable[[str], None]) -> Iterator[tuple[Labelled, Picture]]:
    first: dict[str, Path] = {}
    for pair in pairs:
        image = read_image(pair.capture)
        picture = picture_sha256(image)
        if picture in first:
            say(f"not used: {pair.capture}: the same picture as {first[picture]}")
        else:
            first[picture] = pair.capture
            yield pair, image


def _in_golden_frame(pair: Labelled, image: Picture, reference: Reference) -> AlignedLabel | RefusedAlignment:
    golden = reference.golden.image
    plain = image if image.ndim == golden.ndim else _like(golden, image)
    when = datetime(2000, 1, 1, tzinfo=UTC)
    found = align(Capture(plain, pair.capture.stem, 1, when, str(pair.capture), CameraFacts()), reference)
    if isinstance(found, RefusedAlignment):
        return found
    label = np.where(found.valid, np.uint8(GOOD), np.uint8(IGNORE))
    if pair.mask is not None:
        label = _marked(label, _read_mask(pair.mask, image.shape[:2]), found.warp)
        _check_seen(pair.mask, label)
    shown = np.where(found.valid[..., None], _colour(found.image), _colour(golden))
    return AlignedLabel(_colour(golden), shown, label)


def _check_seen(mask: Path, label: Label) -> None:
    """Raise InputError unless a defect is in `label`: without one it would be taught as a good part."""
    if not (label == DEFECT).any():
        found = "nothing of what it marks lies where its golden shows the part, or it is less than a pixel there"
        raise InputError(f"use mask {mask}", found, "mark the whole defect, or leave the part out")


def _read_mask(path: Path, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    mask = read_image(path)
    if mask.shape[:2] != shape:
        found = f"{mask.shape[1]} x {mask.shape[0]} px, its capture is {shape[1]} x {shape[0]}"
        raise InputError(f"use mask {path}", found, "give a mask of the capture's size")
    plane = mask if mask.ndim == 2 else mask.max(axis=2)
    return np.asarray((plane > 0).astype(np.uint8) * 255)


def _marked(label: Label, mask: NDArray[np.uint8], warp: NDArray[np.float64]) -> Label:
    """Return `label` with the defects of `mask`, and a rim around them that nobody is to judge."""
    moved = cv2.warpPerspective(mask, warp, label.shape[::-1], flags=cv2.INTER_LINEAR) > 127
    rim = cv2.dilate(moved.astype(np.uint8), np.ones((RIM_PX, RIM_PX), np.uint8)) > 0
    marked = np.where(rim & (label == GOOD), np.uint8(IGNORE), label)
    return np.asarray(np.where(moved & (label == GOOD), np.uint8(DEFECT), marked), np.uint8)


def _like(golden: Picture, image: Picture) -> Picture:
    if golden.ndim == 3:
        return _colour(image)
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)


def _colour(image: Picture) -> Picture:
    return image if image.ndim == 3 else np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), np.uint8)

"""Folders of good and of bad parts as labelled pairs: what an engineer has before there is a manifest."""

from pathlib import Path

from inspector.errors import CaptureError, InputError
from inspector.evaluate.labels import Label, LabelledPair
from inspector.evaluate.manifest import Pair
from inspector.image_file import picture_sha256, read_image
from inspector.wiring.picture_folder import Picture, pictures_in


def labelled_folders(good: Path | None, bad: Path | None) -> tuple[LabelledPair, ...]:
    """Return the pictures of a folder of good and of one of bad parts, each once, for a product that has its golden.

    Raises
    ------
    InputError
        A folder cannot be read or holds no picture, or one picture is in both. Nothing is judged.
    """
    goods, bads = _by_pixels(good), _by_pixels(bad)
    both = [bads[pixels].path for pixels in bads if pixels in goods]
    if both:
        raise InputError("evaluate", f"{both[0]} is among the good parts as well", "take it out of one folder")
    kinds = [(goods, Label.GOOD), (bads, Label.DEFECTIVE)]
    return tuple(_labelled(picture, label) for pictures, label in kinds for picture in pictures.values())


def _by_pixels(folder: Path | None) -> dict[str, Picture]:
    """Return the pictures of a folder, each once, also where the same one was written by two programs."""
    found: dict[str, Picture] = {}
    for picture in pictures_in(folder).pictures if folder else ():
        found.setdefault(_pixels(picture), picture)
    return found


def _pixels(picture: Picture) -> str:
    """Return the hash of its pixels; of a file that is no picture, which is FAULT later, that of its bytes."""
    try:
        return picture_sha256(read_image(picture.path))
    except CaptureError:
        return picture.sha256


def _labelled(picture: Picture, label: Label) -> LabelledPair:
    path = picture.path
    # Its golden is the product's; the path is not read.
    pair = Pair(f"{path.parent.name}/{path.name}", path, path)
    return LabelledPair(pair, label, (), () if label is Label.GOOD else None)

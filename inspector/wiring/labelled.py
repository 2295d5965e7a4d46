"""Folders of good and of bad parts as labelled pairs: what an engineer has before there is a manifest."""

from pathlib import Path

from inspector.errors import InputError
from inspector.evaluate.labels import Label, LabelledPair
from inspector.evaluate.manifest import Pair
from inspector.wiring.picture_folder import Picture, pictures_in


def labelled_folders(good: Path | None, bad: Path | None) -> tuple[LabelledPair, ...]:
    """Return the pictures of a folder of good and of one of bad parts, each once, for a product that has its golden.

    Raises
    ------
    InputError
        A folder cannot be read or holds no picture, or one picture is in both. Nothing is judged.
    """
    goods = pictures_in(good).pictures if good else ()
    bads = pictures_in(bad).pictures if bad else ()
    known = {picture.sha256: picture.path for picture in goods}
    both = [picture.path for picture in bads if picture.sha256 in known]
    if both:
        raise InputError("evaluate", f"{both[0]} is among the good parts as well", "take it out of one folder")
    kinds = [(goods, Label.GOOD), (bads, Label.DEFECTIVE)]
    return tuple(_labelled(picture, label) for pictures, label in kinds for picture in pictures)


def _labelled(picture: Picture, label: Label) -> LabelledPair:
    path = picture.path
    # Its golden is the product's; the path is not read.
    pair = Pair(f"{path.parent.name}/{path.name}", path, path)
    return LabelledPair(pair, label, (), () if label is Label.GOOD else None)

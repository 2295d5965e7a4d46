"""Which pictures had a hand in the revision that they are to say something of."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from inspector.golden.golden import Golden
from inspector.golden.revision import RevisionFiles
from inspector.golden.used_pictures import Hand, UsedPictures, read_used
from inspector.image_file import picture_sha256, read_image
from inspector.part import Alignment, Capture, RefusedAlignment
from inspector.wiring.pairs import with_channels_of
from inspector.wiring.picture_folder import Folder, LeftOut, Picture

WORDS: Mapping[Hand, str] = {
    Hand.GOLDEN: "it is the golden itself",
    Hand.TAUGHT: "it was taught",
    Hand.VARIED: "what the limits are wider for was measured on it",
    Hand.PROPORTIONS: "the proportions of the limits were learnt from it",
    Hand.LIMITS: "the limits were set from it",
}


@dataclass(frozen=True, slots=True, eq=False)
class Hands:
    """A revision and the pictures that are known to have had a hand in it."""

    golden: Golden
    used: UsedPictures

    @classmethod
    def of(cls, golden: Golden, files: RevisionFiles) -> Self:
        """Return those of a revision.

        Raises
        ------
        RecipeError
            Its `pictures.json` is none.
        """
        return cls(golden, read_used(files.pictures, f"{golden.product} {golden.revision}"))

    def of_part(self, capture: Capture | None, alignment: Alignment | RefusedAlignment | None) -> Hand | None:
        """Return what the picture of a part had a hand in, None where nothing says that it had.

        Golden and taught good parts are known by their pixels, also of a revision that wrote nothing down.
        """
        if capture is None:
            return None
        if np.array_equal(capture.image, self.golden.image):
            return Hand.GOLDEN
        if isinstance(alignment, Alignment) and _is_taught(alignment, self.golden):
            return Hand.TAUGHT
        return self.used.hand_of(picture_sha256(capture.image))


def pixels_in(folder: Folder, golden: Golden) -> Mapping[Path, str]:
    """Return the hash of the pixels of each picture in a folder, grey or BGR as `golden` is.

    Raises
    ------
    CaptureError
        A file is no whole picture.
    """
    paths = (picture.path for picture in folder.pictures)
    return {path: picture_sha256(with_channels_of(golden.image, read_image(path))) for path in paths}


def once(folder: Folder, pixels: Mapping[Path, str]) -> Folder:
    """Return `folder` with each picture once, also where the same one was written by two programs."""
    first: dict[str, Picture] = {}
    for picture in folder.pictures:
        first.setdefault(pixels[picture.path], picture)
    again = [picture for picture in folder.pictures if first[pixels[picture.path]] is not picture]
    repeated = (LeftOut(each.path.name, f"the same picture as {first[pixels[each.path]].path.name}") for each in again)
    return Folder(tuple(first.values()), (*folder.repeated, *repeated))


def _is_taught(alignment: Alignment, golden: Golden) -> bool:
    """Return whether the part is one of those taught beside the golden, which hold its pixels where it was not seen."""
    seen = alignment.valid if golden.image.ndim == 2 else alignment.valid[..., None]
    return any(np.array_equal(np.where(seen, alignment.image, golden.image), good) for good in golden.goods)

"""The files of one revision: bytes on the disk, and the golden they make."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inspector.errors import CaptureError, RecipeError
from inspector.golden.golden import Golden
from inspector.golden.recipe import parse_recipe
from inspector.golden.variation import read_variation
from inspector.image_file import decode_image

GOLDEN_FILE = "golden.png"
RECIPE_FILE = "recipe.toml"
VARIATION_FILE = "variation.npz"
CALIBRATION_FILE = "calibration.json"
PICTURES_FILE = "pictures.json"
GOODS_FOLDER = "goods"
GOODS_MAX = 5
VARIANTS_FOLDER = "variants"
VARIANTS_MAX = 3


@dataclass(frozen=True, slots=True)
class RevisionFiles:
    """What a revision is made of, as bytes.

    Parameters
    ----------
    golden
        PNG of the golden.
    recipe
        TOML text.
    goods
        PNGs of at most 5 more good parts, in the golden's frame and of its shape.
    variation
        npz of what good parts vary by; None where it was not measured.
    calibration
        JSON of what the limits were promised on; None where they were not calibrated.
    variants
        PNGs of at most 3 other looks that are as good as the golden, in its frame and of its shape.
    pictures
        JSON of which pictures had a hand in it; None in a revision from before they were written down.

    Raises
    ------
    RecipeError
        There are more than 5 goods or 3 variants.
    """

    golden: bytes
    recipe: bytes
    goods: tuple[bytes, ...] = ()
    variation: bytes | None = None
    calibration: bytes | None = None
    variants: tuple[bytes, ...] = ()
    pictures: bytes | None = None

    def __post_init__(self) -> None:
        if len(self.goods) > GOODS_MAX:
            found = f"{len(self.goods)} further good parts, at most {GOODS_MAX}"
            raise RecipeError("use the revision", found, "choose those that differ most")
        if len(self.variants) > VARIANTS_MAX:
            found = f"{len(self.variants)} variants, at most {VARIANTS_MAX}: each takes the time of a comparison"
            raise RecipeError("use the revision", found, "make a product of its own for the others")

    def named(self) -> dict[str, bytes]:
        """Return the files by their path inside the revision's folder."""
        goods = _numbered(GOODS_FOLDER, self.goods)
        variants = _numbered(VARIANTS_FOLDER, self.variants)
        more = {VARIATION_FILE: self.variation, CALIBRATION_FILE: self.calibration, PICTURES_FILE: self.pictures}
        there = {name: data for name, data in more.items() if data is not None}
        return {GOLDEN_FILE: self.golden, RECIPE_FILE: self.recipe, **goods, **variants, **there}

    def sha256(self) -> dict[str, str]:
        """Return the hash of each file, as the ledger holds them."""
        return {name: _sha256(data) for name, data in self.named().items()}


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return every file in `folder`, by path inside it.

    Raises
    ------
    RecipeError
        The folder is missing, or a file in it cannot be read.
    """
    try:
        if not folder.is_dir():
            raise RecipeError(f"load revision {folder}", "there is no such folder", "check the name and the library")
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files_in(folder)}
    except OSError as error:
        found = f"{error.filename}: {error.strerror}"
        raise RecipeError(f"load revision {folder}", found, "check the library folder") from error


def files_in(found: Mapping[str, bytes], name: str) -> RevisionFiles:
    """Return the revision made of the files `found`; others than a revision's are passed over, `name` is for messages.

    Raises
    ------
    RecipeError
        Golden or recipe is missing.
    """
    missing = next((file for file in (GOLDEN_FILE, RECIPE_FILE) if file not in found), "")
    if missing:
        raise RecipeError(f"load revision {name}", f"{missing} is missing", "restore it, or draft the revision again")
    goods, variants = (
        tuple(found[file] for file in sorted(found) if file.startswith(f"{folder}/"))
        for folder in (GOODS_FOLDER, VARIANTS_FOLDER)
    )
    return RevisionFiles(
        golden=found[GOLDEN_FILE],
        recipe=found[RECIPE_FILE],
        goods=goods,
        variation=found.get(VARIATION_FILE),
        calibration=found.get(CALIBRATION_FILE),
        variants=variants,
        pictures=found.get(PICTURES_FILE),
    )


def golden_of(files: RevisionFiles, product: str, revision: str) -> Golden:
    """Return the golden that `files` make.

    Raises
    ------
    RecipeError
        A file is unusable: the message names it. The station refuses the revision.
    """
    name = f"{product}/{revision}"
    variation = read_variation(files.variation) if files.variation is not None else None
    return Golden(
        product=product,
        revision=revision,
        image=_picture(files.golden, f"{name}/{GOLDEN_FILE}"),
        recipe=parse_recipe(files.recipe.decode("utf-8", "replace"), f"{name}/{RECIPE_FILE}"),
        golden_sha256=_sha256(files.golden),
        recipe_sha256=_sha256(files.recipe),
        tolerance=variation.tolerance if variation else None,
        variation=variation,
        goods=_pictures(name, GOODS_FOLDER, files.goods),
        goods_sha256=tuple(_sha256(good) for good in files.goods),
        variation_sha256=_sha256(files.variation) if files.variation is not None else "",
        variants=_pictures(name, VARIANTS_FOLDER, files.variants),
        variants_sha256=tuple(_sha256(variant) for variant in files.variants),
    )


def _files_in(folder: Path) -> Iterator[Path]:
    # `rglob` passes over a folder that may not be read or is a link: its good parts or variants would be missed unsaid.
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            yield from _files_in(path)
        else:
            yield path


def _numbered(folder: str, pictures: Sequence[bytes]) -> dict[str, bytes]:
    return {f"{folder}/{number:02}.png": data for number, data in enumerate(pictures, 1)}


def _pictures(name: str, folder: str, files: Sequence[bytes]) -> tuple[NDArray[np.uint8], ...]:
    return tuple(_picture(data, f"{name}/{file}") for file, data in _numbered(folder, files).items())


def _picture(data: bytes, name: str) -> NDArray[np.uint8]:
    try:
        return decode_image(data, name)
    except CaptureError as error:
        raise RecipeError(f"use golden {name}", str(error), "give a whole 8-bit picture as golden") from error


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

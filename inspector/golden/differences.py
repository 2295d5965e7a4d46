"""What differs between two revisions, for people: files, recipe line by line, pictures in grey levels. Pure."""

import difflib
from dataclasses import dataclass

import numpy as np

from inspector.golden.revision import RECIPE_FILE, RevisionFiles
from inspector.image_file import decode_image


@dataclass(frozen=True, slots=True)
class FileDifference:
    """One file of either revision; `how` is ``"same"``, ``"changed"``, ``"added"`` or ``"removed"``."""

    name: str
    how: str


@dataclass(frozen=True, slots=True)
class PictureDifference:
    """How far two goldens differ.

    `changed_share` is the share of pixels that differ at all, 0..1; `mean_levels` and `largest_levels` are grey levels.
    All are None where the pictures have other shapes.
    """

    old_shape: tuple[int, ...]
    new_shape: tuple[int, ...]
    changed_share: float | None = None
    mean_levels: float | None = None
    largest_levels: int | None = None


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that differs between two revisions; `recipe` is a unified diff."""

    files: tuple[FileDifference, ...]
    recipe: tuple[str, ...]
    golden: PictureDifference


def differences(old: RevisionFiles, new: RevisionFiles, names: tuple[str, str]) -> Differences:
    """Return what differs from `old` to `new`; `names` are those of the revisions.

    Raises
    ------
    CaptureError
        A golden is no picture.
    """
    before, after = old.sha256(), new.sha256()
    files = tuple(FileDifference(name, _how(before.get(name), after.get(name))) for name in sorted(before | after))
    return Differences(files, _recipes(old, new, names), _pictures(old, new))


def _recipes(old: RevisionFiles, new: RevisionFiles, names: tuple[str, str]) -> tuple[str, ...]:
    was, is_now = (each.recipe.decode("utf-8", "replace").splitlines() for each in (old, new))
    return tuple(
        difflib.unified_diff(was, is_now, f"{names[0]}/{RECIPE_FILE}", f"{names[1]}/{RECIPE_FILE}", lineterm="")
    )


def _how(before: str | None, after: str | None) -> str:
    if before and after:
        return "same" if before == after else "changed"
    return "added" if after else "removed"


def _pictures(old: RevisionFiles, new: RevisionFiles) -> PictureDifference:
    one, other = decode_image(old.golden, "the old golden"), decode_image(new.golden, "the new golden")
    if one.shape != other.shape:
        return PictureDifference(one.shape, other.shape)
    levels = np.abs(one.astype(np.int16) - other.astype(np.int16))
    changed = levels.any(axis=2) if levels.ndim == 3 else levels > 0
    return PictureDifference(
        one.shape, other.shape, float(changed.mean()), float(levels.mean()), int(levels.max(initial=0))
    )

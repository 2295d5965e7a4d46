"""A small library of goldens for tests: two keys that its site trusts, revisions brought where a test wants them."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from inspector.golden import acts
from inspector.golden.keys import SigningKey, make_key, trust
from inspector.golden.library import Act, draft
from inspector.golden.revision import RevisionFiles, golden_of
from inspector.golden.variation import Middle, Variation, write_variation
from inspector.image_file import encode_png

PRODUCT = "PN-1042"


@cache
def small_files() -> RevisionFiles:
    """Return the files of a revision with everything a revision can hold but a variation."""
    noise = np.random.default_rng(7).integers(0, 256, (64, 96), np.uint8)
    good = np.roll(noise, 1, axis=0)
    recipe = b"# recipe\n[limits]\nmin_area_px = 12\n"
    return RevisionFiles(encode_png(noise), recipe, (encode_png(good),), calibration=b"{}")


@cache
def full_files() -> RevisionFiles:
    """Return the files of a revision with everything a revision can hold."""
    small = small_files()
    golden = golden_of(small, PRODUCT, "r001").image
    still = np.zeros(golden.shape, np.float32)
    variation = Variation(golden.astype(np.float32), still, still + 1, Middle.MEAN, 12.0, 4.0, goods=3)
    variants = (encode_png(np.roll(golden, 2, axis=1)), encode_png(np.roll(golden, 2, axis=0)))
    return replace(small, variation=write_variation(variation), variants=variants)


def other_files(number: int) -> RevisionFiles:
    """Return files that differ from `small_files` in their recipe alone."""
    return replace(small_files(), recipe=f"[limits]\nmin_area_px = {number}\n".encode())


@dataclass(frozen=True, slots=True)
class Library:
    """A library in a folder of its own; Anna drafts and submits, Bert approves and activates, each with a key."""

    golden_refs: Path
    anna: Act
    bert: Act

    @property
    def folder(self) -> Path:
        """Where the product is."""
        return self.golden_refs / PRODUCT

    def drafted(self, files: RevisionFiles | None = None) -> str:
        return draft(self.golden_refs, PRODUCT, files or small_files(), self.anna)

    def approved(self, files: RevisionFiles | None = None) -> str:
        revision = self.drafted(files)
        acts.submit(self.golden_refs, PRODUCT, revision, self.anna)
        acts.approve(self.golden_refs, PRODUCT, revision, self.bert)
        return revision

    def active(self, files: RevisionFiles | None = None) -> str:
        revision = self.approved(files)
        acts.activate(self.golden_refs, PRODUCT, revision, self.bert)
        return revision


def make_library(folder: Path) -> Library:
    golden_refs = folder / "golden_refs"
    return Library(
        golden_refs,
        Act("Anna", "more good parts", _trusted(golden_refs, folder / "anna.key")),
        Act("Bert", "drilled and replayed", _trusted(golden_refs, folder / "bert.key")),
    )


def _trusted(golden_refs: Path, path: Path) -> SigningKey:
    key = make_key(path)
    trust(golden_refs, key)
    return key

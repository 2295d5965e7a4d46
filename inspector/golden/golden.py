"""The golden: the picture of a good part, with the recipe that says how far others may deviate."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inspector.errors import RecipeError
from inspector.golden.recipe import Recipe
from inspector.golden.variation import Variation, check_tolerance
from inspector.golden.zones import check_regions, ignored
from inspector.part import check_image, read_only

_WORD_MAX = 0xFFFF


@dataclass(frozen=True, slots=True, eq=False)
class Golden:
    """One revision of one product, ready to judge with.

    Parameters
    ----------
    product, revision
        Its names in the library; ``"-"`` for a golden that was given as a plain file.
    image
        uint8, (H, W) grey or (H, W, 3) BGR. Its pixels are the golden coordinates.
    recipe
        Limits in golden coordinates.
    golden_sha256, recipe_sha256
        Hashes of the two files, for the record.
    tolerance
        float32 (H, W), 1.0..3.0: by how much the limit is wider at each golden pixel, from `variation.npz`; None where
        no variation was measured.
    variation
        What good parts vary by, of the golden's shape, to explain a defect with; None where it was not measured.
    goods
        uint8, each of the golden's shape and in its frame: more good parts. What they show is allowed too.
    goods_sha256, variation_sha256, variants_sha256
        Hashes of their files, ``""`` without one.
    variants
        uint8, each of the golden's shape and in its frame: other looks of the product. A part has to be as the golden
        or as one of them, whole; half of one and half of another is a defect.

    Raises
    ------
    PartError
        The image is no 8-bit picture.
    RecipeError
        A zone or ignored place leaves the image or covers no pixel, the recipe ignores too much of it, or
        the tolerance, a good part or a variant is not of its kind.
    """

    product: str
    revision: str
    image: NDArray[np.uint8]
    recipe: Recipe
    golden_sha256: str
    recipe_sha256: str
    tolerance: NDArray[np.float32] | None = None
    goods: tuple[NDArray[np.uint8], ...] = ()
    goods_sha256: tuple[str, ...] = ()
    variation_sha256: str = ""
    variants: tuple[NDArray[np.uint8], ...] = ()
    variants_sha256: tuple[str, ...] = ()
    variation: Variation | None = None

    def __post_init__(self) -> None:
        check_image(self.image, f"golden {self.product} {self.revision}")
        check_regions(self.recipe, self.image.shape, f"{self.product} {self.revision}")
        object.__setattr__(self, "image", read_only(self.image))
        if self.tolerance is not None:
            check_tolerance(self.tolerance, self.image.shape[:2], f"golden {self.product} {self.revision}")
            object.__setattr__(self, "tolerance", read_only(self.tolerance))
        self._check_variation()
        for kind, pictures in (("good part", self.goods), ("variant", self.variants)):
            self._check_like_it(kind, pictures)
        object.__setattr__(self, "goods", tuple(map(read_only, self.goods)))
        object.__setattr__(self, "variants", tuple(map(read_only, self.variants)))

    def inspected(self) -> NDArray[np.bool_]:
        """Return bool (H, W): False where the recipe ignores the part."""
        return ~ignored(self.recipe, (self.image.shape[0], self.image.shape[1]))

    def checksum(self) -> int:
        """Return 16 bits that change with golden, recipe, good parts, variation or variants: what the PLC compares.

        They are the first of the SHA-256 over the files' hashes. Two revisions have the same by chance once in 65536.
        """
        measured = (*self.goods_sha256, self.variation_sha256)
        hashes = (self.golden_sha256, self.recipe_sha256, *measured, *self.variants_sha256)
        return int.from_bytes(hashlib.sha256("\n".join(hashes).encode("ascii")).digest()[:2], "big")

    def number(self) -> int:
        """Return the number in the revision's name, as in 14 of ``r014``; 0 where it has none that fits a word."""
        digits = re.sub(r"\D", "", self.revision)
        return int(digits) if digits and int(digits) <= _WORD_MAX else 0

    def ignored_share(self) -> float:
        """Return the share of the golden that the recipe ignores, 0.0..1.0."""
        return 1.0 - float(self.inspected().mean())

    def without_variants(self) -> "Golden":
        """Return this golden alone."""
        return replace(self, variants=(), variants_sha256=())

    def looks(self) -> "Iterator[Golden]":
        """Yield this golden, then one for each variant in its place: each is compared with for itself."""
        yield self.without_variants()
        for image in self.variants:
            # What good parts of the golden's look show and vary by says nothing of another look.
            own = replace(self, image=image, goods=(), goods_sha256=(), tolerance=None, variation=None)
            yield own.without_variants()

    def _check_variation(self) -> None:
        if self.variation is not None and self.variation.middle.shape != self.image.shape:
            found = f"it was measured on {self.variation.middle.shape}, the golden is {self.image.shape}"
            raise RecipeError(
                f"use the variation of {self.product} {self.revision}", found, "measure it on this golden"
            )

    def _check_like_it(self, kind: str, pictures: Sequence[NDArray[np.uint8]]) -> None:
        for number, picture in enumerate(pictures, 1):
            if picture.shape != self.image.shape or picture.dtype != np.uint8:
                raise RecipeError(
                    f"use golden {self.product} {self.revision}",
                    f"{kind} {number} is {picture.dtype} {picture.shape}, the golden uint8 {self.image.shape}",
                    "align it to this golden, with the same camera",
                )

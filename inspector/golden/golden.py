"""The golden: the picture of a good part, with the recipe that says how far others may deviate."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.golden.recipe import Recipe
from inspector.golden.variation import check_tolerance
from inspector.golden.zones import check_regions, ignored
from inspector.part import check_image, read_only


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

    Raises
    ------
    PartError
        The image is no 8-bit picture.
    RecipeError
        A zone or ignored place leaves the image or covers no pixel, the recipe ignores too much of it, or the tolerance
        is not of its kind.
    """

    product: str
    revision: str
    image: NDArray[np.uint8]
    recipe: Recipe
    golden_sha256: str
    recipe_sha256: str
    tolerance: NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        check_image(self.image, f"golden {self.product} {self.revision}")
        check_regions(self.recipe, self.image.shape, f"{self.product} {self.revision}")
        object.__setattr__(self, "image", read_only(self.image))
        if self.tolerance is not None:
            check_tolerance(self.tolerance, self.image.shape[:2], f"golden {self.product} {self.revision}")
            object.__setattr__(self, "tolerance", read_only(self.tolerance))

    def inspected(self) -> NDArray[np.bool_]:
        """Return bool (H, W): False where the recipe ignores the part."""
        return ~ignored(self.recipe, (self.image.shape[0], self.image.shape[1]))

    def ignored_share(self) -> float:
        """Return the share of the golden that the recipe ignores, 0.0..1.0."""
        return 1.0 - float(self.inspected().mean())

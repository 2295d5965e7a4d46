"""The golden: the picture of a good part, with the recipe that says how far others may deviate."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.errors import RecipeError
from inspector.golden.recipe import Recipe
from inspector.golden.variation import check_tolerance
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
        A zone or ignore box leaves the image, or the tolerance is not of its kind.
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
        height, width = self.image.shape[:2]
        for box in [zone.box for zone in self.recipe.zones] + [ignore.box for ignore in self.recipe.ignore]:
            if box[2] > width or box[3] > height:
                raise RecipeError(
                    f"use golden {self.product} {self.revision}",
                    f"box {list(box)} of its recipe leaves the image of {width} x {height} px",
                    "move the box in recipe.toml",
                )
        object.__setattr__(self, "image", read_only(self.image))
        if self.tolerance is not None:
            check_tolerance(self.tolerance, self.image.shape[:2], f"golden {self.product} {self.revision}")
            object.__setattr__(self, "tolerance", read_only(self.tolerance))

    def inspected(self) -> NDArray[np.bool_]:
        """Return bool (H, W): False inside the recipe's ignore boxes."""
        mask = np.ones(self.image.shape[:2], np.bool_)
        for ignore in self.recipe.ignore:
            x0, y0, x1, y1 = ignore.box
            mask[y0:y1, x0:x1] = False
        return mask

"""Texture: whether a golden fixes where a part lies, which warps it can tell apart, and where it lacks. Pure."""

from typing import Final

import numpy as np

from inspector.align.tiles import Tiles
from inspector.align.warps import FAMILIES, Family, Frame, Matrix, basis, displacements
from inspector.errors import RecipeError
from inspector.golden.golden import Golden

NOISE: Final = 3.0
"""Grey levels of sensor noise a golden is judged for."""
SHARPEST_PX: Final = {"translation": 0.1, "euclidean": 0.15, "affine": 0.25, "homography": 0.4}
"""Largest uncertainty of a corner, in px under that noise, with which a family may be solved for."""
MIN_TILES: Final = 2
PLACES: Final = (
    ("upper left", "top", "upper right"),
    ("left", "middle", "right"),
    ("lower left", "bottom", "lower right"),
)


def solvable_families(golden: Golden, tiles: Tiles, frame: Frame) -> tuple[Family, ...]:
    """Return the families of warps that the golden's finest tiles can tell, smallest first; those the recipe allows.

    Raises
    ------
    RecipeError
        The texture does not fix the part, or not for the family that the recipe asks for.
    """
    model = golden.recipe.alignment.model
    wanted: tuple[Family, ...] = FAMILIES if model == "auto" else (model,)
    blur = {family: corner_uncertainty_px(tiles, (tiles.norm / NOISE) ** 2, family, frame) for family in wanted}
    told = tuple(family for family in wanted if blur[family] <= SHARPEST_PX[family])
    if not told:
        raise RecipeError(
            f"align to golden {golden.product} {golden.revision}",
            f"{len(tiles)} textured places fix its {wanted[0]} to {blur[wanted[0]]:.2f} px, "
            f"at most {SHARPEST_PX[wanted[0]]} px",
            f"light or focus the part so that edges show, or add a mark at the {barest_place(tiles, frame)}",
        )
    return told[1:] if told[:2] == ("translation", "euclidean") else told


def corner_uncertainty_px(tiles: Tiles, worth: Matrix, family: Family, frame: Frame) -> float:
    """Return the standard deviation of the worst corner, in px.

    Parameters
    ----------
    tiles
        Their n normal matrices count.
    worth
        What each is multiplied by, 1 / px^2, so that it says how well the tile is placed: float64 (n,).
    family, frame
        Of the warp that is solved for.

    References
    ----------
    The Cramer-Rao bound; Robinson and Milanfar, "Fundamental performance limits in image registration", IEEE Trans.
    Image Processing 13, 2004.
    """
    if len(tiles) < MIN_TILES:
        return float("inf")
    directions = basis(family)
    information = directions.T @ np.einsum("n,nij->ij", worth, tiles.information) @ directions
    if np.linalg.cond(information) > 1e10:
        return float("inf")
    corners = displacements(frame.corners(), frame) @ directions
    spread = corners @ np.linalg.inv(information) @ corners.transpose(0, 2, 1)
    return float(np.sqrt(np.linalg.eigvalsh(spread).max()))


def barest_place(tiles: Tiles, frame: Frame) -> str:
    """Return the name of the ninth of the golden with the least texture, corners first: they fix rotation best."""
    strength = np.zeros((3, 3))
    column = np.clip(tiles.centres[:, 0] / frame.width * 3, 0, 2).astype(np.int64)
    row = np.clip(tiles.centres[:, 1] / frame.height * 3, 0, 2).astype(np.int64)
    np.add.at(strength, (row, column), tiles.norm)
    order = [(0, 0), (2, 2), (0, 2), (2, 0), (0, 1), (1, 0), (1, 2), (2, 1), (1, 1)]
    row_column = min(order, key=lambda place: strength[place])
    return PLACES[row_column[0]][row_column[1]]

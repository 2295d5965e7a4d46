"""Several good parts: a part is compared with each of them, and what most of them say counts. Pure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inspector.errors import RecipeError


def check_goods(goods: Sequence[NDArray[np.uint8]], golden: NDArray[np.uint8], name: str, *, several: bool) -> None:
    """Raise RecipeError unless a comparator can learn `goods` beside `golden`; `name` is for messages.

    `several` says whether the comparator takes more than one picture. The station refuses the recipe.
    """
    if goods and not several:
        raise RecipeError(
            f"compare with golden {name}",
            f"{len(goods)} more good parts are given, the comparator learns one golden only",
            "leave them away, or set a comparator in compare.card that learns several",
        )
    for number, good in enumerate(goods, 1):
        if good.shape != golden.shape or good.dtype != np.uint8:
            raise RecipeError(
                f"compare with golden {name}",
                f"good part {number} is {good.dtype} {good.shape}, the golden uint8 {golden.shape}",
                "align it to this golden, with the same camera",
            )


def agreed(maps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the map on which several good parts agree: of their scores at each place the middle one.

    Of an even number it is the lower of the two in the middle, so that a place deviates where it deviates from more
    than half of the good parts. A score that is no number stays none: the part is not passed by the others.

    Parameters
    ----------
    maps
        float32 (k, 1, h, w): of each good part.

    Returns
    -------
    NDArray[np.float32]
        float32 (1, 1, h, w); of one good part alone its own, not copied.

    Examples
    --------
    >>> maps = np.array([0.2, 3.0, 0.4, 0.9], np.float32).reshape(4, 1, 1, 1)
    >>> round(float(agreed(maps).item()), 3)
    0.4
    """
    if len(maps) == 1:
        return maps
    middle = (len(maps) - 1) // 2
    found = np.partition(maps, middle, axis=0)[middle : middle + 1]
    return np.where(np.isnan(maps).any(axis=0, keepdims=True), np.float32(np.nan), found)

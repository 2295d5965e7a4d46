"""What several good parts show, joined to what one golden shows: an interval per feature and place. Pure.

A comparator that allows for what differs among good parts gives features by pairs: those named ``high...`` are the
highest and those named ``low...`` the lowest that a good part shows at a place.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspector.errors import RecipeError

HIGH: Final = "high"
LOW: Final = "low"
ALL_COUNT: Final = 3
QUANTILES_FROM: Final = 8
OUTERMOST: Final = 0.1
CAP: Final = math.inf


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


def join(features: Mapping[str, NDArray[np.float32]], cap: float = CAP) -> dict[str, NDArray[np.float32]]:
    """Return the features of several good parts as those of one golden.

    Parameters
    ----------
    features
        float32 (k, C, h, w) by name: of each good part, the golden first; of one golden alone, as it is.
        What depends on the golden only is (1, ...) and stands.
    cap
        With more than 3 good parts: how far a bound may lie beyond the golden's own, in multiples of the spread of
        that feature over the golden. It keeps large defects from fading where goods differ much. On made pairs any
        cap loses more than it gains, most where the golden shows little and goods a lot: there is none by default.

    Returns
    -------
    dict[str, NDArray[np.float32]]
        float32 (1, C, h, w) by name. Up to 7 good parts the bounds are the extremes, from 8 on the quantiles at 10 %
        and 90 %, so that one bad picture among the good ones does not widen them.

    Examples
    --------
    >>> goods = {"high": np.array([[[[1.0]]], [[[4.0]]]], np.float32), "light": np.ones((1, 1, 1, 1), np.float32)}
    >>> {name: float(joined.item()) for name, joined in join(goods).items()}
    {'high': 4.0, 'light': 1.0}
    """
    return {name: _joined(name, each, cap) if len(each) > 1 else each for name, each in features.items()}


def _joined(name: str, each: NDArray[np.float32], cap: float) -> NDArray[np.float32]:
    sign = {HIGH: np.float32(1.0), LOW: np.float32(-1.0)}.get(name.split("_", maxsplit=1)[0])
    if sign is None:
        return each[:1]
    outer = each * sign
    bound = _outermost(outer)
    # No cap times no spread is no number.
    if len(each) > ALL_COUNT and math.isfinite(cap):
        spread = np.float32(cap) * each[0].std(axis=(1, 2), keepdims=True)
        bound = np.minimum(bound, outer[:1] + spread)
    return np.ascontiguousarray(bound * sign, np.float32)


def _outermost(outer: NDArray[np.float32]) -> NDArray[np.float32]:
    if len(outer) < QUANTILES_FROM:
        return np.asarray(outer.max(axis=0, keepdims=True))
    return np.quantile(outer, 1.0 - OUTERMOST, axis=0, keepdims=True).astype(np.float32)

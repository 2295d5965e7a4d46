"""Aligned good parts in, what they vary by out, pixel by pixel; and how far outside of that another part lies.

As HALCON's `train_variation_model`: mean and standard deviation, gathered one picture at a time, or median and scaled
median absolute deviation of all at once. It is the second voice beside the comparator's: every figure of it can be
shown to a person as grey levels of the goods.
"""

from dataclasses import dataclass, field
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from inspector.errors import InputError
from inspector.golden.variation import Middle, Variation, in_half_precision
from inspector.measured import DIFFERENCE_LIMIT_LEVELS
from inspector.part import Alignment

GOODS_MIN: Final = 3
MEDIAN_FROM: Final = 5
"""Of fewer goods a median absolute deviation says next to nothing."""
MEDIAN_UP_TO: Final = 32
"""Up to so many goods are kept for their median, which one bad picture among them does not move."""
ABSOLUTE_LEVELS: Final = DIFFERENCE_LIMIT_LEVELS
FACTOR: Final = 4.0
_MAD_TO_SIGMA = 1.4826
_BAND_ROWS = 32
_Number = TypeVar("_Number", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Bounds:
    """A pixel's limit: the larger of `absolute_levels` and `factor` times its spread, in grey levels."""

    absolute_levels: float = ABSOLUTE_LEVELS
    factor: float = FACTOR


def middle_for(goods: int) -> Middle:
    """Return what stands for so many goods: the median from 5 to 32 of them, else the mean.

    Raises
    ------
    InputError
        They are fewer than 3.
    """
    if goods < GOODS_MIN:
        raise InputError(
            "measure the variation", f"{goods} good parts can be used, at least {GOODS_MIN} are wanted", "take more"
        )
    return Middle.MEDIAN if MEDIAN_FROM <= goods <= MEDIAN_UP_TO else Middle.MEAN


@dataclass(slots=True, eq=False)
class Gathering:
    """Goods as they come: for a mean two sums are kept, for a median the pictures.

    Parameters
    ----------
    golden
        uint8 (H, W) or (H, W, 3), what the goods are aligned to.
    kind
        From `middle_for`.

    References
    ----------
    B. P. Welford, "Note on a method for calculating corrected sums of squares and products", Technometrics 4, 1962.
    """

    golden: NDArray[np.uint8]
    kind: Middle
    _kept: list[Alignment] = field(default_factory=list)
    _goods: int = 0
    _seen: NDArray[np.float32] = field(init=False)
    _mean: NDArray[np.float32] = field(init=False)
    _squares: NDArray[np.float32] = field(init=False)

    def __post_init__(self) -> None:
        self._seen = _like(np.zeros(self.golden.shape[:2], np.float32), self.golden)
        self._mean = np.zeros(self.golden.shape, np.float32)
        self._squares = np.zeros(self.golden.shape, np.float32)

    def add(self, good: Alignment) -> None:
        """Take in one more good part; where it was not seen it does not count."""
        self._goods += 1
        seen = _like(good.valid, self.golden).astype(np.float32)
        self._seen += seen
        if self.kind is Middle.MEDIAN:
            self._kept.append(good)
            return
        apart = (good.image - self._mean) * seen
        self._mean += apart / np.maximum(self._seen, np.float32(1.0))
        self._squares += apart * (good.image - self._mean)

    def variation(self, tolerance: NDArray[np.float32], bounds: Bounds) -> Variation:
        """Return what the goods vary by; where fewer than 2 were seen, the golden stands for them and the spread is 0.

        Raises
        ------
        InputError
            Fewer than 3 goods were gathered.
        """
        middle_for(self._goods)
        middle, spread = self._median() if self.kind is Middle.MEDIAN else self._deviation()
        few = self._seen < 2
        return Variation(
            middle=in_half_precision(np.where(few, self.golden, middle)),
            spread=in_half_precision(np.where(few, np.float32(0.0), spread)),
            tolerance=tolerance,
            kind=self.kind,
            absolute_levels=bounds.absolute_levels,
            factor=bounds.factor,
            goods=self._goods,
        )

    def _deviation(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        return self._mean, np.sqrt(self._squares / np.maximum(self._seen - 1, np.float32(1.0))).astype(np.float32)

    def _median(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Band by band: all goods as floats at once would fill a line PC's memory."""
        middle, spread = np.zeros_like(self._mean), np.zeros_like(self._mean)
        for top in range(0, len(middle), _BAND_ROWS):
            band = slice(top, top + _BAND_ROWS)
            levels = np.stack([good.image[band] for good in self._kept]).astype(np.float32)
            unseen = np.stack([~_like(good.valid[band], self.golden) for good in self._kept])
            levels[np.broadcast_to(unseen, levels.shape)] = np.nan
            # A pixel that no good shows is filled with the golden later; its median would be of nothing.
            levels[0][np.isnan(levels).all(axis=0)] = 0.0
            middle[band] = np.nanmedian(levels, axis=0)
            spread[band] = _MAD_TO_SIGMA * np.nanmedian(np.abs(levels - middle[band]), axis=0)
        return middle, spread


def outside(variation: Variation, image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return how far each pixel lies from the goods' middle, float32 (H, W) in units of its limit: 1.0 is the limit.

    Parameters
    ----------
    variation
        Of the goods.
    image
        uint8 of the golden's shape: a part in the golden's frame and light, as the alignment gives it. Of colours the
        channel that lies furthest out speaks.

    Raises
    ------
    InputError
        The image is not of the shape that the variation was measured on.

    References
    ----------
    HALCON operator reference, `prepare_variation_model` and `compare_variation_model`: t = i +- max(a, b v).
    """
    if image.shape != variation.middle.shape:
        raise InputError(
            "compare with the variation", f"the image is {image.shape}, it {variation.middle.shape}", "align it first"
        )
    return variation.outside(image)


def _like(field: NDArray[_Number], image: NDArray[np.uint8]) -> NDArray[_Number]:
    """Return `field`, (H, W), in as many dimensions as `image`."""
    return field if image.ndim == 2 else field[..., np.newaxis]

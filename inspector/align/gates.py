"""Gates: the recipe's limits on an alignment, and the sentence that says which one it missed. Pure."""

from collections.abc import Iterator

from inspector.align.warps import Excursion, Frame
from inspector.golden.recipe import AlignmentLimits
from inspector.part import AlignmentFigures

_Gate = tuple[bool, str]
"""Whether it is kept, and the sentence for where it is not."""


def first_refusal(figures: AlignmentFigures, moved: Excursion, limits: AlignmentLimits, frame: Frame) -> str | None:
    """Return the first limit that was missed, measured figure first, or None where all are kept.

    Figures that are not numbers miss their limit.
    """
    return envelope_refusal(moved, limits, frame) or _first(_evidence(figures, limits))


def envelope_refusal(moved: Excursion, limits: AlignmentLimits, frame: Frame) -> str | None:
    """Return the first limit on where a part may lie that was missed, or None."""
    return _first(_envelope(moved, limits, frame))


def _first(gates: Iterator[_Gate]) -> str | None:
    return next((sentence for kept, sentence in gates if not kept), None)


def _envelope(moved: Excursion, limits: AlignmentLimits, frame: Frame) -> Iterator[_Gate]:
    yield not moved.is_mirrored, "the part is mirrored, no alignment turns it over"
    yield _at_most("shift {} px", moved.shift_px, limits.max_shift_share * frame.longer_side, "max_shift_share", 1)
    yield _at_most("rotation {} deg", moved.rotation_deg, limits.max_rotation_deg, "max_rotation_deg", 1)
    yield (
        abs(moved.scale - 1.0) <= limits.max_scale,
        f"scale {moved.scale:.3f}, 1 +- {limits.max_scale:g} by alignment.max_scale",
    )
    yield _at_most("shear {}", moved.shear, limits.max_shear, "max_shear", 3)
    yield _at_most("perspective {}", moved.perspective, limits.max_perspective, "max_perspective", 3)


def _evidence(figures: AlignmentFigures, limits: AlignmentLimits) -> Iterator[_Gate]:
    yield _at_least("overlap {} of the golden", figures.overlap, limits.min_overlap, "min_overlap")
    yield _at_least("agreeing tiles {}", figures.agreeing, limits.min_agreeing, "min_agreeing")
    yield _at_least("correlation {}", figures.correlation, limits.min_correlation, "min_correlation")
    yield _at_most("residual {} px", figures.residual_px, limits.max_residual_px, "max_residual_px", 2)
    yield (
        1 / limits.max_gain <= figures.gain <= limits.max_gain,
        (f"gain {figures.gain:.2f}, between {1 / limits.max_gain:.2f} and {limits.max_gain:g} by alignment.max_gain"),
    )
    yield _at_most("local shift {} px", figures.local_shift_px, limits.max_local_shift_px, "max_local_shift_px", 2)


def _at_most(said: str, measured: float, limit: float, key: str, decimals: int) -> _Gate:
    """Return whether `measured` keeps its limit to either side, and what to say where it does not."""
    unit = said.partition("{}")[2]
    text = f"{said.format(_told(measured, limit, decimals))}, at most {limit:g}{unit} by alignment.{key}"
    return abs(measured) <= limit, text


def _at_least(said: str, measured: float, limit: float, key: str) -> _Gate:
    text = f"{said.format(_told(measured, limit, 2))}, at least {limit:g} by alignment.{key}"
    return measured >= limit, text


def _told(measured: float, limit: float, decimals: int) -> str:
    """Return `measured` with so many decimals, or as many more as tell it from the limit beside it.

    Examples
    --------
    >>> _told(0.31, 0.4, 2), _told(0.3999, 0.4, 2), _told(-20.01, 20, 1)
    ('0.31', '0.3999', '-20.01')
    """
    texts = (f"{measured:.{more}f}" for more in range(decimals, 9))
    return next((text for text in texts if abs(float(text)) != limit), f"{measured:.{decimals}f}")

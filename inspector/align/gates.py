"""Gates: the recipe's limits on an alignment, and the sentence that says which one it missed. Pure."""

from collections.abc import Iterator

from inspector.align.warps import Excursion, Frame
from inspector.golden.recipe import AlignmentLimits
from inspector.part import AlignmentFigures


def first_refusal(figures: AlignmentFigures, moved: Excursion, limits: AlignmentLimits, frame: Frame) -> str | None:
    """Return the first limit that was missed, measured figure first, or None where all are kept.

    Figures that are not numbers miss their limit.
    """
    return envelope_refusal(moved, limits, frame) or _first(_evidence(figures, limits))


def envelope_refusal(moved: Excursion, limits: AlignmentLimits, frame: Frame) -> str | None:
    """Return the first limit on where a part may lie that was missed, or None."""
    return _first(_envelope(moved, limits, frame))


def _first(gates: Iterator[tuple[bool, str]]) -> str | None:
    return next((sentence for kept, sentence in gates if not kept), None)


def _envelope(moved: Excursion, limits: AlignmentLimits, frame: Frame) -> Iterator[tuple[bool, str]]:
    yield not moved.is_mirrored, "the part is mirrored, no alignment turns it over"
    shift = limits.max_shift_share * frame.longer_side
    yield (
        moved.shift_px <= shift,
        (f"shift {moved.shift_px:.1f} px, at most {shift:.1f} px by alignment.max_shift_share"),
    )
    yield (
        abs(moved.rotation_deg) <= limits.max_rotation_deg,
        (f"rotation {moved.rotation_deg:.1f} deg, at most {limits.max_rotation_deg:g} by alignment.max_rotation_deg"),
    )
    yield (
        abs(moved.scale - 1.0) <= limits.max_scale,
        (f"scale {moved.scale:.3f}, 1 +- {limits.max_scale:g} by alignment.max_scale"),
    )
    yield (
        moved.shear <= limits.max_shear,
        f"shear {moved.shear:.3f}, at most {limits.max_shear:g} by alignment.max_shear",
    )
    yield (
        moved.perspective <= limits.max_perspective,
        (f"perspective {moved.perspective:.3f}, at most {limits.max_perspective:g} by alignment.max_perspective"),
    )


def _evidence(figures: AlignmentFigures, limits: AlignmentLimits) -> Iterator[tuple[bool, str]]:
    yield (
        figures.overlap >= limits.min_overlap,
        (f"overlap {figures.overlap:.2f} of the golden, at least {limits.min_overlap:g} by alignment.min_overlap"),
    )
    yield (
        figures.agreeing >= limits.min_agreeing,
        (f"agreeing tiles {figures.agreeing:.2f}, at least {limits.min_agreeing:g} by alignment.min_agreeing"),
    )
    yield (
        figures.correlation >= limits.min_correlation,
        (f"correlation {figures.correlation:.2f}, at least {limits.min_correlation:g} by alignment.min_correlation"),
    )
    yield (
        figures.residual_px <= limits.max_residual_px,
        (f"residual {figures.residual_px:.2f} px, at most {limits.max_residual_px:g} px by alignment.max_residual_px"),
    )
    yield (
        1 / limits.max_gain <= figures.gain <= limits.max_gain,
        (f"gain {figures.gain:.2f}, between {1 / limits.max_gain:.2f} and {limits.max_gain:g} by alignment.max_gain"),
    )
    yield (
        figures.local_shift_px <= limits.max_local_shift_px,
        (
            f"local shift {figures.local_shift_px:.2f} px, at most {limits.max_local_shift_px:g} px by "
            "alignment.max_local_shift_px"
        ),
    )

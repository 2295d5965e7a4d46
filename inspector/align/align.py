"""Align: a capture and what was learnt of its golden in, the capture in the golden's frame or a refusal out. Pure."""

from dataclasses import replace

from inspector.align.evidence import Found, NotFound
from inspector.align.field import Field, solve_field
from inspector.align.gates import first_refusal
from inspector.align.light import relight, solve_light
from inspector.align.pyramid import Level, to_grey
from inspector.align.reference import Reference
from inspector.align.resample import resample
from inspector.align.search import find_pose
from inspector.align.warps import excursion
from inspector.errors import CaptureError
from inspector.part import Alignment, Capture, RefusedAlignment


def align(capture: Capture, reference: Reference) -> Alignment | RefusedAlignment:
    """Return `capture` in the frame of the golden, or why it cannot be brought there; the same bits for the same input.

    Raises
    ------
    CaptureError
        The capture has another size or other channels than the golden. The part is FAULT.
    """
    _check(capture, reference)
    grey = to_grey(capture.image)
    found = find_pose(grey, reference)
    if isinstance(found, NotFound):
        return RefusedAlignment(found.why, found.figures, found.method)
    limits = reference.golden.recipe.alignment
    tiles = reference.ladder[-1]
    field = solve_field(reference.field, tiles, Level(grey, tiles.px), found.agreed, limits.max_local_shift_px)
    figures = replace(found.figures, residual_px=field.residual_px, local_shift_px=field.largest_px)
    why = first_refusal(figures, excursion(found.warp, reference.frame), limits, reference.frame)
    if why is not None:
        return RefusedAlignment(why, figures, found.method)
    return _drawn(capture, replace(found, figures=figures), field, reference)


def _drawn(capture: Capture, found: Found, field: Field, reference: Reference) -> Alignment:
    nodes = field.nodes if field.largest_px > 0.0 else None
    moved, seen = resample(capture.image, found.agreed.pose, nodes, reference.frame)
    light = solve_light(reference.light, moved, field.agreeing, reference.golden.recipe.alignment.max_gain)
    return Alignment(found.warp, relight(moved, light, reference.frame), seen, found.figures, found.method)


def _check(capture: Capture, reference: Reference) -> None:
    have, want = capture.image.shape, reference.golden.image.shape
    if have != want:
        golden = reference.golden
        raise CaptureError(
            f"align part {capture.part_id}",
            f"its image is {_shape(have)}, golden {golden.product} {golden.revision} is {_shape(want)}",
            "set the camera as it was when the golden was taken, or teach a new golden",
        )


def _shape(shape: tuple[int, ...]) -> str:
    return f"{shape[1]} x {shape[0]} px {'grey' if len(shape) == 2 else 'BGR'}"

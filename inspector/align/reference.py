"""Reference: all of the alignment that depends only on the golden, computed once."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.align.coarse import Turned, learn_turned, level_px
from inspector.align.features import Features, find_features
from inspector.align.field import FieldModel, learn_field
from inspector.align.light import LightModel, learn_light
from inspector.align.likeness import Portrait, portray
from inspector.align.places import choose_tiles
from inspector.align.pyramid import Level, pyramid, to_grey
from inspector.align.texture import solvable_families
from inspector.align.tiles import Tiles, learn_tiles
from inspector.align.turned_over import Seeker, Turn, find_turns
from inspector.align.twins import Twin, find_twins
from inspector.align.warps import Family, Frame
from inspector.errors import RecipeError
from inspector.golden.golden import Golden

CLOSE_SIDE_PX: Final = 700
"""Longer side at which features are sought, dense ECC works and twins are told apart."""
COUNT: Final = 64
MIN_RUNG_TILES: Final = 4
"""A coarser level with fewer tiles than this is left out."""
COARSE_SIDE: Final = 16
FINE_SIDE: Final = 24
LONGEST_PX: Final = 32766
"""OpenCV resamples no picture with a longer side."""


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A golden, learnt for alignment.

    Parameters
    ----------
    golden
        As it was learnt.
    frame
        Its normalised coordinates.
    levels
        Its grey pyramid, by golden px per level px.
    masks
        bool, by the same number and of the level's shape: False where an ignore box touches the pixel.
    turned
        Spectra for the coarse start.
    ladder
        Tiles from the coarsest to the finest level.
    portrait, closer
        What likeness is measured on: for the gate, and finer to tell twins apart.
    twins, turns
        Shifts under which it looks like itself, and ways to turn it over that leave it much like itself.
    features, field, light
        What the stages of those names need of it.
    families
        Families of warps to solve for, smallest first.
    """

    golden: Golden
    frame: Frame
    levels: dict[int, Level]
    masks: dict[int, NDArray[np.bool_]]
    turned: Turned
    ladder: tuple[Tiles, ...]
    portrait: Portrait
    closer: Portrait
    twins: tuple[Twin, ...]
    turns: tuple[Turn, ...]
    features: Features
    field: FieldModel
    light: LightModel
    families: tuple[Family, ...]

    @property
    def rigid(self) -> Family:
        """The family to start with: what the golden can tell of shift and rotation."""
        return _rigid(self.families)

    @property
    def seeker(self) -> Seeker:
        """What finds it in a small picture."""
        return Seeker(self.turned, self.ladder[0], self.portrait, self.rigid, self.frame)


def learn(golden: Golden) -> Reference:
    """Return all that alignment needs of `golden`; about a second for 5 MP, once per golden.

    Raises
    ------
    RecipeError
        The golden has too little texture outside its ignore boxes to fix where a part lies, is too long, or too narrow
        for its length. The station refuses it.
    """
    frame, inspected = Frame.of(golden.image.shape), golden.inspected()
    coarse, close = level_px(frame), level_px(frame, CLOSE_SIDE_PX)
    _check_size(golden, frame, coarse)
    levels = pyramid(to_grey(golden.image), (*_rungs(coarse), coarse, close))
    masks = {px: _mask(inspected, level) for px, level in levels.items()}
    ladder = tuple(_tiles(levels[px], masks[px], frame) for px in _rungs(coarse))
    families = solvable_families(golden, ladder[-1], frame)
    ladder = tuple(tiles for tiles in ladder[:-1] if len(tiles) >= MIN_RUNG_TILES) + ladder[-1:]
    turned = learn_turned(levels[coarse], masks[coarse], *_reach(golden, families, frame))
    portrait = portray(levels[_rungs(coarse)[0]], masks[_rungs(coarse)[0]])
    seeker = Seeker(turned, ladder[0], portrait, _rigid(families), frame)
    closer = portray(levels[close], masks[close])
    return Reference(
        golden,
        frame,
        levels,
        masks,
        turned,
        ladder,
        portrait,
        closer,
        find_twins(turned, ladder[0], levels, closer, frame),
        find_turns(seeker, levels),
        find_features(levels[close], masks[close]),
        learn_field(ladder[-1], frame),
        learn_light(golden.image, ladder[-1], frame),
        families,
    )


def _check_size(golden: Golden, frame: Frame, coarse_px: int) -> None:
    if coarse_px <= min(frame.width, frame.height) and frame.longer_side <= LONGEST_PX:
        return
    raise RecipeError(
        f"align to golden {golden.product} {golden.revision}",
        f"it is {frame.width} x {frame.height} px, at most {LONGEST_PX} px long and for that length at least "
        f"{coarse_px} px wide",
        "photograph more of the part's width, or inspect its length in several pictures",
    )


def _rigid(families: tuple[Family, ...]) -> Family:
    return "translation" if families[0] == "translation" else "euclidean"


def _rungs(coarse: int) -> tuple[int, ...]:
    """Return the px per level px of the ladder: half the coarse start's, never more than eight times the next, 1."""
    first = max(1, coarse // 2)
    return (first,) if first == 1 else (first, 1) if first <= 8 else (first, 4, 1)


def _tiles(level: Level, mask: NDArray[np.bool_], frame: Frame) -> Tiles:
    side = FINE_SIDE if level.px == 1 else COARSE_SIDE
    firsts = choose_tiles(level, mask, side, COUNT)
    if level.px == 1 and len(firsts) < COUNT // 4:
        side = COARSE_SIDE
        firsts = choose_tiles(level, mask, side, COUNT)
    return learn_tiles(level, firsts, side, frame)


def _mask(inspected: NDArray[np.bool_], level: Level) -> NDArray[np.bool_]:
    height, width = level.image.shape
    share = inspected[: height * level.px, : width * level.px].astype(np.float32)
    return np.asarray(cv2.resize(share, (width, height), interpolation=cv2.INTER_AREA) > 0.999, np.bool_)


def _reach(golden: Golden, families: tuple[Family, ...], frame: Frame) -> tuple[float, float]:
    limits = golden.recipe.alignment
    turning = 0.0 if families == ("translation",) else limits.max_rotation_deg
    return turning, limits.max_shift_share * frame.longer_side

"""Training pairs: goldens, a picture of the same part that may be defective, and which of its pixels are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from inspector.train.black_white import Levels, cut, draw_levels, share
from inspector.train.camera import Camera, draw_camera
from inspector.train.defects import make_defective
from inspector.train.families.design import Design
from inspector.train.faulty import Faulty
from inspector.train.imaging import (
    Exposure,
    blurred,
    coarser,
    common_shade,
    developed,
    draw_exposure,
    sensed,
    stored,
)
from inspector.train.labels import DEFECT, GOOD, Label, difference, harmless, label_of
from inspector.train.look import PLACES, draw_lighting, draw_look, draw_variation
from inspector.train.registration import Field
from inspector.train.render import Textures, render
from inspector.train.scene import Scene
from inspector.train.stations import draw_set_up
from inspector.train.twins import twins

MARGIN_PX: Final = 16
DEFECTIVE_SHARE: Final = 0.9
TWO_LEVEL_SHARE: Final = 0.6
VISIBLE: Final = 0.07
VISIBLE_TWO_LEVEL: Final = 0.45
LEAST_VISIBLE: Final = 0.02
OF_NOISE: Final = 1.5
OF_HARMLESS: Final = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class TrainingPair:
    """What one part looks like, and what is wrong with a picture of it.

    Parameters
    ----------
    goldens
        uint8 (k, size, size, 3), BGR: good parts.
    good
        uint8 (size, size, 3), BGR: another good part.
    capture
        uint8 (size, size, 3), BGR: that part with its defects, under another exposure.
    label
        uint8 (size, size), of the capture: 0 good, 1 defect, 255 not to be judged.
    family
        Kind of part.
    defective
        Whether any pixel is labelled a defect.
    """

    goldens: NDArray[np.uint8]
    good: NDArray[np.uint8]
    capture: NDArray[np.uint8]
    label: Label
    family: str
    defective: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Station:
    """A camera, and the two levels of its pictures where they are made black and white."""

    camera: Camera
    levels: Levels | None


def make_pair(
    seed: int,
    designs: Mapping[str, Design],
    textures: Textures,
    size_px: int = 192,
    goods: int = 1,
    unusual_share: float = 0.0,
) -> TrainingPair:
    """Return the pair of `seed`, the same one each time.

    Parameters
    ----------
    seed
        At least 0.
    designs
        Kinds of parts to draw from, by name.
    size_px
        Side of the pictures.
    goods
        Number of goldens.
    unusual_share
        Share of stations that see otherwise than by a lamp from above, 0..1.
    """
    rng = np.random.default_rng(seed)
    names = sorted(designs)
    scene = designs[names[int(rng.integers(len(names)))]](rng, size_px + 2 * MARGIN_PX)
    part, variation = int(rng.integers(PLACES)), draw_variation(rng)
    lighting = draw_lighting(rng, draw_set_up(rng, scene, unusual_share))
    looks = [draw_look(rng, scene, variation, lighting, part) for _ in range(goods + 1)]
    goldens = [render(scene, look, textures) for look in looks[:-1]]
    twin, faulty = twins(Faulty(scene, looks[-1]), _faulty(rng, Faulty(scene, looks[-1])), textures)
    return _pictured(rng, scene, [*goldens, twin], faulty, size_px)


def _faulty(rng: Generator, good: Faulty) -> Faulty:
    if rng.random() >= DEFECTIVE_SHARE:
        return good
    return make_defective(rng, good.scene, good.look, int(rng.choice([1, 2, 3, 4], p=[0.5, 0.25, 0.15, 0.1])))


def _pictured(rng: Generator, scene: Scene, lit: list[Field], faulty: Field | None, size_px: int) -> TrainingPair:
    two_level = scene.two_level and bool(rng.random() < TWO_LEVEL_SHARE)
    camera = draw_camera(rng, size_px, lit[0], two_level=two_level)
    shade = common_shade(rng, camera)
    *exposures, again = [draw_exposure(rng, camera, shade) for _ in range(len(lit) + 1)]
    levels = draw_levels(rng, sensed(lit[0], exposures[0]), inverted=camera.inverted) if two_level else None
    station = _Station(camera, levels)
    goldens = np.stack([_taken(rng, *each, station) for each in zip(lit[:-1], exposures[:-1], strict=True)])
    capture = _taken(rng, lit[-1] if faulty is None else faulty, exposures[-1], station)
    good = _taken(rng, lit[-1], again, station)
    label = np.full((size_px, size_px), GOOD, np.uint8)
    if faulty is not None:
        label = _label((lit[0], lit[-1], faulty), (exposures[0], exposures[-1]), station)
    return TrainingPair(goldens, good, capture, label, scene.family, bool((label == DEFECT).any()))


def _taken(rng: Generator, picture: Field, exposure: Exposure, station: _Station) -> NDArray[np.uint8]:
    seen = sensed(picture, exposure)
    if station.levels is not None:
        return stored(rng, cut(seen, exposure, station.levels), station.camera)
    return stored(rng, developed(blurred(seen, exposure), exposure), station.camera)


def _label(pictures: tuple[Field, Field, Field], exposures: tuple[Exposure, Exposure], station: _Station) -> Label:
    """Return the label of golden, twin and defective part, without blur and noise.

    The exposures are the golden's and the capture's. The golden lies where it was taken, in the light of the capture:
    where the two good parts cannot be told from one another, little is asked for.
    """
    mine = exposures[1]
    twin, faulty = (sensed(picture, mine) for picture in pictures[1:])
    if station.levels is not None:
        apart = difference(share(twin, station.levels), share(faulty, station.levels))
        return label_of(apart, np.float32(VISIBLE_TWO_LEVEL))
    coarse = coarser(replace(mine, warp=exposures[0].warp))
    golden = developed(sensed(pictures[0], coarse), coarse)
    twin, faulty = developed(twin, mine), developed(faulty, mine)
    camera = station.camera
    noise = OF_NOISE * (camera.noise + camera.shot / 2)
    bright = VISIBLE * float(np.percentile(np.abs(twin[::6, ::6] - (1.0 if camera.inverted else 0.0)), 97))
    threshold = np.float32(max(noise, bright, LEAST_VISIBLE)) + np.float32(OF_HARMLESS) * harmless(golden, twin)
    return label_of(difference(twin, faulty), threshold)

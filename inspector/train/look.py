"""What differs between two good pictures of one part: drawn for each picture, within amplitudes drawn for each pair."""

import zlib
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from inspector.train.scene import UNMOVED, Finish, Piece, Pose, Scene, centred, turned
from inspector.train.set_ups import SetUp

PLACES: Final = 1 << 30
# The lowest part of a place says which of the stored varieties a texture is: all parts of a pair are of the same.
VARIETIES: Final = 16
# Textures whose single features could be taken for faults: mostly the same on all parts of a pair, since nobody could
# say of a stained, marbled or veined surface that is another on every part which stain is one too many.
FEATURED: Final = frozenset(
    {"cloud", "wood", "marble", "agate", "terrazzo", "leaves", "network", "bubbles", "cracked", "stained", "spangle"}
)
FEATURED_AMPLITUDE: Final = 0.03
BGR = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Variation:
    """How far the good parts of one pair differ from one another, 0 for not at all.

    Parameters
    ----------
    placing
        Share of `Scene.moves` by which components lie elsewhere.
    turn_deg
        By how much components are turned; pieces that may turn freely do so whatever this says.
    grow_px
        By how much an edge lies further out or in, as by etching, ink or light.
    lot
        Change of the colour of one finish from lot to lot, as a share of the full range.
    light_turn_deg
        By how much the light comes from elsewhere.
    gloss
        By how much the mirrored surroundings move, as a share of their size.
    parallax
        Shift in px per px of height.
    """

    placing: float
    turn_deg: float
    grow_px: float
    lot: float
    light_turn_deg: float
    gloss: float
    parallax: float


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """Where one piece lies in one picture: its pose (2, 3) and how much further out its edges are."""

    pose: Pose
    grow_px: float


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One picture of a part: everything random in its drawing, so that the same part can be drawn again defective.

    Parameters
    ----------
    motions
        Of each piece as designed; a piece that is not here lies as its group does.
    groups
        Pose of each component.
    lots
        Change of albedo of each finish.
    places
        Where in the stored texture each finish lies.
    light
        Direction the light comes from, (x, y) of length up to 1; short for light from above.
    shadow, shine
        Strength of cast shadows and of mirrored surroundings, in 0..1.
    surroundings, aside
        Which surroundings are mirrored, and where they lie, (x, y) as a share of their size.
    set_up
        How the station sees where it is not by a lamp from above; None where it is.
    """

    motions: dict[Piece, Motion]
    groups: dict[int, Pose]
    lots: dict[Finish, BGR]
    places: dict[Finish, int]
    light: tuple[float, float]
    shadow: float
    shine: float
    surroundings: int
    aside: tuple[float, float]
    set_up: SetUp | None = None

    def motion(self, piece: Piece) -> Motion:
        """Return where `piece` lies, one that was added or changed too."""
        found = self.motions.get(piece)
        return found or Motion(self.groups.get(piece.group, UNMOVED), 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Lighting:
    """The light of the station, common to all pictures of a pair; see `Look` for the fields."""

    light: tuple[float, float]
    shadow: float
    shine: float
    surroundings: int
    set_up: SetUp | None = None


def draw_variation(rng: Generator) -> Variation:
    """Return how far the good parts of a pair differ: often hardly, now and then a lot."""
    strength = rng.choice([0.0, 0.4, 1.0], p=[0.15, 0.45, 0.4])
    share = rng.beta(1.2, 2.0, 7) * strength
    return Variation(
        placing=float(share[0]),
        turn_deg=float(3.0 * share[1]),
        grow_px=float(1.4 * share[2]),
        lot=float(0.22 * share[3]) if rng.random() < 0.4 else float(0.03 * share[3]),
        light_turn_deg=float(120.0 * share[4]) if rng.random() < 0.4 else float(8.0 * share[4]),
        gloss=float(share[5]) if rng.random() < 0.6 else 0.02,
        parallax=float(0.25 * share[6]),
    )


def draw_lighting(rng: Generator, set_up: SetUp | None = None) -> Lighting:
    """Return the light of a station that sees by `set_up`, or by a lamp from above."""
    angle, slant = rng.uniform(0, 2 * np.pi), rng.uniform(0.1, 1.0)
    shadow = rng.uniform(0.1, 0.7) if rng.random() < 0.5 else 0.0
    direction = (float(slant * np.cos(angle)), float(slant * np.sin(angle)))
    return Lighting(direction, float(shadow), float(rng.uniform(0.2, 1.0)), int(rng.integers(PLACES)), set_up)


def draw_look(rng: Generator, scene: Scene, variation: Variation, lighting: Lighting, part: int) -> Look:
    """Return one picture's look; `part` seeds what is printed and hence the same on every part."""
    first = {piece.group: piece for piece in reversed(scene.pieces)}
    groups = {group: _group_pose(rng, scene, variation, first[group]) for group in scene.groups()}
    grow = rng.normal(0.0, variation.grow_px / 2 + 1e-6)
    turns = {group: centred(turned(float(rng.uniform(0, 360))), first[group].shape.centre) for group in groups}
    parallax = rng.normal(0.0, 1.0, 2) * variation.parallax
    motions = {piece: _motion(piece, groups, turns, parallax, _edge(rng, grow, variation)) for piece in scene.pieces}
    finishes = list(dict.fromkeys([scene.background, *(piece.finish for piece in scene.pieces)]))
    return Look(
        motions=motions,
        groups=groups,
        lots=_lots(rng, finishes, variation),
        places={finish: _place(rng, finish, part) for finish in finishes},
        light=_turned_light(lighting.light, rng.normal(0.0, variation.light_turn_deg / 2 + 1e-6)),
        shadow=lighting.shadow,
        shine=lighting.shine,
        surroundings=lighting.surroundings if rng.random() > 0.2 * variation.gloss else int(rng.integers(PLACES)),
        aside=(float(rng.normal(0, variation.gloss / 8)), float(rng.normal(0, variation.gloss / 8))),
        set_up=lighting.set_up,
    )


def _group_pose(rng: Generator, scene: Scene, variation: Variation, first: Piece) -> Pose:
    shift = rng.normal(0.0, variation.placing * scene.moves / 2 + 1e-6, 2)
    turn = rng.normal(0.0, variation.turn_deg / 2 + 1e-6)
    return centred(turned(float(turn), shift=(float(shift[0]), float(shift[1]))), first.shape.centre)


def _motion(
    piece: Piece, groups: dict[int, Pose], turns: dict[int, Pose], parallax: NDArray[np.float64], grow_px: float
) -> Motion:
    pose = groups.get(piece.group, UNMOVED).copy()
    if piece.turns:
        about = turns.get(piece.group, UNMOVED)
        pose = np.concatenate([pose[:, :2] @ about[:, :2], (pose[:, :2] @ about[:, 2] + pose[:, 2])[:, None]], axis=1)
    pose[:, 2] += (parallax * piece.height_px).astype(np.float32)
    return Motion(pose.astype(np.float32), grow_px)


def _edge(rng: Generator, grow_px: float, variation: Variation) -> float:
    """Return how far out one piece's edge lies: most of it is common to the picture."""
    return float(grow_px + rng.normal(0.0, variation.grow_px / 6 + 1e-6))


def _lots(rng: Generator, finishes: list[Finish], variation: Variation) -> dict[Finish, BGR]:
    lots = {}
    for finish in finishes:
        common, hue = rng.normal(0.0, variation.lot / 2 + 1e-6), rng.normal(0.0, variation.lot / 4 + 1e-6, 3)
        lots[finish] = (common + hue).astype(np.float32)
    return lots


def _place(rng: Generator, finish: Finish, part: int) -> int:
    common = (part ^ zlib.crc32(repr(finish).encode())) % PLACES
    own = int(rng.integers(PLACES)) // VARIETIES * VARIETIES + common % VARIETIES
    featured = finish.texture in FEATURED and finish.amplitude > FEATURED_AMPLITUDE and common // VARIETIES % 8 > 0
    return common if finish.printed or featured else own


def _turned_light(light: tuple[float, float], angle_deg: float) -> tuple[float, float]:
    x, y = turned(float(angle_deg))[:, :2] @ np.array(light, np.float32)
    return float(x), float(y)

"""Cloth, leather, carpet and webbing, sewn, riveted, printed and cut."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import Colour, beside, finish, gloss, palette, patterned, warm
from inspector.train.families.design import Design
from inspector.train.families.freeform import anything, between, blob, pick, shifted, spot, wander
from inspector.train.families.sewn import across, aside, button, label, rivet, seam, stitches
from inspector.train.scene import Finish, Outline, Piece, Points, Scene, Stroke, rectangle

CLOTHS: Final = ("weave", "twill", "satin", "knit", "weave", "twill", "fibres", "fur", "carbon")


def cloth(rng: Generator, size_px: int) -> Scene:
    """Woven cloth with seams, now and then a second cloth, a button or a label."""
    bgr, *others = palette(rng, 4)
    pieces: list[Piece] = []
    if rng.random() < 0.5:
        pieces.append(_panel(rng, size_px, _cloth(rng, others[0])))
    for _ in range(int(rng.integers(0, 4))):
        pieces += seam(rng, size_px, others[1], len(pieces))
    if rng.random() < 0.3:
        pieces += label(rng, size_px, others[2], len(pieces))
    if rng.random() < 0.35:
        pieces += button(rng, size_px, others[2], len(pieces))
    return _scene(rng, "cloth", size_px, _cloth(rng, bgr), pieces)


def knitwear(rng: Generator, size_px: int) -> Scene:
    """Knit or plain cloth with printed stripes, checks or motifs."""
    bgr, *others = palette(rng, 5)
    pieces: list[Piece] = []
    ground = Finish(bgr, "knit", float(rng.uniform(0.05, 0.35)), between(rng, 0.7, 2.5), float(pick(rng, [0, 90])))
    pitch, width = between(rng, 12, 90), float(rng.uniform(0.1, 0.6))
    for upright in (False, True)[: int(rng.integers(1, 3))]:
        for number, level in enumerate(np.arange(rng.uniform(0, pitch), size_px, pitch)):
            ends = np.array([[-9, level], [size_px + 9, level]], np.float32)
            line = Stroke(ends[:, ::-1].copy() if upright else ends, pitch * width)
            surface = Finish(others[number % 2], ground.texture, ground.amplitude, ground.scale, ground.angle_deg)
            pieces.append(Piece(line, surface, 0.0, float(pick(rng, [1.0, 0.5]))))
    for number in range(int(pick(rng, [0, 0, 3, 9]))):
        shape = anything(rng, spot(rng, size_px, 0.0), between(rng, 6, 40))
        pieces.append(Piece(shape, finish(rng, others[2], CLOTHS), group=number))
    return _scene(rng, "knitwear", size_px, ground, pieces[:50])


def carpet(rng: Generator, size_px: int) -> Scene:
    """Carpet, felt or fleece with a woven-in pattern and sometimes its bound edge."""
    bgr, *others = palette(rng, 4)
    piles = ("fur", "fibres", "grain", "speckle", "cloud", "leather")
    pile = patterned(rng, bgr, piles, 0.35)
    pieces: list[Piece] = []
    motif = blob(rng, (0.0, 0.0), between(rng, 8, 30), 0.5)
    pitch = max(float(np.ptp(motif[:, 0])) * float(rng.uniform(1.1, 2.0)), size_px / 6)
    for row in range(int(size_px / pitch) + 1):
        for column in range(int(size_px / pitch) + 1):
            middle = np.array([column + 0.5 * (row % 2), row], np.float32) * np.float32(pitch)
            surface = patterned(rng, others[0], piles[:2], 0.3) if not pieces else pieces[0].finish
            pieces.append(Piece(Outline((motif + middle,)), surface, float(pick(rng, [0.0, 0.6])), group=len(pieces)))
    if rng.random() < 0.4:
        pieces.append(_panel(rng, size_px, finish(rng, others[1])))
        pieces += seam(rng, size_px, others[2], len(pieces))
    return _scene(rng, "carpet", size_px, pile, pieces)


def leather_goods(rng: Generator, size_px: int) -> Scene:
    """Leather panels with rows of stitches, rivets, eyelets and pressed lines."""
    bgr = warm(rng, 0.08, 0.7)
    skin = Finish(bgr, "leather", float(rng.uniform(0.02, 0.2)), between(rng, 0.4, 2.0), 0.0, gloss(rng) * 0.4)
    thread = beside(rng, bgr, 0.1, 0.8)
    pieces: list[Piece] = []
    for _ in range(int(rng.integers(0, 3))):
        other = Finish(beside(rng, bgr, 0.02, 0.3), "leather", skin.amplitude, skin.scale, 30.0, skin.gloss)
        pieces.append(_panel(rng, size_px, other, 2.5))
    for _ in range(int(rng.integers(1, 3))):
        pieces += seam(rng, size_px, thread, len(pieces))
    for _ in range(int(pick(rng, [0, 1, 4]))):
        pieces += rivet(rng, spot(rng, size_px), between(rng, 4, 18), len(pieces))
    if rng.random() < 0.5:
        line = Stroke(wander(rng, spot(rng, size_px), 2 * size_px, 12), between(rng, 1, 5))
        pieces.append(Piece(line, Finish(beside(rng, bgr, 0.02, 0.1)), -1.5))
    return _scene(rng, "leather_goods", size_px, skin, pieces)


def webbing(rng: Generator, size_px: int) -> Scene:
    """Straps across a plain ground: woven, edged, sewn over one another, with eyelets."""
    ground, *others = palette(rng, 5)
    pieces: list[Piece] = []
    for number in range(int(rng.integers(1, 4))):
        width = size_px * between(rng, 0.12, 0.5)
        line = across(rng, size_px)
        web = Finish(others[number], str(pick(rng, ["twill", "weave", "satin", "planed"])), 0.2, 1.0, _angle(line))
        pieces += [Piece(Stroke(line, width), web, 2.0, group=len(pieces))]
        side = aside(line, 0.38 * width)
        pieces += stitches(rng, side, others[3], len(pieces), 12)
    for _ in range(int(pick(rng, [0, 1, 3]))):
        pieces += rivet(rng, spot(rng, size_px, 0.25), between(rng, 6, 22), len(pieces))
    return _scene(rng, "webbing", size_px, finish(rng, ground), pieces)


def netting(rng: Generator, size_px: int) -> Scene:
    """Nets, grids and gauze: threads or wires across one another, straight or slack."""
    ground, thread = palette(rng, 2)
    if abs(np.mean(ground) - np.mean(thread)) < 0.08:
        thread = beside(rng, ground, 0.1, 0.8)
    pitch = size_px / float(pick(rng, [3, 5, 8, 11]))
    width, slack = pitch * float(rng.uniform(0.06, 0.5)), pitch * float(pick(rng, [0.0, 0.05, 0.2]))
    surface, slant = Finish(thread, gloss=gloss(rng)), float(pick(rng, [0.0, 45.0, rng.uniform(0, 90)]))
    pieces: list[Piece] = []
    reach = np.linspace(-0.75, 0.75, 6) * size_px
    for turn in (slant, slant + 90.0):
        direction = np.array([np.cos(np.radians(turn)), np.sin(np.radians(turn))])
        for level in np.arange(-0.7 * size_px, 0.7 * size_px, pitch):
            line = reach[:, None] * direction + level * np.array([-direction[1], direction[0]]) + size_px / 2
            line += rng.normal(0, slack + 1e-6, line.shape)
            pieces.append(Piece(Stroke(line.astype(np.float32), width), surface, min(2.0, width), group=len(pieces)))
    return _scene(rng, "netting", size_px, finish(rng, ground), pieces)


def zip_fastener(rng: Generator, size_px: int) -> Scene:
    """Two rows of teeth that mesh, on tape, with the seams beside them."""
    tape, metal, thread, _ = palette(rng, 4)
    tooth = size_px * between(rng, 0.04, 0.11)
    middle = size_px * float(rng.uniform(0.3, 0.7))
    surface = finish(rng, beside(rng, tape, 0.1, 0.7) if rng.random() < 0.5 else metal, gloss=gloss(rng, 0.7))
    one = Piece(Outline((rectangle((0.0, 0.0), (1.5 * tooth, 0.5 * tooth), 0.0, 0.2 * tooth),)), surface, 2.5)
    pieces = []
    for number, y in enumerate(np.arange(tooth / 2, size_px, tooth * 0.62)):
        x = middle + (0.35 if number % 2 else -0.35) * tooth
        pieces.append(shifted(one, (x, float(y)), number))
    for side in (-1, 1):
        x = middle + side * 2.2 * tooth
        line = np.array([[x, -9], [x, size_px + 9]], np.float32)
        pieces += stitches(rng, line, thread, len(pieces), 10)
    return _scene(rng, "zip_fastener", size_px, _cloth(rng, tape), pieces)


def _cloth(rng: Generator, bgr: Colour) -> Finish:
    kind, scale = str(pick(rng, CLOTHS)), between(rng, 0.6, 2.2)
    angle = float(pick(rng, [0.0, 0.0, 45.0, rng.uniform(0, 180)]))
    return Finish(bgr, kind, float(rng.uniform(0.02, 0.3)), scale, angle, printed=bool(rng.random() < 0.3))


def _panel(rng: Generator, size_px: int, surface: Finish, height_px: float = 1.0) -> Piece:
    side = size_px * float(rng.uniform(0.5, 1.6))
    contour = rectangle(spot(rng, size_px, -0.2), (side, 0.8 * side), float(rng.normal(0, 20)), between(rng, 1, 40))
    return Piece(Outline((contour,)), surface, height_px)


def _angle(line: Points) -> float:
    x, y = (line[-1] - line[0]).tolist()
    return float(-np.degrees(np.arctan2(y, x)))


def _scene(rng: Generator, family: str, size_px: int, ground: Finish, pieces: list[Piece]) -> Scene:
    return Scene(
        family,
        size_px,
        ground,
        tuple(pieces),
        float(rng.uniform(0.1, 0.9)),
        between(rng, 1, 3),
        moves=float(rng.uniform(0, 3)),
    )


FAMILIES: Final[dict[str, Design]] = {
    "cloth": cloth,
    "knitwear": knitwear,
    "carpet": carpet,
    "leather_goods": leather_goods,
    "webbing": webbing,
    "netting": netting,
    "zip_fastener": zip_fastener,
}

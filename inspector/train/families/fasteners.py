"""Fasteners seen from above in what they hold, and loose on a bench: heads, nuts, washers, rivets, studs, springs."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.colours import colour
from inspector.train.families.design import Design
from inspector.train.families.drives import draw_head, tapped
from inspector.train.families.freeform import Centre, between, pick, spot
from inspector.train.families.profiles import around, disc, placed, ring, wavy
from inspector.train.families.surfaces import MACHINED, ROUGH, bench, coated, deep, metal, plastic, toned
from inspector.train.scene import Finish, Outline, Piece, Points, Scene, Stroke, ellipse, rectangle


def fasteners(rng: Generator, size_px: int) -> Scene:
    """One to nine heads of one or two kinds in a plate; a missing one leaves its hole, often tapped."""
    plate, radius = _held(rng), size_px * between(rng, 0.03, 0.34)
    heads = [draw_head(rng, radius) for _ in range(int(pick(rng, [1, 1, 2])))]
    inner, bore, pieces = deep(rng), float(rng.uniform(0.35, 0.6)), list[Piece]()
    tap, washer = rng.random() < 0.5, metal(rng) if rng.random() < 0.3 else None
    for group, place in enumerate(_places(rng, size_px, 1.3 * radius)):
        hole = [Piece(disc(place, bore * radius), inner, -3.0)]
        pieces += tapped(place, bore * radius, plate, inner) if tap else hole
        if washer:
            pieces.append(Piece(ring(place, 1.25 * radius, 0.5 * radius), washer, 1.0, group=group))
        pieces += heads[group % len(heads)].at(place, group)
    return _scene(rng, "fasteners", size_px, plate, pieces)


def loose_screws(rng: Generator, size_px: int) -> Scene:
    """Screws, bolts and pins that lie on their side: head, shank and thread, one long one or many."""
    surface, length = metal(rng, ("grain", "brushed", "cloud")), size_px * between(rng, 0.18, 1.1)
    width, pitch = length * float(rng.uniform(0.06, 0.2)), float(rng.uniform(0.25, 0.6))
    steps = int(min(22, 0.65 * length / max(1.2, pitch * width)))
    kind = int(rng.integers(4))
    pieces: list[Piece] = []
    for group, place in enumerate(_places(rng, size_px, 0.4 * length)[: max(1, 60 // (steps + 6))]):
        pieces += _lying(kind, (length, width), steps, surface, (place, float(rng.uniform(0, 360))), group)
    return _scene(rng, "loose_screws", size_px, bench(rng), pieces)


def nuts_and_washers(rng: Generator, size_px: int) -> Scene:
    """Nuts, plain, toothed and spring washers, on a bench or on studs, of several metals."""
    radius, ground = size_px * between(rng, 0.04, 0.35), bench(rng)
    surfaces = [metal(rng, (*MACHINED, "cast")) for _ in range(2)]
    kinds = rng.integers(5, size=int(pick(rng, [1, 2, 9])))
    inner, studs = deep(rng) if rng.random() < 0.4 else ground, rng.random() < 0.3
    pieces: list[Piece] = []
    for group, place in enumerate(_places(rng, size_px, 1.1 * radius)):
        surface = surfaces[group % 2]
        pieces += _flat(int(kinds[group % len(kinds)]), place, radius, surface, inner, group)
        if studs:
            pieces += [Piece(disc(place, 0.44 * radius), toned(surface, 0.8), 4.0, turns=True, group=group)]
            pieces += [Piece(disc(place, 0.36 * radius), toned(surface, 1.2), 1.0, turns=True, group=group)]
    return _scene(rng, "nuts_and_washers", size_px, ground, pieces)


def rivets(rng: Generator, size_px: int) -> Scene:
    """Rows of rivets, blind rivets, spot welds and studs along the seam of two sheets."""
    first, second = (metal(rng, (*MACHINED, *ROUGH)) for _ in range(2))
    angle, radius = float(pick(rng, [0, 90, rng.uniform(0, 180)])), size_px * between(rng, 0.015, 0.12)
    seam = rectangle(spot(rng, size_px, 0.3), (2.5 * size_px, size_px * between(rng, 0.1, 0.8)), angle)
    pieces = [Piece(Outline((seam,)), second, between(rng, 0.5, 4))]
    surface, inner, blind = metal(rng), deep(rng), rng.random() < 0.5
    dome, pitch = between(rng, 0.8, 6), radius * float(rng.uniform(2.5, 6))
    middle, count = spot(rng, size_px, 0.35), int(min(14, 1.4 * size_px / pitch))
    own = np.stack([np.arange(count) - count / 2, rng.choice([0.0, 0.0, 0.5]) * (np.arange(count) % 2)], axis=1)
    for group, place in enumerate(placed((own * pitch).astype(np.float32), middle, angle).tolist()):
        at = place[0], place[1]
        pieces.append(Piece(disc(at, 0.5 * radius), inner, -2.0))
        pieces += [Piece(disc(at, radius * share), surface, dome / 2, group=group) for share in (1.0, 0.7)]
        if blind:
            pieces.append(Piece(disc(at, 0.4 * radius), inner, -dome, group=group))
    return _scene(rng, "rivets", size_px, first, pieces)


def threaded_holes(rng: Generator, size_px: int) -> Scene:
    """Tapped holes and bushes, of which some hold a grub screw or a pin."""
    plate, inner, radius = _held(rng), deep(rng), size_px * between(rng, 0.03, 0.3)
    bush, pin = metal(rng), draw_head(rng, 0.8 * radius)
    pieces: list[Piece] = []
    bushed, filled = rng.random() < 0.5, float(rng.uniform(0.2, 1))
    for group, place in enumerate(_places(rng, size_px, 1.4 * radius)):
        if bushed:
            pieces.append(Piece(disc(place, 1.5 * radius), bush, 1.5, group=group))
        holes = tapped(place, radius, bush if bushed else plate, inner)
        pieces += [Piece(each.shape, each.finish, each.height_px, group=group if bushed else -1) for each in holes]
        if rng.random() < filled:
            pieces += pin.at(place, group)
    return _scene(rng, "threaded_holes", size_px, plate, pieces)


def coil_springs(rng: Generator, size_px: int) -> Scene:
    """Springs from their side: turns of bright wire, long and close or short and open."""
    surface, length = metal(rng, ("grain", "brushed")), size_px * between(rng, 0.3, 1.2)
    turns = int(rng.integers(5, 16))
    wide, wire = length * max(float(rng.uniform(0.1, 0.4)), 1.6 / turns), length / turns * float(rng.uniform(0.3, 0.75))
    pieces: list[Piece] = []
    for group, place in enumerate(_places(rng, size_px, 0.5 * length)[: max(1, 40 // (2 * turns))]):
        turn, steps = float(rng.uniform(0, 360)), np.arange(2 * turns + 1)
        zigzag = np.stack([(steps / (2 * turns) - 0.5) * length, (steps % 2 - 0.5) * wide], axis=1)
        path = placed(zigzag.astype(np.float32), place, turn)
        pieces += _turns(path, wire, surface, group)
    return _scene(rng, "coil_springs", size_px, bench(rng), pieces)


def _held(rng: Generator) -> Finish:
    """Return what fasteners hold: metal, paint, plastic or wood."""
    wood = Finish(colour(rng, float(rng.uniform(0.2, 0.65)), 0.4, 0.08), "wood", float(rng.uniform(0.05, 0.3)))
    painted = coated(rng, colour(rng, float(rng.uniform(0.05, 0.9)), float(rng.uniform(0, 1))))
    return pick(rng, (metal(rng, (*MACHINED, *ROUGH)), plastic(rng), wood, painted, bench(rng)))


def _places(rng: Generator, size_px: int, radius: float) -> list[Centre]:
    """Return one to nine places that keep 2 `radius` apart: alone, on a circle, in a grid or anywhere."""
    wanted, kind = int(rng.integers(1, 10)), int(rng.integers(4))
    middle = spot(rng, size_px, 0.3)
    pitch = radius * float(rng.uniform(2.1, 4))
    grid = [(middle[0] + pitch * (step // 3 - 1), middle[1] + pitch * (step % 3 - 1)) for step in range(9)]
    choices = (
        [middle],
        around(middle, size_px * float(rng.uniform(0.2, 0.45)), wanted, float(rng.uniform(0, 360))),
        grid,
        [spot(rng, size_px, 0.05) for _ in range(2 * wanted)],
    )
    kept: list[Centre] = []
    for x, y in choices[kind]:
        if all(np.hypot(x - a, y - b) > 2 * radius for a, b in kept) and 0 < x < size_px > y > 0:
            kept.append((x, y))
    return kept[:wanted] or [middle]


def _flat(kind: int, place: Centre, radius: float, surface: Finish, inner: Finish, group: int) -> list[Piece]:
    """Return a nut or washer: its hole is what lies under it."""
    hole = 0.5 * radius
    outers: tuple[Points, ...] = (
        ellipse(place, (radius, radius), 0.0, 6),
        disc(place, radius).contours[0],
        placed(wavy(radius, 0.15 * radius, 12, 3.0), place),
        ellipse(place, (radius, radius), 0.0, 6),
        ellipse(place, (radius, radius), 0.0, 4),
    )
    body = Outline((outers[kind], disc(place, hole).contours[0]))
    pieces = [Piece(body, surface, 1.0 if kind == 1 else 4.0, turns=True, group=group)]
    if kind in {0, 3}:
        top = ring(place, 0.84 * radius, hole if kind else 0.6 * radius)
        pieces.append(Piece(top, toned(surface, 1.15), 1.0, turns=True, group=group))
    if kind == 2:
        split = rectangle((place[0] + 0.75 * radius, place[1]), (0.5 * radius, 0.1 * radius), 20)
        pieces.append(Piece(Outline((split,)), inner, -2.0, turns=True, group=group))
    return pieces


def _lying(
    kind: int, size: tuple[float, float], steps: int, surface: Finish, pose: tuple[Centre, float], group: int
) -> list[Piece]:
    """Return a screw on its side: shank, turns of thread, point or end, and a head of one of four kinds."""
    (length, width), (place, turn) = size, pose
    half, wide = length / 2, width / 2
    tip = half + (width if kind % 2 else 0.0)
    shank = np.array([(-half, -wide), (half, -wide), (tip, -0.3), (tip, 0.3), (half, wide), (-half, wide)])
    heads = ([(0, 2), (0.9, 2), (0.9, -2), (0, -2)], [(0, 2.2), (1.2, 0.9), (1.2, -0.9), (0, -2.2)])
    flipped = [(-half - x * width * 0.8 * (-1 if kind == 1 else 1), y * wide) for x, y in heads[kind % 2]]
    pieces = [Piece(_outline(shank, place, turn), surface, 0.4 * width, group=group)]
    for step in range(steps):
        x = half - (step + 0.5) * 0.65 * length / steps
        ends = placed(np.array([(x - 0.1 * width, -wide), (x + 0.1 * width, wide)], np.float32), place, turn)
        line = Stroke(ends, max(0.8, 0.3 * length / steps))
        pieces.append(Piece(line, toned(surface, 0.55), -0.15 * width, group=group))
    return [*pieces, Piece(_outline(np.array(flipped), place, turn), toned(surface, 1.1), 0.6 * width, group=group)]


def _turns(path: Points, wire: float, surface: Finish, group: int) -> list[Piece]:
    """Return the turns of a spring: the far halves dark, the near ones over them with a bright ridge."""
    ends = [np.array([path[number], path[number + 1]]) for number in range(len(path) - 1)]
    far = Piece(Stroke(path, wire), toned(surface, 0.45), 0.3 * wire, group=group)
    near = [Piece(Stroke(each, wire), surface, 0.5 * wire, group=group) for each in ends[::2]]
    ridge = [Piece(Stroke(each, 0.4 * wire), toned(surface, 1.5), 0.2 * wire, group=group) for each in ends[::2]]
    return [far, *near, *(ridge if wire > 5 else ())]


def _outline(contour: object, place: Centre, turn: float) -> Outline:
    return Outline((placed(np.asarray(contour, np.float32), place, turn),))


def _scene(rng: Generator, family: str, size_px: int, ground: Finish, pieces: list[Piece]) -> Scene:
    relief, bevel = float(rng.uniform(0.1, 1)), between(rng, 0.5, 5)
    return Scene(family, size_px, ground, tuple(pieces), relief, bevel, moves=float(rng.uniform(0, 2)))


FAMILIES: Final[dict[str, Design]] = {
    "fasteners": fasteners,
    "loose_screws": loose_screws,
    "nuts_and_washers": nuts_and_washers,
    "rivets": rivets,
    "threaded_holes": threaded_holes,
    "coil_springs": coil_springs,
}

"""Where defects may lie on the demo board, and the shapes that chance gives them."""

import numpy as np

from inspector.demo import board
from inspector.demo.package import Component, Kind, Pad, pads
from inspector.demo.shape import Place, Points
from inspector.part import Box


def pick(kinds: tuple[Kind, ...], rng: np.random.Generator) -> Component:
    """Return one of the board's parts of these kinds."""
    chosen = kinds[int(rng.integers(len(kinds)))]
    candidates = [component for component in board.components() if component.kind is chosen]
    return candidates[int(rng.integers(len(candidates)))]


def neighbours(component: Component, rng: np.random.Generator) -> tuple[Pad, Pad]:
    """Return two pads of a part that lie side by side."""
    row = int(rng.integers(len(pads(component)) // component.pins))
    first = row * component.pins + int(rng.integers(component.pins - 1))
    return pads(component)[first], pads(component)[first + 1]


def spot_on_track(rng: np.random.Generator) -> tuple[Place, float]:
    """Return a place on a straight piece of track that no part covers, turned along the track, and its width."""
    while True:
        wire = board.wires()[int(rng.integers(len(board.wires())))]
        leg = int(rng.integers(len(wire.through) - 1))
        (x0, y0), (x1, y1) = wire.through[leg], wire.through[leg + 1]
        share = rng.uniform(0.2, 0.8)
        place = Place(
            float(x0 + share * (x1 - x0)),
            float(y0 + share * (y1 - y0)),
            float(np.degrees(np.arctan2(y0 - y1, x1 - x0))),
        )
        if np.hypot(x1 - x0, y1 - y0) > 30 and is_free(place, 9.0):
            return place, wire.width


def free_spot(rng: np.random.Generator, reach: float) -> Place:
    """Return a place on the board that lies `reach` px away from every part."""
    while True:
        place = Place(float(rng.uniform(130, 1150)), float(rng.uniform(120, 840)))
        if is_free(place, reach):
            return place


def spot_beside(component: Component, rng: np.random.Generator) -> Place:
    """Return a place a few px off a part, where no other part is; the part's own middle where it is crowded in."""
    beyond = component.extent()[0] / 2 + 7
    spots = [component.place.at(side * beyond, float(rng.uniform(-4.0, 4.0))) for side in rng.permutation((-1, 1))]
    return next((spot for spot in spots if is_free(spot, 5.0)), component.place)


def is_free(place: Place, reach: float) -> bool:
    """Return whether a place is `reach` px away from every part and its name, from the label and from the screws."""
    named = [component.box() for component in board.components()]
    boxes = [Box(box.x0, box.y0 - 14, box.x1, box.y1) for box in named] + [board.LABEL]
    boxes += [Box(p.x - 28, p.y - 28, p.x + 28, p.y + 28) for p in board.BOARD_SCREWS]
    return not any(lies_in(box, place.x, place.y, reach) for box in boxes)


def lies_in(box: Box, x: float, y: float, reach: float = 0.0) -> bool:
    """Return whether (x, y) lies in `box` made `reach` px larger."""
    return box.x0 - reach < x < box.x1 + reach and box.y0 - reach < y < box.y1 + reach


def wander(start: Place, length: float, curl: float, rng: np.random.Generator) -> Points:
    """Return a line of `length` px that turns by chance; `curl` is in radians per step."""
    headings = np.cumsum(np.r_[rng.uniform(0, 2 * np.pi), rng.normal(0.0, curl, 11)])
    steps = length / 12 * np.c_[np.cos(headings), np.sin(headings)]
    return tuple((start.x + float(x), start.y + float(y)) for x, y in np.cumsum(np.r_[[[0.0, 0.0]], steps], axis=0))


def blot(middle: Place, radius: float, rng: np.random.Generator) -> Points:
    """Return the outline of a drop about as large as `radius`."""
    angles = np.linspace(0, 2 * np.pi, 36, endpoint=False)
    wobble = 1.0 + sum(rng.uniform(-0.12, 0.12) * np.cos(k * angles + rng.uniform(0, 6.28)) for k in (2, 3, 5))
    spots = zip(radius * wobble * np.cos(angles), radius * wobble * np.sin(angles), strict=True)
    return tuple((middle.x + float(u), middle.y + float(v)) for u, v in spots)


def around(points: Points, margin: float) -> Box:
    """Return the box of some points, `margin` px larger."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin)

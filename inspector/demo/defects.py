"""True defects: what goes wrong, where, and how large, drawn from a seed; painted on a window of the board."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from inspector.demo import board, substrate
from inspector.demo.canvas import Canvas, Finish
from inspector.demo.carrier import ALUMINIUM, CARRIER_HEIGHT
from inspector.demo.circuits import paint_lead
from inspector.demo.package import QFP_PITCH, SOIC_PITCH, Component, Kind, Pad, pads
from inspector.demo.scene import paint_component
from inspector.demo.shape import Disc, Place, Points, Polygon, Ring, Stroke
from inspector.part import Box


class DefectKind(StrEnum):
    """What went wrong."""

    MISSING = "missing component"
    WRONG = "wrong component"
    REVERSED = "reversed component"
    SKEWED = "skewed component"
    BRIDGE = "solder bridge"
    BALL = "solder ball"
    OPEN = "open track"
    SCRATCH = "scratch"
    STAIN = "stain"
    NO_PRINT = "missing print"
    MISPRINT = "misprint"
    FIBRE = "fibre"
    BURR = "burr"
    BENT_LEAD = "bent lead"


@dataclass(frozen=True, slots=True)
class Plan:
    """A defect before it is painted: `box` in golden px holds all of it; `paint(canvas, bare)` paints it.

    `bare` is the same window of the board without parts.
    """

    kind: DefectKind
    box: Box
    paint: Callable[[Canvas, Canvas], None]


def plan_defect(kind: DefectKind, rng: np.random.Generator) -> Plan:
    """Return one defect of this kind, its place and size drawn from `rng`."""
    return _PLANNERS[kind](rng)


_SMALL = (Kind.CAPACITOR, Kind.RESISTOR, Kind.LED, Kind.DIODE, Kind.TANTALUM, Kind.SOT23)
_POLARISED = (Kind.DIODE, Kind.TANTALUM, Kind.ELCO)
_MARKED = (Kind.SOIC, Kind.QFP, Kind.DPAK, Kind.INDUCTOR, Kind.CRYSTAL, Kind.ELCO)
_COPPER = Finish((120, 160, 216), metal=1.0, rough=0.5, grain=0.35)
_FLUX = Finish((16, 36, 70), rough=0.05)
_LINT = Finish((214, 116, 62), rough=1.0)


def _plan_missing(rng: np.random.Generator) -> Plan:
    component = _pick(_SMALL, rng)
    box = component.box(3.0)
    return Plan(DefectKind.MISSING, box, lambda canvas, bare: canvas.copy_from(bare, box))


def _plan_wrong(rng: np.random.Generator) -> Plan:
    component = _pick((Kind.CAPACITOR, Kind.RESISTOR), rng)
    other = Kind.RESISTOR if component.kind is Kind.CAPACITOR else Kind.CAPACITOR
    return _replaced(DefectKind.WRONG, component, replace(component, kind=other, marking="0"))


def _plan_reversed(rng: np.random.Generator) -> Plan:
    component = _pick(_POLARISED, rng)
    return _replaced(DefectKind.REVERSED, component, replace(component, place=component.place.at(0.0, 0.0, 180.0)))


def _plan_skewed(rng: np.random.Generator) -> Plan:
    component = _pick(_SMALL, rng)
    turn, push = rng.choice((-1, 1)) * rng.uniform(9.0, 20.0), rng.uniform(-3.0, 3.0)
    place = component.place.at(float(push), float(rng.uniform(1.0, 3.5)), float(turn))
    return _replaced(DefectKind.SKEWED, component, replace(component, place=place), margin=9.0)


def _plan_bridge(rng: np.random.Generator) -> Plan:
    component = _pick((Kind.SOIC, Kind.QFP), rng)
    first, second = _neighbours(component, rng)
    along = float(rng.uniform(-5.0, 5.0))
    ends = (first.place.at(0.0, along), second.place.at(0.0, along))
    blob = Stroke(tuple((place.x, place.y) for place in ends), float(rng.uniform(8.0, 12.0)))
    return Plan(DefectKind.BRIDGE, _around(blob.through, 14.0), lambda canvas, _bare: _solder(canvas, blob, 5.0, 5.0))


def _plan_ball(rng: np.random.Generator) -> Plan:
    place = _spot_beside(_pick((Kind.SOIC, Kind.QFP, Kind.CAPACITOR, Kind.DPAK), rng), rng)
    ball = place.disc(float(rng.uniform(2.0, 5.0)))
    return Plan(
        DefectKind.BALL, _around(((place.x, place.y),), 12.0), lambda canvas, _bare: _solder(canvas, ball, 9.0, 9.0)
    )


def _plan_open(rng: np.random.Generator) -> Plan:
    place, width = _spot_on_track(rng)
    gap = Stroke(place.points(((-1.0, 0.0), (1.0, 0.0))), float(rng.uniform(7.0, 14.0)))
    cut = place.box(float(rng.uniform(6.0, 18.0)), width + 3.0, 1.0)

    def paint(canvas: Canvas, _bare: Canvas) -> None:
        canvas.paint(cut, substrate.MASK_ON_LAMINATE)
        canvas.raise_to(cut, 0.0, 0.8)

    return Plan(DefectKind.OPEN, _around(gap.through, 16.0), paint)


def _plan_scratch(rng: np.random.Generator) -> Plan:
    path = _wander(_free_spot(rng, 12.0), float(rng.uniform(12.0, 90.0)), 0.04, rng)
    # Along the letters of a title the classical comparison does not see a scratch.
    while any(_lies_in(line.box(), x, y) for line in board.prints() for x, y in path):
        path = _wander(_free_spot(rng, 12.0), float(rng.uniform(12.0, 90.0)), 0.04, rng)
    groove = Stroke(path, float(rng.uniform(1.0, 2.5)))

    def paint(canvas: Canvas, _bare: Canvas) -> None:
        canvas.paint(groove, _COPPER, 0.75)
        canvas.add_height(groove, -1.2, 0.6)

    return Plan(DefectKind.SCRATCH, _around(path, 8.0), paint)


def _plan_stain(rng: np.random.Generator) -> Plan:
    middle = _free_spot(rng, 16.0)
    radius, strength = float(rng.uniform(6.0, 24.0)), float(rng.uniform(0.7, 1.0))
    rim, core = Polygon(_blot(middle, radius, rng)), Polygon(_blot(middle, radius * 0.86, rng))

    def paint(canvas: Canvas, _bare: Canvas) -> None:
        canvas.paint(core, _FLUX, strength * 0.7)
        canvas.paint(Ring(rim, core), _FLUX, strength)
        canvas.add_height(rim, 1.6, 2.0)

    return Plan(DefectKind.STAIN, _around(((middle.x, middle.y),), radius * 1.5 + 6), paint)


def _plan_no_print(rng: np.random.Generator) -> Plan:
    component = _pick(_MARKED, rng)
    return _replaced(DefectKind.NO_PRINT, component, replace(component, marking=""))


def _plan_misprint(rng: np.random.Generator) -> Plan:
    component = _pick((Kind.SOIC, Kind.QFP, Kind.DPAK, Kind.INDUCTOR), rng)
    across, down = (float(rng.uniform(3.0, 10.0) * rng.choice((-1, 1))) for _ in range(2))
    return _replaced(DefectKind.MISPRINT, component, replace(component, print_shift=(across, down)))


def _plan_fibre(rng: np.random.Generator) -> Plan:
    path = _hair(rng)
    # Along a row of leads the classical comparison does not see a hair: half of it lies on plain board.
    while sum(_is_free(Place(x, y), 2.0) for x, y in path) < len(path) // 2:
        path = _hair(rng)
    hair = Stroke(path, float(rng.uniform(1.0, 2.0)))

    def paint(canvas: Canvas, _bare: Canvas) -> None:
        canvas.paint(hair, _LINT, 0.9)
        canvas.add_height(hair, 3.0, 0.8)

    return Plan(DefectKind.FIBRE, _around(path, 8.0), paint)


def _hair(rng: np.random.Generator) -> Points:
    start = Place(float(rng.uniform(200, 1080)), float(rng.uniform(130, 660)))
    return _wander(start, float(rng.uniform(36.0, 90.0)), 0.35, rng)


def _plan_burr(rng: np.random.Generator) -> Plan:
    inner = rng.random() < 0.5
    edge_y = board.POCKET.y0 if inner else board.CARRIER.y0
    x, reach = float(rng.uniform(180, 1100)), float(rng.uniform(4.5, 10.0))
    length, outwards = float(rng.uniform(12.0, 30.0)), 1 if inner else -1
    teeth = [(x + length * k / 8, edge_y + outwards * reach * float(rng.uniform(0.3, 1.0))) for k in range(1, 8)]
    curl = Polygon(((x, edge_y - outwards * 1.5), *teeth, (x + length, edge_y - outwards * 1.5)))

    def paint(canvas: Canvas, _bare: Canvas) -> None:
        canvas.paint(curl, replace(ALUMINIUM, rough=0.3))
        canvas.raise_to(curl, CARRIER_HEIGHT * 0.7, 1.4)

    return Plan(DefectKind.BURR, _around(curl.corners, 8.0), paint)


def _plan_bent_lead(rng: np.random.Generator) -> Plan:
    component = _pick((Kind.SOIC, Kind.QFP), rng)
    pad = _neighbours(component, rng)[0]
    pitch = QFP_PITCH if component.kind is Kind.QFP else SOIC_PITCH
    bend = float(rng.uniform(0.4, 0.7) * pitch * rng.choice((-1, 1)))
    width = 4.4 if component.kind is Kind.QFP else 5.0
    gone = pad.place.box(pad.length + 1.0, pad.width + 1.0)

    def paint(canvas: Canvas, _bare: Canvas) -> None:
        canvas.paint(gone, substrate.MASK_ON_LAMINATE)
        canvas.raise_to(gone, 0.0)
        substrate.paint_pad(canvas, pad.place, pad.length, pad.width)
        paint_lead(canvas, component, pad, width, bend)

    return Plan(DefectKind.BENT_LEAD, _around(((pad.place.x, pad.place.y),), 18.0), paint)


_PLANNERS: dict[DefectKind, Callable[[np.random.Generator], Plan]] = {
    DefectKind.MISSING: _plan_missing,
    DefectKind.WRONG: _plan_wrong,
    DefectKind.REVERSED: _plan_reversed,
    DefectKind.SKEWED: _plan_skewed,
    DefectKind.BRIDGE: _plan_bridge,
    DefectKind.BALL: _plan_ball,
    DefectKind.OPEN: _plan_open,
    DefectKind.SCRATCH: _plan_scratch,
    DefectKind.STAIN: _plan_stain,
    DefectKind.NO_PRINT: _plan_no_print,
    DefectKind.MISPRINT: _plan_misprint,
    DefectKind.FIBRE: _plan_fibre,
    DefectKind.BURR: _plan_burr,
    DefectKind.BENT_LEAD: _plan_bent_lead,
}


def _pick(kinds: tuple[Kind, ...], rng: np.random.Generator) -> Component:
    chosen = kinds[int(rng.integers(len(kinds)))]
    candidates = [component for component in board.components() if component.kind is chosen]
    return candidates[int(rng.integers(len(candidates)))]


def _replaced(kind: DefectKind, component: Component, by: Component, margin: float = 3.0) -> Plan:
    box = component.box(margin)

    def paint(canvas: Canvas, bare: Canvas) -> None:
        canvas.copy_from(bare, component.box(1.0))
        paint_component(canvas, by)

    return Plan(kind, box, paint)


def _solder(canvas: Canvas, shape: Stroke | Disc, rise: float, reach_px: float) -> None:
    canvas.paint(shape, substrate.SOLDER)
    canvas.bulge(shape, rise, reach_px)


def _neighbours(component: Component, rng: np.random.Generator) -> tuple[Pad, Pad]:
    row = int(rng.integers(len(pads(component)) // component.pins))
    first = row * component.pins + int(rng.integers(component.pins - 1))
    return pads(component)[first], pads(component)[first + 1]


def _spot_on_track(rng: np.random.Generator) -> tuple[Place, float]:
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
        if np.hypot(x1 - x0, y1 - y0) > 30 and _is_free(place, 9.0):
            return place, wire.width


def _free_spot(rng: np.random.Generator, reach: float) -> Place:
    while True:
        place = Place(float(rng.uniform(130, 1150)), float(rng.uniform(120, 840)))
        if _is_free(place, reach):
            return place


def _spot_beside(component: Component, rng: np.random.Generator) -> Place:
    """Return a place a few px off a part, where no other part is; the part's own middle where it is crowded in."""
    beyond = component.extent()[0] / 2 + 7
    spots = [component.place.at(side * beyond, float(rng.uniform(-4.0, 4.0))) for side in rng.permutation((-1, 1))]
    return next((spot for spot in spots if _is_free(spot, 5.0)), component.place)


def _is_free(place: Place, reach: float) -> bool:
    """Return whether a place is `reach` px away from every part and its name, from the label and from the screws."""
    named = [component.box() for component in board.components()]
    boxes = [Box(box.x0, box.y0 - 14, box.x1, box.y1) for box in named] + [board.LABEL]
    boxes += [Box(p.x - 28, p.y - 28, p.x + 28, p.y + 28) for p in board.BOARD_SCREWS]
    return not any(_lies_in(box, place.x, place.y, reach) for box in boxes)


def _lies_in(box: Box, x: float, y: float, reach: float = 0.0) -> bool:
    return box.x0 - reach < x < box.x1 + reach and box.y0 - reach < y < box.y1 + reach


def _wander(start: Place, length: float, curl: float, rng: np.random.Generator) -> Points:
    headings = np.cumsum(np.r_[rng.uniform(0, 2 * np.pi), rng.normal(0.0, curl, 11)])
    steps = length / 12 * np.c_[np.cos(headings), np.sin(headings)]
    return tuple((start.x + float(x), start.y + float(y)) for x, y in np.cumsum(np.r_[[[0.0, 0.0]], steps], axis=0))


def _blot(middle: Place, radius: float, rng: np.random.Generator) -> Points:
    angles = np.linspace(0, 2 * np.pi, 36, endpoint=False)
    wobble = 1.0 + sum(rng.uniform(-0.12, 0.12) * np.cos(k * angles + rng.uniform(0, 6.28)) for k in (2, 3, 5))
    spots = zip(radius * wobble * np.cos(angles), radius * wobble * np.sin(angles), strict=True)
    return tuple((middle.x + float(u), middle.y + float(v)) for u, v in spots)


def _around(points: Points, margin: float) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin)

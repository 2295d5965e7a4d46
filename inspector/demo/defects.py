"""True defects: what goes wrong, where, and how large, drawn from a seed; painted on a window of the board."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from inspector.demo import board, substrate
from inspector.demo.canvas import Canvas, Finish
from inspector.demo.carrier import ALUMINIUM, CARRIER_HEIGHT
from inspector.demo.circuits import paint_lead
from inspector.demo.package import QFP_PITCH, SOIC_PITCH, Component, Kind
from inspector.demo.scene import paint_component
from inspector.demo.shape import Disc, Place, Points, Polygon, Ring, Stroke
from inspector.demo.spots import (
    around,
    blot,
    free_spot,
    is_free,
    lies_in,
    neighbours,
    pick,
    spot_beside,
    spot_on_track,
    wander,
)
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
    component = pick(_SMALL, rng)
    box = component.box(3.0)
    return Plan(DefectKind.MISSING, box, lambda canvas, bare: canvas.copy_from(bare, box))


def _plan_wrong(rng: np.random.Generator) -> Plan:
    component = pick((Kind.CAPACITOR, Kind.RESISTOR), rng)
    other = Kind.RESISTOR if component.kind is Kind.CAPACITOR else Kind.CAPACITOR
    return _replaced(DefectKind.WRONG, component, replace(component, kind=other, marking="0"))


def _plan_reversed(rng: np.random.Generator) -> Plan:
    component = pick(_POLARISED, rng)
    return _replaced(DefectKind.REVERSED, component, replace(component, place=component.place.at(0.0, 0.0, 180.0)))


def _plan_skewed(rng: np.random.Generator) -> Plan:
    component = pick(_SMALL, rng)
    turn, push = rng.choice((-1, 1)) * rng.uniform(9.0, 20.0), rng.uniform(-3.0, 3.0)
    place = component.place.at(float(push), float(rng.uniform(1.0, 3.5)), float(turn))
    return _replaced(DefectKind.SKEWED, component, replace(component, place=place), margin=9.0)


def _plan_bridge(rng: np.random.Generator) -> Plan:
    component = pick((Kind.SOIC, Kind.QFP), rng)
    first, second = neighbours(component, rng)
    along = float(rng.uniform(-5.0, 5.0))
    ends = (first.place.at(0.0, along), second.place.at(0.0, along))
    blob = Stroke(tuple((place.x, place.y) for place in ends), float(rng.uniform(8.0, 12.0)))
    return Plan(DefectKind.BRIDGE, around(blob.through, 14.0), lambda canvas, _bare: _solder(canvas, blob, 5.0, 5.0))


def _plan_ball(rng: np.random.Generator) -> Plan:
    place = spot_beside(pick((Kind.SOIC, Kind.QFP, Kind.CAPACITOR, Kind.DPAK), rng), rng)
    ball = place.disc(float(rng.uniform(2.0, 5.0)))
    return Plan(
        DefectKind.BALL, around(((place.x, place.y),), 12.0), lambda canvas, _bare: _solder(canvas, ball, 9.0, 9.0)
    )


def _plan_open(rng: np.random.Generator) -> Plan:
    place, width = spot_on_track(rng)
    gap = Stroke(place.points(((-1.0, 0.0), (1.0, 0.0))), float(rng.uniform(7.0, 14.0)))
    cut = place.box(float(rng.uniform(6.0, 18.0)), width + 3.0, 1.0)

    def paint(canvas: Canvas, _bare: Canvas) -> None:
        canvas.paint(cut, substrate.MASK_ON_LAMINATE)
        canvas.raise_to(cut, 0.0, 0.8)

    return Plan(DefectKind.OPEN, around(gap.through, 16.0), paint)


def _plan_scratch(rng: np.random.Generator) -> Plan:
    path = wander(free_spot(rng, 12.0), float(rng.uniform(12.0, 90.0)), 0.04, rng)
    # Along the letters of a title the classical comparison does not see a scratch.
    while any(lies_in(line.box(), x, y) for line in board.prints() for x, y in path):
        path = wander(free_spot(rng, 12.0), float(rng.uniform(12.0, 90.0)), 0.04, rng)
    groove = Stroke(path, float(rng.uniform(1.0, 2.5)))

    def paint(canvas: Canvas, _bare: Canvas) -> None:
        canvas.paint(groove, _COPPER, 0.75)
        canvas.add_height(groove, -1.2, 0.6)

    return Plan(DefectKind.SCRATCH, around(path, 8.0), paint)


def _plan_stain(rng: np.random.Generator) -> Plan:
    middle = free_spot(rng, 16.0)
    radius, strength = float(rng.uniform(6.0, 24.0)), float(rng.uniform(0.7, 1.0))
    rim, core = Polygon(blot(middle, radius, rng)), Polygon(blot(middle, radius * 0.86, rng))

    def paint(canvas: Canvas, _bare: Canvas) -> None:
        canvas.paint(core, _FLUX, strength * 0.7)
        canvas.paint(Ring(rim, core), _FLUX, strength)
        canvas.add_height(rim, 1.6, 2.0)

    return Plan(DefectKind.STAIN, around(((middle.x, middle.y),), radius * 1.5 + 6), paint)


def _plan_no_print(rng: np.random.Generator) -> Plan:
    component = pick(_MARKED, rng)
    return _replaced(DefectKind.NO_PRINT, component, replace(component, marking=""))


def _plan_misprint(rng: np.random.Generator) -> Plan:
    component = pick((Kind.SOIC, Kind.QFP, Kind.DPAK, Kind.INDUCTOR), rng)
    across, down = (float(rng.uniform(3.0, 10.0) * rng.choice((-1, 1))) for _ in range(2))
    return _replaced(DefectKind.MISPRINT, component, replace(component, print_shift=(across, down)))


def _plan_fibre(rng: np.random.Generator) -> Plan:
    path = _hair(rng)
    # Along a row of leads the classical comparison does not see a hair: half of it lies on plain board.
    while sum(is_free(Place(x, y), 2.0) for x, y in path) < len(path) // 2:
        path = _hair(rng)
    hair = Stroke(path, float(rng.uniform(1.0, 2.0)))

    def paint(canvas: Canvas, _bare: Canvas) -> None:
        canvas.paint(hair, _LINT, 0.9)
        canvas.add_height(hair, 3.0, 0.8)

    return Plan(DefectKind.FIBRE, around(path, 8.0), paint)


def _hair(rng: np.random.Generator) -> Points:
    start = Place(float(rng.uniform(200, 1080)), float(rng.uniform(130, 660)))
    return wander(start, float(rng.uniform(36.0, 90.0)), 0.35, rng)


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

    return Plan(DefectKind.BURR, around(curl.corners, 8.0), paint)


def _plan_bent_lead(rng: np.random.Generator) -> Plan:
    component = pick((Kind.SOIC, Kind.QFP), rng)
    pad = neighbours(component, rng)[0]
    pitch = QFP_PITCH if component.kind is Kind.QFP else SOIC_PITCH
    bend = float(rng.uniform(0.4, 0.7) * pitch * rng.choice((-1, 1)))
    width = 4.4 if component.kind is Kind.QFP else 5.0
    gone = pad.place.box(pad.length + 1.0, pad.width + 1.0)

    def paint(canvas: Canvas, _bare: Canvas) -> None:
        canvas.paint(gone, substrate.MASK_ON_LAMINATE)
        canvas.raise_to(gone, 0.0)
        substrate.paint_pad(canvas, pad.place, pad.length, pad.width)
        paint_lead(canvas, component, pad, width, bend)

    return Plan(DefectKind.BENT_LEAD, around(((pad.place.x, pad.place.y),), 18.0), paint)


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


def _replaced(kind: DefectKind, component: Component, by: Component, margin: float = 3.0) -> Plan:
    box = component.box(margin)

    def paint(canvas: Canvas, bare: Canvas) -> None:
        canvas.copy_from(bare, component.box(1.0))
        paint_component(canvas, by)

    return Plan(kind, box, paint)


def _solder(canvas: Canvas, shape: Stroke | Disc, rise: float, reach_px: float) -> None:
    canvas.paint(shape, substrate.SOLDER)
    canvas.bulge(shape, rise, reach_px)

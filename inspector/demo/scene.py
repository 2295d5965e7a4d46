"""The whole clean product: bare, and with every part on it."""

from collections.abc import Callable

from inspector.demo import board, chips, circuits
from inspector.demo.canvas import Canvas
from inspector.demo.carrier import paint_carrier, paint_label, paint_screw
from inspector.demo.package import Component, Kind
from inspector.demo.shape import Place
from inspector.demo.substrate import paint_substrate

_PAINTERS: dict[Kind, Callable[[Canvas, Component], None]] = {
    Kind.CAPACITOR: chips.paint_capacitor,
    Kind.RESISTOR: chips.paint_resistor,
    Kind.LED: chips.paint_led,
    Kind.DIODE: chips.paint_diode,
    Kind.TANTALUM: chips.paint_tantalum,
    Kind.INDUCTOR: chips.paint_inductor,
    Kind.CRYSTAL: chips.paint_crystal,
    Kind.ELCO: chips.paint_elco,
    Kind.SOIC: circuits.paint_soic,
    Kind.QFP: circuits.paint_qfp,
    Kind.SOT23: circuits.paint_sot23,
    Kind.DPAK: circuits.paint_dpak,
    Kind.BOX_HEADER: circuits.paint_box_header,
    Kind.PLUG_HEADER: circuits.paint_plug_header,
    Kind.WAFER: circuits.paint_wafer,
}
CARRIER_SCREW_RADIUS_PX = 19.0
BOARD_SCREW_RADIUS_PX = 15.0
LABEL_PLACE = Place((board.LABEL.x0 + board.LABEL.x1) / 2, (board.LABEL.y0 + board.LABEL.y1) / 2)


def bare_board() -> Canvas:
    """Return carrier and board before any part is placed."""
    canvas = Canvas.blank()
    paint_carrier(canvas)
    paint_substrate(canvas)
    return canvas


def populate(canvas: Canvas) -> None:
    """Place every part and screw and the label, its serial number not yet printed, on a bare board."""
    for component in board.components():
        paint_component(canvas, component)
    for place in board.CARRIER_SCREWS:
        paint_screw(canvas, place, CARRIER_SCREW_RADIUS_PX)
    for place in board.BOARD_SCREWS:
        paint_screw(canvas, place, BOARD_SCREW_RADIUS_PX)
    paint_label(canvas, LABEL_PLACE)


def paint_component(canvas: Canvas, component: Component) -> None:
    """Paint one part where it says it lies."""
    _PAINTERS[component.kind](canvas, component)

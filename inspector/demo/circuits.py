"""How parts with leads and pins are painted: integrated circuits, transistors, connectors."""

from inspector.demo.canvas import Canvas, Finish
from inspector.demo.chips import EPOXY, PRINT_LASER, TIN, paint_fillets
from inspector.demo.package import (
    HEADER_PITCH,
    PLUG_PITCH,
    WAFER_PITCH,
    Component,
    Pad,
    pads,
    pin_offsets,
)
from inspector.demo.shape import Place, Text

HOUSING_BLACK = Finish((34, 33, 33), rough=0.8, grain=0.20)
HOUSING_GREEN = Finish((64, 138, 52), rough=0.6, grain=0.15)
HOUSING_CREAM = Finish((188, 216, 224), rough=0.7, grain=0.12)
DEEP = Finish((20, 20, 20), rough=0.95)
GOLD_PIN = Finish((88, 184, 232), metal=1.0, rough=0.35)
TIN_PIN = Finish((214, 216, 218), metal=1.0, rough=0.35)


def paint_soic(canvas: Canvas, component: Component) -> None:
    """Paint a small-outline circuit with gull-wing leads."""
    paint_fillets(canvas, component, 2.2)
    for pad in pads(component):
        paint_lead(canvas, component, pad, 5.0)
    _body(canvas, component, 16.0)
    canvas.add_height(component.place.at(-component.length * 0.5 + 7, component.width * 0.5 - 8).disc(3.2), -2.5, 0.8)
    _lines(canvas, component, min(component.width * 0.25, 15.0))


def paint_qfp(canvas: Canvas, component: Component) -> None:
    """Paint a quad flat pack: leads on four sides, marking by laser."""
    paint_fillets(canvas, component, 2.0)
    for pad in pads(component):
        paint_lead(canvas, component, pad, 4.4)
    _body(canvas, component, 14.0)
    canvas.add_height(component.place.at(-component.length * 0.5 + 14, component.width * 0.5 - 14).disc(5.0), -2.5, 0.8)
    _lines(canvas, component, 17.0)


def paint_sot23(canvas: Canvas, component: Component) -> None:
    """Paint a three-legged transistor."""
    paint_fillets(canvas, component, 2.0)
    for pad in pads(component):
        paint_lead(canvas, component, pad, 5.5)
    _body(canvas, component, 11.0)
    _lines(canvas, component, 8.5)


def paint_dpak(canvas: Canvas, component: Component) -> None:
    """Paint a power transistor on its tab."""
    paint_fillets(canvas, component, 1.5)
    tab = component.place.at(0.0, -component.width * 0.62).box(component.length * 0.82, component.width * 0.34, 2.0)
    canvas.paint(tab, TIN)
    canvas.raise_to(tab, 4.5, 1.0)
    for pad in pads(component)[1:]:
        paint_lead(canvas, component, pad, 8.0)
    _body(canvas, component, 18.0)
    _lines(canvas, component, 14.0)


def paint_lead(canvas: Canvas, component: Component, pad: Pad, width: float, bend: float = 0.0) -> None:
    """Paint one gull-wing lead from the body to its pad; `bend` moves its foot sideways in golden px."""
    reach = pad.width * 0.62
    inwards = _towards(component, pad)
    foot, knee = pad.place.at(bend, -inwards * 1.0), pad.place.at(bend * 0.4, inwards * reach * 0.55)
    canvas.paint(foot.box(width, reach, 0.8), TIN)
    canvas.raise_to(foot.box(width, reach, 0.8), 3.6, 0.9)
    canvas.paint(knee.box(width, reach * 0.62, 0.5), TIN)
    canvas.raise_to(knee.box(width, reach * 0.62, 0.5), 8.5, 1.8)


def paint_box_header(canvas: Canvas, component: Component) -> None:
    """Paint a shrouded pin header with two rows of gold pins."""
    place, length, width = component.place, component.length, component.width
    _housing(canvas, component, HOUSING_BLACK, 30.0)
    well = place.box(length - 16, width - 18, 2.0)
    canvas.paint(well, DEEP)
    canvas.raise_to(well, 8.0, 1.2)
    notch = place.at(0, width / 2 - 5).box(40, 12, 1)
    canvas.raise_to(notch, 8.0, 1.2)
    canvas.paint(notch, DEEP)
    for pin in header_pins(component):
        paint_pin(canvas, pin, 8.0, GOLD_PIN, 24.0)


def paint_plug_header(canvas: Canvas, component: Component) -> None:
    """Paint a pluggable terminal's header: green housing, one tinned pin per chamber."""
    _housing(canvas, component, HOUSING_GREEN, 30.0)
    for offset in pin_offsets(component.pins, PLUG_PITCH):
        chamber = component.place.at(offset, 5).box(PLUG_PITCH - 9, component.width - 30, 3.0)
        canvas.paint(chamber, Finish((30, 66, 24), rough=0.9))
        canvas.raise_to(chamber, 10.0, 1.4)
        rib = component.place.at(offset, -component.width / 2 + 9).box(PLUG_PITCH - 22, 5, 1.5)
        canvas.add_height(rib, 3.5, 1.2)
    for pin in header_pins(component):
        paint_pin(canvas, pin, 11.0, TIN_PIN, 24.0)


def paint_wafer(canvas: Canvas, component: Component) -> None:
    """Paint a cream wire-to-board connector."""
    _housing(canvas, component, HOUSING_CREAM, 24.0)
    well = component.place.at(0, 3).box(component.length - 14, component.width - 24, 2.0)
    canvas.paint(well, Finish((130, 158, 166), rough=0.8))
    canvas.raise_to(well, 6.0, 1.2)
    for offset in pin_offsets(2, component.length * 0.62):
        slot = component.place.at(offset, -component.width / 2 + 5).box(22, 9, 1.0)
        canvas.raise_to(slot, 8.0, 1.0)
    for pin in header_pins(component):
        paint_pin(canvas, pin, 8.0, TIN_PIN, 18.0)


def header_pins(component: Component) -> tuple[Place, ...]:
    """Return where the pins of a connector stand."""
    if component.pins == 10:
        return tuple(component.place.at(u, v) for v in (-13.0, 13.0) for u in pin_offsets(10, HEADER_PITCH))
    pitch = PLUG_PITCH if component.pins == 6 else WAFER_PITCH
    return tuple(component.place.at(u, 6.0) for u in pin_offsets(component.pins, pitch))


def paint_pin(canvas: Canvas, place: Place, width: float, finish: Finish, height: float) -> None:
    """Paint one square pin seen from above, its tip chamfered."""
    canvas.paint(place.box(width, width, 0.8), finish)
    canvas.raise_to(place.box(width, width, 0.8), height * 0.7, 0.8)
    canvas.raise_to(place.box(width * 0.5, width * 0.5, 0.4), height, 2.2)


def _housing(canvas: Canvas, component: Component, finish: Finish, height: float) -> None:
    body = component.place.box(component.length, component.width, 3.0)
    canvas.paint(body, finish)
    canvas.raise_to(body, height, 1.6)


def _body(canvas: Canvas, component: Component, height: float) -> None:
    whole = component.place.box(component.length, component.width, 1.0)
    canvas.raise_to(whole, height * 0.6, 1.2)
    canvas.paint(whole, EPOXY)
    canvas.raise_to(component.place.box(component.length - 4, component.width - 4, 1.0), height, 1.8)


def _lines(canvas: Canvas, component: Component, size_px: float) -> None:
    for row, words in enumerate(component.lines):
        across, down = component.print_shift
        spot = component.place.at(across, down + (row - (len(component.lines) - 1) / 2) * size_px * 1.35)
        canvas.paint(Text(spot, words, size_px, 400), PRINT_LASER, 0.92)


def _towards(component: Component, pad: Pad) -> float:
    """Return -1.0 or 1.0: on which side of the pad, along its own width, the body lies."""
    ahead = pad.place.at(0.0, 1.0)
    near = (ahead.x - component.place.x) ** 2 + (ahead.y - component.place.y) ** 2
    far = (pad.place.x - component.place.x) ** 2 + (pad.place.y - component.place.y) ** 2
    return 1.0 if near < far else -1.0

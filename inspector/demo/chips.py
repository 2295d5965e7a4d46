"""How two-terminal parts are painted: chips, diodes, tantalum and electrolytic capacitors, inductors, crystals."""

from dataclasses import replace

from inspector.demo.canvas import Canvas, Finish
from inspector.demo.package import Component, pads
from inspector.demo.shape import Polygon, Ring, Shape, Text
from inspector.demo.substrate import SOLDER

TIN = Finish((214, 216, 218), metal=1.0, rough=0.34, grain=0.14)
CERAMIC = Finish((112, 158, 190), rough=0.75, grain=0.10)
RESISTIVE = Finish((34, 32, 31), rough=0.25, grain=0.05)
ALUMINA = Finish((226, 228, 228), rough=0.8, grain=0.08)
EPOXY = Finish((36, 34, 34), rough=0.8, grain=0.20)
TANTALUM = Finish((44, 150, 214), rough=0.6, grain=0.12)
CAN = Finish((210, 210, 211), metal=1.0, rough=0.72, grain=0.07)
STEEL = Finish((196, 200, 203), metal=1.0, rough=0.55, grain=0.05)
PRINT_WHITE = Finish((205, 209, 210), rough=0.9)
PRINT_LASER = Finish((178, 180, 180), rough=0.95)
PRINT_BLACK = Finish((30, 29, 29), rough=0.8)
LENS = Finish((196, 226, 222), rough=0.05, grain=0.02)


def paint_fillets(canvas: Canvas, component: Component, rise: float) -> None:
    """Draw the solder up the ends of a part, as high as `rise` canvas px."""
    for pad in pads(component):
        shape = pad.place.box(pad.length - 1, pad.width - 2.5, 2.0)
        canvas.paint(shape, SOLDER)
        canvas.raise_to(shape, rise, 3.2)


def paint_capacitor(canvas: Canvas, component: Component) -> None:
    """Paint a ceramic chip capacitor."""
    _chip(canvas, component, CERAMIC, 0.20, 12.0)


def ceramic_body(component: Component) -> Polygon:
    """Return the outline of a capacitor's ceramic between its caps."""
    return component.place.box(component.length * 0.6, component.width, 0.4)


def paint_resistor(canvas: Canvas, component: Component) -> None:
    """Paint a thick-film chip resistor with its value."""
    _chip(canvas, component, ALUMINA, 0.16, 7.0)
    film = component.place.box(component.length * 0.69, component.width - 0.5, 0.8)
    canvas.paint(film, RESISTIVE)
    canvas.add_height(film, 0.8, 0.8)
    _mark(canvas, component, PRINT_WHITE, component.width * 0.62)


def paint_led(canvas: Canvas, component: Component) -> None:
    """Paint a chip LED: clear lens on white, with the cathode's mark."""
    _chip(canvas, component, ALUMINA, 0.18, 7.0)
    lens = component.place.box(component.length * 0.56, component.width * 0.86, 3.0)
    canvas.paint(lens, LENS)
    canvas.bulge(lens, 6.0, 9.0)
    canvas.paint(component.place.at(1.5, 0).box(4.5, 4.5, 0.5), Finish((60, 190, 208), rough=0.5))
    canvas.paint(component.place.at(-component.length * 0.36, 0).box(2.0, component.width * 0.8), Finish((70, 130, 60)))


def paint_diode(canvas: Canvas, component: Component) -> None:
    """Paint a moulded diode with its cathode band."""
    _moulded(canvas, component, EPOXY, 15.0)
    canvas.paint(component.place.at(-component.length * 0.36, 0).box(4.6, component.width - 3.5), PRINT_WHITE, 0.85)
    _mark(canvas, component, PRINT_LASER, component.width * 0.4)


def paint_tantalum(canvas: Canvas, component: Component) -> None:
    """Paint a moulded tantalum capacitor with its bar at the positive end."""
    _moulded(canvas, component, TANTALUM, 17.0)
    bar = component.place.at(-component.length * 0.38, 0).box(7.0, component.width - 3.5)
    canvas.paint(bar, Finish((24, 48, 92), rough=0.8), 0.9)
    _mark(canvas, component, Finish((22, 44, 84), rough=0.9), component.width * 0.46)


def paint_inductor(canvas: Canvas, component: Component) -> None:
    """Paint a moulded power inductor."""
    paint_fillets(canvas, component, 4.0)
    grey = Finish((84, 82, 80), rough=0.9, grain=0.45)
    body = component.place.box(component.length, component.width, 8.0)
    canvas.raise_to(body, 20.0, 1.6)
    canvas.paint(body, grey)
    _mark(canvas, component, PRINT_WHITE, component.width * 0.30)


def paint_crystal(canvas: Canvas, component: Component) -> None:
    """Paint a crystal in its drawn steel can."""
    paint_fillets(canvas, component, 4.0)
    base = component.place.box(component.length, component.width, component.width * 0.48)
    canvas.paint(base, STEEL)
    canvas.raise_to(base, 5.0, 1.2)
    can = component.place.box(component.length - 9, component.width - 9, component.width * 0.37)
    canvas.raise_to(can, 17.0, 2.6)
    canvas.paint(can, STEEL)
    _mark(canvas, component, Finish((92, 94, 96), rough=0.9), component.width * 0.42)


def paint_elco(canvas: Canvas, component: Component) -> None:
    """Paint an electrolytic capacitor: square foot, aluminium can, black segment at the negative end."""
    paint_fillets(canvas, component, 3.0)
    half = component.length / 2
    cut = half * 0.36
    foot = Polygon(
        component.place.points(
            (
                (-half, -half),
                (half - cut, -half),
                (half, cut - half),
                (half, half - cut),
                (half - cut, half),
                (-half, half),
            )
        )
    )
    canvas.paint(foot, EPOXY)
    canvas.raise_to(foot, 8.0, 1.0)
    can = component.place.disc(half * 0.97)
    canvas.paint(can, CAN)
    canvas.raise_to(can, 30.0, 3.4)
    _can_top(canvas, component, half)


def _can_top(canvas: Canvas, component: Component, half: float) -> None:
    top = component.place.disc(half * 0.88)
    groove = Ring(component.place.disc(half * 0.90), component.place.disc(half * 0.84))
    canvas.add_height(groove, -1.6, 1.2)
    canvas.paint(_segment(component, half * 0.84), Finish((40, 38, 38), rough=0.6, grain=0.05), 0.97)
    canvas.add_height(top, 0.0)
    for row, words in enumerate(component.lines):
        spot = component.place.at(half * 0.20, (row - (len(component.lines) - 1) / 2) * half * 0.44)
        canvas.paint(Text(spot, words, half * 0.40, 600), PRINT_BLACK, 0.92)


def _segment(component: Component, radius: float) -> Shape:
    beyond = component.place.at(radius * 0.55, 0).box(radius * 2, radius * 2.2)
    return Ring(component.place.disc(radius), beyond)


def _chip(canvas: Canvas, component: Component, body: Finish, cap_share: float, height: float) -> None:
    paint_fillets(canvas, component, height * 0.55)
    whole = component.place.box(component.length, component.width, 1.6)
    canvas.raise_to(whole, height, 1.5)
    canvas.paint(whole, TIN)
    canvas.paint(component.place.box(component.length * (1 - 2 * cap_share), component.width, 0.4), body)


def _moulded(canvas: Canvas, component: Component, body: Finish, height: float) -> None:
    paint_fillets(canvas, component, 3.0)
    for side in (-1, 1):
        lead = component.place.at(side * (component.length / 2 + 2.0), 0).box(8.0, component.width * 0.56, 1.0)
        canvas.paint(lead, TIN)
        canvas.raise_to(lead, 6.0, 1.8)
    foot = component.place.box(component.length, component.width, 1.5)
    canvas.paint(foot, replace(body, grain=0.0))
    canvas.raise_to(foot, height * 0.55, 1.5)
    top = component.place.box(component.length - 4, component.width - 4, 1.0)
    canvas.raise_to(top, height, 2.0)
    canvas.paint(top, body)


def _mark(canvas: Canvas, component: Component, ink: Finish, size_px: float) -> None:
    if component.marking:
        canvas.paint(Text(component.place.at(*component.print_shift), component.marking, size_px, 600), ink, 0.95)

"""Packages of the demo board's parts: their kinds, their bodies' sizes and the pads they are soldered to."""

from dataclasses import dataclass
from enum import StrEnum

from inspector.demo.shape import Place
from inspector.part import Box


class Kind(StrEnum):
    """What a component is; how each is painted stands in the modules beside this one."""

    CAPACITOR = "capacitor"
    RESISTOR = "resistor"
    LED = "led"
    DIODE = "diode"
    TANTALUM = "tantalum"
    SOT23 = "sot23"
    SOIC = "soic"
    QFP = "qfp"
    DPAK = "dpak"
    ELCO = "electrolytic"
    INDUCTOR = "inductor"
    CRYSTAL = "crystal"
    BOX_HEADER = "box header"
    PLUG_HEADER = "plug header"
    WAFER = "wafer connector"


@dataclass(frozen=True, slots=True)
class Component:
    """One part on the board.

    `length` and `width` are those of its body in golden px, before it is turned into place; `pins` counts the pins of
    one side, or the ways of a connector; `marking` is printed on it, lines split by ``/``, `print_shift` px off its
    middle.
    """

    kind: Kind
    ref: str
    place: Place
    length: float
    width: float
    marking: str = ""
    pins: int = 2
    print_shift: tuple[float, float] = (0.0, 0.0)

    @property
    def lines(self) -> tuple[str, ...]:
        """What is printed on it, line by line."""
        return tuple(line for line in self.marking.split("/") if line)

    def box(self, margin: float = 0.0) -> Box:
        """Return the upright box around body and pins, `margin` px larger on each side."""
        corners = self.place.box(*self.extent()).corners
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return Box(min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin)

    def extent(self) -> tuple[float, float]:
        """Return length and width over everything, pins and solder included."""
        grow_u, grow_v = _OVERHANG[self.kind]
        return self.length + 2 * grow_u, self.width + 2 * grow_v


@dataclass(frozen=True, slots=True)
class Pad:
    """One solder pad, turned into place on the board."""

    place: Place
    length: float
    width: float


QFP_PITCH = 11.0
SOIC_PITCH = 13.0
HEADER_PITCH = 25.0
PLUG_PITCH = 46.0
WAFER_PITCH = 28.0

_OVERHANG: dict[Kind, tuple[float, float]] = {
    Kind.CAPACITOR: (7, 2),
    Kind.RESISTOR: (7, 2),
    Kind.LED: (7, 2),
    Kind.DIODE: (10, 3),
    Kind.TANTALUM: (9, 3),
    Kind.SOT23: (3, 12),
    Kind.SOIC: (3, 19),
    Kind.QFP: (20, 20),
    Kind.DPAK: (3, 30),
    Kind.ELCO: (13, 3),
    Kind.INDUCTOR: (7, 3),
    Kind.CRYSTAL: (10, 3),
    Kind.BOX_HEADER: (4, 4),
    Kind.PLUG_HEADER: (4, 4),
    Kind.WAFER: (4, 6),
}


def pads(component: Component) -> tuple[Pad, ...]:
    """Return the pads of a component; connectors soldered from below have none on this side."""
    match component.kind:
        case Kind.BOX_HEADER | Kind.PLUG_HEADER | Kind.WAFER:
            return ()
        case Kind.SOIC:
            return _rows(component, component.width / 2 + 11, SOIC_PITCH, (8.0, 19.0))
        case Kind.QFP:
            return _four_rows(component)
        case Kind.SOT23:
            return _sot23_pads(component)
        case Kind.DPAK:
            return _dpak_pads(component)
        case _:
            return _end_pads(component)


def pin_offsets(count: int, pitch: float) -> tuple[float, ...]:
    """Return `count` positions `pitch` apart around 0.

    Examples
    --------
    >>> pin_offsets(3, 10.0)
    (-10.0, 0.0, 10.0)
    """
    return tuple((k - (count - 1) / 2) * pitch for k in range(count))


def _end_pads(component: Component) -> tuple[Pad, ...]:
    over = _OVERHANG[component.kind][0]
    reach = component.length * 0.27
    middle = component.length / 2 + (over - reach) / 2
    size = (over + reach, component.width * (0.45 if component.kind is Kind.ELCO else 1.0) + 4)
    return tuple(Pad(component.place.at(side * middle, 0.0), *size) for side in (-1, 1))


def _rows(component: Component, distance: float, pitch: float, size: tuple[float, float]) -> tuple[Pad, ...]:
    offsets = pin_offsets(component.pins, pitch)
    return tuple(Pad(component.place.at(u, side * distance), *size) for side in (-1, 1) for u in offsets)


def _four_rows(component: Component) -> tuple[Pad, ...]:
    turned = Component(
        component.kind,
        component.ref,
        component.place.at(0, 0, 90.0),
        component.width,
        component.length,
        "",
        component.pins,
    )
    size = (6.0, 20.0)
    distance = component.width / 2 + 11
    return _rows(component, distance, QFP_PITCH, size) + _rows(turned, distance, QFP_PITCH, size)


def _sot23_pads(component: Component) -> tuple[Pad, ...]:
    reach = component.width / 2 + 5
    spots = ((-component.length * 0.32, reach), (component.length * 0.32, reach), (0.0, -reach))
    return tuple(Pad(component.place.at(u, v), 10, 14) for u, v in spots)


def _dpak_pads(component: Component) -> tuple[Pad, ...]:
    tab = Pad(component.place.at(0.0, -component.width / 2 + 2), component.length * 0.92, component.width * 0.8)
    legs = [
        Pad(component.place.at(u, component.width / 2 + 18), 13, 24) for u in pin_offsets(2, component.length * 0.66)
    ]
    return (tab, *legs)

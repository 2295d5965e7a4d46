"""The clean board of a lot, rendered once, and what differs from one good part to the next."""

from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from inspector.demo import board
from inspector.demo.canvas import Canvas, canvas_box
from inspector.demo.carrier import paint_label, paint_screw
from inspector.demo.chips import ceramic_body
from inspector.demo.package import Kind
from inspector.demo.scene import BOARD_SCREW_RADIUS_PX, CARRIER_SCREW_RADIUS_PX, LABEL_PLACE, bare_board, populate
from inspector.demo.shade import REACH_PX, Lighting, light, photograph, shade
from inspector.demo.shape import Place
from inspector.part import Box

LOT_SIZE = 40
FIRST_SERIAL = 4711
_SOCKET_STEPS = 6


@dataclass(frozen=True, slots=True, eq=False)
class Stock:
    """A lot's clean board: painted with and without parts, how it is lit, and its picture at canvas resolution."""

    lot: int
    full: Canvas
    bare: Canvas
    lighting: Lighting
    picture: NDArray[np.uint8]


@lru_cache(maxsize=2)
def stock_of(lot: int) -> Stock:
    """Return the clean board of a lot: the ceramic capacitors of each reel have their own colour."""
    first = _first_stock()
    if lot == 0:
        return first
    colour, picture = first.full.colour.copy(), first.picture.copy()
    full = replace(first.full, colour=colour)
    shade_of_lot = tuple(int(level) for level in np.random.default_rng(lot).normal((112, 158, 190), (7, 7, 7)))
    for component in board.components():
        if component.kind is Kind.CAPACITOR:
            full.tint(ceramic_body(component), (shade_of_lot[0], shade_of_lot[1], shade_of_lot[2]))
            _photograph_again(picture, full, first.lighting, component.box(4.0))
    return replace(first, lot=lot, full=full, picture=picture)


def write_label(picture: NDArray[np.uint8], stock: Stock, number: int) -> None:
    """Print the serial number, lot and code of part `number` on its label."""
    label = stock.full.window(board.LABEL, 8)
    paint_label(label, LABEL_PLACE, FIRST_SERIAL + number, f"24W{31 + stock.lot % 20}")
    x0, y0, x1, y1 = canvas_box(board.LABEL, 8)
    picture[y0:y1, x0:x1] = photograph(label.colour, stock.lighting.window(np.s_[y0:y1, x0:x1]))


def turn_screws(picture: NDArray[np.uint8], rng: np.random.Generator) -> None:
    """Turn every screw's socket by an angle of its own."""
    for places, radius in ((board.CARRIER_SCREWS, CARRIER_SCREW_RADIUS_PX), (board.BOARD_SCREWS, BOARD_SCREW_RADIUS_PX)):
        for place in places:
            socket = _sockets(radius)[int(rng.integers(_SOCKET_STEPS))]
            x0, y0, x1, y1 = canvas_box(_socket_box(place, radius))
            picture[y0:y1, x0:x1] = socket


@cache
def _first_stock() -> Stock:
    bare = bare_board()
    full = bare.copy()
    populate(full)
    lighting = light(full)
    return Stock(0, full, bare, lighting, photograph(full.colour, lighting))


@cache
def _sockets(radius: float) -> tuple[NDArray[np.uint8], ...]:
    """Return the picture of a screw's socket, turned step by step through its sixth of a turn."""
    place = board.CARRIER_SCREWS[0] if radius == CARRIER_SCREW_RADIUS_PX else board.BOARD_SCREWS[0]
    box = _socket_box(place, radius)
    x0, y0, x1, y1 = canvas_box(box)
    sockets = []
    for step in range(_SOCKET_STEPS):
        window = _first_stock().full.window(box, REACH_PX)
        paint_screw(window, Place(place.x, place.y, 60.0 * step / _SOCKET_STEPS), radius)
        left, top = window.origin
        sockets.append(shade(window)[y0 - top : y1 - top, x0 - left : x1 - left])
    return tuple(sockets)


def _socket_box(place: Place, radius: float) -> Box:
    reach = round(radius * 0.55)
    return Box(place.x - reach, place.y - reach, place.x + reach, place.y + reach)


def _photograph_again(picture: NDArray[np.uint8], full: Canvas, lighting: Lighting, box: Box) -> None:
    x0, y0, x1, y1 = canvas_box(box)
    area = np.s_[y0 : y1, x0 : x1]
    picture[area] = photograph(full.colour[area], lighting.window(area))

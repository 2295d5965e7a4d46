"""The clean board of a lot, rendered once, and what differs from one good part to the next."""

from dataclasses import dataclass, replace
from functools import cache, lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.demo import board
from inspector.demo.canvas import Canvas, canvas_box
from inspector.demo.carrier import paint_screw, paint_serial
from inspector.demo.chips import CERAMIC, ceramic_body
from inspector.demo.noise import noise_field
from inspector.demo.package import Kind
from inspector.demo.scene import BOARD_SCREW_RADIUS_PX, CARRIER_SCREW_RADIUS_PX, LABEL_PLACE, bare_board, populate
from inspector.demo.shade import REACH_PX, Lighting, light, photograph, shade
from inspector.demo.shape import Place
from inspector.part import Box

LOT_SIZE = 40
FIRST_SERIAL = 4711
_SOCKET_STEPS = 6
_REEL_LEVELS = 1  # grey levels by which a reel's colour may differ
_LENS_REACH_PX = 16  # canvas px beside a place that the lens mixes into its picture
_SPARE_PX = 256
_LONGEST_PX = 2440  # canvas px of the longest rail
_MARK_LEVELS = 2.0  # grey levels, root mean square


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
    blue, green, red = CERAMIC.colour + np.random.default_rng(lot).integers(-_REEL_LEVELS, _REEL_LEVELS + 1, 3)
    for component in board.components():
        if component.kind is Kind.CAPACITOR:
            full.tint(ceramic_body(component), (int(blue), int(green), int(red)))
            _photograph_again(picture, full, first.lighting, (component.box(4.0),))
    return replace(first, lot=lot, full=full, picture=picture)


def write_label(picture: NDArray[np.uint8], stock: Stock, number: int) -> None:
    """Print the serial number, lot and code of part `number` on its label."""
    label = stock.full.window(board.LABEL)
    paint_serial(label, LABEL_PLACE, FIRST_SERIAL + number, f"24W{31 + stock.lot % 20}")
    _photograph_again(picture, label, stock.lighting, board.LABEL_FIELDS)


def turn_screws(picture: NDArray[np.uint8], rng: np.random.Generator) -> None:
    """Turn every screw's socket by an angle of its own."""
    for places, radius in (
        (board.CARRIER_SCREWS, CARRIER_SCREW_RADIUS_PX),
        (board.BOARD_SCREWS, BOARD_SCREW_RADIUS_PX),
    ):
        for place in places:
            socket = _sockets(radius)[int(rng.integers(_SOCKET_STEPS))]
            x0, y0, x1, y1 = canvas_box(_socket_box(place, radius))
            picture[y0:y1, x0:x1] = socket


def polish_rails(picture: NDArray[np.uint8], rng: np.random.Generator) -> None:
    """Give the carrier's milled faces the fine marks of another pass of the mill."""
    for rail in board.RAILS:
        x0, y0, x1, y1 = canvas_box(rail)
        left, top = (int(rng.integers(0, _SPARE_PX)) for _ in range(2))
        marks = _mill_marks()[top : top + y1 - y0, left : left + x1 - x0]
        picture[y0:y1, x0:x1] = cv2.add(picture[y0:y1, x0:x1], cv2.merge([marks, marks, marks]), dtype=cv2.CV_8U)


def sprinkle_dust(picture: NDArray[np.uint8], rng: np.random.Generator) -> None:
    """Let a few specks of dust fall: too small to be a defect."""
    rows, columns = picture.shape[:2]
    for _ in range(int(rng.integers(3, 9))):
        x, y = int(rng.integers(2, columns - 2)), int(rng.integers(2, rows - 2))
        speck = picture[y : y + 2, x : x + 2]
        speck[...] = cv2.addWeighted(speck, 0.75, np.full_like(speck, 170), 0.25, 0.0)


@cache
def _mill_marks() -> NDArray[np.int8]:
    streaks = cv2.blur(cv2.blur(noise_field(71, (_LONGEST_PX + _SPARE_PX, _LONGEST_PX + _SPARE_PX)), (61, 1)), (61, 1))
    marks: NDArray[np.int8] = np.rint(streaks * (_MARK_LEVELS / streaks.std())).astype(np.int8)
    return marks


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


def _photograph_again(picture: NDArray[np.uint8], canvas: Canvas, lighting: Lighting, boxes: tuple[Box, ...]) -> None:
    """Take the picture inside `boxes` anew; the lens mixes in what lies beside them, so more is shot than kept."""
    left, top = canvas.origin
    for box in boxes:
        x0, y0, x1, y1 = canvas_box(box, _LENS_REACH_PX)
        seen = photograph(
            canvas.colour[y0 - top : y1 - top, x0 - left : x1 - left], lighting.window(np.s_[y0:y1, x0:x1])
        )
        inside = np.s_[_LENS_REACH_PX:-_LENS_REACH_PX, _LENS_REACH_PX:-_LENS_REACH_PX]
        x0, y0, x1, y1 = canvas_box(box)
        picture[y0:y1, x0:x1] = seen[inside]

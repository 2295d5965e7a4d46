"""How everything around the board is painted: nest, milled carrier, screws, and the label on the board."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from inspector.demo import board
from inspector.demo.canvas import Canvas, Finish
from inspector.demo.noise import noise_field
from inspector.demo.shape import Cells, Place, Polygon, Ring, Text, mask_of
from inspector.demo.substrate import outline

NEST = Finish((30, 29, 29), rough=0.95, grain=0.10)
ALUMINIUM = Finish((206, 206, 207), metal=0.9, rough=0.78)
POCKET_FLOOR = Finish((120, 120, 121), metal=0.8, rough=0.9, grain=0.1)
STEEL = Finish((188, 192, 196), metal=1.0, rough=0.5, grain=0.04)
ENGRAVED = Finish((120, 122, 124), metal=0.5, rough=0.9, grain=0.2)
PAPER = Finish((226, 230, 231), rough=1.0, grain=0.05)
INK = Finish((38, 36, 36), rough=0.9)
CARRIER_HEIGHT = 14.0
POCKET_HEIGHT = -8.0


def paint_carrier(canvas: Canvas) -> None:
    """Paint nest and carrier; the board comes on top."""
    for band in board.BANDS:
        _paint_rails(canvas.view(band))
    for dowel in board.DOWELS:
        _paint_bore(canvas, dowel)
    _engrave(canvas, Place(300, 61), "IN-4711-B   MC-4", 24)
    _engrave(canvas, Place(980, 899), "AL 6082  T6", 20)


def paint_screw(canvas: Canvas, place: Place, radius: float) -> None:
    """Paint a hexagon socket screw, its socket turned by the angle of `place`."""
    canvas.paint(place.disc(radius + 6), Finish((150, 152, 154), metal=1.0, rough=0.7))
    canvas.raise_to(place.disc(radius + 6), CARRIER_HEIGHT - 6 if radius > 16 else 3.0, 1.0)
    canvas.paint(place.disc(radius), STEEL)
    canvas.raise_to(place.disc(radius), 22.0, 3.0)
    canvas.add_height(Ring(place.disc(radius * 0.72), place.disc(radius * 0.66)), -1.0, 1.0)
    corners = [(radius * 0.46 * np.cos(a), radius * 0.46 * np.sin(a)) for a in np.radians(np.arange(0, 360, 60))]
    socket = Polygon(place.points(tuple((float(u), float(v)) for u, v in corners)))
    canvas.paint(socket, Finish((52, 52, 54), metal=0.6, rough=0.8))
    canvas.raise_to(socket, 8.0, 1.2)


def paint_label(canvas: Canvas, place: Place) -> None:
    """Paint the paper label with what is the same on every part."""
    width, height = board.LABEL.x1 - board.LABEL.x0, board.LABEL.y1 - board.LABEL.y0
    paper = place.box(width, height, 4.0)
    canvas.paint(paper, PAPER)
    canvas.raise_to(paper, 2.4, 0.8)
    canvas.paint(place.at(52, -38).box(150, 20, 0.0), INK)
    canvas.paint(Text(place.at(52, -38), "MC-4  24V 12A", 15, 700), PAPER)
    canvas.paint(Text(place.at(52, 36), "IN-4711-B REV C", 16, 600), INK, 0.95)


def paint_serial(canvas: Canvas, place: Place, serial: int, lot: str) -> None:
    """Print what is different on every part on its label: serial number, lot and code."""
    for row, words in enumerate((f"SN {serial:06d}", f"LOT {lot}")):
        canvas.paint(Text(place.at(52, -12 + 24 * row), words, 16, 600), INK, 0.95)
    _paint_code(canvas, place.at(-82, 0), serial)


def _paint_code(canvas: Canvas, place: Place, serial: int) -> None:
    """Paint a data-matrix-like code: solid left and bottom, broken top and right, the rest by the serial number."""
    side = 18
    cells = np.random.default_rng(serial).random((side, side)) < 0.5
    cells[:, 0], cells[-1, :] = True, True
    cells[0, :], cells[:, -1] = np.arange(side) % 2 == 0, np.arange(side) % 2 == 1
    canvas.paint(Cells(place, cells, 4.5), INK, 0.96)


def _paint_rails(canvas: Canvas) -> None:
    canvas.flood(NEST, -26.0)
    rim, pocket = outline(board.CARRIER, 20), outline(board.POCKET, 14)
    canvas.paint(rim, ALUMINIUM)
    canvas.raise_to(rim, CARRIER_HEIGHT, 2.6)
    _mill(canvas)
    canvas.paint(pocket, POCKET_FLOOR)
    canvas.raise_to(pocket, POCKET_HEIGHT, 2.2)


def _engrave(canvas: Canvas, place: Place, words: str, size_px: float) -> None:
    text = Text(place, words, size_px, 400)
    canvas.paint(text, ENGRAVED, 0.85)
    canvas.add_height(text, -1.2, 0.7)


def _paint_bore(canvas: Canvas, place: Place) -> None:
    canvas.raise_to(place.disc(15), CARRIER_HEIGHT - 4, 1.8)
    canvas.paint(place.disc(12), Finish((16, 16, 17), rough=0.9))
    canvas.raise_to(place.disc(12), -20.0, 1.0)


def _mill(canvas: Canvas) -> None:
    """Cut the face mill's arcs into the rim."""
    rim = outline(board.CARRIER, 20)
    mask = mask_of(rim, canvas.origin, (canvas.height.shape[0], canvas.height.shape[1]))
    if mask is None:
        return
    x = np.arange(mask.x0, mask.x1, dtype=np.float32) + (canvas.origin[0] - 1300.0)
    y = np.arange(mask.y0, mask.y1, dtype=np.float32) + (canvas.origin[1] + 3600.0)
    radius = np.sqrt(np.square(x)[None, :] + np.square(y)[:, None])
    pattern = _feed_marks()[(radius * 4).astype(np.int32) % _feed_marks().size] * mask.alpha
    canvas.height[mask.area] += 0.16 * pattern
    polish = (1.0 + 0.022 * pattern)[..., None]
    canvas.colour[mask.area] = np.clip(canvas.colour[mask.area] * polish, 0, 255).astype(np.uint8)


@cache
def _feed_marks() -> NDArray[np.float32]:
    return noise_field(61, (1, 32768), 5.0).ravel()

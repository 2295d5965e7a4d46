"""The bare board: laminate, copper under solder mask, vias, pads, silkscreen."""

from itertools import product

import cv2
import numpy as np

from inspector.demo import board
from inspector.demo.canvas import Canvas, Finish
from inspector.demo.package import Component, Kind, pads
from inspector.demo.shape import Place, Polygon, Ring, Stroke, Text
from inspector.part import Box

MASK_ON_COPPER = Finish((47, 102, 22), rough=0.28, grain=0.12)
MASK_ON_LAMINATE = Finish((22, 46, 7), rough=0.28, grain=0.12)
LAMINATE = Finish((104, 158, 176), rough=1.0, grain=0.12)
SOLDER = Finish((208, 210, 212), metal=1.0, rough=0.22, grain=0.05)
GOLD = Finish((92, 176, 222), metal=1.0, rough=0.45, grain=0.03)
SILK = Finish((226, 232, 230), rough=0.95, grain=0.05)
COPPER_HEIGHT = 0.8
_CLEARANCE = 3.0


def paint_substrate(canvas: Canvas) -> None:
    """Paint the board as it comes from the board house, with the paste already reflowed on empty pads."""
    _paint_laminate(canvas)
    for wire in board.wires():
        _paint_wire(canvas, wire)
    _paint_vias(canvas)
    for component in board.components():
        for pad in pads(component):
            paint_pad(canvas, pad.place, pad.length, pad.width)
        _paint_reference(canvas, component)
    for place in (*board.FIDUCIALS, *board.test_points()):
        _paint_target(canvas, place, 14.0 if place in board.FIDUCIALS else 8.5)
    for line in board.prints():
        canvas.paint(Text(line.place, line.words, line.size_px), SILK, 0.95)


def paint_pad(canvas: Canvas, place: Place, length: float, width: float) -> None:
    """Paint one pad with its film of solder."""
    canvas.paint(place.box(length + 2.4, width + 2.4, 1.0), MASK_ON_LAMINATE)
    shape = place.box(length, width, 1.2)
    canvas.paint(shape, SOLDER)
    canvas.bulge(shape, 1.8, 7.0)


def outline(box: Box, corner: float) -> Polygon:
    """Return `box` as a shape with rounded corners."""
    middle = Place((box.x0 + box.x1 - 1) / 2, (box.y0 + box.y1 - 1) / 2)
    return middle.box(box.x1 - box.x0, box.y1 - box.y0, corner)


def _paint_laminate(canvas: Canvas) -> None:
    for band in board.BANDS:
        _paint_edges(canvas.view(band))
    canvas.view(board.MIDDLE).flood(MASK_ON_COPPER, COPPER_HEIGHT)
    _mottle(canvas.view(board.BOARD))


def _paint_edges(canvas: Canvas) -> None:
    canvas.paint(outline(board.BOARD, 10), LAMINATE)
    canvas.raise_to(outline(board.BOARD, 10), 0.0)
    canvas.paint(outline(_shrunk(2.5), 9), MASK_ON_LAMINATE)
    canvas.paint(outline(_shrunk(8), 6), MASK_ON_COPPER)
    canvas.add_height(outline(_shrunk(8), 6), COPPER_HEIGHT, 0.8)


def _shrunk(by: float) -> Box:
    return Box(board.BOARD.x0 + by, board.BOARD.y0 + by, board.BOARD.x1 - by, board.BOARD.y1 - by)


def _mottle(canvas: Canvas) -> None:
    """Vary the mask's thickness, which shows as slow changes of its green."""
    coarse = np.random.default_rng(23).normal(1.0, 0.035, (20, 28)).astype(np.float32)
    height, width = canvas.height.shape
    slow = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    canvas.colour[...] = cv2.multiply(canvas.colour, cv2.merge([slow, slow, slow]), dtype=cv2.CV_8U)


def _paint_wire(canvas: Canvas, wire: board.Wire) -> None:
    gap = Stroke(wire.through, wire.width + 2 * _CLEARANCE)
    canvas.paint(gap, MASK_ON_LAMINATE)
    canvas.raise_to(gap, 0.0, 0.8)
    track = Stroke(wire.through, wire.width)
    canvas.paint(track, MASK_ON_COPPER)
    canvas.add_height(track, COPPER_HEIGHT, 0.8)


def _paint_vias(canvas: Canvas) -> None:
    for wire in board.wires():
        for x, y in (wire.through[0], wire.through[-1]):
            _paint_via(canvas, Place(x, y))
    taken = [component.box(9.0) for component in board.components()]
    taken += [Box(p.x - 34, p.y - 34, p.x + 34, p.y + 34) for p in (*board.BOARD_SCREWS, *board.FIDUCIALS)]
    taken += [Box(p.x - 16, p.y - 16, p.x + 16, p.y + 16) for p in board.test_points()]
    taken += [
        Box(min(x) - 9, min(y) - 9, max(x) + 9, max(y) + 9)
        for x, y in (zip(*w.through, strict=True) for w in board.wires())
    ]
    taken += [line.box() for line in board.prints()]
    taken.append(board.LABEL)
    shake = np.random.default_rng(7)
    for x, y in product(range(126, 1170, 30), range(122, 850, 30)):
        dx, dy = shake.uniform(-4, 4, 2)
        if not any(b.x0 - 6 < x + dx < b.x1 + 6 and b.y0 - 6 < y + dy < b.y1 + 6 for b in taken):
            _paint_via(canvas, Place(x + dx, y + dy))


def _paint_via(canvas: Canvas, place: Place) -> None:
    """Paint one via, its ring covered by mask and its hole open."""
    canvas.paint(place.disc(5.2), MASK_ON_COPPER)
    canvas.add_height(place.disc(5.0), 0.7, 0.9)
    canvas.paint(place.disc(2.1), Finish((14, 24, 8), rough=0.6))
    canvas.add_height(place.disc(2.0), -3.0, 0.6)


def _paint_target(canvas: Canvas, place: Place, opening: float) -> None:
    canvas.paint(place.disc(opening), MASK_ON_LAMINATE if opening > 10 else MASK_ON_COPPER)
    canvas.paint(place.disc(6.5), GOLD)
    canvas.add_height(place.disc(6.5), 0.8, 0.7)


def _paint_reference(canvas: Canvas, component: Component) -> None:
    """Print the part's number beside it, and the mark of its first pin."""
    if component.kind in {Kind.BOX_HEADER, Kind.PLUG_HEADER, Kind.WAFER}:
        return
    box = component.box()
    canvas.paint(Text(Place((box.x0 + box.x1) / 2, box.y0 - 7), component.ref, 10), SILK, 0.92)
    if component.kind in {Kind.QFP, Kind.SOIC}:
        corner = component.place.at(-component.length / 2 - 9, component.width / 2 + 12)
        canvas.paint(corner.disc(2.6), SILK)
    elif component.kind in {Kind.INDUCTOR, Kind.ELCO, Kind.DIODE, Kind.TANTALUM}:
        length, width = component.extent()
        frame = Ring(component.place.box(length + 5, width + 5, 2), component.place.box(length + 2, width + 2, 1.5))
        canvas.paint(frame, SILK, 0.9)

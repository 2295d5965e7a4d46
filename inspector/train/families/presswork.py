"""Print close up: newspaper, offset sheets with their marks and colour bars, halftone pictures, embossing and foil."""

from typing import Final

import numpy as np
from numpy.random import Generator

from inspector.train.families.design import Design
from inspector.train.families.embossing import embossed, line_work, paper_of
from inspector.train.families.frames import Frame, square_turn
from inspector.train.families.freeform import Centre, anything, between, blob, pick, spot
from inspector.train.families.lettering import LETTERS, SMALL, draw_hand, lettered, letters, made_up, stamped, worded
from inspector.train.families.paragraphs import ink_on
from inspector.train.families.profiles import ring
from inspector.train.families.shades import camouflage, glow, ramp
from inspector.train.families.solids import MOST, Drawn, staged
from inspector.train.families.surfaces import vivid
from inspector.train.scene import Finish, Mask, Outline, Piece, Scene, Stroke, rectangle

CYAN, MAGENTA, YELLOW, BLACK = (0.75, 0.5, 0.05), (0.4, 0.1, 0.75), (0.08, 0.8, 0.9), (0.07, 0.06, 0.06)
INKS: Final = (CYAN, MAGENTA, YELLOW, BLACK)


def paper_print(rng: Generator, size_px: int) -> Scene:
    """Newspaper, halftone pictures, the edge of a sheet with marks and colour bars, line work, embossing and foil."""
    build = pick(rng, (*2 * (_newspaper, _halftone, _marks, embossed), line_work))
    pieces, paper = build(rng, size_px)
    return staged(rng, "paper_print", size_px, paper, pieces)


def _newspaper(rng: Generator, size_px: int) -> Drawn:
    """Return columns of words under a headline, rules, a screened picture, the other side shining through."""
    paper, frame = paper_of(rng), Frame(spot(rng, size_px, 0.35), float(rng.normal(0, 1.5)))
    ink, high = ink_on(rng, paper.bgr), size_px * between(rng, 0.022, 0.09)
    wide, step, pieces = high * float(rng.uniform(9, 20)), 1.5 * high, list[Piece]()
    if rng.random() < 0.4:
        through = stamped(
            np.flip(_lines(rng, size_px, high), axis=1).copy(), (size_px / 2, size_px / 2), frame.angle_deg
        )
        pieces.append(Piece(through, ink, 0.0, float(rng.uniform(0.05, 0.2))))
    hand, top = draw_hand(rng, high, frame.angle_deg), -0.45 * size_px
    if rng.random() < 0.6:
        top = size_px * float(rng.uniform(-0.35, 0.1))
        title = draw_hand(rng, high * float(rng.uniform(2, 4)), frame.angle_deg)
        text = " ".join((letters(rng, LETTERS, 3, 8), letters(rng, SMALL, 2, 7)))
        pieces += lettered(title, text, frame.at(0, top - 2.4 * high), ink, 100)[:14]
    if rng.random() < 0.5:
        tone = Finish(paper.bgr, "halftone", 0.4, between(rng, 0.5, 1.2), 45.0, printed=True)
        picture = frame.box((0.6 * wide, top + 3 * high), (wide, 5 * high))
        pieces.append(Piece(picture, tone, group=200))
    for column in range(-2, 3):
        x = column * 1.12 * wide
        pieces.append(
            Piece(frame.line([(x + 0.56 * wide, top), (x + 0.56 * wide, size_px)], 1.0), ink, group=130 + column)
        )
        for row in range(int(min(14, (0.7 * size_px - top) / step))):
            place = frame.at(x, top + (row + 1) * step)
            text = " ".join(letters(rng, SMALL, 2, 9) for _ in range(6))
            if len(pieces) < MOST and -0.5 * wide < place[0] < size_px + 0.5 * wide and 0 < place[1] < size_px:
                fits = text[: max(3, int(0.95 * len(text) * wide / max(hand.advance(text), 1)))]
                pieces.append(worded(hand, fits, place, ink, 20 * column + row + 50))
    return pieces, paper


def _halftone(rng: Generator, size_px: int) -> Drawn:
    """Return a screened picture: soft and sharp tones in four inks, each screen at an angle of its own."""
    paper, pieces, size = paper_of(rng), list[Piece](), between(rng, 0.35, 2.0)
    for number in range(int(rng.integers(2, 5))):
        ink = Finish(
            INKS[number] if rng.random() < 0.7 else vivid(rng), "halftone", 0.35, size, 15.0 + 30 * number, printed=True
        )
        shape = pick(rng, (ramp(rng, size_px), camouflage(rng, size_px, int(rng.integers(3, 9)), 0.5)))
        pieces.append(Piece(shape, ink, 0.0, float(rng.uniform(0.3, 0.8))))
    for group in range(int(rng.integers(3, 10))):
        own = Finish(vivid(rng), "halftone", float(rng.uniform(0.05, 0.3)), size, 75.0, printed=True)
        place, reach = spot(rng, size_px, 0.1), size_px * between(rng, 0.04, 0.25)
        one = pick(
            rng,
            (glow(place, (reach, reach), 2.0), anything(rng, place, reach), Outline((blob(rng, place, reach, 0.3),))),
        )
        pieces.append(Piece(one, own, 0.0, float(rng.uniform(0.5, 1.0)), group=group))
    hand = draw_hand(rng, size_px * between(rng, 0.06, 0.3), float(rng.normal(0, 3)))
    pieces += lettered(hand, made_up(rng), spot(rng, size_px, 0.3), Finish(pick(rng, (BLACK, (0.95, 0.95, 0.95)))), 40)
    return pieces, paper


def _marks(rng: Generator, size_px: int) -> Drawn:
    """Return the margin of a sheet: register and crop marks, patches of all inks, the corner of the picture."""
    paper, frame = paper_of(rng), Frame((size_px / 2, size_px / 2), square_turn(rng, 0.5))
    side, line = size_px * between(rng, 0.06, 0.2), max(1.0, size_px * between(rng, 0.004, 0.012))
    y, count, pieces = size_px * float(rng.uniform(-0.4, -0.1)), int(min(11, 1.1 * size_px / side)), list[Piece]()
    tones = [*INKS, *((each, each, each) for each in (0.25, 0.45, 0.65)), MAGENTA, CYAN]
    screen = float(rng.uniform(0, 0.2))
    for group in range(count):
        patch = Finish(
            tones[group % len(tones)], "halftone", screen * (group % 2), 0.5, 30.0 * (group % 4), printed=True
        )
        x = (group - (count - 1) / 2) * side
        pieces.append(Piece(frame.box((x, y), (side * 0.98, side)), patch, group=group))
    shift = float(rng.uniform(0, 0.06)) * side
    for group, x in enumerate((-0.36, 0.36)[: int(rng.integers(1, 3))]):
        for number, ink in enumerate((CYAN, MAGENTA, BLACK)):
            own = frame.frame(x * size_px + number * shift, y + 2.0 * side)
            pieces += _register(own, 0.5 * side, line, Finish(ink), 30 + 10 * group + number)
    corner = frame.at(0.1 * size_px, y + 3.4 * side)
    pieces += [Piece(each, Finish(BLACK), group=60) for each in _crop(frame, corner, side, line)]
    field = rectangle(
        frame.at(0.1 * size_px + size_px, y + 3.4 * side + size_px), (2 * size_px, 2 * size_px), frame.angle_deg
    )
    pieces.append(Piece(Outline((field,)), Finish(vivid(rng), "halftone", 0.2, 0.6, 45.0, printed=True), group=61))
    hand = draw_hand(rng, max(5.0, 0.35 * side), frame.angle_deg)
    return [*pieces, *lettered(hand, made_up(rng), frame.at(-0.1 * size_px, y - 1.0 * side), Finish(BLACK), 70)], paper


def _register(own: Frame, radius: float, line: float, ink: Finish, group: int) -> list[Piece]:
    """Return a cross in a ring."""
    ends = 1.5 * radius
    return [
        Piece(ring(own.centre, radius, radius - line), ink, 0.0, 0.9, group=group),
        Piece(own.line([(-ends, 0), (ends, 0)], line), ink, 0.0, 0.9, group=group),
        Piece(own.line([(0, -ends), (0, ends)], line), ink, 0.0, 0.9, group=group),
    ]


def _crop(frame: Frame, corner: Centre, side: float, line: float) -> list[Stroke]:
    """Return the two lines that mark where a sheet is cut."""
    own = Frame(corner, frame.angle_deg)
    return [own.line([(-1.4 * side, 0), (-0.3 * side, 0)], line), own.line([(0, -1.4 * side), (0, -0.3 * side)], line)]


def _lines(rng: Generator, size_px: int, high: float) -> Mask:
    """Return grey lines as of text, blurred, for what shines through paper."""
    rows = np.zeros((size_px, size_px), np.uint8)
    step = max(3, round(1.5 * high))
    words = np.repeat(rng.random((size_px // step + 1, size_px // 6 + 1)) < 0.75, 6, axis=1)[:, :size_px]
    for number, row in enumerate(range(0, size_px - step, step)):
        rows[row : row + max(1, step // 2)] = 255 * words[number].astype(np.uint8)
    return rows


FAMILIES: Final[dict[str, Design]] = {"paper_print": paper_print}

"""Blocks of text."""

from numpy.random import Generator

from inspector.train.families.colours import Colour, beside
from inspector.train.families.frames import Frame
from inspector.train.families.freeform import between, pick
from inspector.train.families.lettering import draw_hand, lettered, made_up, worded
from inspector.train.scene import Finish, Piece


def ink_on(rng: Generator, bgr: Colour) -> Finish:
    """Return an ink that can be told from `bgr`, faint to black or white."""
    return Finish(beside(rng, bgr, 0.4 if rng.random() < 0.4 else 0.06, 0.9))


def block(
    rng: Generator, frame: Frame, sides: tuple[float, float], ink: Finish, group: int, *, apart: bool
) -> list[Piece]:
    """Return lines of text that fill `sides` about `frame`; each character a component if `apart`, else each word."""
    lines = int(pick(rng, (1, 1, 2) if apart else (2, 3, 5)))
    high = max(3.5, min(sides[1] / (1.7 * lines), sides[0] * between(rng, 0.08, 0.3)))
    hand, pieces = draw_hand(rng, high, frame.angle_deg), list[Piece]()
    for number in range(lines):
        y = (number - (lines - 1) / 2) * 1.6 * high
        x = -sides[0] / 2
        for _ in range(8):
            text = made_up(rng)
            long = hand.advance(text) * 1.1
            if x + long > sides[0] / 2:
                break
            middle = frame.at(x + long / 2, y)
            first = group + len(pieces)
            pieces += lettered(hand, text, middle, ink, first) if apart else [worded(hand, text, middle, ink, first)]
            x += long + 0.6 * high
    return pieces

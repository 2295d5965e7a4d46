"""Characters as they are printed, marked or engraved: words and codes in any hand, size and direction."""

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.random import Generator

from inspector.train.families.freeform import Centre, between, pick
from inspector.train.scene import Finish, Mask, Piece, Stamp

FONTS: Final = (0, 0, 0, 1, 2, 2, 3, 4, 5, 16, 18, 6, 7)
LETTERS: Final = "ABCDEFGHIJKLMNOPRSTUVWXYZ"
SMALL: Final = "abcdefghiklmnoprstuvwxyz"
DIGITS: Final = "0123456789"
CODED: Final = LETTERS + DIGITS + DIGITS
UNITS: Final = ("V", "mm", "A", "kg", "%", "ml", "uF", "k", "W", "Hz")
NUMBER: Final = (DIGITS, 2, 3)
PATTERNS: Final[tuple[tuple[tuple[str, int, int], ...], ...]] = (
    ((LETTERS, 2, 8),),
    ((LETTERS, 1, 2), (SMALL, 2, 7)),
    ((DIGITS, 2, 7),),
    (NUMBER, (".-/:", 1, 1), NUMBER),
    (NUMBER, (".", 1, 1), NUMBER, (".", 1, 1), NUMBER),
    (("RCLUDQJKTX", 1, 2), (DIGITS, 1, 3)),
    ((CODED, 3, 8),),
)


@dataclass(frozen=True, slots=True)
class Hand:
    """How text is written.

    Parameters
    ----------
    font
        A Hershey font of OpenCV, 16 added for italic.
    height_px, width_px
        Of a capital letter, and of its line.
    stretch
        How much wider than designed.
    angle_deg
        Direction of the line of text, clockwise.
    dots
        Whether it is written in single dots, as ink jets and needle printers write.
    script
        Above 0: one of as many invented scripts, whose characters are a few strokes each.
    """

    font: int
    height_px: float
    width_px: float
    stretch: float = 1.0
    angle_deg: float = 0.0
    dots: bool = False
    script: int = 0

    def advance(self, text: str) -> float:
        """Return how long `text` is, in px."""
        if self.script:
            return 0.85 * self.height_px * len(text) * self.stretch
        scale = cv2.getFontScaleFromHeight(self.font & 7, 40, 4)
        (width, _), _ = cv2.getTextSize(text, self.font, scale, 4)
        return width * self.height_px / 40 * self.stretch


def draw_hand(rng: Generator, height_px: float, angle_deg: float = 0.0) -> Hand:
    """Return a hand with letters `height_px` high, from hairlines to bold."""
    width = max(1.0, height_px * between(rng, 0.06, 0.22))
    dots = bool(height_px > 9 and rng.random() < 0.1)
    script = int(rng.integers(1, 1 << 30)) if rng.random() < 0.3 else 0
    return Hand(pick(rng, FONTS), height_px, width, between(rng, 0.7, 1.4), angle_deg, dots, script)


def lettered(
    hand: Hand, text: str, centre: Centre, finish: Finish, group: int, *, height_px: float = 0.0
) -> list[Piece]:
    """Return each character of `text` as a component of its own from number `group` on, the line centred."""
    along = np.array([math.cos(math.radians(hand.angle_deg)), math.sin(math.radians(hand.angle_deg))])
    wide = [hand.advance(each) * 1.08 for each in text]
    place = np.array(centre) - along * (sum(wide) / 2)
    pieces: list[Piece] = []
    for letter, step in zip(text, wide, strict=True):
        if letter != " ":
            middle = place + along * (step / 2)
            stamp = stamped(_written(hand, letter), (float(middle[0]), float(middle[1])), hand.angle_deg)
            pieces.append(Piece(stamp, finish, height_px, group=group + len(pieces)))
        place = place + along * step
    return pieces


def worded(hand: Hand, text: str, centre: Centre, finish: Finish, group: int, *, height_px: float = 0.0) -> Piece:
    """Return `text` as one component."""
    return Piece(stamped(_written(hand, text), centre, hand.angle_deg), finish, height_px, group=group)


def made_up(rng: Generator) -> str:
    """Return a word, number, date, reference, quantity or code that means nothing."""
    if rng.random() < 0.15:
        return letters(rng, DIGITS, 1, 3) + pick(rng, UNITS)
    return "".join(letters(rng, of, least, most) for of, least, most in pick(rng, PATTERNS))


def letters(rng: Generator, of: str, least: int, most: int) -> str:
    """Return `least` to `most` characters `of` an alphabet."""
    chosen = rng.integers(len(of), size=int(rng.integers(least, most + 1)))
    return "".join(of[each] for each in chosen.tolist())


def stamped(coverage: Mask, centre: Centre, angle_deg: float = 0.0) -> Stamp:
    """Return a picture of coverage laid about `centre`, turned clockwise."""
    quarters = angle_deg / 90
    if quarters == round(quarters):
        turned = np.ascontiguousarray(np.rot90(coverage, -round(quarters)))
    else:
        height, width = coverage.shape
        side = math.ceil(math.hypot(height, width)) + 2
        matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -angle_deg, 1.0)
        matrix[:, 2] += (side - width) / 2, (side - height) / 2
        turned = np.asarray(cv2.warpAffine(coverage, matrix, (side, side)), np.uint8)
    height, width = turned.shape
    return Stamp(turned, (centre[0] - width / 2, centre[1] - height / 2))


def _written(hand: Hand, text: str) -> Mask:
    """Return `text` as coverage, not turned."""
    return _dotted(hand, text) if hand.dots else _drawn(hand, text)


def _drawn(hand: Hand, text: str) -> Mask:
    """Return `text` drawn large and made small, so that thin lines stay even."""
    times = 3 if hand.height_px < 12 else 2 if hand.height_px < 40 else 1
    wide = max(1, round(hand.width_px * times))
    high = max(4, round(hand.height_px * times))
    large = _invented(hand.script, text, high, wide) if hand.script else _put(hand.font, text, high, wide)
    height, width = large.shape
    size = max(2, round(width * hand.stretch / times)), max(2, round(height / times))
    return np.asarray(cv2.resize(large, size, interpolation=cv2.INTER_AREA), np.uint8)


def _put(font: int, text: str, height: int, wide: int) -> Mask:
    scale = cv2.getFontScaleFromHeight(font & 7, height, wide)
    (width, high), below = cv2.getTextSize(text, font, scale, wide)
    room = np.zeros((high + below + wide, width + 2 * wide), np.uint8)
    cv2.putText(room, text, (wide, high + wide // 2), font, scale, 255, wide, cv2.LINE_AA)
    return room


def _invented(script: int, text: str, height: int, wide: int) -> Mask:
    """Return `text` in characters nobody knows: each is the same few strokes wherever it stands."""
    step, cell = round(0.85 * height), np.array([0.28 * height, height / 3])
    room = np.zeros((height + 2 * wide, step * len(text) + wide), np.uint8)
    for number, letter in enumerate(text):
        rng = np.random.default_rng((script, ord(letter)))
        corners = rng.integers(0, (3, 4), (int(rng.integers(2, 4)), 3, 2)) * cell + (number * step + wide, wide)
        lines = np.rint(corners).astype(np.int32)
        cv2.polylines(room, list(lines), script % 7 == 0, 255, wide, cv2.LINE_AA)
    return room


def _dotted(hand: Hand, text: str) -> Mask:
    """Return `text` in dots, seven to a capital's height."""
    coarse = _put(0, text, 7, 1) > 100
    pitch = max(2, round(hand.height_px / 7))
    fine = np.kron(coarse, np.ones((pitch, pitch))).astype(np.uint8)
    dot = np.zeros((pitch, pitch), np.uint8)
    cv2.circle(dot, (pitch * 8 - 8, pitch * 8 - 8), round(pitch * 6.5), 255, -1, cv2.LINE_AA, 4)
    return fine * np.tile(dot, coarse.shape)

"""How wide the comparison network is: in the two forms that ship, or in any other."""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Widths:
    """Channels at 1/4, 1/8, 1/16 and 1/32 of the size, in multiples of 16; `stem` is at 1/2."""

    stem: int = 16
    encoder: tuple[int, int, int, int] = (32, 64, 96, 128)
    compared: tuple[int, int, int, int] = (16, 32, 48, 64)
    decoder: tuple[int, int, int, int] = (32, 48, 64, 64)


class Form(Enum):
    """The two forms that ship: one as good as a core allows at 20 parts a second, one for faster lines."""

    ACCURATE = Widths()
    FAST = Widths(16, (16, 32, 48, 64), (16, 16, 32, 32), (16, 32, 32, 48))

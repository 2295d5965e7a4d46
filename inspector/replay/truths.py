"""What people found out about parts after the verdict: the truth that a candidate is held to."""

from enum import StrEnum
from typing import Protocol


class Truth(StrEnum):
    """What a person said of one part."""

    TRUE_DEFECT = "true defect"
    OVERKILL = "overkill"
    ESCAPE = "escape"
    GOOD = "good"
    UNCERTAIN = "uncertain"

    @property
    def is_defective(self) -> bool:
        """Whether the part is defective by this word."""
        return self in {Truth.TRUE_DEFECT, Truth.ESCAPE}


class Truths(Protocol):
    """Where the words of people are kept."""

    def truth(self, part_id: str) -> Truth | None:
        """Return the word that stands for a part, None where nobody looked."""


class NoTruths:
    """A record in which nobody has said anything yet."""

    def truth(self, _part_id: str) -> None:
        """Return None."""

"""Which parts of the record are asked for, and what an answer holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from inspector.part import Outcome
from inspector.record.store import PartRow, Reader

LOOKED_THROUGH = 20_000
"""Rows that one answer looks through at most: it may then hold fewer than asked for, and the next one goes on."""


@dataclass(frozen=True, slots=True)
class Search:
    """Which parts are asked for; what is empty or None asks for nothing.

    Parameters
    ----------
    text
        In the part's name, whatever the case of its letters A to Z.
    outcomes
        What the controller was shown.
    product
        Of which product.
    zone
        With a defect in that zone.
    since, until
        Inspected from then on, and before then.
    """

    text: str = ""
    outcomes: tuple[Outcome, ...] = ()
    product: str = ""
    zone: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_by_moment(self) -> bool:
        """Whether the parts come by the moment of inspection, newest first, instead of by `seq`.

        The two differ where a clock was set; only the first finds every part of a day then.
        """
        return self.since is not None or self.until is not None


@dataclass(frozen=True, slots=True)
class Found:
    """Parts, newest first; `next_before` asks for the older ones, None where all were looked at."""

    rows: tuple[PartRow, ...]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class Choices:
    """What a search can be narrowed to: the products and the zones of defects that the record knows, by name."""

    products: tuple[str, ...]
    zones: tuple[str, ...]


class History(Reader, Protocol):
    """The reading side of the record, which can be searched. All methods raise StoreError where it cannot be read."""

    def search(self, asked: Search, limit: int, before: int | None = None) -> Found:
        """Return up to `limit` parts that are asked for, newest first, all behind row `before` where that is given."""

    def choices(self) -> Choices:
        """Return what the record can be searched for by name."""

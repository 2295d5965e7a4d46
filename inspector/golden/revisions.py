"""The door to a product's revisions for a station that runs: which one became active, ready to judge with."""

from typing import Protocol, TypeVar

_Gauge_co = TypeVar("_Gauge_co", covariant=True)


class Revisions(Protocol[_Gauge_co]):
    """The revisions of one product as people activate them, each learnt as a gauge."""

    def following(self) -> _Gauge_co | None:
        """Return the gauge of a revision that became active since, once it is learnt, and only once; else None.

        Called many times a second: it waits for nothing and learns elsewhere. It never raises for a revision that
        cannot be used; `warning` tells why instead, and the present one stays.
        """

    def warning(self) -> str:
        """Return why the active revision is not judged with, ``""`` where it is."""


class OneRevision:
    """The revision that a station was started with, for ever."""

    def following(self) -> None:
        """Return None."""

    def warning(self) -> str:
        """Return nothing."""
        return ""

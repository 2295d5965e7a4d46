"""The door to whoever looks after what the limits rest on, part by part, and beside the line."""

from typing import Protocol

from inspector.part import Inspection


class PartWatch(Protocol):
    """Sees every part that was judged, and tells when parts are no longer as those the limits were set on."""

    def saw(self, inspection: Inspection) -> None:
        """Take one part after its verdict was signalled and recorded; waits for nothing."""

    def warning(self) -> str:
        """Return what a person should look at, ``""`` where all is well."""


class NoWatch:
    """Nobody watches."""

    def saw(self, inspection: Inspection) -> None:
        """Do nothing."""

    def warning(self) -> str:
        """Return nothing."""
        return ""

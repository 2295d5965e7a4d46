"""The door to the alarm journal: what happened to alarms, one entry after the other, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from inspector.alarms.alarm import Event


@dataclass(frozen=True, slots=True)
class Opened:
    """The number of the last entry, 0 for none, and the events of alarms that are not cleared, oldest first."""

    number: int
    events: tuple[Event, ...]


class AlarmJournal(Protocol):
    """Entries numbered from 1 without a gap; any number of processes may read and write it.

    All methods raise StoreError where the journal is there but cannot be used. Before the first entry there is no
    file: it reads as one without entries.
    """

    def append(self, events: Sequence[Event]) -> None:
        """Return once the events are on the disk: they outlive a killed process and a power cut.

        Raises
        ------
        ChangedError
            Somebody else entered something since the number before the first of `events`. Nothing is entered.
        StoreError
            They could not be written.
        """

    def after(self, number: int) -> tuple[Event, ...]:
        """Return every event above `number`, oldest first."""

    def opened(self) -> Opened:
        """Return what stands; however long the journal is, no more of it is read."""

    def latest(self, limit: int, before: int | None = None) -> tuple[Event, ...]:
        """Return up to `limit` events, newest first, all below number `before` where that is given."""

    def raised(self, since: datetime) -> tuple[Event, ...]:
        """Return the events that raised an alarm at `since` or later, oldest first."""

    def close(self) -> None:
        """Let go of the journal; a later call opens it again."""

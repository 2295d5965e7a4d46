"""The trail of what people did: who, what, when, from where. Each entry holds the hash of the one before."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Protocol

from inspector.people.users import By
from inspector.record.chain import Verification
from inspector.record.rows import microseconds


@dataclass(frozen=True, slots=True)
class Entry:
    """One act.

    Parameters
    ----------
    number
        Counts entries from 1, without a gap.
    at
        When, UTC.
    by
        Who, in which role, from where.
    act
        What was done, in a short word.
    about
        To which thing.
    detail
        What more there is to say; of a refusal the reason.
    previous_sha256
        Hash of entry `number` - 1, `NO_ENTRY` before the first.
    """

    number: int
    at: datetime
    by: By
    act: str
    about: str
    detail: str
    previous_sha256: str

    def sha256(self) -> str:
        """Return the hash of everything it says, as lower-case hex: the next entry holds it."""
        line = json.dumps({**asdict(self), "at": microseconds(self.at)}, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(line.encode("ascii")).hexdigest()


class Trail(Protocol):
    """The trail of a station: it only grows. All methods raise StoreError where it cannot be used."""

    def note(self, by: By, act: str, about: str = "", detail: str = "") -> int:
        """Return the number of a new entry once it is on the disk."""

    def page(self, limit: int, before: int | None = None) -> tuple[Entry, ...]:
        """Return up to `limit` entries, the newest first, all numbered below `before`."""

    def verify(self, head_noted: str = "") -> Verification:
        """Return whether every entry is as it was written, and one of them has the hash that was noted elsewhere."""

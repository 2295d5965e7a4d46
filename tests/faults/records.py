"""What the record of a station says, read beside it."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from inspector.part import Outcome, Reason

_ROWS = "SELECT outcome, signalled_outcome, signalled_reason, late FROM parts WHERE seq > ? AND trigger_id = ?"


@dataclass(frozen=True, slots=True)
class Record:
    """The SQLite file of a station."""

    file: Path

    def newest(self) -> int:
        """Return the number of the newest row, 0 without any."""
        return int(self._ask("SELECT coalesce(max(seq), 0) FROM parts")[0][0]) if self.file.exists() else 0

    def recorded(self, since: int, trigger_id: int) -> str:
        """Return what the record says, after row `since`, of the part with this id."""
        return ", ".join(_told(*row) for row in self._ask(_ROWS, since, trigger_id)) or "no row"

    def _ask(self, question: str, *values: int) -> list[tuple[int, ...]]:
        reading = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=30)
        try:
            return reading.execute(question, values).fetchall()
        finally:
            reading.close()


def _told(outcome: int, signalled: int, reason: int, late: int) -> str:
    shown = f"{Outcome(signalled).name} {Reason(reason).name}"
    if outcome == signalled:
        return shown
    return f"{'late ' * late}{Outcome(outcome).name}, signalled {shown}"

"""The warps that parts were aligned by, read from the record."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inspector.record.connection import RECORD_FILE, open_if_made, told_as_store_errors


class Warps:
    """Reads warps through a connection that cannot write."""

    def __init__(self, data: Path) -> None:
        self._path = data / RECORD_FILE
        self._db = open_if_made(self._path)

    def warp(self, seq: int) -> NDArray[np.float64] | None:
        """Return the warp of row `seq`, float64 (3, 3), capture to golden; None where the part was not aligned.

        Raises
        ------
        StoreError
            The record cannot be read.
        """
        with told_as_store_errors(f"read the warp of row {seq}", self._path):
            found = self._db.execute("SELECT warp FROM parts WHERE seq = ?", (seq,)).fetchone() if self._db else None
            if not found or found[0] is None:
                return None
            return np.frombuffer(found[0], "<f8").reshape(3, 3).astype(np.float64)

    def close(self) -> None:
        """Let go of the record."""
        if self._db:
            self._db.close()
            self._db = None


def first_since(data: Path, since_us: int) -> int:
    """Return the lowest `seq` among the parts inspected since `since_us` (microseconds of 1970, UTC); 0 without any.

    Raises
    ------
    StoreError
        The record cannot be read.
    """
    path = data / RECORD_FILE
    db = open_if_made(path)
    if db is None:
        return 0
    try:
        with told_as_store_errors("read the record", path):
            sql = "SELECT min(seq) FROM parts INDEXED BY parts_by_moment WHERE inspected_us >= ?"
            return int(db.execute(sql, (since_us,)).fetchone()[0] or 0)
    finally:
        db.close()

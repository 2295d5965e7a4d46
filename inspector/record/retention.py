"""Images are removed before the disk is full, those that people need last; never a row.

Passed parts go first, then review copies and score maps, then the audit sample of passed parts, then the others.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from sqlite_utils import Database

from inspector.errors import StoreError
from inspector.record.connection import IMAGES_FOLDER, RECORD_FILE, open_to_write, told_as_store_errors
from inspector.record.removal import Stage, oldest, remove, settle
from inspector.record.room import bytes_per_day, days_at, free_bytes, set_aside, yield_to_the_line
from inspector.record.rows import microseconds

_DAY_US = 86_400_000_000
_LOOKS_EVERY_S = 0.5
_BETWEEN_STEPS_S = 0.01
_CLOSES_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much room is kept free, and how long images stay.

    Parameters
    ----------
    free_bytes
        So much of the disk is kept free by removing images; see `begins_bytes`.
    rows_bytes
        So much room is set aside inside the record for rows, for the day when another program fills the disk.
    pass_days, copies_days, audit_days, other_days
        After so many days images of passed parts, review copies and score maps, images of passed parts that people
        are to look at (the audit sample), and images of all other parts are removed even when there is room; 0: as
        long as there is room.
    """

    free_bytes: int
    rows_bytes: int
    pass_days: int = 0
    copies_days: int = 0
    audit_days: int = 0
    other_days: int = 0

    @property
    def begins_bytes(self) -> int:
        """The free room at which images begin to go: an eighth above what stays free, for what is written meanwhile."""
        return self.free_bytes * 9 // 8

    def days_of(self, stage: Stage) -> int:
        """Return after how many days what `stage` removes goes anyway; 0 for never."""
        match stage:
            case Stage.PASSED:
                return self.pass_days
            case Stage.COPIES:
                return self.copies_days
            case Stage.AUDITED:
                return self.audit_days
            case Stage.OTHERS:
                return self.other_days


class FileRetention:
    """Removes images in a thread of its own, in steps of a few files and one short transaction each.

    Parameters
    ----------
    data
        The folder of the record.
    limits
        How much room is kept free, and how long images stay.
    utc
        Where time comes from.
    """

    def __init__(self, data: Path, limits: Limits, utc: Callable[[], datetime]) -> None:
        self._record = data / RECORD_FILE
        self._images = data / IMAGES_FOLDER
        self._limits = limits
        self._utc = utc
        self._wake = threading.Event()
        self._closing = False
        self._thread: threading.Thread | None = None
        self._warning = ""
        self._per_day: float | None = None
        self._log = structlog.get_logger()

    def open(self) -> None:
        """Set room aside for rows, settle what a killed process left half removed, and begin to look.

        Raises
        ------
        StoreError
            The record cannot be written. The station refuses to start.
        """
        self.close()
        db = open_to_write(self._record, durable=False)
        with told_as_store_errors("open the retention", self._record):
            settle(db, self._images, self._utc())
        self._set_aside(db)
        self._closing = False
        self._thread = threading.Thread(target=self._run, args=(db,), name="retention", daemon=True)
        self._thread.start()

    def look(self) -> None:
        """Look now whether there is room: called after every image, so that a fast line does not outrun the looks."""
        if free_bytes(self._images) < self._limits.begins_bytes:
            self._wake.set()

    def warning(self) -> str:
        """Return in one line why the room wanted is not free, empty while it is."""
        if self._thread and not self._thread.is_alive():
            return "images are not removed: the retention has stopped; start the station again"
        return self._warning

    def days_left(self) -> float | None:
        """Return in how many days images begin to be removed for room; None while that cannot be told."""
        return days_at(self._per_day, free_bytes(self._images), self._limits.begins_bytes)

    def close(self) -> None:
        """Stop; closing twice is fine."""
        self._closing = True
        self._wake.set()
        if self._thread:
            self._thread.join(_CLOSES_WITHIN_S)
            self._thread = None

    def _run(self, db: Database) -> None:
        yield_to_the_line()
        wait_s = 0.0
        while not self._closing:
            self._wake.wait(wait_s)
            self._wake.clear()
            try:
                wait_s = _BETWEEN_STEPS_S if self._step(db) else _LOOKS_EVERY_S
            except StoreError as error:
                self._warn(str(error))
                wait_s = _LOOKS_EVERY_S
        db.close()

    def _step(self, db: Database) -> bool:
        """Remove a few images where that is due; return whether it was."""
        with told_as_store_errors("remove images", self._record):
            now = self._utc()
            removed = self._by_age(db, now) or self._for_room(db, now)
            if not removed:
                self._per_day = bytes_per_day(db, microseconds(now))
                self._set_aside(db)
            return removed

    def _by_age(self, db: Database, now: datetime) -> bool:
        for stage in Stage:
            days = self._limits.days_of(stage)
            found = oldest(db, stage, microseconds(now) - days * _DAY_US) if days else ()
            if found:
                remove(db, self._images, stage, found, f"removed on {now:%Y-%m-%d}, {days} days old ({stage.value})")
                return True
        return False

    def _for_room(self, db: Database, now: datetime) -> bool:
        free, wanted = free_bytes(self._images), self._limits.free_bytes
        if free >= self._limits.begins_bytes:
            self._warn("")
            return False
        for stage in Stage:
            found = oldest(db, stage, microseconds(now))
            if found:
                why = f"removed on {now:%Y-%m-%d} to keep {wanted >> 20} MiB free (retention.free_mib)"
                remove(db, self._images, stage, found, why)
                return True
        short = (
            f"{free >> 20} MiB free, {wanted >> 20} wanted (retention.free_mib), and no image is left to remove: "
            "something else fills the disk; make room there"
        )
        self._warn(short if free < wanted else "")
        return False

    def _set_aside(self, db: Database) -> None:
        """Set room aside as long as there is some to spare."""
        if free_bytes(self._images) >= self._limits.free_bytes:
            with told_as_store_errors("set room aside for rows", self._record):
                set_aside(db, self._limits.rows_bytes)

    def _warn(self, text: str) -> None:
        if text and text != self._warning:
            self._log.warning("retention", why=text)
        self._warning = text

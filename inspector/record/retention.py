"""Images are removed before the disk is full, those that people need last; never a row.

Passed parts go first, then review copies and score maps, then the audit sample of passed parts, then the others.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from sqlite_utils import Database

from inspector.errors import StoreError
from inspector.record.ages import DAY_US, Ages
from inspector.record.connection import IMAGES_FOLDER, RECORD_FILE, durably, open_to_write, told_as_store_errors
from inspector.record.removal import EVER_US, Stage, oldest, remove, settle
from inspector.record.removal_lock import removal_held
from inspector.record.room import bytes_per_day, days_at, room_of, set_aside
from inspector.record.rows import microseconds

_LOOKS_EVERY_S = 0.5
_ASKS_AGAIN_AFTER_S = 600.0
_REFUSED_MAX = 256
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

    @property
    def hurries_bytes(self) -> int:
        """The free room below which a step does not wait for its turn: on a full disk each image would call for one."""
        return self.free_bytes * 17 // 16

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
    monotonic
        Seconds that never step back.
    """

    def __init__(
        self,
        data: Path,
        limits: Limits,
        utc: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._data = data
        self._record = data / RECORD_FILE
        self._images = data / IMAGES_FOLDER
        self._limits = limits
        self._utc = utc
        self._monotonic = monotonic
        self._ages = Ages(None)
        self._refused: dict[str, str] = {}
        self._refused_since_s = 0.0
        self._doubt = ""
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
        # Rows wait for whoever writes: what is no loss after a power cut does not wait for the disk meanwhile.
        db = open_to_write(self._record, durable=False)
        with told_as_store_errors("open the retention", self._record):
            with removal_held(self._data), durably(db):
                settle(db, self._images)
            newest = db.execute("SELECT inspected_us FROM parts ORDER BY seq DESC LIMIT 1").fetchone()
        self._ages = Ages(newest[0] if newest else None)
        self._set_aside(db)
        self._closing = False
        self._thread = threading.Thread(target=self._run, args=(db,), name="retention", daemon=True)
        self._thread.start()

    def look(self) -> None:
        """Look now whether room runs short: called after every image, so that a fast line does not outrun the steps."""
        free = room_of(self._images)
        if free is not None and free < self._limits.hurries_bytes:
            self._wake.set()

    def warning(self) -> str:
        """Return in one line why the room wanted is not free, empty while it is."""
        if self._thread and not self._thread.is_alive():
            return "images are not removed: the retention has stopped; start the station again"
        return "; ".join(filter(None, (self._warning, self._stuck(), self._doubt)))

    def days_left(self) -> float | None:
        """Return in how many days images begin to be removed for room; None while that cannot be told."""
        return days_at(self._per_day, room_of(self._images), self._limits.begins_bytes)

    def close(self) -> None:
        """Stop; closing twice is fine."""
        self._closing = True
        self._wake.set()
        if self._thread:
            self._thread.join(_CLOSES_WITHIN_S)
            self._thread = None

    def _run(self, db: Database) -> None:
        # Not at the archive's low priority: on a busy PC the disk would fill faster than this thread gets to run.
        wait_s = 0.0
        while not self._closing:
            self._wake.wait(wait_s)
            self._wake.clear()
            try:
                wait_s = _BETWEEN_STEPS_S if self._step(db) else _LOOKS_EVERY_S
            except (StoreError, MemoryError) as error:
                self._warn(str(error) or "images are not removed: memory ran out")
                wait_s = _LOOKS_EVERY_S
        db.close()

    def _step(self, db: Database) -> bool:
        """Remove a few images where that is due; return whether it was."""
        with told_as_store_errors("remove images", self._record):
            now = self._utc()
            with removal_held(self._data):
                removed = self._by_age(db, now) or self._for_room(db, now)
            if not removed:
                self._per_day = bytes_per_day(db, microseconds(now))
                self._set_aside(db)
            return removed

    def _by_age(self, db: Database, now: datetime) -> bool:
        doubt, is_due = self._ages.doubt(microseconds(now), self._monotonic()), False
        for stage in Stage:
            days = self._limits.days_of(stage)
            up_to_us = microseconds(now) - days * DAY_US
            if days and doubt:
                is_due = is_due or bool(oldest(db, stage, up_to_us))
            elif days and self._removed(
                db, stage, up_to_us, f"removed on {now:%Y-%m-%d}, {days} days old ({stage.value})"
            ):
                return True
        self._doubt = doubt if is_due else ""
        return False

    def _for_room(self, db: Database, now: datetime) -> bool:
        free, wanted = room_of(self._images), self._limits.free_bytes
        if free is None:
            # Whatever is wrong with the disk, removing would not mend it.
            self._warn(f"{self._images}: the disk does not say how much room it has, no image is removed; check it")
            return False
        if free >= self._limits.begins_bytes:
            self._warn("")
            return False
        why = f"removed on {now:%Y-%m-%d} to keep {wanted >> 20} MiB free (retention.free_mib)"
        if any(self._removed(db, stage, EVER_US, why) for stage in Stage):
            return True
        left = "none of the images left can be removed" if self._refused else "no image is left to remove"
        short = (
            f"{free >> 20} MiB free, {wanted >> 20} wanted (retention.free_mib), and {left}: "
            "something else fills the disk; make room there"
        )
        self._warn(short if free < wanted else "")
        return False

    def _removed(self, db: Database, stage: Stage, up_to_us: int, why: str) -> bool:
        """Remove a step's images of a stage; return whether any are gone. What the system refuses to remove waits."""
        if self._monotonic() - self._refused_since_s > _ASKS_AGAIN_AFTER_S or len(self._refused) > _REFUSED_MAX:
            self._refused = {}
        while len(self._refused) <= _REFUSED_MAX and (found := oldest(db, stage, up_to_us, self._refused)):
            # Files that are gone after a power cut are on record as gone, however long the line was idle.
            with durably(db):
                refused = remove(db, self._images, stage, found, why)
            if refused:
                self._refused_since_s = self._monotonic()
                self._refused = {**self._refused, **refused}
            if len(refused) < len(found):
                return True
        return False

    def _stuck(self) -> str:
        refused = self._refused
        part_id, why = next(iter(refused.items()), ("", ""))
        return f"images of {len(refused)} parts cannot be removed, as of {part_id}: {why}; see to them" if why else ""

    def _set_aside(self, db: Database) -> None:
        """Set room aside as long as there is some to spare."""
        if (room_of(self._images) or 0) >= self._limits.free_bytes:
            with told_as_store_errors("set room aside for rows", self._record):
                set_aside(db, self._limits.rows_bytes)

    def _warn(self, text: str) -> None:
        if text and text != self._warning:
            self._log.warning("retention", why=text)
        self._warning = text

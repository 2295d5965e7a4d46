"""The archive of images: safe on the disk first, named by part, and only then noted in the record."""

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import structlog
from numpy.typing import NDArray
from sqlite_utils import Database

from inspector.errors import StoreError
from inspector.part import Deviation, Inspection, Outcome, Signal
from inspector.record.connection import (
    IMAGES_FOLDER,
    INCOMING_FOLDER,
    RECORD_FILE,
    open_to_write,
    told_as_store_errors,
)
from inspector.record.durable import make_durable_folder, write_durably
from inspector.record.frames import Frame, copies_on_disk, copy_files, levels_of, raw_file
from inspector.record.notes import Note, Picture, kept, picture_of, read_golden, read_waiting, write_golden, write_note
from inspector.record.policy import Choice, GoldenInUse, Policy
from inspector.record.removal import anything_kept, demand_its_disk
from inspector.record.retention import FileRetention
from inspector.record.room import free_bytes, yield_to_the_line
from inspector.record.rows import microseconds

WARNED_FOR_S = 60.0
_SAY_AGAIN_S = 1.0
_CLOSES_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class ArchiveRules:
    """What is kept, and how much may wait.

    Parameters
    ----------
    queue
        Frames that may wait for the disk.
    policy
        Which parts keep their images.
    floor_bytes
        With less room than this no image is written: what is left is for the rows.
    """

    queue: int = 32
    policy: Policy = field(default_factory=Policy)
    floor_bytes: int = 0


class FileArchive:
    """Writes images in a thread of its own, at low priority, behind a bounded queue.

    The files of a part are first whole on the disk, then named, then noted; so the record never names a torn file.
    What a killed process left undone is settled by the next one. When the queue is full or the disk refuses, the line
    goes on: the part's row says why there is no image, and `warning` says so for a minute.

    Parameters
    ----------
    data
        The folder of the record; images go to its folder ``images``.
    rules
        What is kept, and how much may wait.
    monotonic
        Seconds that never step back.
    retention
        Removes images before the disk is full; opened and closed with the archive. None: nothing is ever removed.
    """

    def __init__(
        self,
        data: Path,
        rules: ArchiveRules = ArchiveRules(),
        monotonic: Callable[[], float] = time.monotonic,
        retention: FileRetention | None = None,
    ) -> None:
        self._record = data / RECORD_FILE
        self._images = data / IMAGES_FOLDER
        self._rules = rules
        self._monotonic = monotonic
        self._retention = retention
        self._frames: deque[Frame] = deque()
        self._unsaid: deque[Note] = deque()
        self._left: deque[Picture] = deque()
        self._golden = GoldenInUse("", "", 0)
        self._choice = Choice(rules.policy, self._golden)
        self._work = threading.Condition()
        self._closing = False
        self._thread: threading.Thread | None = None
        self._trouble = ("", -WARNED_FOR_S)
        self._log = structlog.get_logger()

    def open(self) -> None:
        """Make ready, and take note of what an earlier process left undone.

        Raises
        ------
        StoreError
            The folder cannot be written, or is not the one that the record's images are in, or the record is
            unusable. The station refuses to start.
        """
        self.close()
        with ExitStack() as unless_ready:
            db = unless_ready.enter_context(closing(open_to_write(self._record, durable=False)))
            self._make_folder(db)
            with told_as_store_errors("open the archive", self._record):
                self._left = deque(read_waiting(db))
                self._golden = read_golden(db)
            unless_ready.pop_all()
        self._choice = Choice(self._rules.policy, self._golden)
        self._closing = False
        self._thread = threading.Thread(target=self._run, args=(db,), name="archive", daemon=True)
        self._thread.start()
        if self._retention:
            self._retention.open()

    def keep(self, inspection: Inspection, signal: Signal) -> None:
        """Take the part's images for the disk and return at once; where they are not kept its row says why."""
        if inspection.capture is None:
            return
        now_us = microseconds(inspection.capture.captured_at)
        with self._work:
            self._choice = self._choice.next(inspection.capture.part_id, signal.outcome, inspection.provenance, now_us)
            why = self._choice.why_not
        score_map = _levels(inspection.deviation) if inspection.deviation and not why else None
        self._take(Frame(inspection.capture, signal.outcome, score_map), why)

    def waiting(self) -> int:
        """Return how many frames are still on their way to the disk."""
        with self._work:
            return len(self._frames)

    def warning(self) -> str:
        """Return what went wrong in the last minute in one line, empty while all is well."""
        if self._thread and not self._thread.is_alive():
            return "images are not kept: the archive has stopped; start the station again"
        text, at_s = self._trouble
        if self._monotonic() - at_s < WARNED_FOR_S:
            return text
        return self._retention.warning() if self._retention else ""

    def free_bytes(self) -> int:
        """Return how much room is left where the frames go; 0 where the disk does not even answer that."""
        return free_bytes(self._images)

    def days_left(self) -> float | None:
        """Return in how many days images begin to be removed for room; None while that cannot be told."""
        return self._retention.days_left() if self._retention else None

    def close(self) -> None:
        """Write what is waiting, then stop; closing twice is fine."""
        if self._retention:
            self._retention.close()
        with self._work:
            self._closing = True
            self._work.notify()
        if self._thread:
            # A disk that hangs must not hold the station: what is left is settled at the next start.
            self._thread.join(_CLOSES_WITHIN_S)
            self._thread = None

    def _make_folder(self, db: Database) -> None:
        with told_as_store_errors("open the archive", self._images):
            if anything_kept(db):
                demand_its_disk(self._images)
            make_durable_folder(self._images / INCOMING_FOLDER)
            for unfinished in (self._images / INCOMING_FOLDER).iterdir():
                unfinished.unlink()

    def _take(self, frame: Frame, why: str) -> None:
        with self._work:
            if self._thread and not self._thread.is_alive():
                # Nobody would ever take it: the row waits, and the next start says what became of it.
                return
            if why:
                self._unsaid.append(Note(picture_of(frame), why=why))
            elif len(self._frames) < self._rules.queue:
                self._frames.append(frame)
            else:
                full = f"queue was full, {self._rules.queue} frames were waiting for the disk already (archive.queue)"
                self._unsaid.append(self._missing(picture_of(frame), full))
            self._work.notify()

    def _run(self, db: Database) -> None:
        yield_to_the_line()
        while self._has_work():
            if self._frames:
                self._say(db, self._store(self._frames[0]))
                with self._work:
                    self._frames.popleft()
            elif self._left:
                self._say(db, self._settled(self._left.popleft()))
            else:
                self._say(db)
        self._say(db)
        db.close()

    def _has_work(self) -> bool:
        """Wait for something to do, a second at most; return False when nothing is left and the archive is closing."""
        with self._work:
            if not (self._frames or self._left or self._closing):
                self._work.wait(_SAY_AGAIN_S)
            return bool(self._frames or self._left) or not self._closing

    def _store(self, frame: Frame) -> Note:
        picture, free = picture_of(frame), self.free_bytes()
        if free < self._rules.floor_bytes:
            kept_for_rows = f"{free >> 20} MiB free, the last {self._rules.floor_bytes >> 20} are for the rows"
            return self._missing(picture, f"{kept_for_rows} (retention.free_mib)")
        try:
            raw = raw_file(frame)
            copies = tuple(copy_files(frame, picture.file))
            files = {picture.file: raw} | {copy.file: copy.data for copy in copies}
            write_durably({self._images / file: data for file, data in files.items()}, self._images / INCOMING_FOLDER)
        except (OSError, RuntimeError, ValueError, MemoryError, cv2.error) as error:
            # RuntimeError and ValueError: a frame that the codec cannot take.
            return self._missing(picture, _told(error))
        if self._retention:
            self._retention.look()
        return kept(picture, raw, copies)

    def _settled(self, picture: Picture) -> Note:
        """Return what became of a frame that an earlier process had taken."""
        try:
            raw = (self._images / picture.file).read_bytes()
            return kept(picture, raw, copies_on_disk(self._images, picture.file))
        except FileNotFoundError:
            return Note(picture, why="the station ended before it was on the disk")
        except (OSError, MemoryError) as error:
            return Note(picture, why=_told(error))

    def _missing(self, picture: Picture, why: str) -> Note:
        self._trouble = (f"the image of part {picture.part_id} was not kept: {why}", self._monotonic())
        self._log.warning("image not kept", part_id=picture.part_id, why=why)
        return Note(picture, why=why)

    def _say(self, db: Database, note: Note | None = None) -> None:
        """Write down what is known; what the record refuses is said again later."""
        if note:
            self._unsaid.append(note)
        try:
            with told_as_store_errors("note what became of images", self._record):
                self._say_all(db)
        except (StoreError, MemoryError) as error:
            why = str(error) if isinstance(error, StoreError) else f"cannot note what became of images: {_told(error)}"
            self._trouble = (why, self._monotonic())

    def _say_all(self, db: Database) -> None:
        with self._work:
            golden = self._choice.golden
        if golden != self._golden:
            write_golden(db, golden)
            self._golden = golden
        while self._unsaid:
            picture = self._unsaid[0].picture
            is_drawn = picture.outcome is Outcome.PASS and self._rules.policy.awaits_people(picture.part_id)
            write_note(db, self._unsaid[0], awaits_people=is_drawn)
            self._unsaid.popleft()


def _levels(deviation: Deviation) -> NDArray[np.uint8] | None:
    """Return the score map as it is kept; None without the memory to make it: frame and row come first."""
    try:
        return levels_of(deviation)
    except (MemoryError, cv2.error):
        return None


def _told(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "memory ran out"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)

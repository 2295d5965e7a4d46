"""The archive of raw frames: losslessly on the disk, named by part, noted in the record only when it is safe there."""

import hashlib
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import structlog
from sqlite_utils import Database

from inspector.errors import StoreError
from inspector.image_file import encode_png
from inspector.part import Capture
from inspector.record.connection import IMAGES_FOLDER, RECORD_FILE, open_to_write, told_as_store_errors
from inspector.record.durable import make_durable_folder, write_durably
from inspector.record.image_names import image_name
from inspector.record.rows import KEPT, MISSING

QUEUE = 32
WARNED_FOR_S = 60.0
_INCOMING = ".incoming"
_NICE = 10
_SAY_AGAIN_S = 1.0
_CLOSES_WITHIN_S = 10.0
_NOTE = """
INSERT INTO images VALUES (:part_id, :state, :file, :sha256, :size_bytes, :note) ON CONFLICT (part_id) DO UPDATE
SET state = :state, file = :file, sha256 = :sha256, size_bytes = :size_bytes, note = :note
"""


@dataclass(frozen=True, slots=True)
class _Note:
    """What the record is to know of one frame."""

    part_id: str
    state: str
    file: str
    sha256: str = ""
    size_bytes: int = 0
    note: str = ""


class FileArchive:
    """Writes frames in a thread of its own, at low priority, behind a bounded queue.

    A frame is first whole on the disk, then named, then noted; so the record never names a torn file. What a killed
    process left undone is settled by the next one. When the queue is full or the disk refuses, the line goes on: the
    part's row says why there is no image, and `warning` says so for a minute.

    Parameters
    ----------
    data
        The folder of the record; frames go to its folder ``images``.
    queue
        Frames that may wait for the disk.
    monotonic
        Seconds that never step back.
    """

    def __init__(self, data: Path, queue: int = QUEUE, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._record = data / RECORD_FILE
        self._images = data / IMAGES_FOLDER
        self._queue = queue
        self._monotonic = monotonic
        self._frames: deque[Capture] = deque()
        self._unsaid: deque[_Note] = deque()
        self._left: deque[tuple[str, str]] = deque()
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
            The folder cannot be written or the record is unusable. The station refuses to start.
        """
        self.close()
        with told_as_store_errors("open the archive", self._images):
            make_durable_folder(self._images / _INCOMING)
            for unfinished in (self._images / _INCOMING).iterdir():
                unfinished.unlink()
        db = open_to_write(self._record, durable=False)
        with told_as_store_errors("open the archive", self._record):
            self._left = deque(db.execute("SELECT part_id, file FROM images WHERE state = 'waiting'"))
        self._closing = False
        self._thread = threading.Thread(target=self._run, args=(db,), name="archive", daemon=True)
        self._thread.start()

    def keep(self, capture: Capture) -> None:
        """Take the frame for the disk and return at once; when the queue is full its row says that it was not kept."""
        with self._work:
            if len(self._frames) < self._queue:
                self._frames.append(capture)
            else:
                self._refuse(capture, f"{self._queue} frames were waiting for the disk already (archive.queue)")
            self._work.notify()

    def waiting(self) -> int:
        """Return how many frames are still on their way to the disk."""
        with self._work:
            return len(self._frames)

    def warning(self) -> str:
        """Return what went wrong in the last minute in one line, empty while all is well."""
        if self._thread and not self._thread.is_alive():
            return "raw images are not kept: the archive has stopped; start the station again"
        text, at_s = self._trouble
        return text if self._monotonic() - at_s < WARNED_FOR_S else ""

    def free_bytes(self) -> int:
        """Return how much room is left where the frames go; 0 where the disk does not even answer that."""
        try:
            facts = os.statvfs(self._images)
        except OSError:
            return 0
        return facts.f_bavail * facts.f_frsize

    def close(self) -> None:
        """Write what is waiting, then stop; closing twice is fine."""
        with self._work:
            self._closing = True
            self._work.notify()
        if self._thread:
            # A disk that hangs must not hold the station: what is left is settled at the next start.
            self._thread.join(_CLOSES_WITHIN_S)
            self._thread = None

    def _run(self, db: Database) -> None:
        _yield_to_the_line()
        while self._has_work():
            if self._frames:
                self._say(db, self._store(self._frames[0]))
                with self._work:
                    self._frames.popleft()
            elif self._left:
                self._say(db, self._settled(*self._left.popleft()))
            else:
                self._say(db)
        db.close()

    def _has_work(self) -> bool:
        """Wait for something to do; return False when there is nothing left and the archive is closing."""
        with self._work:
            while not (self._frames or self._left or self._closing):
                if not self._work.wait(_SAY_AGAIN_S if self._unsaid else None):
                    return True
            return bool(self._frames or self._left)

    def _store(self, capture: Capture) -> _Note:
        file = image_name(capture)
        try:
            data = encode_png(capture.image)
            write_durably(self._images / file, data, self._images / _INCOMING)
        except (OSError, cv2.error) as error:
            why = error.strerror if isinstance(error, OSError) else str(error)
            return self._missing(capture.part_id, file, why or str(error))
        return _Note(capture.part_id, KEPT, file, hashlib.sha256(data).hexdigest(), len(data))

    def _settled(self, part_id: str, file: str) -> _Note:
        """Return what became of a frame that an earlier process had taken."""
        try:
            data = (self._images / file).read_bytes()
        except FileNotFoundError:
            return _Note(part_id, MISSING, file, note="the station ended before it was on the disk")
        except OSError as error:
            return _Note(part_id, MISSING, file, note=error.strerror or str(error))
        return _Note(part_id, KEPT, file, hashlib.sha256(data).hexdigest(), len(data))

    def _refuse(self, capture: Capture, why: str) -> None:
        self._unsaid.append(self._missing(capture.part_id, image_name(capture), why))

    def _missing(self, part_id: str, file: str, why: str) -> _Note:
        self._trouble = (f"the raw image of part {part_id} was not kept: {why}", self._monotonic())
        self._log.warning("image not kept", part_id=part_id, why=why)
        return _Note(part_id, MISSING, file, note=why)

    def _say(self, db: Database, note: _Note | None = None) -> None:
        """Write down what is known; what the record refuses is said again later."""
        if note:
            self._unsaid.append(note)
        try:
            while self._unsaid:
                with told_as_store_errors("note what became of images", self._record):
                    db.execute(_NOTE, asdict(self._unsaid[0]))
                self._unsaid.popleft()
        except StoreError as error:
            self._trouble = (str(error), self._monotonic())


def _yield_to_the_line() -> None:
    """Give this thread, and on Linux only this one, less of the CPU than the stages of the line get."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)

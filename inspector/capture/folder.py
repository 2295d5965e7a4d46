"""A watched folder as a camera: another program writes pictures, each is taken once and only when it is whole.

The folder is polled, because notifications of changes do not come from a folder on a network share.
"""

import math
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from inspector.capture.camera import Shot
from inspector.capture.shelf import Shelf
from inspector.capture.watched import WatchedFile, WatchedFolder
from inspector.errors import CameraError, CaptureError
from inspector.image_file import decode_image
from inspector.part import CameraFacts, Capture

TAKEN_FOLDER = "taken"
STALE_FOLDER = "stale"
REFUSED_FOLDER = "refused"
_POLL_S = 0.02
_PATIENCE = 10  # a file that is no picture is given up after so many times `settle_s` without a change


class FolderCamera:
    """A folder into which another program writes one picture per part.

    A PNG is taken as soon as it decodes: its checksums cover every byte. Any other picture is taken when it decodes
    and its size and time have not changed for `settle_s`, or at once if it was renamed from a name that is not a
    picture's. Hidden files and names such as ``x.png.part`` are never looked into.
    Of several pictures the one modified first is taken, then by name. It is moved to ``taken/``; what cannot be used
    is moved to ``refused/``, what came before its trigger to ``stale/``. Nothing is overwritten there; the oldest go.

    Parameters
    ----------
    folder
        Where the pictures appear; nobody else takes files out of it.
    settle_s
        How long a picture must have been left alone.
    waiting
        What becomes of pictures that are there before the trigger. ``"stale"``: they may show an earlier part, so they
        are moved to ``stale/`` and never judged. ``"take"``: one picture belongs to one trigger and may come before
        it, oldest first; after a trigger that took none, all that waits is stale. So is, with either, what lies there
        when the camera is opened: it belongs to no trigger. After a picture that did not come the camera is lost, and
        cannot be opened for as long as the line waited: what comes then, too late, shows no part that comes later.
    keep
        So many pictures stay in each of these folders; 0 deletes them once taken, or found to be of no use.
    """

    def __init__(
        self, folder: Path, settle_s: float = 0.1, waiting: Literal["stale", "take"] = "stale", keep: int = 1_000
    ) -> None:
        self._folder = folder
        self._watched = WatchedFolder(folder)
        self._settle_s = settle_s
        self._waiting = waiting
        self._keep = keep
        self._shelves: dict[str, Shelf] = {}
        self._frames = 0
        self._is_open = False
        self._in_step = True
        self._came = 0
        self._late_until_s = -math.inf
        self._tried: tuple[int, ...] = ()
        self._refusal: CaptureError | None = None

    @property
    def name(self) -> str:
        """How people and the record call this camera."""
        return f"folder {self._folder}"

    def open(self) -> None:
        """Make ready to take pictures out of the folder.

        Raises
        ------
        CameraError
            The folder is missing, files cannot be moved out of it, or a picture that did not come in time may still
            come. The station stays not ready and tries again.
        """
        left_s = self._late_until_s - time.monotonic()
        if left_s > 0:
            found = f"a picture did not come in time, and may still come for {left_s:.1f} s"
            raise CameraError(f"look into {self.name}", found, "wait, the station retries")
        try:
            for name in (TAKEN_FOLDER, STALE_FOLDER, REFUSED_FOLDER):
                self._shelves[name] = Shelf(self._folder / name, self._keep)
            if not os.access(self._folder, os.R_OK | os.W_OK | os.X_OK):
                raise PermissionError(13, "no right to move files out of it")
            self._set_all_aside()
        except OSError as error:
            raise self._gone(error) from error
        self._is_open = self._in_step = True

    def take(self, shot: Shot) -> Capture:
        """Return the next whole picture that appears within the time the line can wait.

        Raises
        ------
        CaptureError
            What came is no whole 8-bit picture. The part is FAULT, the line goes on.
        CameraError
            None came, or the folder is gone. The part is FAULT and the station drops READY.
        """
        if not self._is_open:
            raise CameraError(f"look into {self.name}", "it is not open", "open it; the station retries")
        deadline = time.monotonic() + shot.timeout_s
        try:
            if self._waiting == "stale" or not self._is_in_step(shot):
                self._set_all_aside()
            self._in_step, self._came = False, shot.came
            file, image = self._wait_for_picture(shot, deadline)
            source = self._put_away(file, TAKEN_FOLDER)
        except OSError as error:
            raise self._gone(error) from error
        self._in_step = True
        self._frames += 1
        facts = CameraFacts(frame_id=self._frames)
        return Capture(image, shot.part_id, shot.trigger_id, datetime.now(UTC), source, facts)

    def close(self) -> None:
        """Stop looking; closing twice is fine."""
        self._is_open = False

    def _is_in_step(self, shot: Shot) -> bool:
        """Return whether every trigger until now has taken its picture: then none of another part waits."""
        return self._in_step and shot.came in {0, self._came + 1}

    def _wait_for_picture(self, shot: Shot, deadline: float) -> tuple[WatchedFile, NDArray[np.uint8]]:
        while True:
            now = time.monotonic()
            oldest = self._oldest(now)
            image = self._picture_in(oldest, now) if oldest else None
            if oldest and image is not None:
                return oldest, image
            if oldest and self._refusal and now - oldest.since_s >= _PATIENCE * self._settle_s:
                raise self._refused(oldest, self._refusal)
            if now >= deadline:
                raise self._none_came(shot, oldest)
            time.sleep(_POLL_S)

    def _oldest(self, now: float) -> WatchedFile | None:
        """Return the file to take next; one begun before the trigger under another name may show another part."""
        for file in self._watched.look(now):
            if not self._watched.is_earlier(file):
                return file
            self._set_aside(file, STALE_FOLDER)
        return None

    def _picture_in(self, file: WatchedFile, now: float) -> NDArray[np.uint8] | None:
        """Return the pixels of a file, None while it may still be written or is no picture."""
        if self._tried[:3] != file.state:
            self._refusal = None
        is_settled = file.is_renamed or now - file.since_s >= self._settle_s
        this_try = (*file.state, int(is_settled))
        if not (is_settled or file.name.lower().endswith(".png")) or this_try == self._tried:
            return None
        self._tried = this_try
        try:
            return decode_image(self._watched.read(file.name), str(self._folder / file.name))
        except CaptureError as error:
            self._refusal = error
            return None

    def _put_away(self, file: WatchedFile, into: str) -> str:
        return str(self._shelves[into].put(self._folder / file.name, file))

    def _set_aside(self, file: WatchedFile, into: str) -> bool:
        """Put a file away, or never look at it again where it cannot be moved, its writer may hold it; return which."""
        try:
            self._put_away(file, into)
        except OSError:
            self._watched.leave_alone(file)
            return False
        return True

    def _set_all_aside(self) -> None:
        for file in self._watched.look(time.monotonic()):
            self._set_aside(file, STALE_FOLDER)
        self._watched.begin()

    def _refused(self, file: WatchedFile, why: CaptureError) -> CaptureError:
        now = f"was moved to {self._folder / REFUSED_FOLDER}" if self._keep else "was deleted, by camera.keep_newest"
        if not self._set_aside(file, REFUSED_FOLDER):
            now = "could not be moved, it is left where it is: check its rights and the disk"
        return CaptureError(f"photograph with {self.name}", f"{why}", f"the file {now}")

    def _none_came(self, shot: Shot, file: WatchedFile | None) -> CaptureError | CameraError:
        if file is not None and self._refusal is not None:
            return self._refused(file, self._refusal)
        self._is_open, self._late_until_s = False, time.monotonic() + shot.timeout_s
        found = f"{file.name} was still being written after" if file else "no picture came within"
        return CameraError(
            f"photograph part {shot.part_id} with {self.name}",
            f"{found} the {shot.timeout_s:.2f} s that the line can wait",
            "check the program that writes the pictures",
        )

    def _gone(self, error: OSError) -> CameraError:
        return CameraError(
            f"use {self.name}", error.strerror or str(error), "check path, share and rights; the station retries"
        )

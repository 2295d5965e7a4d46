"""A simulated camera on a software trigger: pictures by number from any source, and faults on demand."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from inspector.capture.camera import Shot
from inspector.errors import CameraError, CaptureError
from inspector.part import CameraFacts, Capture

_EXPOSURE_US = 850.0
_WARM_UP = 0  # the number of a picture that is never a part


class CameraFault(StrEnum):
    """What can be made to go wrong with one frame, to see what the station does about it."""

    UNPLUGGED = "unplugged"
    """The camera is gone until it is opened again."""
    FROZEN = "frozen"
    """The driver hands out the last frame once more."""
    BLACK = "black"
    """The light stayed off."""
    TORN = "torn"
    """The lower half of the frame was lost on the way and nobody said so."""
    LATE = "late"
    """The frame comes after the time the line could wait."""


class SimulatedCamera:
    """A camera whose n-th frame is the picture of part n.

    Parameters
    ----------
    picture
        Returns the picture of a part by its number, uint8 (H, W) or (H, W, 3) BGR; number 0 is asked for at opening,
        so that whatever it prepares is ready before the first part.
    name
        How people and the record call this camera; a capture's source is this and the part's number, as in
        ``"simulated seed=1 part=17"``.
    faults
        What goes wrong, by frame number from 1.
    distinct_parts
        After so many frames part 1 comes again; 0 for never.

    Examples
    --------
    >>> camera = SimulatedCamera(lambda number: np.full((4, 6), number, np.uint8), "simulated")
    >>> camera.open()
    >>> camera.take(Shot("P1", 1, timeout_s=1.0)).source
    'simulated part=1'
    """

    def __init__(
        self,
        picture: Callable[[int], NDArray[np.uint8]],
        name: str,
        faults: Mapping[int, CameraFault] | None = None,
        distinct_parts: int = 0,
    ) -> None:
        self._picture = lru_cache(maxsize=distinct_parts)(picture)
        self._distinct_parts = distinct_parts
        self._name = name
        self._faults = dict(faults or {})
        self._frames = 0
        self._is_open = False

    @property
    def name(self) -> str:
        """How people and the record call this camera."""
        return self._name

    def open(self) -> None:
        """Plug the camera in and prepare the first picture; frames are counted on."""
        self._picture(_WARM_UP)
        self._is_open = True

    def take(self, shot: Shot) -> Capture:
        """Return the picture of the next part.

        Raises
        ------
        CaptureError
            A fault was asked for that leaves no usable frame, or the picture was not ready in time. The part is FAULT.
        CameraError
            The camera is not open or unplugged. The part is FAULT and the station drops READY.
        """
        self._frames += 1
        fault = self._faults.get(self._frames)
        self._check_plugged_in(fault)
        triggered = time.monotonic()
        self._check_frame(fault, shot)
        number = self._number()
        image = _damaged(self._picture(number), fault)
        took_s = time.monotonic() - triggered
        if took_s > shot.timeout_s:
            raise self._no_frame(shot, f"frame {self._frames} took {took_s:.2f} s")
        facts = CameraFacts(exposure_us=_EXPOSURE_US, frame_id=self._frames)
        source = f"{self._name} part={number}"
        return Capture(image, shot.part_id, shot.trigger_id, datetime.now(UTC), source, facts)

    def close(self) -> None:
        """Unplug the camera; closing twice is fine."""
        self._is_open = False

    def _number(self) -> int:
        """Return the number of the part in front of the camera."""
        return (self._frames - 1) % self._distinct_parts + 1 if self._distinct_parts else self._frames

    def _check_plugged_in(self, fault: CameraFault | None) -> None:
        if fault is CameraFault.UNPLUGGED:
            self._is_open = False
        if not self._is_open:
            raise CameraError(f"trigger camera {self._name}", "it is not connected", "plug it in; the station retries")

    def _check_frame(self, fault: CameraFault | None, shot: Shot) -> None:
        if fault is CameraFault.FROZEN:
            raise self._no_frame(shot, f"the driver gave frame {self._frames - 1} again instead of {self._frames}")
        if fault is CameraFault.LATE:
            time.sleep(shot.timeout_s)
            raise self._no_frame(shot, f"no frame within {shot.timeout_s:.2f} s")

    def _no_frame(self, shot: Shot, found: str) -> CaptureError:
        expected = f"expected a new frame within {shot.timeout_s:.2f} s of the trigger"
        return CaptureError(
            f"photograph part {shot.part_id} with {self._name}", f"{found}, {expected}", "check trigger and cable"
        )


def _damaged(image: NDArray[np.uint8], fault: CameraFault | None) -> NDArray[np.uint8]:
    if fault is CameraFault.BLACK:
        return image // 64
    if fault is CameraFault.TORN:
        torn = image.copy()
        torn[image.shape[0] // 2 :] = 0
        return torn
    return image

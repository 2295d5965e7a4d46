"""The door to cameras: one photograph of one part on request."""

from dataclasses import dataclass
from typing import Protocol

from inspector.part import Capture


@dataclass(frozen=True, slots=True)
class Shot:
    """What is asked of the camera: the part's names, and how long the line can wait.

    `came` is how many triggers the controller has given so far, this one among them and those that were refused or that
    nobody took: of such a part a picture may lie about. 0 where nobody counts.
    """

    part_id: str
    trigger_id: int
    timeout_s: float
    came: int = 0


class Camera(Protocol):
    """A camera on a software trigger, opened before the first shot and closed after the last."""

    @property
    def name(self) -> str:
        """How people and the record call this camera."""

    def open(self) -> None:
        """Connect and make ready.

        Raises
        ------
        CameraError
            It is not there. The station stays not ready and tries again.
        """

    def take(self, shot: Shot) -> Capture:
        """Return the photograph of the part that is in front of the camera now; never an older frame.

        Raises
        ------
        CaptureError
            No whole frame came in time. The part is FAULT, the line goes on.
        CameraError
            The camera is gone. The part is FAULT and the station drops READY.
        """

    def close(self) -> None:
        """Let go of the camera; closing twice is fine."""

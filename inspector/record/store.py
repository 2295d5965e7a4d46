"""The doors to the record: the station writes one durable row per part, everyone else reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from inspector.measured import CaptureFigures
from inspector.part import (
    CameraFacts,
    ChallengeShown,
    Defect,
    Inspection,
    Outcome,
    Provenance,
    Reason,
    Signal,
    StageTimes,
)

# What two warnings of a status are known by, so that nobody has to read them to tell them from the others.
DRIFTED = "parts have drifted from the calibration"
ROOM_IS_SHORT = "free for the record"
_NO_FACTS = CameraFacts()


@dataclass(frozen=True, slots=True)
class AlignmentRow:
    """How a part was aligned, as in `inspector.part.AlignmentFigures`.

    `refused` says why it was not, empty where it was. `warp` has the nine numbers of the matrix that takes capture
    (x, y, 1) to golden coordinates, row by row; it is empty where the part was refused. None stands for no number.
    """

    method: str
    refused: str
    overlap: float | None
    agreeing: float | None
    gain: float | None
    offset: float | None
    local_shift_px: float | None
    warp: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PartRow:
    """What the record knows of one part.

    `seq` counts rows without a gap. `image` names the raw frame's file under the image folder, empty while it is
    not kept; `image_note` then says why (``"waiting"`` while it is on its way to the disk). `image_sha256` is the hash
    of the frame that was kept, also once it was removed. `review`, `thumbnail` and `score_map` name its copies for
    people, empty where there is none. `pinned` says why retention leaves the images alone, empty where it does not.
    `alignment` is None where none was tried. `challenge` is what came of showing a challenge part, None for a part of
    the production. `seen` is the light and focus of its picture, None where nobody measured them: in rows of before
    they were.
    """

    seq: int
    part_id: str
    trigger_id: int
    inspected_at: datetime
    outcome: Outcome
    reason: Reason
    message: str
    score: float | None
    defects: tuple[Defect, ...]
    correlation: float | None
    residual_px: float | None
    source: str
    width_px: int
    height_px: int
    provenance: Provenance
    stage_times: StageTimes
    signal: Signal
    acknowledged_at: datetime | None
    image: str
    image_sha256: str
    image_note: str
    review: str = ""
    thumbnail: str = ""
    score_map: str = ""
    score_map_sha256: str = ""
    pinned: str = ""
    alignment: AlignmentRow | None = None
    camera: CameraFacts = _NO_FACTS
    challenge: ChallengeShown | None = None
    seen: CaptureFigures | None = None


@dataclass(frozen=True, slots=True)
class ChallengeStatus:
    """Which challenge parts are due and what has come of them.

    `due` says why, empty where they are not; `held` keeps the station not ready, which in `held_in_s` begins otherwise.
    `seen` of `total` were judged as they must be; `following` is the next one, which must be `expected` ("PASS" or
    "REJECT") in `zone`. `trouble` is how one was not judged as it must be.
    """

    due: str
    held: bool
    held_in_s: float
    seen: int
    total: int
    following: str
    expected: str
    zone: str
    trouble: str


@dataclass(frozen=True, slots=True)
class StationStatus:
    """How the station was at `at`; older than two seconds, nothing may be claimed of it.

    `ready` is what the controller sees. `not_ready_because` and `warnings` are one line each, for people.
    `disk_days_left` says in how many days images begin to be removed for room, None while that cannot be told.
    `challenge` is None where no challenge parts are set for the product. `model_sha256` is the hash of the comparator's
    model, empty in a status of before it was noted.
    """

    at: datetime
    station: str
    ready: bool
    not_ready_because: str
    camera: str
    camera_up: bool
    plc: str
    plc_connected: bool
    recording: bool
    disk_free_bytes: int
    archive_waiting: int
    product: str
    revision: str
    comparator: str
    runtime: str
    device: str
    warnings: tuple[str, ...]
    disk_days_left: float | None = None
    challenge: ChallengeStatus | None = None
    model_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many parts were signalled which outcome since a moment: a late PASS counts as the FAULT it was shown as.

    Challenge parts are none of them.
    """

    since: datetime
    passed: int
    rejected: int
    rechecked: int
    faulted: int


class Recorder(Protocol):
    """The writing side; one station writes, from one thread."""

    def open(self) -> None:
        """Make ready to write, bringing an older record up to date.

        Raises
        ------
        StoreError
            The folder cannot be written or the record is damaged. The station refuses to start.
        """

    def append(self, inspection: Inspection, signal: Signal) -> int:
        """Return the row's `seq` once the row is on the disk: it outlives a killed process.

        Raises
        ------
        StoreError
            The row could not be written. The station drops READY and tries again; no part is forgotten.
        """

    def acknowledge(self, trigger_id: int, at: datetime) -> None:
        """Note that the controller has read the newest result of `trigger_id`.

        Raises
        ------
        StoreError
            It could not be written.
        """

    def report(self, status: StationStatus) -> None:
        """Replace the station's status.

        Raises
        ------
        StoreError
            It could not be written.
        """

    def close(self) -> None:
        """Finish; closing twice is fine."""


class Archive(Protocol):
    """Where images go, beside the verdict's way and never in it."""

    def open(self) -> None:
        """Make ready.

        Raises
        ------
        StoreError
            The folder cannot be written. The station refuses to start.
        """

    def keep(self, inspection: Inspection, signal: Signal) -> None:
        """Take the part's images for the disk and return at once; where they are not kept its row says why."""

    def waiting(self) -> int:
        """Return how many frames are still on their way to the disk."""

    def warning(self) -> str:
        """Return what is wrong with the archive in one line, empty while all is well."""

    def free_bytes(self) -> int:
        """Return how much room is left where the frames go."""

    def days_left(self) -> float | None:
        """Return in how many days images begin to be removed for room; None while that cannot be told."""

    def close(self) -> None:
        """Write what is waiting, then stop; closing twice is fine."""


class Reader(Protocol):
    """The reading side; any number of processes and threads, none of which can hold up the station.

    Before a station ever ran there is no record: it reads as one without parts. All methods raise StoreError where
    the record is there but cannot be read.
    """

    def version(self) -> int:
        """Return a number that is another one as soon as something was written; cheap enough to ask all the time."""

    def latest(self, limit: int, before: int | None = None) -> tuple[PartRow, ...]:
        """Return up to `limit` rows, newest first, all older than row `before` where that is given."""

    def after(self, seq: int, limit: int) -> tuple[PartRow, ...]:
        """Return up to `limit` rows newer than row `seq`, oldest first."""

    def changed(self, known: Sequence[PartRow]) -> tuple[PartRow, ...]:
        """Return, oldest first, those of the known rows that tell something else by now: acknowledged, image kept.

        Much cheaper than reading them all again.
        """

    def part(self, part_id: str) -> PartRow | None:
        """Return the row of one part, None where there is none."""

    def counts(self, since: datetime, up_to: int | None = None) -> Counts:
        """Return how many parts were signalled what since `since`, none newer than row `up_to` where given."""

    def status(self) -> StationStatus | None:
        """Return the station's last status, None before it ever ran."""

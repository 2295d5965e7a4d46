"""The doors to the record: the station writes one durable row per part, everyone else reads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from inspector.part import Capture, Defect, Inspection, Outcome, Provenance, Reason, Signal, StageTimes


@dataclass(frozen=True, slots=True)
class PartRow:
    """What the record knows of one part.

    `seq` counts rows without a gap. `image` names the raw frame's file under the image folder, empty while it is
    not kept; `image_note` then says why (``"waiting"`` while it is on its way to the disk).
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


@dataclass(frozen=True, slots=True)
class StationStatus:
    """How the station was at `at`; older than two seconds, nothing may be claimed of it.

    `ready` is what the controller sees. `not_ready_because` and `warnings` are one line each, for people.
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


@dataclass(frozen=True, slots=True)
class Counts:
    """How many parts were signalled which outcome since a moment: a late PASS counts as the FAULT it was shown as."""

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
    """Where raw frames go, beside the verdict's way and never in it."""

    def open(self) -> None:
        """Make ready.

        Raises
        ------
        StoreError
            The folder cannot be written. The station refuses to start.
        """

    def keep(self, capture: Capture) -> None:
        """Take the frame for the disk and return at once; when the queue is full its row says that it was not kept."""

    def waiting(self) -> int:
        """Return how many frames are still on their way to the disk."""

    def warning(self) -> str:
        """Return what is wrong with the archive in one line, empty while all is well."""

    def free_bytes(self) -> int:
        """Return how much room is left where the frames go."""

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

    def part(self, part_id: str) -> PartRow | None:
        """Return the row of one part, None where there is none."""

    def counts(self, since: datetime, up_to: int | None = None) -> Counts:
        """Return how many parts were signalled what since `since`, none newer than row `up_to` where given."""

    def status(self) -> StationStatus | None:
        """Return the station's last status, None before it ever ran."""

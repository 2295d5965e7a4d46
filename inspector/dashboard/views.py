"""What the dashboard's API answers: the JSON contract with the pages and with other programs.

Moments are ISO 8601 in UTC; boxes and areas are in pixels as in `inspector.part`.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from inspector.dashboard.alarm_views import Alarm
from inspector.part import ChallengeShown
from inspector.part import Defect as PartDefect
from inspector.record.store import Counts as RecordCounts
from inspector.record.store import PartRow, StationStatus

OutcomeName = Literal["PASS", "REJECT", "RECHECK", "FAULT"]
ReasonName = Literal[
    "WITHIN_LIMITS",
    "DEFECT",
    "CLOSE_TO_LIMIT",
    "NOT_ALIGNED",
    "BAD_IMAGE",
    "CAMERA",
    "DEADLINE",
    "COMPARISON",
    "STORAGE",
    "RECIPE",
    "DEVICE",
    "PLC",
    "CHALLENGE",
    "INTERNAL",
]
PolarityName = Literal["darker", "brighter", "mixed"]
DueName = Literal["", "start", "product", "revision", "shift", "hours", "parts", "misjudged"]
RoundName = Literal["open", "kept", "broken"]
ImageState = Literal["kept", "waiting", "missing"]

DEFECTS_SHOWN = 100
WAITING = "waiting"

_OUTCOME: TypeAdapter[OutcomeName] = TypeAdapter(OutcomeName)
_ROUND: TypeAdapter[RoundName] = TypeAdapter(RoundName)
_REASON: TypeAdapter[ReasonName] = TypeAdapter(ReasonName)


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class Box(_View):
    """A half-open rectangle in pixels: x0 <= x < x1, y0 <= y < y1."""

    x0: float
    y0: float
    x1: float
    y1: float


class Voices(_View):
    """What the pixels of a defect say beside the network, each in units of its own limit; they decide nothing.

    `difference` is from the golden, `variation` from what good parts vary by, null where that was not measured.
    """

    difference: float
    variation: float | None


class Seen(_View):
    """Light and focus of a part's picture: mean grey level, 0..255, and standard deviation of the Laplacian."""

    brightness: float
    focus: float


class Defect(_View):
    """One connected deviation beyond its limit; `score`, the network's voice, is in units of the limit of its zone."""

    box_golden: Box
    box_capture: Box
    area_px: int
    score: float
    zone: str
    polarity: PolarityName
    voices: Voices | None


class Provenance(_View):
    """Everything the verdict depends on, by name and hash."""

    product: str
    revision: str
    golden_sha256: str
    recipe_sha256: str
    comparator: str
    model_sha256: str
    runtime: str
    device: str
    package_version: str


class StageTimes(_View):
    """Milliseconds per stage; 0 for a stage the part did not reach."""

    capture_ms: float
    align_ms: float
    compare_ms: float
    decide_ms: float
    total_ms: float


class Signal(_View):
    """What the controller was really shown, and since when."""

    outcome: OutcomeName
    reason: ReasonName
    signalled_at: datetime
    late: bool


class Alignment(_View):
    """How a part was aligned; `refused` says why it was not.

    `warp` has the nine numbers, row by row, that take capture (x, y, 1) to golden coordinates, where the centre of the
    first pixel is (0, 0); it is empty where the part was refused.
    """

    method: str
    refused: str
    overlap: float | None
    agreeing: float | None
    gain: float | None
    offset: float | None
    local_shift_px: float | None
    warp: Annotated[list[float], Field(max_length=9)]


class Camera(_View):
    """What the camera said of the frame; 0 stands for what it does not tell."""

    exposure_us: float
    gain_db: float
    frame_id: int


class ChallengePart(_View):
    """What came of showing a challenge part: it had to be `expected`, in `zone` where one is named.

    `trouble` says in one line how it was not judged so, empty where it was. `due` says why challenge parts were due,
    empty where they were not; `shown_by` is the badge the controller gave, 0 for none; `round` how it stood after it.
    """

    master: str
    expected: OutcomeName
    zone: str
    trouble: str
    due: str
    shown_by: int
    round: RoundName


class ChallengeStatus(_View):
    """Which challenge parts are due: `seen` of `total` were judged as they must be, `following` comes next.

    `due` says why, empty where they are not; while it is not `held`, the line goes on for `held_in_s`. `trouble` says
    how one was not judged as it must be.
    """

    due: DueName
    held: bool
    held_in_s: float
    seen: int
    total: int
    following: str
    expected: OutcomeName
    zone: str
    trouble: str


class Part(_View):
    """One inspected part, as the record knows it.

    `defects` holds the largest by score, at most 100 of the `defect_count` found. `image` says whether the raw frame
    can be fetched; `image_note` says why not, or what of it was removed. `picture`, `thumbnail` and `score_map` say
    what can be shown. `pinned` says why nothing is removed.
    """

    seq: Annotated[int, Field(ge=1)]
    part_id: str
    trigger_id: int
    inspected_at: datetime
    outcome: OutcomeName
    reason: ReasonName
    message: str
    score: float | None
    defects: list[Defect]
    defect_count: int
    correlation: float | None
    residual_px: float | None
    source: str
    width_px: int
    height_px: int
    provenance: Provenance
    stage_times: StageTimes
    signal: Signal
    acknowledged_at: datetime | None
    image: ImageState
    image_sha256: str
    image_note: str
    picture: bool
    thumbnail: bool
    score_map: bool
    pinned: str
    alignment: Alignment | None
    camera: Camera
    challenge: ChallengePart | None
    seen: Seen | None


class PartsPage(_View):
    """Parts, newest first; `next_before` asks for the older ones, null on the last page.

    A page looks through 20,000 parts: it may hold fewer than were asked for, or none, and still not be the last.
    """

    parts: list[Part]
    next_before: int | None


class Choices(_View):
    """What the history can be narrowed to: products and zones of defects that the record knows, by name."""

    products: list[str]
    zones: list[str]


class Status(_View):
    """How the station was at `at`; older than two seconds, nothing may be claimed of it."""

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
    model_sha256: str
    runtime: str
    device: str
    warnings: list[str]
    disk_days_left: float | None
    challenge: ChallengeStatus | None


class Counts(_View):
    """How many parts got which outcome since a moment: since `shift` began, or since midnight where that is empty."""

    since: datetime
    shift: str
    passed: int
    rejected: int
    rechecked: int
    faulted: int


class Beat(_View):
    """The feed's heartbeat, event `status`, twice a second.

    `seq` is the newest part's number, 0 before the first. `trouble` says in one line why the record cannot be read;
    what else is here is then as old as it was. `alarms` are those that are not cleared, the most urgent first.
    """

    seq: int
    now: datetime
    status: Status | None
    counts: Counts
    trouble: str
    alarms: list[Alarm]


class Live(Beat):
    """Everything the Live page shows, at one moment; `parts` are the last ones, newest first."""

    build: str
    parts: list[Part]


class Hello(_View):
    """The feed's first event, `hello`, sent again when the reader fell behind.

    `resumed` is true where the stream goes on right after the part that was asked for; otherwise fetch `/api/live`.
    """

    build: str
    seq: int
    resumed: bool


class Problem(_View):
    """Why the request could not be met: in one English line, and as the sentence `code` of the pages' catalogues.

    `figures` are those of the sentence; the figure `words` comes after it as it is. `code` is empty where the pages
    have no sentence.
    """

    detail: str
    code: str = ""
    figures: dict[str, str | int] = {}


def part_view(row: PartRow) -> Part:
    """Return the row of a part as the API shows it."""
    shown = sorted(row.defects, key=lambda defect: defect.score, reverse=True)[:DEFECTS_SHOWN]
    return Part(
        seq=row.seq,
        part_id=row.part_id,
        trigger_id=row.trigger_id,
        inspected_at=row.inspected_at,
        outcome=_OUTCOME.validate_python(row.outcome.name),
        reason=_REASON.validate_python(row.reason.name),
        message=row.message,
        score=row.score,
        defects=[_defect_view(defect) for defect in shown],
        defect_count=len(row.defects),
        correlation=row.correlation,
        residual_px=row.residual_px,
        source=row.source,
        width_px=row.width_px,
        height_px=row.height_px,
        provenance=Provenance.model_validate(row.provenance),
        stage_times=StageTimes.model_validate(row.stage_times),
        signal=_signal_view(row),
        acknowledged_at=row.acknowledged_at,
        image=_image_state(row),
        image_sha256=row.image_sha256,
        image_note=row.image_note,
        picture=bool(row.image or row.review),
        thumbnail=bool(row.thumbnail),
        score_map=bool(row.score_map),
        pinned=row.pinned,
        challenge=_challenge_view(row.challenge),
        seen=Seen.model_validate(row.seen) if row.seen else None,
        alignment=Alignment.model_validate(row.alignment) if row.alignment else None,
        camera=Camera.model_validate(row.camera),
    )


def status_view(status: StationStatus | None) -> Status | None:
    """Return the station's status as the API shows it."""
    return Status.model_validate(status) if status else None


def counts_view(counts: RecordCounts, shift: str) -> Counts:
    """Return the counts of a shift as the API shows them."""
    return Counts(shift=shift, **asdict(counts))


def _challenge_view(shown: ChallengeShown | None) -> ChallengePart | None:
    if shown is None:
        return None
    return ChallengePart(
        master=shown.master,
        expected=_OUTCOME.validate_python(shown.expected.name),
        zone=shown.zone,
        trouble=shown.trouble,
        due=shown.due,
        shown_by=shown.shown_by,
        round=_ROUND.validate_python(str(shown.round)),
    )


def _defect_view(defect: PartDefect) -> Defect:
    return Defect.model_validate(defect)


def _signal_view(row: PartRow) -> Signal:
    signal = row.signal
    return Signal(
        outcome=_OUTCOME.validate_python(signal.outcome.name),
        reason=_REASON.validate_python(signal.reason.name),
        signalled_at=signal.signalled_at,
        late=signal.late,
    )


def _image_state(row: PartRow) -> ImageState:
    if row.image:
        return "kept"
    return "waiting" if row.image_note == WAITING else "missing"

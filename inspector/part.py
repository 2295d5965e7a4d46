"""The values that travel down the line: Capture, Alignment, Deviation, Verdict, Inspection.

Each is made once, checked when it is made, and never changed: arrays are read-only from then on.
Points are (x, y) in pixels, the centre of the first pixel is (0, 0); image shapes are (H, W).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from inspector.errors import PartError
from inspector.measured import CaptureFigures, Voices

TRIGGER_ID_MAX = 0xFFFF
_Scalar = TypeVar("_Scalar", bound=np.generic)


class Outcome(IntEnum):
    """What the line does with the part. There is no default; 0 on the wire means none yet."""

    PASS = 1
    REJECT = 2
    RECHECK = 3
    FAULT = 4


class Reason(IntEnum):
    """Why the outcome is what it is; the numbers are part of the PLC contract."""

    WITHIN_LIMITS = 1
    DEFECT = 2
    CLOSE_TO_LIMIT = 3
    NOT_ALIGNED = 10
    BAD_IMAGE = 11
    CAMERA = 20
    DEADLINE = 21
    COMPARISON = 22
    STORAGE = 23
    RECIPE = 24
    DEVICE = 25
    PLC = 26
    CHALLENGE = 27
    INTERNAL = 29


class Polarity(StrEnum):
    """Whether a defect is darker or brighter than its golden."""

    DARKER = "darker"
    BRIGHTER = "brighter"
    MIXED = "mixed"


class AlignmentMethod(StrEnum):
    """How a warp was found: the golden-cached sparse ECC, or OpenCV's dense multi-scale ECC as the last resort."""

    SPARSE_ECC = "sparse-ecc"
    DENSE_ECC = "dense-ecc"


@dataclass(frozen=True, slots=True)
class Box:
    """A half-open rectangle in pixels: x0 <= x < x1, y0 <= y < y1."""

    x0: float
    y0: float
    x1: float
    y1: float

    def __post_init__(self) -> None:
        if not (self.x0 < self.x1 and self.y0 < self.y1):
            raise ValueError(f"box ({self.x0}, {self.y0}, {self.x1}, {self.y1}) is empty")


@dataclass(frozen=True, slots=True)
class CameraFacts:
    """What the camera says of one frame; `frame_id` counts its frames, 0.0 stands for a value it does not tell."""

    exposure_us: float = 0.0
    gain_db: float = 0.0
    frame_id: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Capture:
    """One photograph of one part.

    Parameters
    ----------
    image
        uint8, (H, W) grey or (H, W, 3) BGR, in capture coordinates.
    part_id
        Names the part in the record; unique for ever.
    trigger_id
        The PLC's number for this part, 1..65535; 0 is never valid.
    captured_at
        UTC.
    source
        Which camera, folder or file it came from.
    camera
        What the camera says of the frame.

    Raises
    ------
    PartError
        The image is no 8-bit grey or BGR picture. The part is FAULT.
    """

    image: NDArray[np.uint8]
    part_id: str
    trigger_id: int
    captured_at: datetime
    source: str
    camera: CameraFacts

    def __post_init__(self) -> None:
        check_image(self.image, self.part_id)
        _check_trigger_id(self.trigger_id)
        _check_utc(self.captured_at)
        object.__setattr__(self, "image", read_only(self.image))


@dataclass(frozen=True, slots=True, eq=False)
class AlignmentFigures:
    """What was measured while aligning, whether accepted or not.

    Parameters
    ----------
    correlation
        Zero-mean normalised correlation of golden and aligned capture, -1..1.
    residual_px
        Median displacement left between golden and aligned capture, in golden px.
    overlap
        Share of the golden that the capture covers, 0..1.
    agreeing
        Share that agrees with the warp of the golden's tiles in sight, those wholly in the capture, 0..1.
    gain, offset
        Photometric relation that was solved: golden = gain * capture + offset, offset in grey levels.
    local_shift_px
        Largest displacement of the local field on top of the warp, in golden px; 0.0 without one.
    """

    correlation: float
    residual_px: float
    overlap: float
    agreeing: float
    gain: float
    offset: float
    local_shift_px: float


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """A capture brought into the frame of its golden.

    Parameters
    ----------
    warp
        float64 (3, 3), takes homogeneous capture (x, y, 1) to golden coordinates.
    image
        uint8, the golden's shape: the capture resampled into the golden frame and matched in light.
    valid
        bool (H, W) in the golden frame: True where the capture was seen. Elsewhere nothing may be claimed.
    figures
        What was measured.
    method
        How the warp was found.
    """

    warp: NDArray[np.float64]
    image: NDArray[np.uint8]
    valid: NDArray[np.bool_]
    figures: AlignmentFigures
    method: AlignmentMethod

    def __post_init__(self) -> None:
        _check_warp(self.warp)
        if self.image.shape[:2] != self.valid.shape:
            raise ValueError(f"aligned image is {self.image.shape}, its valid mask {self.valid.shape}")
        for name in ("warp", "image", "valid"):
            object.__setattr__(self, name, read_only(getattr(self, name)))


@dataclass(frozen=True, slots=True, eq=False)
class RefusedAlignment:
    """A capture that no method aligned: it has no warp and no image, so nothing after it can judge it.

    Parameters
    ----------
    why
        Measured figure and limit, as in ``"correlation 0.41, at least 0.60 by alignment.min_correlation"``.
    figures
        The best that was measured.
    method
        The last method that was tried.
    """

    why: str
    figures: AlignmentFigures
    method: AlignmentMethod


@dataclass(frozen=True, slots=True, eq=False)
class Deviation:
    """How far each place of the part deviates from its golden.

    Parameters
    ----------
    scores
        float32 (h, w), >= 0, in units of the comparator's shipped limit: 1.0 is the limit.
    valid
        bool (h, w): False where nothing was seen; scores are 0 there.
    scale
        Map pixels per golden pixel: 1.0, 0.5 or 0.25.
    comparator, model_sha256
        Who compared.

    Raises
    ------
    PartError
        A score is negative, infinite or not a number. The part is FAULT.
    """

    scores: NDArray[np.float32]
    valid: NDArray[np.bool_]
    scale: float
    comparator: str
    model_sha256: str

    def __post_init__(self) -> None:
        if self.scores.shape != self.valid.shape:
            raise ValueError(f"score map is {self.scores.shape}, its valid mask {self.valid.shape}")
        if not bool(np.isfinite(self.scores).all()) or float(self.scores.min(initial=0.0)) < 0.0:
            found = f"{self.comparator} gave scores below 0 or not finite"
            raise PartError("use the score map", found, "check its model")
        object.__setattr__(self, "scores", read_only(self.scores))
        object.__setattr__(self, "valid", read_only(self.valid))


@dataclass(frozen=True, slots=True)
class Defect:
    """One connected deviation beyond its limit.

    `score` is in units of the limit of its `zone`, always >= 1.0; `area_px` counts golden pixels. `voices` is None
    where nobody asked: in older rows, and of very many defects.
    """

    box_golden: Box
    box_capture: Box
    area_px: int
    score: float
    zone: str
    polarity: Polarity
    voices: Voices | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided, and why.

    `score` is the largest deviation in units of its limit (1.0 is the limit), None where the part was not compared.
    Construction refuses a PASS that is not below every limit, so no other code can make one.
    """

    outcome: Outcome
    reason: Reason
    score: float | None
    defects: tuple[Defect, ...]
    message: str = ""

    def __post_init__(self) -> None:
        if self.outcome is not Outcome.PASS:
            return
        if self.score is None or not self.score < 1.0 or self.defects or self.reason is not Reason.WITHIN_LIMITS:
            raise ValueError(f"a PASS needs a score below 1.0 and no defect, got {self.score} and {len(self.defects)}")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Everything a verdict depends on, by name and hash."""

    product: str
    revision: str
    golden_sha256: str
    recipe_sha256: str
    comparator: str
    model_sha256: str
    runtime: str
    device: str
    package_version: str


@dataclass(frozen=True, slots=True)
class StageTimes:
    """Milliseconds per stage of one part; 0.0 for a stage it did not reach."""

    capture_ms: float = 0.0
    align_ms: float = 0.0
    compare_ms: float = 0.0
    decide_ms: float = 0.0
    total_ms: float = 0.0


class Round(StrEnum):
    """How a round of challenge parts stands after one of them: it goes on, all were judged well, or it begins again."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class ChallengeShown:
    """What came of showing a challenge part: `master` had to be shown, and be `expected`, in `zone` where one is named.

    `trouble` says in one line how it was not judged so, empty where it was; `due` why challenge parts were due, empty
    where they were not. `shown_by` is the badge that the controller gave, 0 for none; `round` how it stands after it.
    """

    master: str
    expected: Outcome
    zone: str
    trouble: str
    due: str
    shown_by: int
    round: Round


@dataclass(frozen=True, slots=True, eq=False)
class Inspection:
    """Everything known of one part after its verdict; `seen` is what was measured of its picture, None if nothing.

    `capture`, `alignment` and `deviation` are None where the chain did not get that far; a PASS has all three,
    which is checked here. With `challenge` it is a challenge part and no part of the production.
    """

    part_id: str
    trigger_id: int
    inspected_at: datetime
    verdict: Verdict
    provenance: Provenance
    stage_times: StageTimes
    capture: Capture | None = None
    alignment: Alignment | RefusedAlignment | None = None
    deviation: Deviation | None = None
    challenge: ChallengeShown | None = None
    seen: CaptureFigures | None = None

    def __post_init__(self) -> None:
        _check_trigger_id(self.trigger_id)
        _check_utc(self.inspected_at)
        judged = self.capture and isinstance(self.alignment, Alignment) and self.deviation
        if self.verdict.outcome is Outcome.PASS and not judged:
            raise ValueError(f"part {self.part_id} cannot be PASS: it was not captured, aligned and compared")
        if self.capture and (self.capture.part_id, self.capture.trigger_id) != (self.part_id, self.trigger_id):
            raise ValueError(f"part {self.part_id} was given the capture of part {self.capture.part_id}")


@dataclass(frozen=True, slots=True)
class Signal:
    """What the controller was really shown for one part, and since when; a late verdict shows as FAULT, DEADLINE."""

    outcome: Outcome
    reason: Reason
    signalled_at: datetime
    late: bool


def check_image(image: NDArray[np.uint8], name: str) -> None:
    """Raise PartError unless `image` is uint8 (H, W) or (H, W, 3) and not empty."""
    is_picture = image.dtype == np.uint8 and (image.ndim == 2 or (image.ndim == 3 and image.shape[2] == 3))
    if not is_picture or image.size == 0:
        found = f"it is {image.dtype} {image.shape}, expected 8-bit (H, W) grey or (H, W, 3) BGR"
        raise PartError(f"use the image of {name}", found, "set the camera to Mono8 or BGR8")


def read_only(array: NDArray[_Scalar]) -> NDArray[_Scalar]:
    """Return a view of `array` that cannot be written to."""
    view = array.view()
    view.flags.writeable = False
    return view


def _check_trigger_id(trigger_id: int) -> None:
    if not 1 <= trigger_id <= TRIGGER_ID_MAX:
        raise ValueError(f"trigger_id {trigger_id} is outside 1..{TRIGGER_ID_MAX}")


def _check_utc(moment: datetime) -> None:
    if moment.tzinfo is not UTC:
        raise ValueError(f"{moment.isoformat()} is not in UTC")


def _check_warp(warp: NDArray[np.float64]) -> None:
    if warp.shape != (3, 3) or not bool(np.isfinite(warp).all()) or abs(float(np.linalg.det(warp))) < 1e-9:
        raise ValueError(f"warp is no invertible (3, 3) matrix: {warp.tolist()}")

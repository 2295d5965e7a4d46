"""A line for the pages to show: the real record, written by the real recorder, served by the real dashboard."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import numpy as np
from makers import PROVENANCE, make_alignment, make_capture, make_deviation
from numpy.typing import NDArray
from people import CHEAP

from inspector.alarms.alarm_settings import AlarmSettings
from inspector.dashboard.app import Sources
from inspector.dashboard.pages import STATIC
from inspector.dashboard.serve import Dashboard
from inspector.image_file import encode_png
from inspector.part import (
    Box,
    ChallengeShown,
    Defect,
    Inspection,
    Outcome,
    Polarity,
    Reason,
    Signal,
    StageTimes,
    Verdict,
)
from inspector.record.connection import IMAGES_FOLDER
from inspector.record.images import FileArchive
from inspector.record.sqlite import SqliteReader, SqliteRecorder
from inspector.record.store import StationStatus
from inspector.settings import DashboardSettings, ReviewSettings
from inspector.wiring.evidence import BundledEvidence
from inspector.wiring.material import Places
from inspector.wiring.pages import annunciator_of, quality_pages, review_of
from inspector.wiring.people import access_of

# It stands for a line PC on the plant's network.
PLANT_NAME = "line-pc.plant"
_REPORTS_EVERY_S = 0.3
_REASONS = {
    Outcome.PASS: Reason.WITHIN_LIMITS,
    Outcome.REJECT: Reason.DEFECT,
    Outcome.RECHECK: Reason.CLOSE_TO_LIMIT,
    Outcome.FAULT: Reason.CAMERA,
}
_SCORES = {Outcome.PASS: 0.42, Outcome.REJECT: 1.83, Outcome.RECHECK: 1.04, Outcome.FAULT: None}

STATUS = StationStatus(
    at=datetime(2026, 1, 1, tzinfo=UTC),
    station="LINE-3",
    ready=True,
    not_ready_because="",
    camera="GigE 192.168.10.11",
    camera_up=True,
    plc="192.168.10.2:5020",
    plc_connected=True,
    recording=True,
    disk_free_bytes=412_000_000_000,
    archive_waiting=0,
    product=PROVENANCE.product,
    revision=PROVENANCE.revision,
    comparator=PROVENANCE.comparator,
    runtime=PROVENANCE.runtime,
    device=PROVENANCE.device,
    warnings=(),
    model_sha256=PROVENANCE.model_sha256,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One part to be written: by default a good one, read by the controller in time."""

    outcome: Outcome = Outcome.PASS
    defects: tuple[Defect, ...] = ()
    image: NDArray[np.uint8] | None = None
    late: bool = False
    plc_lost: bool = False
    message: str = ""
    age: timedelta = timedelta(0)
    warp: NDArray[np.float64] | None = None
    scores: NDArray[np.float32] | None = None
    challenge: ChallengeShown | None = None
    recipe_sha256: str = PROVENANCE.recipe_sha256


def make_defect(box: Box, score: float = 1.83, zone: str = "U20") -> Defect:
    """Return a defect that lies at the same place in both frames."""
    area_px = int((box.x1 - box.x0) * (box.y1 - box.y0))
    return Defect(box, box, area_px, score, zone, Polarity.DARKER)


class WrittenLine:
    """Writes a record as a station would; reports its status until it is told to fall silent."""

    def __init__(self, data: Path) -> None:
        self.status = STATUS
        self._recorder = SqliteRecorder(data)
        self._archive = FileArchive(data)
        self._writer = ThreadPoolExecutor(1)
        self._silent = threading.Event()
        self._reporting = threading.Thread(target=self._report, daemon=True)
        self._count = 0

    def __enter__(self) -> Self:
        """Open the record."""
        self._writer.submit(self._recorder.open).result()
        self._archive.open()
        return self

    def __exit__(self, *_: object) -> None:
        """Close it as a station does that stops."""
        self.fall_silent()
        self._archive.close()
        self._writer.submit(self._recorder.close).result()
        self._writer.shutdown()

    def report_on(self) -> None:
        """Report the status again and again from now on."""
        self._reporting.start()

    def fall_silent(self) -> None:
        """Report no more."""
        self._silent.set()
        if self._reporting.is_alive():
            self._reporting.join()

    def append(self, shown: Shown) -> str:
        """Write one part, its picture too, and return its name."""
        inspection = self.append_row(shown)
        if inspection.capture:
            self._archive.keep(inspection, _signal(inspection, shown))
        return inspection.part_id

    def append_row(self, shown: Shown) -> Inspection:
        """Write one part whose picture is still on its way."""
        self._count += 1
        inspection = _inspection(f"L3-{self._count:06d}", self._count, shown)
        self._writer.submit(self._recorder.append, inspection, _signal(inspection, shown)).result()
        return inspection

    def keep(self, inspection: Inspection) -> None:
        """Let a picture reach the disk."""
        self._archive.keep(inspection, _signal(inspection, Shown()))

    def acknowledge_last(self) -> None:
        """Let the controller have read the newest result."""
        self._writer.submit(self._recorder.acknowledge, self._count, datetime.now(UTC)).result()

    def _report(self) -> None:
        while not self._silent.is_set():
            status = replace(self.status, at=datetime.now(UTC))
            self._writer.submit(self._recorder.report, status).result()
            self._silent.wait(_REPORTS_EVERY_S)


@contextmanager
def served(
    data: Path, golden_refs: Path, port: int = 0, static: Path = STATIC, models: Path | None = None
) -> Iterator[str]:
    """Serve the record in `data` with the pages in `static`, and yield their URL.

    Parts are judged again with `models`.
    """
    sources = Sources(
        SqliteReader(data),
        data / IMAGES_FOLDER,
        golden_refs,
        static,
        review=review_of(data, ReviewSettings(audit_share=0.5)),
        access=access_of(data, cost=CHEAP),
        quality=quality_pages(data, golden_refs, DashboardSettings(shifts={"A": "06:00", "B": "18:00"})),
        names=(PLANT_NAME,),
        # No controller reads the results of a written line.
        alarms=annunciator_of(data, AlarmSettings(confirm_s=0)),
        evidence=BundledEvidence(data, Places(golden_refs, models or golden_refs)),
    )
    dashboard = Dashboard(sources, "127.0.0.1", port)
    url = dashboard.bind()
    serving = threading.Thread(target=dashboard.run, daemon=True)
    serving.start()
    try:
        yield url
    finally:
        dashboard.stop()
        serving.join()


def write_golden(golden_refs: Path, image: NDArray[np.uint8]) -> None:
    """Write the golden that the parts of a written line name."""
    folder = golden_refs / PROVENANCE.product / PROVENANCE.revision
    folder.mkdir(parents=True)
    (folder / "golden.png").write_bytes(encode_png(image))


def _inspection(part_id: str, trigger_id: int, shown: Shown) -> Inspection:
    capture = None if shown.outcome is Outcome.FAULT else make_capture(shown.image, part_id, trigger_id)
    score = max((defect.score for defect in shown.defects), default=_SCORES[shown.outcome])
    return Inspection(
        part_id=part_id,
        trigger_id=trigger_id,
        inspected_at=datetime.now(UTC) - shown.age,
        verdict=Verdict(shown.outcome, _REASONS[shown.outcome], score, shown.defects, shown.message),
        provenance=replace(PROVENANCE, recipe_sha256=shown.recipe_sha256),
        stage_times=StageTimes(8.4, 21.0, 14.2, 0.8, 46.1),
        capture=capture,
        alignment=make_alignment(warp=shown.warp) if capture else None,
        deviation=make_deviation(shown.scores) if capture else None,
        challenge=shown.challenge,
    )


def _signal(inspection: Inspection, shown: Shown) -> Signal:
    verdict = inspection.verdict
    outcome, reason = verdict.outcome, verdict.reason
    if shown.late or shown.plc_lost:
        outcome, reason = Outcome.FAULT, Reason.DEADLINE if shown.late else Reason.PLC
    return Signal(outcome, reason, inspection.inspected_at + timedelta(milliseconds=50), shown.late)

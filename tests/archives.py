"""An archive as a station leaves it: demo parts judged by a small library's active revision, recorded, frames kept."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from comparators import MODELS
from libraries import PRODUCT, Library, make_library
from recording import make_signal

from inspector.capture.figures import figures_of
from inspector.demo.line import DemoLine
from inspector.golden.library import load_revision
from inspector.golden.revision import RevisionFiles
from inspector.image_file import encode_png
from inspector.part import CameraFacts, Capture, Inspection
from inspector.record.images import FileArchive
from inspector.record.sqlite import SqliteRecorder
from inspector.station.judging import Gauge, judge
from inspector.wiring.comparators import load_comparator
from inspector.wiring.pairs import learn_gauge, system_clock

LINE = DemoLine(51)
BEGAN = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
STRICT = b"[limits]\ndeviation = 0.3\n"
LAX = b"[limits]\ndeviation = 0.6\n"
NO_PART = 99
"""Number of the picture that shows no part at all: nothing can be aligned on it."""


@dataclass(frozen=True, slots=True)
class FilledArchive:
    """What a station left in `data`, and the library and models it judged with."""

    data: Path
    library: Library
    models: Path
    inspections: tuple[Inspection, ...]

    @property
    def part_ids(self) -> list[str]:
        return [inspection.part_id for inspection in self.inspections]


def fill_archive(folder: Path, numbers: tuple[int, ...] = (1, 2, 14, 22, 75)) -> FilledArchive:
    """Judge, record and keep demo parts; r001 is active and strict: it passes 1 and 2 only."""
    library = make_library(folder)
    golden = encode_png(LINE.golden()[240:720, 320:960])
    revision = library.active(RevisionFiles(golden, STRICT))
    gauge = learn_gauge(
        load_revision(library.golden_refs, PRODUCT, revision), load_comparator("openvino", ("CPU",), MODELS)
    )
    data = folder / "data"
    inspections = tuple(judged(number, gauge) for number in numbers)
    keep(data, inspections)
    return FilledArchive(data, library, MODELS, inspections)


def judged(number: int, gauge: Gauge) -> Inspection:
    image = LINE.image(number)[240:720, 320:960].copy()
    if number == NO_PART:
        image[:] = 90
    at = BEGAN + timedelta(seconds=number)
    found = judge(Capture(image, f"P{number}", number, at, "demo", CameraFacts()), gauge, system_clock())
    return replace(found, seen=figures_of(image))


def keep(data: Path, inspections: tuple[Inspection, ...]) -> None:
    recorder, archive = SqliteRecorder(data), FileArchive(data)
    recorder.open()
    archive.open()
    for inspection in inspections:
        signal = make_signal(inspection)
        recorder.append(inspection, signal)
        if inspection.capture:
            archive.keep(inspection, signal)
    archive.close()
    recorder.close()


def candidate(library: Library, recipe: bytes = LAX) -> str:
    """Draft, submit and approve a revision with another recipe and return its name."""
    files = RevisionFiles(encode_png(LINE.golden()[240:720, 320:960]), recipe)
    return library.approved(files)

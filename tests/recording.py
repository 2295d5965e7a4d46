"""Rows and frames as a station writes them, for the tests of record and dashboard."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from makers import MOMENT, make_capture, make_inspection, make_rejected
from numpy.typing import NDArray

from inspector.measured import Voices
from inspector.part import Box, Defect, Inspection, Outcome, Polarity, Reason, Signal, Verdict
from inspector.record.images import FileArchive
from inspector.record.sqlite import SqliteRecorder
from inspector.record.store import StationStatus

DEFECT = Defect(
    Box(1.5, 2.0, 9.0, 12.0), Box(3.25, 4.0, 11.0, 14.0), 57, 1.75, "connector", Polarity.DARKER, Voices(2.5, 1.25)
)


def make_signal(inspection: Inspection) -> Signal:
    verdict = inspection.verdict
    return Signal(verdict.outcome, verdict.reason, inspection.inspected_at + timedelta(milliseconds=40), late=False)


def make_defective(part_id: str = "P9", trigger_id: int = 9, defects: tuple[Defect, ...] = (DEFECT,)) -> Inspection:
    verdict = Verdict(Outcome.REJECT, Reason.DEFECT, 1.75, defects, "1 defect")
    return replace(make_inspection(part_id, trigger_id), verdict=verdict)


def make_fault(part_id: str = "P6", trigger_id: int = 6) -> Inspection:
    verdict = Verdict(Outcome.FAULT, Reason.CAMERA, None, (), "the camera is gone")
    return replace(make_rejected(part_id, trigger_id), verdict=verdict, capture=None, alignment=None)


def make_noise(seed: int = 1, height: int = 120, width: int = 160) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)


def make_status(station: str = "Line 3", at: datetime = MOMENT, warnings: tuple[str, ...] = ()) -> StationStatus:
    return StationStatus(
        at=at,
        station=station,
        ready=True,
        not_ready_because="",
        camera="simulated",
        camera_up=True,
        plc="Modbus TCP 127.0.0.1:5020",
        plc_connected=True,
        recording=True,
        disk_free_bytes=10**9,
        archive_waiting=0,
        product="PN-1042",
        revision="r001",
        comparator="test",
        runtime="test 1.0",
        device="CPU",
        warnings=warnings,
    )


def record(recorder: SqliteRecorder, *inspections: Inspection) -> list[int]:
    return [recorder.append(inspection, make_signal(inspection)) for inspection in inspections]


def record_parts(recorder: SqliteRecorder, count: int, first: int = 1) -> list[int]:
    return record(recorder, *(make_inspection(f"P{number}", number) for number in range(first, first + count)))


def record_until_killed(data: Path, turn: int, said: Connection) -> None:
    """Record parts and keep their frames without an end; say the name of each part once it is appended."""
    recorder, archive = SqliteRecorder(data), FileArchive(data)
    recorder.open()
    archive.open()
    number = 0
    while True:
        number += 1
        part_id = f"T{turn:03d}-{number:05d}"
        now = datetime.now(UTC)
        inspection = replace(make_defective(part_id, number % 65_535 + 1), inspected_at=now)
        frame = replace(make_capture(make_noise(number), part_id, inspection.trigger_id), captured_at=now)
        whole = replace(inspection, capture=frame)
        recorder.append(whole, make_signal(whole))
        said.send(part_id)
        archive.keep(whole, make_signal(whole))
        recorder.acknowledge(inspection.trigger_id, now)
        recorder.report(make_status(at=now))
        # However busy the PC is, the archive gets its turn.
        while archive.waiting() > 2:
            time.sleep(0.001)

"""A whole station in this process: simulated camera, real Modbus TCP, real SQLite, the shipped model."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from makers import make_golden
from numpy.typing import NDArray
from pyModbusTCP.client import ModbusClient

from inspector.capture.camera import Camera
from inspector.capture.simulated import CameraFault, SimulatedCamera
from inspector.compare.comparator import Comparison
from inspector.golden.products import OneProduct, Products
from inspector.golden.recipe import Limits, Recipe
from inspector.golden.revisions import OneRevision, Revisions
from inspector.plc.contract import shipped_contract
from inspector.plc.modbus_server import ModbusServerSettings, ModbusTcpLink
from inspector.plc.registers import DeviceWords
from inspector.plc.simulated import PlcReport, SimulatedPlc
from inspector.plc.simulated_settings import SimulatedPlcSettings
from inspector.record.images import FileArchive
from inspector.record.sqlite import SqliteReader, SqliteRecorder
from inspector.record.store import PartRow, StationStatus
from inspector.station.challenge import ChallengeRules
from inspector.station.doors import Doors, StationNames
from inspector.station.judging import Clock, Gauge
from inspector.station.station import Station
from inspector.station.watch import NoWatch, PartWatch
from inspector.wiring.comparators import load_comparator
from inspector.wiring.pairs import learn_gauge, system_clock
from inspector.wiring.places import shipped

NAMES = StationNames(station="test", product_number=1, free_bytes_min=0)
Picture = Callable[[int], NDArray[np.uint8]]


def board() -> NDArray[np.uint8]:
    """Return a small part with edges and texture everywhere, so that it can be aligned."""
    noise = np.random.default_rng(5).integers(0, 256, (30, 40), np.uint8)
    return np.kron(noise, np.ones((8, 8), np.uint8))


def board_with_hole(_number: int = 0) -> NDArray[np.uint8]:
    """Return the part with something true wrong with it."""
    image = board().copy()
    image[100:130, 150:190] = 255 - image[100:130, 150:190]
    return image


@dataclass(slots=True)
class Line:
    """A station that runs in its own thread while the fixture's block lasts."""

    folder: Path
    link: ModbusTcpLink

    def trigger(self, parts: int, takt_s: float = 0.0, *, masters: bool = False) -> PlcReport:
        """Return what the simulated PLC saw of so many parts."""
        settings = SimulatedPlcSettings(port=self.link.port, takt_s=takt_s, shows_masters=masters)
        plc = SimulatedPlc(settings, shipped_contract())
        return asyncio.run(plc.run(parts))

    def shown(self) -> DeviceWords:
        """Return what a PLC is shown now, read over the wire."""
        block = shipped_contract().device
        client = ModbusClient(host="127.0.0.1", port=self.link.port, unit_id=1, auto_open=True, auto_close=True)
        read = client.read_holding_registers(block.start, block.count)
        assert read, client.last_error_as_txt
        return block.decode(DeviceWords, read)

    def ask_at_any_time(self, trigger_id: int) -> None:
        """Write a trigger as a PLC does that does not look at ready."""
        client = ModbusClient(host="127.0.0.1", port=self.link.port, unit_id=1, auto_open=True, auto_close=True)
        assert client.write_multiple_registers(0, [1, trigger_id]), client.last_error_as_txt

    def status_when(self, holds: Callable[[StationStatus], bool]) -> StationStatus:
        """Return the station's status on record as soon as it is so; it is written twice a second."""
        with closing(SqliteReader(self.folder)) as reader:
            end_s = time.monotonic() + 20
            while time.monotonic() < end_s:
                status = reader.status()
                if status and holds(status):
                    return status
                threading.Event().wait(0.02)
        raise AssertionError(f"the status never was so, at last {status}")

    def rows(self) -> tuple[PartRow, ...]:
        """Return the record, oldest first."""
        return SqliteReader(self.folder).after(0, 1_000)


def learnt(comparison: Comparison | None = None, recipe: Recipe | None = None) -> Gauge:
    """Return the gauge of the small part on the shipped model, or with another comparison in its place."""
    golden = make_golden(board(), recipe or Recipe(limits=Limits(min_area_px=12)))
    gauge = learn_gauge(golden, load_comparator("onnx", ["CPU"], shipped("models"), threads=1))
    return replace(gauge, comparison=comparison) if comparison else gauge


@contextmanager
def running(
    folder: Path,
    gauge: Gauge,
    picture: Picture,
    faults: Mapping[int, CameraFault] | None = None,
    recorder: SqliteRecorder | None = None,
    revisions: Revisions[Gauge] | None = None,
    *,
    products: Products[Gauge] | None = None,
    names: StationNames = NAMES,
    clock: Clock | None = None,
    watch: PartWatch | None = None,
    rules: ChallengeRules | None = None,
    camera: Camera | None = None,
    beat: Callable[[float], None] = lambda _busy_s: None,
) -> Iterator[Line]:
    """Run a station in a thread of its own; leaving the block stops it and raises what it ended with."""
    link = ModbusTcpLink(ModbusServerSettings(port=0), shipped_contract())
    archive = FileArchive(folder)
    record = recorder or SqliteRecorder(folder)
    doors = Doors(
        camera or SimulatedCamera(picture, "simulated", faults),
        link,
        record,
        archive,
        revisions or OneRevision(),
        products or OneProduct(),
        watch or NoWatch(),
    )
    up, stop = threading.Event(), threading.Event()

    def beats(busy_s: float) -> None:
        up.set()
        beat(busy_s)

    with ThreadPoolExecutor(1) as thread:
        ended = thread.submit(Station(names, doors, gauge, clock or system_clock(), beats, rules).run, stop)
        ended.add_done_callback(lambda _: up.set())
        try:
            up.wait(20)
            yield Line(folder, link)
        finally:
            stop.set()
        ended.result(20)

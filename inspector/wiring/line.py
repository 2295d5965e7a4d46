"""A station put together from its settings, and run until it is told to stop."""

import threading
from collections.abc import Callable

from inspector.capture.camera import Camera
from inspector.capture.folder import FolderCamera
from inspector.capture.simulated import CameraFault, SimulatedCamera
from inspector.demo.line import DemoLine
from inspector.golden.trust import Demands
from inspector.settings import Settings, SimulatedCameraSettings
from inspector.station.doors import Doors, StationNames
from inspector.station.station import Station
from inspector.wiring.challenges import challenge_rules
from inspector.wiring.comparators import load_comparator
from inspector.wiring.drift import DriftWatch
from inspector.wiring.links import link_of
from inspector.wiring.pairs import learn_gauge, system_clock
from inspector.wiring.products import ActiveProducts
from inspector.wiring.recording import record_of
from inspector.wiring.revisions import Library


def run_station(settings: Settings, stop: threading.Event, beat: Callable[[float], None]) -> None:
    """Run the station until `stop` is set; `beat` is called many times a second while it is alive.

    It is given the seconds that the part in work may take until it is called again, 0.0 between parts.

    Raises
    ------
    RecipeError
        Golden, recipe or model cannot be used. Nothing was started.
    StationError
        Record, archive, link or inference device cannot be had.
    """
    compare = settings.compare
    models = settings.folders.models
    comparator = load_comparator(compare.runtime, compare.devices, models, compare.threads, compare.card)
    first = settings.first_number()
    names = StationNames(settings.station, first, free_bytes_min=settings.archive.free_mib_min << 20)
    with (
        ActiveProducts(libraries_of(settings), first, lambda golden: learn_gauge(golden, comparator)) as products,
        DriftWatch(settings.folders.golden_refs) as watch,
    ):
        doors = Doors(_camera(settings), link_of(settings.plc), *record_of(settings), products, products, watch)
        Station(names, doors, products.first, system_clock(), beat, challenge_rules(settings.challenge)).run(stop)


def libraries_of(settings: Settings) -> dict[int, Library]:
    """Return where each product is, by the controller's number."""
    demands = Demands(ledger=not settings.golden.unsigned, second_person=settings.golden.second_person)
    folder = settings.folders.golden_refs
    return {number: Library(folder, name, demands) for number, name in settings.products_by_number().items()}


def _camera(settings: Settings) -> Camera:
    camera = settings.camera
    if isinstance(camera, SimulatedCameraSettings):
        line = DemoLine(camera.seed)
        faults = {number: CameraFault(fault) for number, fault in camera.faults.items()}
        name = f"simulated seed={camera.seed}"
        return SimulatedCamera(line.image, name, faults, camera.distinct_parts)
    return FolderCamera(camera.folder, camera.settle_ms / 1e3, camera.waiting, camera.keep_newest)

"""What a station is called and what it reaches the world through."""

from dataclasses import dataclass, field

from inspector.capture.camera import Camera
from inspector.golden.products import OneProduct, Products
from inspector.golden.revisions import OneRevision, Revisions
from inspector.plc.link import PlcLink
from inspector.record.store import Archive, Recorder
from inspector.station.judging import Gauge
from inspector.station.watch import NoWatch, PartWatch


@dataclass(frozen=True, slots=True, eq=False)
class Doors:
    """What the station reaches the world through; `revisions` are those of the product that is judged now."""

    camera: Camera
    link: PlcLink
    recorder: Recorder
    archive: Archive
    revisions: Revisions[Gauge] = field(default_factory=OneRevision)
    products: Products[Gauge] = field(default_factory=OneProduct)
    watch: PartWatch = field(default_factory=NoWatch)


@dataclass(frozen=True, slots=True)
class StationNames:
    """How the station and the product it starts with are called: by people, and on the wire."""

    station: str
    product_number: int
    free_bytes_min: int

"""How fast this PC judges a product, per runtime and device, beside the usual OpenCV way on the same pictures."""

import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.compare.card_file import CARD_FILE
from inspector.demo.line import DemoLine
from inspector.errors import InputError, InspectorError
from inspector.golden.golden import Golden
from inspector.image_file import read_image
from inspector.part import CameraFacts, Capture, Inspection
from inspector.station.judging import Gauge, judge
from inspector.wiring.comparators import EVERY_DEVICE, IN_16_BITS, RUNTIMES, Runtime, load_comparator
from inspector.wiring.demo import PRODUCT
from inspector.wiring.pairs import learn_gauge, system_clock
from inspector.wiring.picture_folder import pictures_in
from inspector.wiring.usual_way import usual_way

Picture = NDArray[np.uint8]
DEMO_SEED: Final = 11


class _Way(NamedTuple):
    runtime: Runtime
    device: str
    card: str


@dataclass(frozen=True, slots=True)
class Times:
    """Wall time of a stage over all parts, in milliseconds."""

    median_ms: float
    p99_ms: float
    largest_ms: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A runtime on a device that gave the reference's scores there; `faults` counts parts that were not judged.

    `card` is that file of the models folder; `usual_over_ours` is how often the median of the usual way holds that of
    the whole chain.
    """

    runtime: str
    device: str
    card: str
    comparator: str
    model_sha256: str
    warnings: tuple[str, ...]
    align: Times
    compare: Times
    decide: Times
    total: Times
    parts_per_s: float
    usual_over_ours: float
    faults: int


@dataclass(frozen=True, slots=True)
class NotThere:
    """A runtime and device that cannot judge with the comparator of `card` on this PC, and why."""

    runtime: str
    device: str
    card: str
    why: str


@dataclass(frozen=True, slots=True)
class Bench:
    """What was measured on `parts` pictures with `threads` CPU threads; 0 leaves them to the runtime.

    `usual` is the usual OpenCV way: ECC on a pyramid, difference, threshold, opening, blobs.
    """

    product: str
    revision: str
    width_px: int
    height_px: int
    parts: int
    threads: int
    usual: Times
    measured: tuple[Measured, ...]
    not_there: tuple[NotThere, ...]

    @property
    def fastest(self) -> Measured | None:
        """What judged every part in the least time, by the median; None where nothing did."""
        sound = [each for each in self.measured if not each.faults]
        return min(sound, key=lambda each: each.total.median_ms, default=None)


def pictures_of(golden: Golden, folder: Path | None, count: int) -> tuple[Picture, ...]:
    """Return `count` pictures of parts: those in `folder`, again from the first where they end, or drawn demo parts.

    Raises
    ------
    InputError
        There is no folder and the product is not the demo's, or a picture has another form than the golden.
    """
    if folder is None:
        return _drawn(golden, count)
    paths = [picture.path for picture in pictures_in(folder).pictures]
    read = [_fitting(path, golden) for path in paths[:count]]
    return tuple(read[number % len(read)] for number in range(count))


def bench(golden: Golden, pictures: Sequence[Picture], models: Path, threads: int) -> Bench:
    """Return how fast `pictures` are judged: each is given to the usual way and to every way to compare in turn.

    Those are every comparator in the folder `models`, in f32 and in 8 bits, on every runtime and device.
    """
    cv2.setNumThreads(threads or -1)
    gauges = dict(_gauges(golden, models, threads))
    ready = {key: gauge for key, gauge in gauges.items() if isinstance(gauge, Gauge)}
    ways = {key: _ours(gauge) for key, gauge in ready.items()}
    usual_ms, judged = _run(usual_way(golden), ways, pictures)
    usual = _times(usual_ms)
    height_px, width_px = golden.image.shape[:2]
    return Bench(
        golden.product,
        golden.revision,
        width_px,
        height_px,
        len(pictures),
        threads,
        usual,
        tuple(_measured(key.card, ready[key], judged[key], usual) for key in ready),
        tuple(NotThere(key.runtime, key.device, key.card, why) for key, why in gauges.items() if isinstance(why, str)),
    )


def _drawn(golden: Golden, count: int) -> tuple[Picture, ...]:
    if golden.product != PRODUCT:
        found = "no pictures of its parts are given"
        raise InputError(f"measure {golden.product}", found, "name a folder of them: --pictures DIR")
    line = DemoLine(DEMO_SEED)
    return tuple(line.part(number).image for number in range(1, count + 1))


def _fitting(path: Path, golden: Golden) -> Picture:
    picture = read_image(path)
    if picture.ndim != golden.image.ndim:
        found = f"it has {picture.ndim} dimensions, the golden {golden.image.ndim}: one is grey, the other in colour"
        raise InputError(f"measure with {path}", found, "name pictures of the product's own camera")
    return picture


def _gauges(golden: Golden, models: Path, threads: int) -> Iterator[tuple[_Way, Gauge | str]]:
    for way in _ways(models):
        yield way, _gauge(golden, models, threads, way)


def _ways(models: Path) -> Iterator[_Way]:
    """Yield each way to compare, those of one comparator together, the f32 one first."""
    others = sorted(path.name for path in models.glob("comparator.*.json"))
    for card in (CARD_FILE, *others):
        for runtime in RUNTIMES:
            for device in (*EVERY_DEVICE, *(IN_16_BITS if runtime == "openvino" else ())):
                yield _Way(runtime, device, card)


def _gauge(golden: Golden, models: Path, threads: int, way: _Way) -> Gauge | str:
    try:
        return learn_gauge(golden, load_comparator(way.runtime, [way.device], models, threads, way.card))
    except InspectorError as error:
        return str(error)


def _ours(gauge: Gauge) -> Callable[[Picture], Inspection]:
    clock = system_clock()
    return lambda image: judge(Capture(image, "bench", 1, clock.utc(), "bench", CameraFacts()), gauge, clock)


def _run(
    usual: Callable[[Picture], bool],
    ways: dict[_Way, Callable[[Picture], Inspection]],
    pictures: Iterable[Picture],
) -> tuple[list[float], dict[_Way, list[Inspection]]]:
    """Give each picture to every way in turn: what else this PC does then meets all of them alike."""
    usual_ms, judged = list[float](), {key: list[Inspection]() for key in ways}
    for picture in pictures:
        began = time.perf_counter()
        usual(picture)
        usual_ms.append(1e3 * (time.perf_counter() - began))
        for key, way in ways.items():
            judged[key].append(way(picture))
    return usual_ms, judged


def _measured(card: str, gauge: Gauge, judged: Sequence[Inspection], usual: Times) -> Measured:
    times = [inspection.stage_times for inspection in judged]
    total = _times([each.total_ms for each in times])
    engine = gauge.comparison.engine
    return Measured(
        engine.runtime,
        engine.device,
        card,
        engine.comparator,
        engine.model_sha256,
        tuple(engine.warnings),
        _times([each.align_ms for each in times]),
        _times([each.compare_ms for each in times]),
        _times([each.decide_ms for each in times]),
        total,
        round(1e3 * len(times) / sum(each.total_ms for each in times), 2),
        round(usual.median_ms / total.median_ms, 2),
        sum(inspection.alignment is None or inspection.deviation is None for inspection in judged),
    )


def _times(in_ms: Sequence[float]) -> Times:
    p99 = float(np.percentile(in_ms, 99))
    return Times(round(statistics.median(in_ms), 3), round(p99, 3), round(max(in_ms), 3))

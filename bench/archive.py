"""What the archive costs the verdict: align, compare and decide at 5 MP with every image kept, beside none kept.

Both run in turns in one process on one golden, at a takt, as the station does: judge, append, keep. The ratio of the
medians and of the 99th percentiles of the verdict's time is what counts; `keep` itself comes after the result is shown.
"""

import argparse
import random
import statistics
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from recorded import signalled

from inspector.demo.line import DemoLine
from inspector.golden.golden import Golden
from inspector.golden.recipe import Recipe
from inspector.part import CameraFacts, Capture
from inspector.record.images import ArchiveRules, FileArchive
from inspector.record.policy import Policy
from inspector.record.sqlite import SqliteRecorder
from inspector.station.judging import judge
from inspector.wiring.comparators import load_comparator
from inspector.wiring.pairs import learn_gauge, system_clock
from inspector.wiring.places import shipped

BLOCK = 10


def picture(number: int, width: int) -> NDArray[np.uint8]:
    """Return part `number` of the demo line as wide as asked for."""
    image = DemoLine(1).part(number).image
    size = (width, round(width * image.shape[0] / image.shape[1]))
    return cv2.resize(image, size, interpolation=cv2.INTER_CUBIC).astype(np.uint8)


class Kept:
    """One record that parts are judged for; `verdict_ms` and `keep_ms` hold one value a part."""

    def __init__(self, data: Path, *, everything: bool) -> None:
        data.mkdir()
        policy = Policy() if everything else Policy(pass_every=0, after_change_us=0)
        self.recorder = SqliteRecorder(data)
        self.archive = FileArchive(data, ArchiveRules(policy=policy))
        self.is_on = everything
        self.verdict_ms: list[float] = []
        self.keep_ms: list[float] = []
        self.recorder.open()
        self.archive.open()

    def close(self) -> None:
        """Write what is waiting."""
        self.archive.close()
        self.recorder.close()


def bench(data: Path, parts: int, width: int, takt_ms: float) -> None:
    """Judge so many parts with and without the archive, in turns of `BLOCK`."""
    pictures = [picture(number, width) for number in range(1, 5)]
    golden = Golden("demo-board", "r001", pictures[0], Recipe(), "a" * 64, "b" * 64)
    gauge = learn_gauge(golden, load_comparator("openvino", ["CPU"], shipped("models"), threads=0))
    clock, kept = system_clock(), (Kept(data / "on", everything=True), Kept(data / "off", everything=False))
    for number in range(parts * 2):
        run = kept[number // BLOCK % 2]
        if number % BLOCK == 0:
            while kept[0].archive.waiting():
                time.sleep(0.01)
        trigger_id = number % 65_535 + 1
        capture = Capture(
            pictures[number % 4].copy(), f"B{number:06d}", trigger_id, clock.utc(), "bench", CameraFacts()
        )
        due = time.monotonic() + takt_ms / 1e3
        start = time.perf_counter()
        inspection = judge(capture, gauge, clock)
        run.verdict_ms.append(1e3 * (time.perf_counter() - start))
        run.recorder.append(inspection, signalled(inspection))
        start = time.perf_counter()
        if run.is_on:
            run.archive.keep(inspection, signalled(inspection))
        run.keep_ms.append(1e3 * (time.perf_counter() - start))
        time.sleep(max(0.0, due - time.monotonic()))
    for run in kept:
        run.close()
    told(*kept, f"{width} px wide, takt {takt_ms:.0f} ms, {parts} parts each")


def told(on: Kept, off: Kept, what: str) -> None:
    """Print medians, 99th percentiles and their ratios, with the interval that chance gives the ratio."""
    for name, share in (("median", 50), ("p99", 99)):
        a, b = np.percentile(on.verdict_ms[BLOCK:], share), np.percentile(off.verdict_ms[BLOCK:], share)
        low, high = interval(on.verdict_ms[BLOCK:], off.verdict_ms[BLOCK:], share)
        print(f"{what}: verdict {name} {a:.1f} ms on, {b:.1f} off, ratio {a / b:.3f} ({low:.3f} to {high:.3f})")
    print(f"{what}: keep median {statistics.median(on.keep_ms):.2f} ms, after the result is shown")


def interval(on: list[float], off: list[float], share: float, draws: int = 400) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of the ratio of two percentiles."""
    chance = random.Random(1)
    ratios = sorted(
        float(
            np.percentile(chance.choices(on, k=len(on)), share) / np.percentile(chance.choices(off, k=len(off)), share)
        )
        for _ in range(draws)
    )
    return ratios[int(0.025 * draws)], ratios[int(0.975 * draws)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=int, default=200)
    parser.add_argument("--width", type=int, default=2592)
    parser.add_argument("--takt-ms", type=float, default=1_000.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench(Path(folder), given.parts, given.width, given.takt_ms)

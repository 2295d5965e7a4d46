"""Boxes of drawn defects against their truth with and without the grey levels, and the time a decision takes.

Parts of the demo line are aligned, compared and decided as on a station. Run
``.venv/bin/python bench/decide.py --seed 31 --defects 45``.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inspector.decide.decide import decide
from inspector.demo.line import DemoLine
from inspector.golden.library import load_active
from inspector.part import Alignment, Box, CameraFacts, Capture, Deviation
from inspector.station.judging import Gauge, judge
from inspector.wiring.comparators import load_comparator
from inspector.wiring.pairs import learn_gauge, system_clock

ROOT = Path(__file__).parents[1]


def overlap(one: Box, other: Box) -> float:
    """Return intersection over union of two boxes."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    common = max(width, 0.0) * max(height, 0.0)
    areas = [(box.x1 - box.x0) * (box.y1 - box.y0) for box in (one, other)]
    return common / (sum(areas) - common)


def judged(line: DemoLine, gauge: Gauge, defects: int) -> Iterator[tuple[Alignment, Deviation, list[Box]]]:
    """Yield defective parts of the line, and the first good one, until so many defects were seen."""
    number = seen = goods = 0
    while seen < defects:
        number += 1
        part = line.part(number)
        if not part.truth and goods:
            continue
        goods += not part.truth
        seen += len(part.truth)
        capture = Capture(part.image, f"P{number}", 1, datetime.now(UTC), "bench", CameraFacts())
        inspection = judge(capture, gauge, system_clock())
        if isinstance(inspection.alignment, Alignment) and inspection.deviation is not None:
            yield inspection.alignment, inspection.deviation, [truth.box for truth in part.truth]


def quartered(deviation: Deviation) -> Deviation:
    """Return a map of half size as one of a quarter: the largest of each 2 x 2."""
    height, width = (side // 2 * 2 for side in deviation.scores.shape)
    scores = deviation.scores[:height, :width].reshape(height // 2, 2, width // 2, 2).max(axis=(1, 3))
    return Deviation(scores, np.ones(scores.shape, np.bool_), 0.25, deviation.comparator, deviation.model_sha256)


def best_overlaps(
    parts: list[tuple[Alignment, Deviation, list[Box]]], gauge: Gauge, *, refined: bool
) -> NDArray[np.float64]:
    """Return, for each true defect that a reported one meets, their overlap."""
    found: list[float] = []
    for alignment, deviation, truth in parts:
        # A golden that is the part itself differs nowhere in grey: boxes stay as the scores have them.
        rules = gauge.rules if refined else replace(gauge.rules, image=alignment.image)
        defects = decide(alignment, deviation, rules).defects
        found += [max((overlap(box, defect.box_golden) for defect in defects), default=0.0) for box in truth]
    return np.array([each for each in found if each > 0.0], np.float64)


def main() -> None:
    """Print the overlaps and the times."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=31)
    parser.add_argument("--defects", type=int, default=45)
    parser.add_argument("--models", type=Path, default=ROOT / "models")
    options = parser.parse_args()
    golden = load_active(ROOT / "golden_refs", "demo-board")
    gauge = learn_gauge(golden, load_comparator("onnx", ("CPU",), options.models))
    parts = list(judged(DemoLine(options.seed), gauge, options.defects))
    quarter = [(alignment, quartered(deviation), truth) for alignment, deviation, truth in parts]
    for size, of_size in (("half", parts), ("quarter", quarter)):
        for refined in (False, True):
            overlaps = best_overlaps(of_size, gauge, refined=refined)
            how = "after grey levels" if refined else "as the scores are"
            print(f"map of {size} size, boxes {how}: {len(overlaps)} met, mean IoU {overlaps.mean():.3f}")
    for is_good in (True, False):
        times = [_milliseconds(part, gauge) for part in parts if is_good is not bool(part[2])]
        print(f"{'good' if is_good else 'defective'} parts: {np.median(times):.2f} ms a decision, n = {len(times)}")


def _milliseconds(part: tuple[Alignment, Deviation, list[Box]], gauge: Gauge) -> float:
    times = []
    for _ in range(20):
        start = time.perf_counter()
        decide(part[0], part[1], gauge.rules)
        times.append(1e3 * (time.perf_counter() - start))
    return min(times)


if __name__ == "__main__":
    main()

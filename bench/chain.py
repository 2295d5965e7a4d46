"""The whole chain on demo parts beside the usual OpenCV way, in one interleaved run on one core.

The usual way: multi-scale ECC, absolute difference, threshold, opening, connected components. Both see the same parts
in turn; what is printed is the median of CPU time, and each way's verdicts against the truth.

usage: chain.py [--parts N] [--seed S]
"""

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.demo.line import DemoLine
from inspector.golden.library import load_active
from inspector.part import CameraFacts, Capture, Outcome
from inspector.station.judging import judge
from inspector.wiring.comparators import load_comparator
from inspector.wiring.pairs import learn_gauge, system_clock
from inspector.wiring.places import shipped
from inspector.wiring.usual_way import usual_way

Picture = NDArray[np.uint8]


def ours() -> Callable[[Picture], bool]:
    """Return our chain as a function that says whether a part passes."""
    gauge = learn_gauge(
        load_active(shipped("golden_refs"), "demo-board"), load_comparator("openvino", ["CPU"], shipped("models"), 1)
    )
    clock = system_clock()

    def passes(image: Picture) -> bool:
        capture = Capture(image, "P1", 1, clock.utc(), "bench", CameraFacts())
        return judge(capture, gauge, clock).verdict.outcome is Outcome.PASS

    return passes


def main() -> None:
    """Judge the same parts in turn and print both ways side by side."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--parts", type=int, default=40)
    asked.add_argument("--seed", type=int, default=11)
    options = asked.parse_args()
    cv2.setNumThreads(1)
    ways = {"ours": ours(), "usual": usual_way(load_active(shipped("golden_refs"), "demo-board"))}
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    table: Counter[tuple[str, str, str]] = Counter()
    line = DemoLine(options.seed)
    for number in range(1, options.parts + 1):
        part = line.part(number)
        truth = "defective" if any(defect.must_be_caught for defect in part.truth) else "good or below size"
        for name, passes in ways.items():
            start = time.process_time()
            verdict = "pass" if passes(part.image) else "reject"
            seconds[name].append(time.process_time() - start)
            table[name, truth, verdict] += 1
    median = {name: 1e3 * statistics.median(times) for name, times in seconds.items()}
    for name, ms in median.items():
        print(f"{name:<6} {ms:7.1f} ms CPU a part   {_verdicts(table, name)}")
    print(f"usual / ours {median['usual'] / median['ours']:.2f}   {options.parts} parts of seed {options.seed}")


def _verdicts(table: Counter[tuple[str, str, str]], name: str) -> str:
    rows = sorted((truth, verdict, count) for (way, truth, verdict), count in table.items() if way == name)
    return ", ".join(f"{truth} {verdict} {count}" for truth, verdict, count in rows)


if __name__ == "__main__":
    main()

"""Judge demo parts as the station does and print, per kind of defect, what was said of them.

Below the table stands, per zone, the largest score of the good parts: what the recipe's limits are set from.

Run ``.venv/bin/python bench/demo_confusion.py --seed 11 --parts 300``.
"""

import argparse
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np

from inspector.decide.rules import STEPS, Rules
from inspector.demo.line import DemoLine, TrueDefect
from inspector.golden.library import load_active
from inspector.part import CameraFacts, Capture, Deviation, Outcome, Verdict
from inspector.station.judging import judge
from inspector.wiring.comparators import load_comparator
from inspector.wiring.pairs import learn_gauge, system_clock

ROOT = Path(__file__).parents[1]
SMALLEST_SIDE_PX = 3.5


def truth_name(truth: tuple[TrueDefect, ...]) -> str:
    """Return the row of the table a part belongs to."""
    if not truth:
        return "good"
    return truth[0].kind.value if truth[0].must_be_caught else "below the stated size"


def tell(number: int, truth: tuple[TrueDefect, ...], verdict: Verdict) -> None:
    """Print a part that was not judged as it is."""
    is_as_said = (verdict.outcome is Outcome.REJECT) == bool(truth) and verdict.outcome is not Outcome.RECHECK
    if not is_as_said:
        score = "no score" if verdict.score is None else f"score {verdict.score:.2f}"
        print(f"part {number}: {truth_name(truth)} was {verdict.outcome.name}, {score}; {verdict.message} {truth}")


def raise_worst(worst: dict[str, float], deviation: Deviation, rules: Rules) -> None:
    """Raise the worst score of each zone to that of one more good part, smoothed over the smallest defect's size."""
    step = round(1.0 / deviation.scale)
    zone_of = rules.zones_at[STEPS.index(step)]
    side = max(round(SMALLEST_SIDE_PX / step), 1)
    smooth = np.asarray(cv2.blur(deviation.scores, (side, side)), np.float32)
    for number, name in enumerate(rules.names):
        worst[name] = max(worst[name], float(smooth[zone_of == number].max(initial=0.0)))


def main() -> None:
    """Judge the parts and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--parts", type=int, default=300)
    options = parser.parse_args()
    line, clock = DemoLine(options.seed), system_clock()
    comparator = load_comparator("onnx", ("CPU",), ROOT / "models")
    gauge = learn_gauge(load_active(ROOT / "golden_refs", "demo-board"), comparator)
    table: Counter[tuple[str, Outcome]] = Counter()
    scores: dict[str, list[float]] = {}
    worst_good = dict.fromkeys(gauge.rules.names, 0.0)
    for number in range(1, options.parts + 1):
        part = line.part(number)
        capture = Capture(part.image, f"P{number}", 1, datetime.now(UTC), f"seed={options.seed}", CameraFacts())
        inspection = judge(capture, gauge, clock)
        verdict = inspection.verdict
        if not part.truth and inspection.deviation is not None:
            raise_worst(worst_good, inspection.deviation, gauge.rules)
        table[truth_name(part.truth), verdict.outcome] += 1
        scores.setdefault(truth_name(part.truth), []).append(verdict.score or 0.0)
        tell(number, part.truth, verdict)
    print(f"{'truth':24}" + "".join(f"{outcome.name:>9}" for outcome in Outcome) + "   lowest  highest score")
    for name, of_name in sorted(scores.items()):
        counts = "".join(f"{table[name, outcome]:9}" for outcome in Outcome)
        print(f"{name:24}{counts}{min(of_name):9.2f}{max(of_name):9.2f}")
    for (name, worst), limits in zip(worst_good.items(), gauge.rules.limits, strict=True):
        print(f"zone {name:24} largest score of a good part {worst:.3f}, limit {limits.deviation:.3f}")


if __name__ == "__main__":
    main()

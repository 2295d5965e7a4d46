"""What wider limits where good parts vary do to overkill and escapes, on the aliens beside the checkout.

Each good part is judged under the tolerance of all other good ones; the bad ones, which nothing is measured on, under
that of all good ones. Below, the pixel variation alone as a judge of pictures, left out in the same way.

Run ``.venv/bin/python bench/variation.py --limits 1,1.5,2,2.5,3,4``.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import sets
from sklearn.metrics import roc_auc_score

from inspector.calibrate.intervals import wilson
from inspector.calibrate.tolerance import Good, leave_out, tolerance
from inspector.calibrate.variation import Bounds, Gathering, outside
from inspector.decide.decide import decide
from inspector.decide.rules import learn
from inspector.evaluate.manifest import Pair
from inspector.golden.golden import Golden
from inspector.golden.recipe import Limits, Recipe
from inspector.golden.variation import Middle, Variation
from inspector.part import Alignment, Outcome
from inspector.wiring.comparators import load_comparator
from inspector.wiring.pairs import PairJudge

ROOT = Path(__file__).parents[1]
BOUNDS = (Bounds(12.0, 4.0), Bounds(25.0, 4.0), Bounds(255.0, 1.0))


def judged(models: Path) -> tuple[Golden, list[Good], list[Good]]:
    """Return the golden, the good and the bad aliens, aligned and compared."""
    judge = PairJudge(load_comparator("openvino", ("CPU",), models, threads=1))
    good, bad = list[Good](), list[Good]()
    pairs = sets.pairs("aliens")
    for pair in pairs:
        found = judge.judge(Pair(pair.pair_id, pair.golden, pair.test))
        if isinstance(found.alignment, Alignment) and found.deviation:
            (bad if pair.is_defective else good).append(Good(pair.pair_id, found.alignment, found.deviation))
    return judge.gauge(pairs[0].golden).golden, good, bad


def escapes(bad: list[Good], golden: Golden) -> int:
    """Return how many of the bad parts are passed."""
    rules = learn(golden)
    return sum(decide(each.alignment, each.deviation, rules).outcome is Outcome.PASS for each in bad)


def share(count: int, of: int) -> str:
    interval = wilson(count, of)
    return f"{count:3} of {of} ({interval.low:.0%} to {interval.high:.0%})"


def tell_limit(limit: float, golden: Golden, good: list[Good], bad: list[Good]) -> None:
    """Print overkill and escapes at one limit, without and with the tolerance."""
    plain = replace(golden, recipe=Recipe(limits=Limits(deviation=limit)))
    said = leave_out(good, plain)
    wide = tolerance([each.deviation for each in good], learn(plain))
    before, after = (
        sum(outcome is not Outcome.PASS for outcome in outcomes)
        for outcomes in ([each.before.outcome for each in said], [each.after.outcome for each in said])
    )
    missed = escapes(bad, plain), escapes(bad, replace(plain, tolerance=wide))
    print(
        f"limit {limit:4g}: overkill {share(before, len(good))} -> {share(after, len(good))};  "
        f"escapes {share(missed[0], len(bad))} -> {share(missed[1], len(bad))};  "
        f"wider over {float((wide > 1.0).mean()):.1%}, up to {float(wide.max()):.2f} x"
    )


def varied(goods: list[Good], golden: Golden, kind: Middle, bounds: Bounds) -> Variation:
    gathering = Gathering(golden.image, kind)
    for good in goods:
        gathering.add(good.alignment)
    return gathering.variation(np.ones(golden.image.shape[:2], np.float32), bounds)


def pixel_score(part: Good, variation: Variation) -> float:
    """Return the largest mean over 5 x 5 px of how far a part lies outside."""
    field = outside(variation, part.alignment.image) * part.alignment.valid
    return float(cv2.blur(field, (5, 5)).max())


def tell_pixels(golden: Golden, good: list[Good], bad: list[Good]) -> None:
    """Print how well the pixel variation alone tells good from bad pictures."""
    truth = [0] * len(good) + [1] * len(bad)
    for kind in Middle:
        for bounds in BOUNDS:
            scores = [
                pixel_score(each, varied([other for other in good if other is not each], golden, kind, bounds))
                for each in good
            ]
            whole = varied(good, golden, kind, bounds)
            scores += [pixel_score(each, whole) for each in bad]
            name = f"{kind}, a {bounds.absolute_levels:g}, b {bounds.factor:g}"
            print(f"pixels, {name}: AUROC {roc_auc_score(truth, scores):.3f}")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--limits", default="1,1.5,2,2.5,3,4")
    parser.add_argument("--models", type=Path, default=ROOT / "models")
    options = parser.parse_args()
    golden, good, bad = judged(options.models)
    truth = [0] * len(good) + [1] * len(bad)
    area = roc_auc_score(truth, [float(each.deviation.scores.max()) for each in (*good, *bad)])
    print(f"{len(good)} good, {len(bad)} bad; comparator alone, highest score: AUROC {area:.3f}")
    for limit in options.limits.split(","):
        tell_limit(float(limit), golden, good, bad)
    tell_pixels(golden, good, bad)


if __name__ == "__main__":
    main()

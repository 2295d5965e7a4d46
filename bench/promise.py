"""Whether promises of overkill are kept: 2,000 calibrations each on fresh good parts, promised against measured.

Scores come from real judging: good parts of the demo line, good pictures of ``aliens`` and clean tiles of ``deeppcb``
where these sets lie beside the checkout. A pool of scores is made continuous: between two neighbouring scores any value
is as likely as any other, so that the true overkill of a limit is known exactly. ``as they are`` draws the
tiles themselves, with replacement, ties and all. ``whole boards`` draws boards with all their tiles: such parts do not
come about one by one, so nothing is promised for them, and the table shows what becomes of a promise made all the same.

Run ``.venv/bin/python bench/promise.py`` (half a minute for the scores, kept for the next run; seconds for the rest).
"""

import argparse
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import sets
from aligned import CACHE, AlignedPair, aligned_pairs
from numpy.typing import NDArray
from scipy.stats import nct, norm

from inspector.calibrate.conformal import Promise, allowed_above, as_percent, needed
from inspector.calibrate.scores import passing_factor
from inspector.calibrate.tolerance import Good
from inspector.compare.comparator import Comparator, Comparison
from inspector.decide.rules import Rules, learn
from inspector.demo.line import DemoLine
from inspector.golden.golden import Golden
from inspector.golden.library import load_active
from inspector.golden.recipe import Recipe
from inspector.part import Alignment, AlignmentFigures, AlignmentMethod, CameraFacts, Capture, Deviation
from inspector.station.judging import judge
from inspector.wiring.comparators import load_comparator
from inspector.wiring.pairs import learn_gauge, system_clock

ROOT = Path(__file__).parents[1]
RUNS = 2_000
OVERKILLS = (0.05, 0.01, 0.001)
PARTS = (20, 59, 99, 200, 299, 600, 1_000, 2_995, 5_000)
CONFIDENCE = 0.95
_FIGURES = AlignmentFigures(1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0)
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """What was promised and what was measured, over all runs.

    Parameters
    ----------
    parts, above
        Good parts of each calibration, and how many of them were allowed above the limit.
    mean_overkill
        Mean share of fresh good parts that were rejected.
    broken
        Share of calibrations whose overkill was above the promised one.
    """

    promise: Promise
    parts: int
    above: int
    mean_overkill: float
    broken: float

    @property
    def is_kept(self) -> bool:
        """Whether it is what was promised, or missed by less than 3 standard errors of so many runs."""
        if self.promise.confidence is None:
            return self.mean_overkill <= self.promise.max_overkill * (1.0 + 3.0 / math.sqrt(RUNS))
        left = 1.0 - self.promise.confidence
        return self.broken <= left + 3.0 * math.sqrt(left * (1.0 - left) / RUNS)


def limits_of(scores: Scores, promise: Promise) -> Scores:
    """Return the limit of each run, as `conformal.limit_score` sets it; scores are (runs, parts)."""
    rank = scores.shape[1] - allowed_above(scores.shape[1], promise) - 1
    return np.partition(scores, rank, axis=1)[:, rank]


def drawn(pool: Scores, promise: Promise, parts: int, rng: np.random.Generator) -> Row:
    """Return the row of runs that draw from the pool made continuous."""
    ordered = np.sort(pool)
    shares = np.linspace(0.0, 1.0, ordered.size)
    limits = np.concatenate(
        [limits_of(np.interp(rng.random((many, parts)), shares, ordered), promise) for many in _batches(parts)]
    )
    overkill = 1.0 - np.interp(limits, *_increasing(ordered, shares))
    return _row(promise, parts, overkill)


def resampled(pool: Scores, groups: NDArray[np.intp], promise: Promise, parts: int, rng: np.random.Generator) -> Row:
    """Return the row of runs that draw whole groups of the pool as it is, with replacement, until they have `parts`.

    The true overkill of a limit is the share of the pool above it.
    """
    members = [pool[groups == group] for group in np.unique(groups)]
    most = -(-parts // min(each.size for each in members))
    limits = np.empty(RUNS)
    for run in range(RUNS):
        mine = np.concatenate([members[group] for group in rng.integers(len(members), size=most)])[:parts]
        limits[run] = limits_of(mine[None], promise)[0]
    ordered = np.sort(pool)
    return _row(promise, parts, 1.0 - np.searchsorted(ordered, limits, side="right") / pool.size)


def rows(pool: Scores, rng: np.random.Generator) -> Iterator[Row]:
    """Yield a row for each promise and number of parts that can make it."""
    for promise in promises():
        for parts in PARTS:
            if parts >= needed(promise):
                yield drawn(pool, promise, parts, rng)


def promises() -> Iterator[Promise]:
    """Yield every promise that is tried."""
    for confidence in (None, CONFIDENCE):
        for overkill in OVERKILLS:
            yield Promise(overkill, confidence)


def other_ways(scores: Scores, overkill: float) -> dict[str, Scores]:
    """Return the limits that were not chosen, of each run: what others set limits by. Scores are (runs, parts)."""
    parts = scores.shape[1]
    factor = nct.ppf(CONFIDENCE, parts - 1, norm.isf(overkill) * math.sqrt(parts)) / math.sqrt(parts)
    above = np.quantile(scores, 0.8, axis=1)
    excess = np.sort(scores - above[:, None], axis=1)[:, -(parts // 5) :]
    mean, variance = excess.mean(axis=1), excess.var(axis=1, ddof=1)
    # The generalised Pareto distribution by its moments: Hosking and Wallis 1987.
    shape, scale = 0.5 * (1.0 - mean**2 / variance), 0.5 * mean * (mean**2 / variance + 1.0)
    logs = np.log(scores)
    return {
        "normal tolerance limit": scores.mean(axis=1) + factor * scores.std(axis=1, ddof=1),
        "the same of logarithms": np.exp(logs.mean(axis=1) + factor * logs.std(axis=1, ddof=1)),
        "extreme values (Pareto)": above + scale / shape * ((overkill / 0.2) ** -shape - 1.0),
        "percentile of the scores": np.quantile(scores, 1.0 - overkill, axis=1),
        "Wilks": limits_of(scores, Promise(overkill, CONFIDENCE)),
    }


def demo_scores(comparator: Comparator, parts: int) -> Scores:
    """Return the scores of good parts of the demo line, in units of the demo recipe's limits."""
    line, clock = DemoLine(2026), system_clock()
    found: list[float] = []
    gauge = learn_gauge(load_active(ROOT / "golden_refs", "demo-board"), comparator)
    numbers = iter(range(1, 10 * parts))
    while len(found) < parts:
        part = line.part(next(numbers))
        if part.truth:
            continue
        inspection = judge(Capture(part.image, "P", 1, datetime.now(UTC), "bench", CameraFacts()), gauge, clock)
        if isinstance(inspection.alignment, Alignment) and inspection.deviation:
            found.append(passing_factor(Good("P", inspection.alignment, inspection.deviation), gauge.rules))
    return np.array(found)


def alien_scores(comparator: Comparator) -> Scores:
    """Return the scores of the good pictures, in units of the shipped limit."""
    good = (each for each in aligned_pairs("aliens") if isinstance(each, AlignedPair) and not each.pair.is_defective)
    compared = (_compared(each, comparator) for each in good)
    return np.array([passing_factor(part, rules) for part, rules in compared])


def tile_scores(comparator: Comparator) -> tuple[Scores, NDArray[np.intp]]:
    """Return the scores of clean tiles, each judged as a part of its own, and the number of each tile's board."""
    scores, boards = [], []
    aligned = (each for each in aligned_pairs("deeppcb") if isinstance(each, AlignedPair))
    for number, pair in enumerate(aligned):
        good, rules = _compared(pair, comparator)
        for tile in pair.pair.tiles:
            if not tile.is_defective:
                scores.append(passing_factor(_only(good, tile), rules))
                boards.append(number)
    return np.array(scores), np.array(boards, np.intp)


def _compared(pair: AlignedPair, comparator: Comparator) -> tuple[Good, Rules]:
    golden = Golden("-", "-", pair.golden, Recipe(), "", "")
    comparison: Comparison = comparator.learn(golden)
    alignment = Alignment(pair.warp, pair.aligned, pair.valid, _FIGURES, AlignmentMethod.SPARSE_ECC)
    return Good(pair.pair.pair_id, alignment, comparison.compare(alignment)), learn(golden)


def _only(good: Good, tile: sets.Tile) -> Good:
    """Return the part with nothing but one tile of its deviations left."""
    found = good.deviation
    x0, y0, x1, y1 = (int(value * found.scale) for value in (tile.box.x0, tile.box.y0, tile.box.x1, tile.box.y1))
    scores = np.zeros_like(found.scores)
    scores[y0:y1, x0:x1] = found.scores[y0:y1, x0:x1]
    return Good(good.name, good.alignment, Deviation(scores, found.valid, found.scale, found.comparator, ""))


def _batches(parts: int) -> Iterator[int]:
    """Yield how many runs are drawn at once, so that no more than some 30 MB are held."""
    many = max(4_000_000 // parts, 1)
    left = RUNS
    while left:
        yield min(many, left)
        left -= min(many, left)


def _increasing(ordered: Scores, shares: Scores) -> tuple[Scores, Scores]:
    """Return both without repeated scores; of equal ones the largest share holds, for those at a limit pass."""
    last = np.append(np.diff(ordered) > 0.0, True)
    return ordered[last], shares[last]


def _row(promise: Promise, parts: int, overkill: Scores) -> Row:
    broken = float((overkill > promise.max_overkill).mean())
    return Row(promise, parts, allowed_above(parts, promise), float(overkill.mean()), broken)


def _kept(name: str, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.npz"


def _pools(models: Path, parts: int) -> Iterator[tuple[str, Scores, NDArray[np.intp]]]:
    comparator = load_comparator("onnx", ("CPU",), models)
    folder = CACHE / "promise" / comparator.engine.model_sha256[:16]
    for name in (f"demo-{parts}", "aliens", "deeppcb"):
        if name in sets.SETS and not sets.is_there(name):
            print(f"{name}: not beside the checkout, left out")
            continue
        path = _kept(name, folder)
        if not path.exists():
            scores = _measured(name, comparator, parts)
            np.savez(path, scores=scores[0], groups=scores[1])
        with np.load(path) as held:
            yield name, held["scores"], held["groups"]


def _measured(name: str, comparator: Comparator, parts: int) -> tuple[Scores, NDArray[np.intp]]:
    if name == "deeppcb":
        return tile_scores(comparator)
    scores = alien_scores(comparator) if name == "aliens" else demo_scores(comparator, parts)
    return scores, np.arange(scores.size)


def _tell(name: str, pool: Scores, found: Iterator[Row]) -> None:
    start = time.perf_counter()
    print(f"\n{name}: {pool.size} scores, {pool.min():.3g} to {pool.max():.3g}, {np.unique(pool).size} different")
    print("promised                      parts  above  mean overkill  broken   kept")
    for row in found:
        confidence = row.promise.confidence
        how = "on average" if confidence is None else f"at {confidence:.0%}"
        print(
            f"{as_percent(row.promise.max_overkill):>7} {how:<20} {row.parts:6} {row.above:6} "
            f"{row.mean_overkill:13.3%} {row.broken:8.2%}   {'yes' if row.is_kept else 'NO'}"
        )
    print(f"{time.perf_counter() - start:.1f} s")


def _tell_others(pool: Scores, rng: np.random.Generator) -> None:
    ordered, shares = np.sort(pool), np.linspace(0.0, 1.0, pool.size)
    print("\nother ways to the same promise  parts  mean overkill  broken")
    for overkill in OVERKILLS[:2]:
        parts = needed(Promise(overkill))
        scores = np.interp(rng.random((RUNS, parts)), shares, ordered)
        for way, limits in other_ways(scores, overkill).items():
            found = _row(Promise(overkill), parts, 1.0 - np.interp(limits, *_increasing(ordered, shares)))
            print(f"{as_percent(overkill):>6} {way:<25}{parts:6} {found.mean_overkill:13.2%} {found.broken:8.1%}")


def main() -> None:
    """Measure or load the pools and print a table for each."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--models", type=Path, default=ROOT / "models" / "classical")
    arguments.add_argument("--demo-parts", type=int, default=150)
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    rng = np.random.default_rng(chosen.seed)
    for name, pool, groups in _pools(chosen.models, chosen.demo_parts):
        _tell(f"{name}, made continuous", pool, rows(pool, rng))
        _tell_others(pool, rng)
        if name == "deeppcb":
            able = [Promise(overkill, how) for overkill in OVERKILLS[:2] for how in (None, CONFIDENCE)]
            for kind, of in (("tiles as they are", np.arange(pool.size)), ("whole boards", groups)):
                found = (resampled(pool, of, each, needed(Promise(each.max_overkill)), rng) for each in able)
                _tell(f"deeppcb, {kind}", pool, found)


if __name__ == "__main__":
    main()

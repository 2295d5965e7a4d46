"""How well a comparison detects: aligned pairs of the image sets in, tables out.

``evaluate(compare)`` takes any callable, so that a network in training, a comparator of the product and the classical
ways are measured by the same code:

    compare(golden, aligned, valid) -> map

golden and aligned are uint8 (H, W) or (H, W, 3) BGR, valid is bool (H, W), the map is float32
(ceil(H / 2), ceil(W / 2)), at least 0, and 1.0 is the limit. What is found in it is decided by the product.
"""

import statistics
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
import scoring
import sets
from aligned import CACHE, AlignedPair, RefusedPair, aligned_pairs
from numpy.typing import NDArray
from scoring import Figure, Marked, Rate

from inspector.compare.comparator import Comparator, Comparison
from inspector.compare.prepare import Layout, to_deviation
from inspector.decide.decide import decide
from inspector.decide.rules import learn
from inspector.errors import RecipeError
from inspector.golden.golden import Golden
from inspector.golden.recipe import Limits, Recipe
from inspector.part import Alignment, AlignmentFigures, AlignmentMethod, Box, Outcome, Verdict

Picture = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Compare = Callable[[Picture, Picture, Mask], NDArray[np.float32]]

FACTORS = tuple(0.3 ** (number / 5) for number in range(5, -7, -1))
"""The limits tried, in units of the one asked for: 0.3 to 4.24, and 1.0 itself."""
OWN = 5
_LAYOUT = Layout((1, 3), 1, 2, 2)
_FIGURES = AlignmentFigures(1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0)
# From https://github.com/aaronzink/tensorflow-visual-inspection: where each screw of the code lies in a picture.
_QUADRANTS = (Box(5, 69, 261, 326), Box(305, 69, 561, 326), Box(5, 429, 261, 686), Box(325, 429, 581, 686))


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair and its verdicts at each of `FACTORS`, none where refused; defects in units of the limit asked for."""

    pair: sets.Pair
    verdicts: tuple[Verdict, ...]
    compare_ms: float
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class BoardTable:
    """What is found on boards with known defects.

    Parameters
    ----------
    image_set, pairs, refused
        On what: how many pairs, and how many of them were not aligned. What is not aligned is not found.
    limit
        At which limit the figures stand, in units of the comparison's own.
    precision, recall, f1, ap
        Of the boxes found at the limit.
    recall_aligned
        Recall on the pairs that were aligned alone: what the comparison can answer for.
    ap_low
        AP of the boxes found at 0.3 of it, so that it is not cut short.
    best_f1, best_factor
        The largest F1 of all `FACTORS` and which: chosen on these very pairs, an oracle's.
    hits_at_one
        Defects hit at one false box per picture, at the best of `FACTORS`: an oracle's too.
    clean_rejected, defective_escaped
        Tiles with and without the centre of a box that was found; those of pairs that were not aligned have none.
    escaped_aligned
        Tiles of the pairs that were aligned alone: a part that is not aligned is never passed.
    compare_ms
        Median wall time of one comparison.
    """

    image_set: str
    pairs: int
    refused: int
    limit: float
    precision: Rate
    recall: Rate
    recall_aligned: Rate
    f1: Figure
    ap: Figure
    ap_low: Figure
    best_f1: float
    best_factor: float
    hits_at_one: Rate
    clean_rejected: Rate
    defective_escaped: Rate
    escaped_aligned: Rate
    compare_ms: float


@dataclass(frozen=True, slots=True)
class PictureTable:
    """What is found on pictures of good and bad parts; a part that was not aligned scores higher than any other.

    Parameters
    ----------
    image_set, pairs, refused, limit, compare_ms
        As for boards.
    auroc
        Of the verdicts' scores.
    overkill, escapes
        At the limit.
    escapes_at_one
        Bad parts that pass where the limit is set so that one good part is rejected at most: an oracle's.
    quadrants, quadrants_low
        AUROC of the largest defect in each quadrant, found at the limit and at 0.3 of it; None but for screws.
    """

    image_set: str
    pairs: int
    refused: int
    limit: float
    auroc: Figure
    overkill: Rate
    escapes: Rate
    escapes_at_one: Rate
    quadrants: Figure | None
    quadrants_low: Figure | None
    compare_ms: float


Table = BoardTable | PictureTable


class Compared:
    """A comparator of the product as a plain callable; the golden learnt last is kept.

    Parameters
    ----------
    comparator
        What compares.
    goods
        Aligned good parts that are learnt beside every golden.
    """

    def __init__(self, comparator: Comparator, goods: Sequence[AlignedPair] = ()) -> None:
        self._comparator = comparator
        self._goods = tuple(np.where(_like(each.valid, each.golden), each.aligned, each.golden) for each in goods)
        self._golden: Picture | None = None
        self._learnt: Comparison | None = None

    def __call__(self, golden: Picture, aligned: Picture, valid: Mask) -> NDArray[np.float32]:
        """Return the comparator's map.

        Raises
        ------
        RecipeError
            It does not give one pixel for two by two.
        """
        if self._learnt is None or self._golden is None or not np.array_equal(golden, self._golden):
            self._golden, self._learnt = golden, self._comparator.learn(_golden(golden), self._goods)
        found = self._learnt.compare(_alignment(np.eye(3), aligned, valid))
        if found.scale != 0.5:
            raise RecipeError(
                f"measure comparator {found.comparator}",
                f"its map's scale is {found.scale}, expected 0.5",
                "use another",
            )
        return found.scores


def evaluate(
    compare: Compare,
    image_sets: Sequence[str] = sets.SETS,
    every: int = 1,
    limit: float | None = 1.0,
    cache: Path = CACHE,
    left_out: Collection[str] = (),
) -> tuple[Table, ...]:
    """Return a table for each set.

    Parameters
    ----------
    compare
        See the module.
    image_sets
        Of `sets.SETS`.
    every
        1 takes all pairs of boards, 5 each fifth; pictures are few and all taken.
    limit
        What the map is held against; None takes the limit of the best F1 on boards, and 1.0 on pictures.
    cache
        Where aligned pairs are kept.
    left_out
        Ids of pairs that are not reported.
    """
    return tuple(
        tabulate(image_set, tuple(judge(compare, _others(image_set, every, cache, left_out), limit or 1.0)), limit)
        for image_set in image_sets
    )


def good_pairs(image_set: str, count: int, cache: Path = CACHE) -> tuple[AlignedPair, ...]:
    """Return the first `count` good parts of a set of pictures that align."""
    found = (each for each in aligned_pairs(image_set, 1, cache) if not each.pair.is_defective)
    return tuple(islice((each for each in found if isinstance(each, AlignedPair)), count))


def _others(image_set: str, every: int, cache: Path, left_out: Collection[str]) -> Iterator[AlignedPair | RefusedPair]:
    return (each for each in aligned_pairs(image_set, every, cache) if each.pair.pair_id not in left_out)


def judge(compare: Compare, pairs: Iterator[AlignedPair | RefusedPair], limit: float = 1.0) -> Iterator[Judged]:
    """Yield each pair compared and decided on at each of `FACTORS` times `limit`."""
    for each in pairs:
        if isinstance(each, RefusedPair):
            yield Judged(each.pair, (), float("nan"), (0, 0))
            continue
        start = time.perf_counter()
        score_map = compare(each.golden, each.aligned, each.valid)
        spent_ms = 1e3 * (time.perf_counter() - start)
        verdicts = tuple(decided(each, score_map, limit))
        yield Judged(each.pair, verdicts, spent_ms, (each.golden.shape[0], each.golden.shape[1]))


def decided(pair: AlignedPair, score_map: NDArray[np.float32], limit: float) -> Iterator[Verdict]:
    """Yield the verdict at each of `FACTORS` times `limit`, its defects' scores in units of `limit`."""
    deviation = to_deviation(score_map[None, None] / np.float32(limit), pair.valid, _LAYOUT, "measured", "")
    alignment, rules = _alignment(pair.warp, pair.aligned, pair.valid), learn(_golden(pair.golden))
    for factor in FACTORS:
        yield _scaled(decide(alignment, deviation, replace(rules, limits=(Limits(deviation=factor),))), factor)


def tabulate(image_set: str, judged: Sequence[Judged], limit: float | None = 1.0) -> Table:
    """Return the table of one set; without a `limit`, at the one of the best F1."""
    if image_set in sets.BOARDS:
        return _boards(image_set, judged, limit)
    return _pictures(image_set, judged, limit or 1.0)


def marked(judged: Judged, number: int) -> Marked:
    """Return what the pair's verdict at factor `number` found, against the true boxes."""
    defects = judged.verdicts[number].defects if judged.verdicts else ()
    boxes, scores = [each.box_capture for each in defects], [each.score for each in defects]
    return scoring.mark(boxes, scores, judged.pair.boxes, judged.size)


def _boards(image_set: str, judged: Sequence[Judged], limit: float | None) -> BoardTable:
    found = [[marked(each, number) for each in judged] for number in range(len(FACTORS))]
    f1s = [_f1(each) for each in found]
    best = int(np.argmax(f1s))
    own = OWN if limit else best
    clean, escaped = _tiles(judged, own)
    aligned = [each for each in judged if each.verdicts]
    return BoardTable(
        image_set,
        len(judged),
        sum(not each.verdicts for each in judged),
        limit or FACTORS[best],
        scoring.precision(found[own]),
        scoring.recall(found[own]),
        scoring.recall([one for one, each in zip(found[own], judged, strict=True) if each.verdicts]),
        scoring.f1(found[own]),
        scoring.average_precision(found[own]),
        scoring.average_precision(found[_low(own)]),
        f1s[best],
        FACTORS[best],
        max((scoring.hits_at(each, 1.0) for each in found), key=lambda rate: rate.count),
        clean,
        escaped,
        _tiles(aligned, own)[1],
        _median_ms(judged),
    )


def _pictures(image_set: str, judged: Sequence[Judged], limit: float) -> PictureTable:
    defective = np.array([each.pair.is_defective for each in judged], np.bool_)
    scores = np.array([_score(each) for each in judged], np.float64)
    passed = np.array([bool(each.verdicts) and each.verdicts[OWN].outcome is Outcome.PASS for each in judged])
    screws = image_set == "screws"
    return PictureTable(
        image_set,
        len(judged),
        sum(not each.verdicts for each in judged),
        limit,
        scoring.auroc(scores, defective, np.arange(len(judged)), defective),
        Rate(int((~passed & ~defective).sum()), int((~defective).sum())),
        Rate(int((passed & defective).sum()), int(defective.sum())),
        scoring.escapes_at(scores, defective, 1),
        _quadrants(judged, defective, OWN) if screws else None,
        _quadrants(judged, defective, _low(OWN)) if screws else None,
        _median_ms(judged),
    )


def _quadrants(judged: Sequence[Judged], defective: Mask, number: int) -> Figure:
    cases = [
        (_largest_in(quadrant, each, number), bit == "0", part)
        for part, each in enumerate(judged)
        for quadrant, bit in zip(_QUADRANTS, each.pair.code, strict=True)
    ]
    scores, missing, parts = zip(*cases, strict=True)
    return scoring.auroc(np.array(scores, np.float64), np.array(missing, np.bool_), np.array(parts, np.intp), defective)


def _largest_in(quadrant: Box, judged: Judged, number: int) -> float:
    defects = judged.verdicts[number].defects if judged.verdicts else ()
    return max((each.score for each in defects if scoring.holds(quadrant, each.box_capture)), default=0.0)


def _tiles(judged: Sequence[Judged], number: int) -> tuple[Rate, Rate]:
    rejected = np.zeros((2, 2), np.int64)
    for each in judged:
        defects = each.verdicts[number].defects if each.verdicts else ()
        for tile in each.pair.tiles:
            is_found = scoring.rejects(tile.box, (defect.box_capture for defect in defects))
            rejected[int(tile.is_defective), int(is_found)] += 1
    clean, defective = rejected
    return Rate(int(clean[1]), int(clean.sum())), Rate(int(defective[0]), int(defective.sum()))


def _low(number: int) -> int:
    """Return the number of the factor that is 0.3 of factor `number`, or the lowest there is."""
    return max(0, number - 5)


def _f1(found: Sequence[Marked]) -> float:
    precision, recall = scoring.precision(found), scoring.recall(found)
    return 2 * precision.count / max(1, precision.total + recall.total)


def _score(judged: Judged) -> float:
    if not judged.verdicts:
        return float("inf")
    score = judged.verdicts[OWN].score
    return float("inf") if score is None else score


def _median_ms(judged: Sequence[Judged]) -> float:
    return statistics.median([each.compare_ms for each in judged if each.verdicts] or [float("nan")])


def _scaled(verdict: Verdict, factor: float) -> Verdict:
    """Return `verdict` with its defects' scores in units of the limit asked for, not of `factor` times it."""
    return replace(verdict, defects=tuple(replace(each, score=each.score * factor) for each in verdict.defects))


def _like(valid: Mask, picture: Picture) -> Mask:
    return valid if picture.ndim == 2 else valid[..., None]


def _golden(image: Picture) -> Golden:
    return Golden("-", "-", image, Recipe(), "", "")


def _alignment(warp: NDArray[np.float64], image: Picture, valid: Mask) -> Alignment:
    return Alignment(warp, image, valid, _FIGURES, AlignmentMethod.SPARSE_ECC)

"""The parity gate: an engine compares stored pairs and must give the stored f32 maps and decisions.

Runtimes lower precision, fall back to other devices and change between versions. A limit means nothing on an engine
that does not give the scores it was chosen with, so no engine judges before it passed here.
"""

import hashlib
import io
import zipfile
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspector.compare.card import Model, unusable
from inspector.compare.comparator import Comparator, Comparison
from inspector.compare.precision import TOLERANCE, Precision, precision_in
from inspector.errors import PartError, RecipeError
from inspector.golden.golden import Golden
from inspector.golden.recipe import Recipe
from inspector.part import Alignment, AlignmentFigures, AlignmentMethod

_REMEDY: Final = "set another runtime or device in compare, or put back the models folder of the release"
_AS_STORED = AlignmentFigures(1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class ParityVector:
    """A stored pair and what the f32 reference says of it.

    Parameters
    ----------
    golden, capture
        uint8, (H, W) grey or (H, W, 3) BGR.
    seen
        bool (H, W): False where the capture counts as unseen.
    scores
        float32 (h, w): the map, in units of the limit.
    """

    golden: NDArray[np.uint8]
    capture: NDArray[np.uint8]
    seen: NDArray[np.bool_]
    scores: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Parity:
    """How an engine agrees with the f32 reference.

    Parameters
    ----------
    pairs, pixels
        How much was compared.
    max_difference
        Largest difference of a score, in units of the limit.
    tolerance
        Largest that is allowed, from the card.
    flipped
        Map pixels on the other side of the limit whose reference is further than the tolerance away from it.
    defective
        Pairs of which the reference finds a place beyond the limit; the others it finds good.
    decisions_agree
        Whether the engine says the same of every pair, and no pixel flipped.
    """

    pairs: int
    pixels: int
    max_difference: float
    tolerance: float
    flipped: int
    defective: int
    decisions_agree: bool

    @property
    def holds(self) -> bool:
        """Whether the engine may judge."""
        return self.decisions_agree and self.max_difference <= self.tolerance


def check_parity(comparator: Comparator, model: Model) -> Parity:
    """Return how `comparator`, made of `model`, agrees with the model's stored vectors.

    Raises
    ------
    RecipeError
        It does not, by more than the card's tolerance, or that of the precision it computes in where that is larger;
        it gives no scores, or the vectors are unusable. The station refuses to start.
    """
    engine = comparator.engine
    judging = f"judge with {engine.comparator} on {engine.runtime}, {engine.device}"
    precision = precision_in(engine.device)
    tolerance = max(model.card.parity_tolerance, TOLERANCE[precision])
    try:
        parity = measure_parity(comparator, read_vectors(model), tolerance)
    except PartError as error:
        raise RecipeError(judging, str(error), _REMEDY) from error
    if not parity.holds:
        raise RecipeError(
            judging,
            f"its scores differ by {parity.max_difference:.2g} from the f32 reference, at most {parity.tolerance:.2g} "
            f"{_by(model, precision)}, {parity.flipped} of {parity.pixels} decisions differ",
            _REMEDY,
        )
    return parity


def measure_parity(comparator: Comparator, vectors: tuple[ParityVector, ...], tolerance: float) -> Parity:
    """Return how `comparator` agrees with `vectors`, whether it is enough or not."""
    learnt: dict[bytes, Comparison] = {}
    found = [_scores(comparator, vector, learnt) for vector in vectors]
    pairs = [(vector.scores, scores) for vector, scores in zip(vectors, found, strict=True)]
    flipped = sum(_flipped(reference, scores, tolerance) for reference, scores in pairs)
    same = all(bool((reference >= 1.0).any()) == bool((scores >= 1.0).any()) for reference, scores in pairs)
    return Parity(
        pairs=len(pairs),
        pixels=sum(reference.size for reference, _ in pairs),
        max_difference=max(float(np.abs(reference - scores).max()) for reference, scores in pairs),
        tolerance=tolerance,
        flipped=flipped,
        defective=sum(bool((reference >= 1.0).any()) for reference, _ in pairs),
        decisions_agree=same and flipped == 0,
    )


def read_vectors(model: Model) -> tuple[ParityVector, ...]:
    """Return the stored pairs of `model`.

    Raises
    ------
    RecipeError
        The file holds none. The station refuses to start.
    """
    try:
        with np.load(io.BytesIO(model.parity_vectors), allow_pickle=False) as stored:
            vectors = tuple(_vector(stored, number) for number in range(len(stored.files) // 4))
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        raise unusable(model, model.card.parity_vectors, f"it holds no parity vectors: {error}") from error
    if not vectors:
        raise unusable(model, model.card.parity_vectors, "it holds 0 parity vectors, at least 1")
    return vectors


def write_vectors(vectors: tuple[ParityVector, ...]) -> bytes:
    """Return `vectors` as the bytes of a file that `read_vectors` reads."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for number, vector in enumerate(vectors):
        arrays |= {f"golden_{number}": vector.golden, f"capture_{number}": vector.capture}
        arrays |= {f"seen_{number}": vector.seen, f"scores_{number}": vector.scores}
    target = io.BytesIO()
    np.savez(target, allow_pickle=False, **arrays)
    return target.getvalue()


def stored_pair(
    golden: NDArray[np.uint8], capture: NDArray[np.uint8], seen: NDArray[np.bool_]
) -> tuple[Golden, Alignment]:
    """Return a pair that is aligned as it is, ready to be learnt and compared."""
    plain = Golden("-", "-", golden, Recipe(), "", "")
    return plain, Alignment(np.eye(3), capture, seen, _AS_STORED, AlignmentMethod.SPARSE_ECC)


def _by(model: Model, precision: Precision) -> str:
    return "by the model card" if model.card.parity_tolerance >= TOLERANCE[precision] else f"for {precision}"


def _scores(comparator: Comparator, vector: ParityVector, learnt: dict[bytes, Comparison]) -> NDArray[np.float32]:
    golden, alignment = stored_pair(vector.golden, vector.capture, vector.seen)
    # Most time goes into learning: pairs with the same golden share it.
    key = hashlib.sha256(repr(vector.golden.shape).encode() + vector.golden.tobytes()).digest()
    comparison = learnt.get(key) or learnt.setdefault(key, comparator.learn(golden))
    scores = comparison.compare(alignment).scores
    if scores.shape != vector.scores.shape:
        raise RecipeError(
            "use the parity vectors",
            f"the map is {scores.shape}, the stored one {vector.scores.shape}",
            "put back the models folder of the release",
        )
    return scores


def _flipped(reference: NDArray[np.float32], scores: NDArray[np.float32], tolerance: float) -> int:
    clear = np.abs(reference - 1.0) > tolerance
    return int(np.count_nonzero(clear & ((reference >= 1.0) != (scores >= 1.0))))


def _vector(stored: np.lib.npyio.NpzFile, number: int) -> ParityVector:
    golden, capture, seen, scores = (stored[f"{name}_{number}"] for name in ("golden", "capture", "seen", "scores"))
    return ParityVector(golden, capture, seen, scores)

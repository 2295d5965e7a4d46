"""From logits to units of the limit, fitted on kinds of part that the network never saw in training.

The temperature makes the logits honest: of the places given odds of a defect, that share is one. The limit is where
what is marked and what is defect overlap most.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspector.train.export import Scale
from inspector.train.validate import Scored

TEMPERATURES: Final = np.geomspace(0.4, 4.0, 61)
LIMITS: Final = np.arange(-3.0, 6.01, 0.05)


def fit_scale(pictures: Sequence[Scored]) -> Scale:
    """Return the scale that fits `pictures` best."""
    logits = np.concatenate([each.logits[each.counted] for each in pictures])
    defect = np.concatenate([each.defect[each.counted] for each in pictures])
    temperature = float(min(TEMPERATURES, key=lambda each: surprise(logits / np.float32(each), defect)))
    return Scale(temperature, best_limit(logits, defect) / temperature)


def surprise(logits: NDArray[np.float32], defect: NDArray[np.bool_]) -> float:
    """Return the mean negative log-likelihood of `defect` by `logits`."""
    return float(np.logaddexp(0.0, np.where(defect, -logits, logits)).mean())


def best_limit(logits: NDArray[np.float32], defect: NDArray[np.bool_]) -> float:
    """Return the logit from which on places overlap most with those that are `defect`."""
    marked = np.array([np.count_nonzero(logits >= limit) for limit in LIMITS])
    both = np.array([np.count_nonzero(logits[defect] >= limit) for limit in LIMITS])
    overlap = 2 * both / (marked + np.count_nonzero(defect))
    return float(LIMITS[int(np.argmax(overlap))])

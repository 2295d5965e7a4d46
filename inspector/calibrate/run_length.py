"""How long an EWMA of in-control values runs until it leaves its control limits by chance, and limits for that. Pure.

The values are those that were really seen, not a normal distribution in their place: scores of good parts are skewed.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

STATES: Final = 61
_STEPS: Final = 24


def run_length(values: NDArray[np.float64], weight: float, control: float) -> float:
    """Return the mean number of parts until the EWMA leaves -`control`..`control`, from 0 on, alarm included.

    Parameters
    ----------
    values
        float64 (n,), n >= 2: in-control values; between two neighbours any value is as likely as any other.
    weight
        Of the newest part, above 0 and up to 1.

    References
    ----------
    D. Brook, D. A. Evans, "An approach to the probability distribution of CUSUM run length", Biometrika 59, 1972, for
    EWMA as in J. M. Lucas, M. S. Saccucci, Technometrics 32, 1990.
    """
    ordered = np.sort(values)
    width = 2.0 * control / STATES
    middles = -control + (np.arange(STATES) + 0.5) * width
    edges = np.concatenate([middles - 0.5 * width, [control]])
    reached = (edges[None, :] - (1.0 - weight) * middles[:, None]) / weight
    share = np.interp(reached, ordered, (np.arange(ordered.size) + 0.5) / ordered.size, left=0.0, right=1.0)
    stays = np.diff(share, axis=1)
    # Where the EWMA cannot leave at all the matrix is singular; a trillion parts is as good as never.
    runs = np.linalg.solve(np.eye(STATES) * (1.0 + 1e-12) - stays, np.ones(STATES))
    return float(runs[STATES // 2])


def control_limit(values: NDArray[np.float64], weight: float, parts: float) -> float:
    """Return the smallest control limit with which the mean run is `parts` or longer.

    It lies below the largest of `values`: an EWMA never exceeds what it is fed.
    """
    low, high = 0.0, float(np.abs(values).max()) + 1e-9
    for _ in range(_STEPS):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if run_length(values, weight, middle) >= parts else (middle, high)
    return high

"""A golden learnt by any runtime: an aligned part in, its deviation out."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from inspector.compare.comparator import Engine
from inspector.compare.prepare import Layout, put_golden_where_unseen, to_deviation, to_tensor
from inspector.errors import ComparisonError
from inspector.golden.golden import Golden
from inspector.part import Alignment, Deviation

Infer = Callable[[NDArray[np.float32]], NDArray[np.float32]]


class LearntGolden:
    """One golden on one engine; used by one thread at a time.

    Parameters
    ----------
    golden
        What was learnt.
    layout
        How images go in and maps come out.
    engine
        Who compares.
    infer
        The comparison graph with the golden's features bound: capture (1, C, H, W) to map (1, 1, h, w).
    """

    def __init__(self, golden: Golden, layout: Layout, engine: Engine, infer: Infer) -> None:
        self._layout, self._engine, self._infer = layout, engine, infer
        self._shape = golden.image.shape
        self._tensor = to_tensor(golden.image, layout)
        self._inspected = golden.inspected()

    @property
    def engine(self) -> Engine:
        """Who compares, and where it really runs."""
        return self._engine

    @property
    def second_look(self) -> None:
        """Nobody: it decides near the limit too."""
        return

    def compare(self, alignment: Alignment) -> Deviation:
        """Return how far the aligned part deviates from the golden; the same bits for the same input.

        Raises
        ------
        ComparisonError
            The aligned image has another shape than the golden, or the map is unusable. The part is FAULT.
        RuntimeLostError
            The device is gone. The part is FAULT and the station drops READY.
        """
        if alignment.image.shape != self._shape:
            raise ComparisonError(
                "compare the part with its golden",
                f"the aligned image is {alignment.image.shape}, the golden {self._shape}",
                "align it to this golden",
            )
        seen = alignment.valid & self._inspected
        capture = to_tensor(alignment.image, self._layout)
        put_golden_where_unseen(capture, self._tensor, seen)
        score_map = self._infer(capture)
        return to_deviation(score_map, seen, self._layout, self._engine.comparator, self._engine.model_sha256)

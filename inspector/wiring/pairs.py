"""Pairs of files judged with no station around them: the chain of the line, on a golden and a capture."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.align import reference
from inspector.compare.comparator import Comparator, Engine
from inspector.decide.rules import learn
from inspector.errors import PartError, RecipeError
from inspector.evaluate.manifest import Pair
from inspector.golden.golden import Golden
from inspector.golden.library import UNNAMED, load_files
from inspector.golden.recipe import check_comparator
from inspector.image_file import read_image
from inspector.part import CameraFacts, Capture, Inspection, Provenance
from inspector.station.judging import Clock, Gauge, Look, faulted, judge
from inspector.wiring.versions import package_version

# A capture from a file was triggered by no controller; 1 is the first number that is valid.
FILE_TRIGGER_ID = 1


def system_clock() -> Clock:
    """Return the clock of this computer."""
    return Clock(utc=lambda: datetime.now(UTC), monotonic=time.monotonic)


def learn_gauge(golden: Golden, comparator: Comparator) -> Gauge:
    """Return the gauge of a golden: every stage has learnt it.

    Raises
    ------
    RecipeError
        A stage cannot work with this golden, or its recipe demands another comparator. The station refuses it.
    """
    first, *others = golden.looks()
    comparison = comparator.learn(first, first.goods)
    engine = comparison.engine
    warning = check_comparator(golden.recipe, engine.model_sha256, engine.device, f"{golden.product} {golden.revision}")
    provenance = provenance_of(engine, golden)
    variants = tuple(Look(comparator.learn(look), learn(look)) for look in others)
    return Gauge(golden, reference.learn(golden), comparison, learn(golden), provenance, warning, variants)


def read_capture(path: Path, part_id: str, clock: Clock, golden: Golden) -> Capture:
    """Return the picture at `path` as a capture, grey or BGR as `golden` is.

    Files of one product come grey and coloured, as programs happened to write them; a camera's frames do not, so on
    the line another number of channels is a fault.

    Raises
    ------
    CaptureError
        It is no whole 8-bit picture.
    """
    image = with_channels_of(golden.image, read_image(path))
    return Capture(image, part_id, FILE_TRIGGER_ID, clock.utc(), str(path), CameraFacts())


@dataclass(slots=True)
class PairJudge:
    """Judges pairs one after another; a golden that follows itself is learnt once.

    Parameters
    ----------
    comparator
        What compares.
    recipe
        A recipe file for every golden; None takes the defaults.
    fixed
        A gauge that judges every capture, whatever golden its pair names; None learns each pair's own.
    """

    comparator: Comparator
    recipe: Path | None = None
    fixed: Gauge | None = None
    _golden: Path | None = None
    _gauge: Gauge | None = None

    def judge(self, pair: Pair) -> Inspection:
        """Return the inspection of one pair.

        Raises
        ------
        InspectorError
            Golden or capture cannot be used.
        """
        clock = system_clock()
        gauge = self.gauge(pair.golden)
        return judge(read_capture(pair.capture, pair.pair_id, clock, gauge.golden), gauge, clock)

    def judge_all(self, pairs: Iterable[Pair]) -> Iterator[Inspection]:
        """Yield an inspection for every pair; one that cannot be judged is FAULT."""
        for pair in pairs:
            try:
                yield self.judge(pair)
            except (PartError, RecipeError) as error:
                provenance = provenance_of(self.comparator.engine, None)
                yield faulted(pair.pair_id, FILE_TRIGGER_ID, system_clock().utc(), error, provenance, None)

    def gauge(self, golden: Path) -> Gauge:
        """Return the gauge of a golden's file."""
        if self.fixed:
            return self.fixed
        if self._gauge is None or self._golden != golden:
            self._gauge, self._golden = learn_gauge(load_files(golden, self.recipe), self.comparator), golden
        return self._gauge


def with_channels_of(golden: NDArray[np.uint8], image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return `image`, uint8 (H, W) or (H, W, 3) BGR, grey or BGR as `golden` is."""
    if golden.ndim == image.ndim:
        return image
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR if golden.ndim == 3 else cv2.COLOR_BGR2GRAY), np.uint8)


def provenance_of(engine: Engine, golden: Golden | None) -> Provenance:
    """Return what judges; without a golden where that cannot be used."""
    return Provenance(
        product=golden.product if golden else UNNAMED,
        revision=golden.revision if golden else UNNAMED,
        golden_sha256=golden.golden_sha256 if golden else "",
        recipe_sha256=golden.recipe_sha256 if golden else "",
        comparator=engine.comparator,
        model_sha256=engine.model_sha256,
        runtime=engine.runtime,
        device=engine.device,
        package_version=package_version(),
    )

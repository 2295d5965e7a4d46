"""A golden taken as a station takes it at its start, before anybody makes it the one to judge with."""

from collections.abc import Callable

from inspector.golden.golden import Golden
from inspector.settings import Settings
from inspector.station.judging import Gauge
from inspector.wiring.comparators import load_comparator
from inspector.wiring.pairs import learn_gauge


def as_station(settings: Settings) -> Callable[[Golden], Gauge]:
    """Return what learns a golden with the comparator, runtime and devices of a station; loaded when it is called.

    What it returns raises RecipeError for a golden that the station would refuse: one that nothing can be aligned to,
    or whose recipe demands another comparator.
    """

    def learn(golden: Golden) -> Gauge:
        compare, models = settings.compare, settings.folders.models
        comparator = load_comparator(compare.runtime, compare.devices, models, compare.threads, compare.card)
        return learn_gauge(golden, comparator)

    return learn

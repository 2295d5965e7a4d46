"""Good parts compared with every look of their product, by every form that may decide: enough for any limits.

The line stops at the first look that a part passes by, and asks the exact form near the limit alone. What limits will
be set is not known yet, so here nothing stops early; `Sight` then decides as the line would.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from inspector.calibrate.scores import PartScore, Sight, score
from inspector.calibrate.tolerance import Good
from inspector.compare.comparator import Comparison, Engine
from inspector.decide.rules import Rules, learn
from inspector.errors import CaptureError, PartError
from inspector.part import Alignment, Capture, Deviation, Inspection
from inspector.station.judging import Gauge, judge
from inspector.wiring.pairs import read_capture, system_clock
from inspector.wiring.picture_folder import Picture


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A good part and how it looks: beside the golden one sight for each variant."""

    capture: Capture
    alignment: Alignment
    sights: tuple[Sight, ...]

    def scored(self, rules: Sequence[Rules]) -> tuple[PartScore, ...]:
        """Return its score by each look, by the rules of each."""
        return tuple(score(sight, each) for sight, each in zip(self.sights, rules, strict=True))

    def best(self) -> Sight:
        """Return the sight of the look that passes it soonest."""
        return min(self.sights, key=lambda sight: score(sight, sight.rules).factor)


@dataclass(frozen=True, slots=True)
class Refused:
    """A good part that no limits pass, and why."""

    name: str
    why: str


def best_of(looks: Sequence[PartScore]) -> PartScore:
    """Return what a part scores: the line passes it as soon as it passes by one look."""
    return min(looks, key=lambda look: look.factor)


def shown_of(looks: Sequence[PartScore], factor: float) -> PartScore:
    """Return the look whose score the line records at this factor: the first one that the part passes by."""
    return next((look for look in looks if look.factor <= factor), best_of(looks))


def rules_of(gauge: Gauge) -> tuple[Rules, ...]:
    """Return the rules of each look, the golden's first."""
    return (gauge.rules, *(look.rules for look in gauge.variants))


def with_recipe_of(gauge: Gauge) -> Gauge:
    """Return `gauge` with the rules of every look learnt anew from the recipe of its golden."""
    _, *others = gauge.golden.looks()
    pairs = zip(gauge.variants, others, strict=True)
    variants = tuple(replace(look, rules=learn(golden)) for look, golden in pairs)
    return replace(gauge, rules=learn(gauge.golden), variants=variants)


def see(picture: Picture, gauge: Gauge) -> Seen | Refused:
    """Return a good part as every look of `gauge` sees it, or why no limits would pass it.

    Raises
    ------
    CaptureError
        The file is no whole picture.
    """
    name, clock = picture.path.name, system_clock()
    capture = read_capture(picture.path, name, clock, gauge.golden)
    try:
        inspections = [judge(capture, each, clock) for each in _one_by_one(gauge)]
    except CaptureError:
        raise
    except PartError as error:
        return Refused(name, str(error))
    first = inspections[0]
    if not isinstance(first.alignment, Alignment):
        return Refused(name, first.verdict.message)
    return Seen(capture, first.alignment, tuple(_sights(name, inspections, gauge)))


class _FirstForm:
    """A comparison without its second look: what the form finds that compares every part."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison

    @property
    def engine(self) -> Engine:
        """Who compares."""
        return self._comparison.engine

    @property
    def second_look(self) -> None:
        """Nobody."""
        return

    def compare(self, alignment: Alignment) -> Deviation:
        """Return how far the aligned part deviates."""
        return self._comparison.compare(alignment)


def _looks(gauge: Gauge) -> Iterator[tuple[Comparison, Rules]]:
    yield gauge.comparison, gauge.rules
    for look in gauge.variants:
        yield look.comparison, look.rules


def _one_by_one(gauge: Gauge) -> Iterator[Gauge]:
    """Yield, look by look, a gauge of the first form and one of the exact form where there is one."""
    for comparison, rules in _looks(gauge):
        alone = replace(gauge, comparison=_FirstForm(comparison), rules=rules, variants=())
        yield alone
        if comparison.second_look:
            yield replace(alone, comparison=comparison.second_look.comparison)


def _sights(name: str, inspections: Sequence[Inspection], gauge: Gauge) -> Iterator[Sight]:
    left = iter(inspections)
    for comparison, rules in _looks(gauge):
        found = next(left)
        exact = next(left).deviation if comparison.second_look else None
        if isinstance(found.alignment, Alignment) and found.deviation:
            good = Good(name, found.alignment, found.deviation)
            yield Sight(good, rules, comparison.second_look, exact)

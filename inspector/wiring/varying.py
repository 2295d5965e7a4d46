"""A folder of good parts judged by the chain of the line, and what they vary by."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from inspector.calibrate.goods import Goods, Unused, take_in
from inspector.calibrate.tolerance import Rejudged, leave_out
from inspector.calibrate.variation import GOODS_MIN, Bounds
from inspector.compare.comparator import Comparator
from inspector.golden.golden import Golden
from inspector.golden.used_pictures import Hand
from inspector.part import Capture, Inspection, Outcome
from inspector.station.judging import Clock, Gauge, judge
from inspector.wiring.hands import WORDS, Hands
from inspector.wiring.pairs import learn_gauge, read_capture, system_clock
from inspector.wiring.picture_folder import Folder

Tell = Callable[[], None]
"""Called after each picture."""


@dataclass(frozen=True, slots=True, eq=False)
class Varied:
    """What good parts vary by, and what each of them would be under the tolerance of the others.

    `rejudged` is empty where only 3 goods could be used: without one of them there is no tolerance.
    """

    goods: Goods
    rejudged: tuple[Rejudged, ...]


def vary(hands: Hands, comparator: Comparator, folder: Folder, bounds: Bounds, tell: Tell) -> Varied:
    """Return what the good parts of `folder` vary by, judged with a golden as if it had no tolerance.

    Those it was taught with are not used: by them it does not vary.

    Raises
    ------
    InputError
        Fewer than 3 of them can be used.
    CaptureError
        A file is no whole picture.
    RecipeError
        The golden cannot be judged with.
    """
    plain = replace(hands.golden, tolerance=None)
    repeated = (Unused(each.name, each.why) for each in folder.repeated)
    judged = _untaught(hands, _judged(plain, comparator, folder, tell))
    goods = take_in(chain(repeated, judged), plain, bounds)
    return Varied(goods, leave_out(goods.used, plain) if len(goods.used) > GOODS_MIN else ())


def _judged(golden: Golden, comparator: Comparator, folder: Folder, tell: Tell) -> Iterator[Inspection | Unused]:
    gauge, clock = learn_gauge(golden, comparator), system_clock()
    for picture in folder.pictures:
        yield _of_its_look(read_capture(picture.path, picture.path.name, clock, golden), gauge, clock)
        tell()


def _untaught(hands: Hands, judged: Iterable[Inspection | Unused]) -> Iterator[Inspection | Unused]:
    for each in judged:
        if isinstance(each, Inspection) and hands.of_part(each.capture, each.alignment) is Hand.TAUGHT:
            yield Unused(each.part_id, WORDS[Hand.TAUGHT])
        else:
            yield each


def _of_its_look(capture: Capture, gauge: Gauge, clock: Clock) -> Inspection | Unused:
    """Return the inspection of a part by the golden, unless it looks more like a variant.

    By what a variant differs from the golden good parts do not vary: it would open the golden's limits for anything.
    """
    found = judge(capture, replace(gauge, variants=()), clock)
    if found.verdict.outcome is Outcome.PASS or not gauge.variants:
        return found
    best = judge(capture, gauge, clock)
    if best.verdict.message == found.verdict.message:
        return found
    return Unused(capture.part_id, f"it is no part of the golden's look; judged {best.verdict.message}")

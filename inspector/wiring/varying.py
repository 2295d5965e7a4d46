"""A folder of good parts judged by the chain of the line, and what they vary by."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from inspector.calibrate.goods import Goods, take_in
from inspector.calibrate.tolerance import Rejudged, leave_out
from inspector.calibrate.variation import GOODS_MIN, Bounds
from inspector.compare.comparator import Comparator
from inspector.golden.golden import Golden
from inspector.part import Inspection
from inspector.station.judging import judge
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


def vary(golden: Golden, comparator: Comparator, folder: Folder, bounds: Bounds, tell: Tell) -> Varied:
    """Return what the good parts of `folder` vary by, judged with `golden` as if it had no tolerance.

    Raises
    ------
    InputError
        Fewer than 3 of them can be used.
    CaptureError
        A file is no whole picture.
    RecipeError
        The golden cannot be judged with.
    """
    plain = replace(golden, tolerance=None)
    goods = take_in(_judged(plain, comparator, folder, tell), len(folder.pictures), plain, bounds)
    return Varied(goods, leave_out(goods.used, plain) if len(goods.used) > GOODS_MIN else ())


def _judged(golden: Golden, comparator: Comparator, folder: Folder, tell: Tell) -> Iterator[Inspection]:
    gauge, clock = learn_gauge(golden, comparator), system_clock()
    for picture in folder.pictures:
        yield judge(read_capture(picture.path, picture.path.name, clock, golden), gauge, clock)
        tell()

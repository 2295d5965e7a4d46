"""Faults of the comparison, the clock and the deadline, brought about inside a station in this process."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta

import lines
import numpy as np
from faults.belt import Belt, Eye, Piece, Truth
from faults.process import until
from faults.process_faults import PHASES
from faults.proxy import Proxy
from faults.records import Record
from faults.scenario import AS_JUDGED, Line, Prepare, Repeat, Scenario, Shop
from numpy.typing import NDArray
from structlog.testing import capture_logs
from typing_extensions import override

from inspector.compare.comparator import Comparison, Engine, SecondLook
from inspector.errors import ComparisonError, RuntimeLostError
from inspector.golden.recipe import Limits, Recipe
from inspector.part import Alignment, Deviation
from inspector.plc.link import Trigger
from inspector.plc.modbus_server import ModbusTcpLink
from inspector.record.connection import RECORD_FILE
from inspector.station.judging import Clock
from inspector.wiring.pairs import system_clock

Break = Callable[[Deviation], Deviation]
DEADLINE_MS = 800


def whole(deviation: Deviation) -> Deviation:
    """Break nothing."""
    return deviation


class Breakable:
    """The shipped comparison, broken in the way it is told."""

    def __init__(self, sound: Comparison) -> None:
        self._sound = sound
        self.breaks: Break = whole

    @property
    def engine(self) -> Engine:
        """What really compares."""
        return self._sound.engine

    @property
    def second_look(self) -> SecondLook | None:
        """What decides near the limit."""
        return self._sound.second_look

    def compare(self, alignment: Alignment) -> Deviation:
        """Compare, and break."""
        return self.breaks(self._sound.compare(alignment))


class SmallEye(Eye):
    """The station's simulated camera shows what lies under it."""

    def __init__(self) -> None:
        self._there = lines.board()

    @override
    def under(self, piece: Piece) -> None:
        self._there = piece.image

    def picture(self, _number: int) -> NDArray[np.uint8]:
        """Return what the camera sees."""
        return self._there


@dataclass(slots=True)
class SmallLine(Line):
    """One belt on a station in this process, with the small part of the station's tests."""

    comparison: Breakable
    restart: Callable[[], None]
    shift: list[timedelta]
    due_s: list[float]

    @override
    def good(self) -> Piece:
        return Piece(Truth.GOOD, lines.board())


def small_piece(number: int) -> Piece:
    """Return a part for repetition `number`: a defective one and a good one in turn."""
    if number % 2:
        return Piece(Truth.GOOD, lines.board())
    return Piece(Truth.DEFECTIVE, lines.board_with_hole())


@contextmanager
def small_line(shop: Shop, name: str, belt_at: Callable[[int, Eye], Belt] = Belt) -> Iterator[SmallLine]:
    """Run a station in this process, started again on demand, with a belt of its own."""
    recipe = Recipe(limits=Limits(min_area_px=12), deadline_ms=DEADLINE_MS)
    sound, due_s = lines.learnt(recipe=recipe), list[float]()
    comparison, eye, shift = Breakable(sound.comparison), SmallEye(), [timedelta()]
    gauge, real = replace(sound, comparison=comparison), system_clock()
    clock = Clock(lambda: real.utc() + shift[0], real.monotonic)
    folder = shop.home / name
    with capture_logs(), Proxy() as proxy, belt_at(proxy.port, eye) as belt, ExitStack() as running:

        def restart() -> None:
            with suppress(RuntimeLostError):  # That is why it is started again.
                running.close()
            line = running.enter_context(lines.running(folder, gauge, eye.picture, clock=clock))
            proxy.target = line.link.port
            _noting_deadlines(line.link, due_s)

        restart()
        line = SmallLine(belt, Record(folder / RECORD_FILE), proxy, comparison, restart, shift, due_s)
        line.recover()
        yield line


def in_model(breaks: Break, name: str, *, lasts_s: float = 0.0, restarts: bool = False) -> Prepare:
    """Return the preparation of a comparison that breaks with one part."""

    @contextmanager
    def prepare(shop: Shop) -> Iterator[Repeat]:
        with small_line(shop, f"model-{name}") as line:

            @contextmanager
            def broken() -> Iterator[None]:
                line.comparison.breaks = breaks
                yield
                time.sleep(lasts_s)
                line.comparison.breaks = whole
                if restarts:
                    line.restart()

            yield lambda number: line.drill(small_piece(number), broken())

    return prepare


def clock_jumps(by: timedelta, name: str) -> Prepare:
    """Return the preparation of a UTC clock that jumps while a part is in work."""

    @contextmanager
    def prepare(shop: Shop) -> Iterator[Repeat]:
        with small_line(shop, f"clock-{name}") as line:

            @contextmanager
            def jumped() -> Iterator[None]:
                fired = line.once(PHASES["trigger acknowledged"], lambda: line.shift.__setitem__(0, line.shift[0] + by))
                yield
                until(fired.is_set, "trigger acknowledged")

            yield lambda number: line.drill(small_piece(number), jumped())

    return prepare


@contextmanager
def late_by_1_ms(shop: Shop) -> Iterator[Repeat]:
    """Let the comparison come back 1 ms after the deadline of the part that the station has taken."""
    with small_line(shop, "late") as line:

        def a_millisecond_late(deviation: Deviation) -> Deviation:
            while time.monotonic() < line.due_s[-1] + 0.001:
                time.sleep(0.0002)
            return deviation

        @contextmanager
        def late() -> Iterator[None]:
            line.comparison.breaks = a_millisecond_late
            yield
            line.comparison.breaks = whole

        yield lambda number: line.drill(small_piece(number), late())


def _noting_deadlines(link: ModbusTcpLink, due_s: list[float]) -> None:
    """Let the deadline of each part that `link` hands over be known."""
    take = link.next_trigger

    def noting(timeout_s: float) -> Trigger | None:
        trigger = take(timeout_s)
        if trigger:
            due_s.append(time.monotonic() + trigger.due_in_s)
        return trigger

    link.next_trigger = noting  # type: ignore[method-assign] # the station asks this link and no other


def _raising(error: Exception) -> Break:
    def breaks(_deviation: Deviation) -> Deviation:
        raise error

    return breaks


def _not_a_number(deviation: Deviation) -> Deviation:
    scores = deviation.scores.copy()
    scores[0, 0] = np.nan
    return Deviation(scores, deviation.valid, deviation.scale, deviation.comparator, deviation.model_sha256)


def _hanging(for_s: float) -> Break:
    def breaks(deviation: Deviation) -> Deviation:
        time.sleep(for_s)
        return deviation

    return breaks


ITSELF = "by itself, with the next part"
LOST = RuntimeLostError("compare", "the device is gone", "look at its driver")
SCENARIOS = (
    Scenario(
        "model throws",
        "the comparison raises",
        ITSELF,
        in_model(_raising(ComparisonError("compare", "empty answer", "check the model")), "throws"),
        "FAULT COMPARISON",
    ),
    Scenario(
        "model throws what nobody thought of",
        "the comparison raises ZeroDivisionError",
        ITSELF,
        in_model(_raising(ZeroDivisionError("nobody thought of it")), "unknown"),
        "FAULT INTERNAL",
    ),
    Scenario(
        "model returns NaN",
        "one score of the map is not a number",
        ITSELF,
        in_model(_not_a_number, "nan"),
        "FAULT COMPARISON",
    ),
    Scenario(
        "model out of memory",
        "the comparison raises MemoryError",
        ITSELF,
        in_model(_raising(MemoryError()), "memory"),
        "FAULT INTERNAL",
    ),
    Scenario(
        "model hangs",
        "twice the deadline",
        "by itself; the late verdict is recorded, never signalled",
        in_model(_hanging(2 * DEADLINE_MS / 1e3), "hangs"),
        "FAULT DEADLINE",
    ),
    Scenario(
        "model hangs, heartbeat of the device stands",
        "7.5 s",
        "by itself, once it is free",
        in_model(_hanging(7.5), "silent", lasts_s=7.0),
        "FAULT DEADLINE.*STATION_SILENT",
    ),
    Scenario(
        "runtime device lost",
        "the runtime says that its device is gone",
        "the station ends and is started again",
        in_model(_raising(LOST), "lost", restarts=True),
        "FAULT DEVICE|no result",
    ),
    Scenario(
        "clock jumps forward",
        "UTC jumps by 2 hours while a part is in work; monotonic time does not",
        "nothing to recover",
        clock_jumps(timedelta(hours=2), "forward"),
        AS_JUDGED,
    ),
    Scenario(
        "clock jumps back",
        "UTC jumps back by 2 hours while a part is in work",
        "nothing to recover",
        clock_jumps(timedelta(hours=-2), "back"),
        AS_JUDGED,
    ),
    Scenario(
        "deadline passed by 1 ms",
        "the comparison comes back 1 ms after the deadline of its part",
        "by itself; the late verdict is recorded, never signalled",
        late_by_1_ms,
        "FAULT DEADLINE",
        "late (PASS|REJECT), signalled FAULT DEADLINE",
    ),
)

"""Faults of the comparison, the clock and the deadline, brought about inside a station in this process."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta

import lines
import numpy as np
from faults.belt import Belt, Eye, Piece, Truth
from faults.process_faults import PHASES
from faults.proxy import Proxy
from faults.records import Record
from faults.scenario import Line, Prepare, Repeat, Scenario, Shop, Sighting
from numpy.typing import NDArray
from stations import WELL
from structlog.testing import capture_logs
from typing_extensions import override

from inspector.compare.comparator import Comparison, Engine, SecondLook
from inspector.errors import ComparisonError, RuntimeLostError
from inspector.golden.recipe import Limits, Recipe
from inspector.part import Alignment, Deviation, Outcome, Reason
from inspector.plc import handshake
from inspector.plc.registers import PlcWords, ResultWords
from inspector.plc.state import HandshakeSettings
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
    shift: list[timedelta] = field(default_factory=lambda: [timedelta()])

    @override
    def good(self) -> Piece:
        return Piece(Truth.GOOD, lines.board())


def small_piece(number: int) -> Piece:
    """Return a part for repetition `number`: a defective one and a good one in turn."""
    if number % 2:
        return Piece(Truth.GOOD, lines.board())
    return Piece(Truth.DEFECTIVE, lines.board_with_hole())


@contextmanager
def small_line(shop: Shop, name: str) -> Iterator[SmallLine]:
    """Run a station in this process, started again on demand."""
    recipe = Recipe(limits=Limits(min_area_px=12), deadline_ms=DEADLINE_MS)
    sound = lines.learnt(recipe=recipe)
    comparison, eye, shift = Breakable(sound.comparison), SmallEye(), [timedelta()]
    gauge, real = replace(sound, comparison=comparison), system_clock()
    clock = Clock(lambda: real.utc() + shift[0], real.monotonic)
    folder = shop.home / name
    with capture_logs(), Proxy() as proxy, Belt(proxy.port, eye) as belt, ExitStack() as running:

        def restart() -> None:
            with suppress(RuntimeLostError):  # That is why it is started again.
                running.close()
            line = running.enter_context(lines.running(folder, gauge, eye.picture, clock=clock))
            proxy.target = line.link.port

        restart()
        line = SmallLine(belt, Record(folder / RECORD_FILE), proxy, comparison, restart, shift)
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
                line.once(PHASES["trigger acknowledged"], lambda: line.shift.__setitem__(0, line.shift[0] + by))
                yield

            yield lambda number: line.drill(small_piece(number), jumped())

    return prepare


@contextmanager
def late_by_1_ms(_shop: Shop) -> Iterator[Repeat]:
    """Judge PASS 1 ms after the deadline, at any deadline: by the handshake's own clock."""
    yield lambda number: _late(random.Random(number).randrange(1, 60_000))


def _late(deadline_ms: int) -> Sighting:
    station = replace(WELL, deadline_ms=deadline_ms)
    state = handshake.boot(HandshakeSettings(station_limit_s=100.0), 1, station, 0.0).state
    state = handshake.plc_wrote(state, PlcWords(trigger=True, trigger_id=7), 0.5).state
    move, trigger = handshake.take_trigger(state, 0.5)
    assert trigger
    passed = ResultWords(outcome=Outcome.PASS, reason=Reason.WITHIN_LIMITS, result_id=7)
    due_s = 0.5 + deadline_ms / 1e3
    late, shown = handshake.part_judged(move.state, trigger, passed, due_s + 0.001)
    in_time, _ = handshake.part_judged(move.state, trigger, passed, due_s - 0.001)
    lit = sum(words.pass_ for words in late.frames)
    assert in_time.frames[-1].pass_, "a verdict 1 ms before the deadline has to be shown"
    return Sighting(f"{shown.outcome.name} {shown.reason.name}", "late PASS, signalled FAULT DEADLINE", 0.0, lit)


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
        "PASS|REJECT",
    ),
    Scenario(
        "clock jumps back",
        "UTC jumps back by 2 hours while a part is in work",
        "nothing to recover",
        clock_jumps(timedelta(hours=-2), "back"),
        "PASS|REJECT",
    ),
    Scenario(
        "deadline passed by 1 ms",
        "the verdict PASS comes 1 ms late, by the handshake's clock",
        "nothing to recover",
        late_by_1_ms,
        "FAULT DEADLINE",
    ),
)

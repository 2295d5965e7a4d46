"""Faults that need a line of their own: results that nobody reads, and a product that changes under a part."""

import math
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from faults.belt import Belt, Eye, Piece, Truth
from faults.model_faults import SmallLine, small_line, small_piece
from faults.process import PRODUCT, StationProcess, piece, until
from faults.proxy import Proxy
from faults.records import Record
from faults.scenario import RIGHT, Repeat, Scenario, Shop, Sighting, StationLine

from inspector.plc.conveyor import PlcPart
from inspector.plc.plain_modbus import PlainModbus
from inspector.plc.probe import write_request
from inspector.plc.registers import DeviceWords
from inspector.plc.simulated_faults import FaultSettings, PlcFault

WAITING = 8
_ID_OF_ONE_MORE = 60_000
_NUMBERS = (2, 3)
_NEVER_ACKNOWLEDGES = FaultSettings(PlcFault.NEVER_ACKNOWLEDGES, every=0, lasts_s=math.inf)
_CHANGES_PRODUCT = FaultSettings(PlcFault.CHANGES_PRODUCT, every=0)


def overrun(line: SmallLine, number: int) -> Sighting:
    """Send parts whose results nobody reads until eight wait, ask for one more all the same, then read."""
    belt, before = line.belt, line.records.newest()
    belt.codes.clear()
    start_s = time.monotonic()
    belt.break_next()
    coming = _filled(belt, number)
    _ask_for_one_more(line.proxy.target)
    until(lambda: "RESULTS_FULL" in belt.codes, "one more refused")
    belt.mend()
    parts = [belt.next_settled() for _ in coming]
    line.recover()
    took_s = time.monotonic() - start_s
    recorded = [line.records.recorded(before, part.trigger_id) for part in parts]
    for part, each, told in zip(parts, coming, recorded, strict=True):
        _check(part, each, told)
    codes = "".join(f", error {code}" for code in sorted(belt.codes))
    wrong = sum(part.goes_on and each.truth is not Truth.GOOD for part, each in zip(parts, coming, strict=True))
    return Sighting(_told(map(_outcome, parts)) + codes, _told(recorded), took_s, wrong)


def _filled(belt: Belt, number: int) -> list[Piece]:
    """Send one part after the other, each when the one before was judged, until eight results wait."""
    first, coming = _seen(belt).inspected, list[Piece]()

    def is_full() -> bool:
        seen = _seen(belt)
        if seen.results_waiting < WAITING and seen.inspected - first == len(coming):
            coming.append(small_piece(number + len(coming)))
            belt.lay(coming[-1])
        return seen.results_waiting == WAITING

    until(is_full, "eight results wait")
    return coming


def _seen(belt: Belt) -> DeviceWords:
    if belt.seen is None:
        raise AssertionError("the PLC has read nothing yet")
    return belt.seen


def _ask_for_one_more(port: int) -> None:
    with PlainModbus("127.0.0.1", port, 1, 5.0) as another:
        for trigger in (1, 0):
            another.ask(write_request(0, [trigger, _ID_OF_ONE_MORE]))


def _check(part: PlcPart, sent: Piece, recorded: str) -> None:
    seen = _outcome(part)
    if seen not in {RIGHT[sent.truth], "FAULT DEADLINE"} or not recorded.endswith(seen):
        raise AssertionError(f"a {sent.truth} part was {seen}, {recorded!r} is on record: {part}")


def _outcome(part: PlcPart) -> str:
    return f"{part.outcome.name} {part.reason.name}" if part.outcome and part.reason else f"no result: {part.why}"


def _told(each: Iterable[str]) -> str:
    """Return how often each of some texts is there."""
    return " and ".join(f"{count} x {text}" for text, count in sorted(Counter(each).items()))


@contextmanager
def eight_wait(shop: Shop) -> Iterator[Repeat]:
    """Let a PLC that has many parts between camera and gate acknowledge none of them."""

    def belt_at(port: int, eye: Eye) -> Belt:
        return Belt(port, eye, _NEVER_ACKNOWLEDGES, gate_pitches=2 * WAITING, patience_s=120.0)

    with small_line(shop, "eight", belt_at) as line:
        yield lambda number: overrun(line, number)


@contextmanager
def another_known(shop: Shop) -> Iterator[Repeat]:
    """Let the PLC ask for the station's other product while a part is in work."""
    products = "[products]\n" + "".join(f'{number} = "{PRODUCT}"\n' for number in _NUMBERS)
    with (
        StationProcess(shop.home / "two-products", more=products) as station,
        Proxy(station.port) as proxy,
        Belt(proxy.port, station.eye, _CHANGES_PRODUCT) as belt,
    ):
        until(lambda: belt.seen is not None and belt.seen.online, "a station")
        _select(station.port, _NUMBERS[0])
        line = StationLine(belt, Record(station.record), proxy, station)
        line.recover()

        @contextmanager
        def changed() -> Iterator[None]:
            before = belt.seen.active_product if belt.seen else 0
            belt.break_next()
            yield
            until(lambda: belt.seen is not None and belt.seen.active_product in {*_NUMBERS} - {before}, "the other one")

        yield lambda number: line.drill(piece(number), changed())


def _select(port: int, number: int) -> None:
    with PlainModbus("127.0.0.1", port, 1, 5.0) as another:
        for request in (4, 0):
            another.ask(write_request(0, [request, 0, number]))


SCENARIOS = (
    Scenario(
        "PLC never acknowledges, eight results wait",
        "result_ack stays down until READY does, and one more part is asked for",
        "that one is refused and flagged; all eight are shown one after the other once they are read",
        eight_wait,
        r"\d x (FAULT|PASS|REJECT) .*error RESULTS_FULL",
        r"\d x .*",
    ),
    Scenario(
        "PLC changes to another product in mid-part",
        "the other product of the station is asked for while a part is in work",
        "the part is FAULT; the next is judged as the other product",
        another_known,
        "FAULT (RECIPE|DEADLINE)|no result: (no result|active_product)",
        r"(late )?\w+, signalled FAULT (RECIPE|DEADLINE)|FAULT (RECIPE|DEADLINE)",
    ),
)

"""Faults of the PLC, and of the wire between it and the device."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from faults.process import piece, until
from faults.proxy import Manner, Proxy, corrupting, delayed, dribbled, polite, swallowed, wrong_transaction
from faults.scenario import AS_JUDGED, UNREAD, Line, Prepare, Repeat, Scenario, Shop

from inspector.plc.simulated_faults import FaultSettings, PlcFault

LASTS_S = 2.6
"""Longer than the 2 s for which the device waits for a heartbeat."""


def in_plc(fault: PlcFault, lasts_s: float, shown_s: float = 0.0) -> Prepare:
    """Return the preparation of a fault of the simulated PLC, which begins when the device has taken the part.

    It has come about where the PLC says so, and where a result was up for `shown_s` without a break.
    """

    @contextmanager
    def prepare(shop: Shop) -> Iterator[Repeat]:
        with shop.line(FaultSettings(fault, every=0, lasts_s=lasts_s)) as line:

            @contextmanager
            def begun() -> Iterator[None]:
                before, line.belt.longest_shown_s = line.belt.faults_begun, 0.0
                line.belt.break_next()
                yield
                time.sleep(lasts_s)
                _hold(line.belt.faults_begun == before + 1, f"{fault} did not come about")
                up_s = line.belt.longest_shown_s
                _hold(up_s >= shown_s, f"a result was up for {up_s:.1f} s, expected {shown_s} s and more")

            yield lambda number: line.drill(piece(number), begun())

    return prepare


def _hold(is_so: bool, otherwise: str) -> None:  # noqa: FBT001 -- reads as a sentence
    if not is_so:
        raise AssertionError(otherwise)


def on_wire(manner: Callable[[int], Manner]) -> Prepare:
    """Return the preparation of a wire that is bad from the moment the device has taken the part, for a second."""

    def spoil(line: Line, number: int) -> Callable[[], None]:
        def begin() -> None:
            line.proxy.manner = manner(number)

        return begin

    return _with_taken(spoil, ends=_mended, lasts_s=1.0, spoils=True)


def cut(*, reset: bool) -> Prepare:
    """Return the preparation of a connection that ends while the part is in work."""

    def spoil(line: Line, _number: int) -> Callable[[], None]:
        return lambda: line.proxy.cut(reset=reset)

    return _with_taken(spoil, ends=lambda _proxy: None, lasts_s=0.0)


def _mended(proxy: Proxy) -> None:
    proxy.manner = polite
    proxy.cut()


def _with_taken(
    spoil: Callable[[Line, int], Callable[[], None]],
    ends: Callable[[Proxy], None],
    lasts_s: float,
    *,
    spoils: bool = False,
) -> Prepare:
    @contextmanager
    def prepare(shop: Shop) -> Iterator[Repeat]:
        with shop.line() as line:

            @contextmanager
            def when_taken(begin: Callable[[], None]) -> Iterator[None]:
                before = line.proxy.spoilt
                fired = line.once(lambda seen, _said: seen.trigger_ack, begin)
                yield
                time.sleep(lasts_s)
                ends(line.proxy)
                until(fired.is_set, "the part taken")
                _hold(line.proxy.spoilt > before or not spoils, "nothing went over the bad wire")

            yield lambda number: line.drill(piece(number), when_taken(spoil(line, number)))

    return prepare


RESULT_LOST = "no result"
SCENARIOS = (
    Scenario(
        "PLC stops polling",
        "nothing is asked for 2.6 s, the connection stays open",
        "results are withdrawn; with the next heartbeat",
        in_plc(PlcFault.STOPS_POLLING, LASTS_S),
        f"{RESULT_LOST}.*PLC_SILENT",
        UNREAD,
    ),
    Scenario(
        "PLC reboots",
        "its connection is reset, its memory gone, ids begin at 1",
        "the old result is acknowledged unread, clear_error",
        in_plc(PlcFault.REBOOTS, 0.5),
        "no result: the PLC restarted",
        UNREAD,
    ),
    Scenario(
        "PLC sends garbage",
        "bytes that are no Modbus",
        "that connection is closed, the PLC calls again",
        in_plc(PlcFault.GARBAGE, 0.0),
        "no result: the PLC sent garbage",
        UNREAD,
    ),
    Scenario(
        "PLC writes nonsense",
        "valid requests, words without sense",
        "triggers refused and flagged, clear_error",
        in_plc(PlcFault.GARBAGE_WORDS, 0.2),
        "FAULT (RECIPE|DEADLINE).*UNKNOWN_PRODUCT",
    ),
    Scenario(
        "PLC triggers too fast",
        "another trigger while a part is in work",
        "refused and counted; the part in work is answered",
        in_plc(PlcFault.TRIGGERS_TOO_FAST, 0.2),
        f"({AS_JUDGED}).*NOT_READY",
    ),
    Scenario(
        "PLC never acknowledges",
        "result_ack stays down for 2.6 s",
        "the result stays until it is acknowledged",
        in_plc(PlcFault.NEVER_ACKNOWLEDGES, LASTS_S, shown_s=0.4),
        AS_JUDGED,
    ),
    Scenario(
        "PLC acknowledges early",
        "result_ack is up before there is a result",
        "the result is shown when result_ack has fallen",
        in_plc(PlcFault.ACKNOWLEDGES_EARLY, 0.3),
        f"({AS_JUDGED}).*ACK_WITHOUT_RESULT",
    ),
    Scenario(
        "PLC repeats a trigger id",
        "a second trigger with the id of the part in work",
        "the part is FAULT; clear_error",
        in_plc(PlcFault.REPEATS_TRIGGER_ID, 0.2),
        "FAULT (PLC|DEADLINE).*TRIGGER_ID_REPEATED",
    ),
    Scenario(
        "PLC changes product in mid-part",
        "an unknown product is asked for while a part is in work",
        "the part is FAULT; clear_error",
        in_plc(PlcFault.CHANGES_PRODUCT, 0.2),
        "FAULT (RECIPE|DEADLINE).*UNKNOWN_PRODUCT",
    ),
    Scenario(
        "heartbeat of the PLC lost",
        "heartbeat_in stands for 2.6 s, polling goes on",
        "results are withdrawn; with the next heartbeat",
        in_plc(PlcFault.HEARTBEAT_STOPS, LASTS_S),
        f"({AS_JUDGED}|{RESULT_LOST}).*PLC_SILENT",
        UNREAD,
    ),
    Scenario(
        "TCP reset",
        "the connection is reset while a part is in work",
        "the PLC calls again",
        cut(reset=True),
        "no result: link lost",
        UNREAD,
    ),
    Scenario(
        "TCP closed",
        "the connection is closed while a part is in work",
        "the PLC calls again",
        cut(reset=False),
        "no result: link lost",
        UNREAD,
    ),
    Scenario(
        "TCP half-open",
        "both ends see a connection, nothing comes through",
        "the PLC calls again",
        on_wire(lambda _number: swallowed),
        "no result: link lost",
        UNREAD,
    ),
    Scenario(
        "TCP delayed",
        "every request and reply 150 ms late",
        "the result is late, not wrong",
        on_wire(lambda _number: delayed),
        AS_JUDGED,
    ),
    Scenario(
        "TCP dribbled",
        "every request and reply byte by byte",
        "the result is late, not wrong",
        on_wire(lambda _number: dribbled),
        AS_JUDGED,
    ),
    Scenario(
        "TCP corrupted",
        "one bit of every request and reply turned round",
        "the PLC calls again",
        on_wire(lambda number: corrupting(random.Random(number))),
        f"{RESULT_LOST}: link lost|FAULT|{AS_JUDGED}",
        rf"{UNREAD}|(late )?\w+, signalled FAULT \w+",
    ),
    Scenario(
        "wrong transaction id",
        "every reply names another request",
        "the PLC calls again",
        on_wire(lambda _number: wrong_transaction),
        "no result: link lost",
        UNREAD,
    ),
)

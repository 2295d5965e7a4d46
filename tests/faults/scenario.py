"""What one fault of the matrix is, what was seen of it, and the drill that all of them share."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from faults.belt import Belt, Piece, Truth
from faults.process import StationProcess, pieces
from faults.proxy import Proxy
from faults.records import Record

from inspector.part import Outcome
from inspector.plc.conveyor import PlcPart
from inspector.plc.registers import DeviceWords, PlcWords
from inspector.plc.simulated_faults import FaultSettings

RECOVERS_WITHIN_S = 300.0
JUDGED = "<judged>"
RIGHT = {Truth.GOOD: "PASS WITHIN_LIMITS", Truth.DEFECTIVE: "REJECT DEFECT", Truth.UNSEEN: "nothing, it was not seen"}
AS_JUDGED = f"{JUDGED}|FAULT DEADLINE"
"""Judged rightly; or, on a PC that does other work too, after the deadline."""
UNREAD = rf"{JUDGED}|(late )?\w+, signalled FAULT (PLC|DEADLINE)|FAULT (PLC|DEADLINE)"
"""What the record says of a part whose result the PLC may never have read."""
STARTS_FAST = "onnx"
"""What a station compares with that is started again and again: it is ready sooner than with OpenVINO."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One repetition: what the PLC saw of the part, what the record says of it, and seconds until a part passed again.

    `wrong` counts parts that went on though they were defective or never seen; `truth` is what the part was.
    """

    plc_saw: str
    recorded: str
    took_s: float
    wrong: int = 0
    truth: Truth = Truth.UNSEEN


Phase = Callable[[DeviceWords, PlcWords], bool]
"""Whether the handshake is at a point: what the PLC has read, and what it is about to write."""
Repeat = Callable[[int], Sighting]
"""Runs repetition `number` of a fault, counted from 0."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One fault: how it is brought about, how the line recovers, and what may be seen of the part, as patterns.

    `expected` is what the PLC may see, `recorded` what the record may say; without one it says what the PLC saw. JUDGED
    in them is the right verdict on the part that it was: REJECT of a defective one, PASS of a good one.
    """

    name: str
    injected: str
    recovers: str
    prepare: "Prepare"
    expected: str
    recorded: str = ""

    def check(self, sighting: Sighting) -> None:
        """Raise AssertionError where something else was seen or recorded."""
        judged = RIGHT[sighting.truth]
        if not re.match(self.expected.replace(JUDGED, judged), sighting.plc_saw):
            raise AssertionError(f"{self.name}: the PLC saw {sighting.plc_saw!r}, expected {self.expected} ({judged})")
        as_seen = f"(.*signalled )?{re.escape(sighting.plc_saw.partition(',')[0])}"
        recorded = self.recorded.replace(JUDGED, judged) or as_seen
        if not re.fullmatch(recorded, sighting.recorded):
            raise AssertionError(f"{self.name}: {sighting.recorded!r} is on record, expected {recorded}: {sighting}")


class Shop:
    """The stations that scenarios share, started when they are first asked for."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._closing = ExitStack()
        self._stations: dict[str, tuple[StationProcess, Proxy]] = {}

    def close(self) -> None:
        """End all of them."""
        self._closing.close()

    def station(self, runtime: str) -> tuple[StationProcess, Proxy]:
        """Return the station process on the demo product that compares with `runtime`, and the wire before it."""
        if runtime not in self._stations:
            station = self._closing.enter_context(StationProcess(self.home / runtime, runtime=runtime))
            self._stations[runtime] = station, self._closing.enter_context(Proxy(station.port))
        return self._stations[runtime]

    @contextmanager
    def line(self, faults: FaultSettings | None = None, runtime: str = "openvino") -> Iterator["StationLine"]:
        """Run a belt on a shared station while the block lasts."""
        station, proxy = self.station(runtime)
        with Belt(proxy.port, station.eye, faults or FaultSettings()) as belt:
            line = StationLine(belt, Record(station.record), proxy, station)
            line.recover()
            try:
                yield line
            finally:
                station.forget_images()


Prepare = Callable[[Shop], AbstractContextManager[Repeat]]
"""Readies a line for a fault; what it yields brings the fault about."""


@dataclass(slots=True)
class Line:
    """One belt with what stands beside it."""

    belt: Belt
    records: Record
    proxy: Proxy

    def good(self) -> Piece:
        """Return the part that shows that the line runs again."""
        return pieces(Truth.GOOD)[0]

    def drill(self, piece: Piece, fault: AbstractContextManager[object]) -> Sighting:
        """Return what came of `piece` under `fault`, which is over with its block, and of the parts after it."""
        before, wrong = self.records.newest(), self.belt.wrong
        self.belt.codes.clear()
        start_s = time.monotonic()
        with fault:
            part = self.belt.send(piece)
        saw = self.saw(part)
        self.recover()
        took_s = time.monotonic() - start_s
        recorded = self.records.recorded(before, part.trigger_id)
        return Sighting(saw, recorded, took_s, self.belt.wrong - wrong, piece.truth)

    def once(self, is_phase: Phase, act: Callable[[], object]) -> threading.Event:
        """Let `act` happen once, in the PLC's cycle, when `is_phase`; the event says that it has."""
        done = threading.Event()

        def look(seen: DeviceWords, said: PlcWords) -> None:
            if not done.is_set() and is_phase(seen, said):
                done.set()
                act()

        self.belt.scanned = look
        return done

    def recover(self) -> None:
        """Send good parts until one passes."""
        end_s = time.monotonic() + RECOVERS_WITHIN_S
        while (part := self.belt.send(self.good())).outcome is not Outcome.PASS:
            if time.monotonic() > end_s:
                raise AssertionError(f"no part passes any more: {part}")

    def saw(self, part: PlcPart) -> str:
        """Return in words what the PLC saw of a part and of the device since the drill began."""
        codes = "".join(f", error {code}" for code in sorted(self.belt.codes))
        if part.outcome is None:
            return f"no result: {_told(part.why)}{codes}"
        reason = f" {part.reason.name}" if part.reason else ""
        return f"{part.outcome.name}{reason}{codes}"


@dataclass(slots=True)
class StationLine(Line):
    """One belt on a station process."""

    station: StationProcess


def _told(why: str) -> str:
    """Return a reason without what differs from one part to the next."""
    if why.startswith(("link lost", "short reply")):
        return "link lost"
    return re.sub(r"\d+", "N", why)

"""Faults of challenge parts: the PLC's bit for them stays up, and parts of the production are triggered with it."""

import math
from collections.abc import Iterator
from contextlib import contextmanager

from faults.belt import Belt, Piece, Truth
from faults.process import PRODUCT, StationProcess, piece, pieces, until
from faults.proxy import Proxy
from faults.records import Record
from faults.scenario import Repeat, Scenario, Shop, StationLine
from typing_extensions import override

from inspector.plc.simulated_faults import FaultSettings, PlcFault

STICKS = FaultSettings(PlcFault.CHALLENGE_STICKS, every=0, lasts_s=math.inf)
MASTERS = f"""[challenge]
on = true
[[challenge.masters]]
product = "{PRODUCT}"
name = "M1"
expected = "reject"
"""


class MasterLine(StationLine):
    """A line that shows its challenge part whenever that is due, and good parts else."""

    @override
    def good(self) -> Piece:
        until(self._is_open, "ready for a part or for a challenge part")
        is_due = self.belt.seen is not None and self.belt.seen.challenge_due
        return pieces(Truth.DEFECTIVE)[0] if is_due else super().good()

    def _is_open(self) -> bool:
        seen = self.belt.seen
        return seen is not None and (seen.ready or (seen.challenge_due and seen.challenge_ready))


@contextmanager
def sticks(shop: Shop) -> Iterator[Repeat]:
    """Let the bit stay up after a part, on a station that knows challenge parts."""
    with (
        StationProcess(shop.home / "with-masters", more=MASTERS) as station,
        Proxy(station.port) as proxy,
        Belt(proxy.port, station.eye, STICKS, shows_masters=True) as belt,
    ):
        line = MasterLine(belt, Record(station.record), proxy, station)
        line.recover()
        yield lambda number: line.drill(piece(number), _sticking(line))


@contextmanager
def sticks_without_masters(shop: Shop) -> Iterator[Repeat]:
    """Let the bit stay up after a part, on a station that knows none."""
    with shop.line(STICKS) as line:
        yield lambda number: line.drill(piece(number), _sticking(line))


@contextmanager
def _sticking(line: StationLine) -> Iterator[None]:
    """Let a good part go before, in whose work the bit rises to stay."""
    line.belt.break_next()
    line.belt.send(line.good())
    yield
    line.belt.mend()


SCENARIOS = (
    Scenario(
        "challenge bit sticks",
        "challenge stays up when the part before is done; the station knows one challenge part",
        "when the bit drops; a good part that was shown as challenge part makes the round due",
        sticks,
        "REJECT CHALLENGE|FAULT DEADLINE",
    ),
    Scenario(
        "challenge bit sticks, none are set",
        "the same on a station without challenge parts",
        "the trigger is refused and flagged; when the bit drops, with clear_error",
        sticks_without_masters,
        "no result: no trigger_ack.*NOT_READY",
        "no row",
    ),
)

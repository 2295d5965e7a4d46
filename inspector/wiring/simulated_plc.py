"""The simulated PLC, run in this thread or beside it."""

import asyncio
import signal
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from inspector.plc.contract import shipped_contract
from inspector.plc.conveyor import PlcPart
from inspector.plc.registers import NOT_COMPARED
from inspector.plc.simulated import PlcReport, SimulatedPlc
from inspector.plc.simulated_program import Watchers
from inspector.plc.simulated_settings import SimulatedPlcSettings

Say = Callable[[str], None]


def simulate_plc(settings: SimulatedPlcSettings, parts: int | None, say: Say) -> PlcReport:
    """Return what the PLC saw of `parts` parts; Ctrl-C ends it after the parts in work.

    Raises
    ------
    LinkError
        What answers is no device that keeps the contract.
    """
    plc = _plc(settings, say)
    before = signal.signal(signal.SIGINT, lambda *_: plc.stop())
    try:
        return asyncio.run(plc.run(parts))
    finally:
        signal.signal(signal.SIGINT, before)


class PlcBeside:
    """The simulated PLC in a thread of its own while the block lasts.

    Parameters
    ----------
    port
        Where the station's Modbus server is, on this PC.
    takt_s
        Seconds from part to part; 0.0 goes as fast as the station is ready.
    parts
        How many parts to trigger; None goes on until the block ends.
    say
        Called with one line for each part that is done.
    """

    def __init__(self, port: int, takt_s: float, parts: int | None, say: Say) -> None:
        self._plc = _plc(SimulatedPlcSettings(port=port, takt_s=takt_s), say)
        self._parts = parts
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="simulated PLC")

    def __enter__(self) -> "Future[int]":
        """Start; the future is how many parts were triggered, done when all are."""
        return self._thread.submit(lambda: asyncio.run(self._plc.run(self._parts)).triggered)

    def __exit__(self, *_: object) -> None:
        """Let it finish the part in work."""
        self._plc.stop()
        self._thread.shutdown()


def _plc(settings: SimulatedPlcSettings, say: Say) -> SimulatedPlc:
    watchers = Watchers(settled=lambda part: say(_line(part)), at_gate=_gate_sayer(settings, say), unreachable=say)
    return SimulatedPlc(settings, shipped_contract(), watchers)


def _gate_sayer(settings: SimulatedPlcSettings, say: Say) -> Callable[[PlcPart], None]:
    """Return what tells of the gate, as far as that is another moment than the result."""
    if settings.gate_pitches == 1:
        return lambda _part: None
    return lambda part: say(f"part {part.serial}: at the gate, {'goes on' if part.goes_on else 'taken out'}")


def _line(part: PlcPart) -> str:
    if part.outcome is None:
        return f"part {part.serial}: unanswered, {part.why}"
    reason = part.reason.name if part.reason else "no reason"
    is_compared = part.score_milli not in {None, NOT_COMPARED}
    score = f", score {(part.score_milli or 0) / 1e3:.3f}" if is_compared else ", not compared"
    what = "challenge part" if part.is_master else "part"
    return f"{what} {part.serial}: {part.outcome.name} {reason}{score}"

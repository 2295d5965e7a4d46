"""The simulated PLC, run in this thread or beside it."""

import asyncio
import signal
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from inspector.plc.contract import shipped_contract
from inspector.plc.simulated import PlcPart, PlcReport, SimulatedPlc, SimulatedPlcSettings

Say = Callable[[str], None]


def simulate_plc(host: str, port: int, takt_s: float, parts: int | None, say: Say) -> PlcReport:
    """Return what the PLC saw of `parts` parts; Ctrl-C ends it after the part in work.

    Raises
    ------
    LinkError
        What answers is no device that keeps the contract.
    """
    plc = _plc(host, port, takt_s, say)
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
        self._plc = _plc("127.0.0.1", port, takt_s, say)
        self._parts = parts
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="simulated PLC")

    def __enter__(self) -> "Future[int]":
        """Start; the future is how many parts were triggered, done when all are."""
        return self._thread.submit(lambda: asyncio.run(self._plc.run(self._parts)).triggered)

    def __exit__(self, *_: object) -> None:
        """Let it finish the part in work."""
        self._plc.stop()
        self._thread.shutdown()


def _plc(host: str, port: int, takt_s: float, say: Say) -> SimulatedPlc:
    settings = SimulatedPlcSettings(host=host, port=port, takt_s=takt_s)
    return SimulatedPlc(settings, shipped_contract(), lambda part: say(_line(part)))


def _line(part: PlcPart) -> str:
    if part.outcome is None:
        return f"part {part.serial}: unanswered, {part.why}"
    reason = part.reason.name if part.reason else "no reason"
    score = "" if part.score_milli is None else f", score {part.score_milli / 1e3:.3f}"
    return f"part {part.serial}: {part.outcome.name} {reason}{score}"

"""The part that every wire shares: a link whose own thread keeps the handshake going while something carries it."""

import asyncio
import threading
import time
from abc import ABC, abstractmethod
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, suppress
from datetime import UTC, datetime

import structlog

from inspector.errors import LinkError, LinkLostError
from inspector.part import Inspection, Signal
from inspector.plc.exchange import Clock, Exchange
from inspector.plc.link import StationState, Trigger, Untaken
from inspector.plc.priority import come_first
from inspector.plc.refusals import Refusals
from inspector.plc.registers import Contract
from inspector.plc.state import HandshakeSettings

_TICK_S = 0.05
# What the station does next, rows and images, holds the interpreter for milliseconds: the wire goes first.
_WIRE_FIRST_S = 0.001


class DeadlineWatch:
    """Lets time pass at the very moment a part falls due, not at the tick after it. Belongs to one event loop."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._watched_s: float | None = None

    def look(self) -> None:
        """Watch the part that is due next."""
        due_s = self._exchange.due_s()
        if due_s is not None and due_s != self._watched_s:
            self._watched_s = due_s
            asyncio.get_running_loop().call_at(due_s, self._pass)

    def _pass(self) -> None:
        self._exchange.tick()
        self.look()


class WireLink(ABC):
    """A `PlcLink` over some wire. A kind of wire says how it is called and how it carries the words.

    Parameters
    ----------
    contract
        Where which word stands.
    handshake
        How patient the device is.
    farewell_s
        How long the PLC can still see that the device went offline.
    """

    def __init__(self, contract: Contract, handshake: HandshakeSettings, farewell_s: float) -> None:
        self._contract = contract
        self._handshake = handshake
        self._farewell_s = farewell_s
        self._refusals = Refusals(time.monotonic)
        self._clock = Clock(lambda: datetime.now(UTC), time.monotonic)
        self._exchange: Exchange | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = asyncio.Event()

    @property
    @abstractmethod
    def name(self) -> str:
        """How people call this link."""

    @abstractmethod
    def _carried(self, exchange: Exchange, deadlines: DeadlineWatch) -> AbstractAsyncContextManager[None]:
        """Carry the words of `exchange` while the block lasts; entering it raises LinkError where that cannot begin."""

    def _changed(self) -> None:  # noqa: B027 -- a wire that is read has nothing to do
        """Hear, in any thread, that the words may have changed."""

    @property
    def refusals(self) -> Refusals:
        """What was turned away so far."""
        return self._refusals

    def warning(self) -> str:
        """Return what was lately turned away, in one line for people; empty where nothing was."""
        return self._refusals.warning()

    def open(self, state: StationState) -> None:
        """Begin; every result bit is 0 and stays 0 until the first verdict.

        Raises
        ------
        LinkError
            The port or device is taken or missing. The station refuses to start.
        """
        exchange = Exchange(self._contract, self._handshake, self._clock, state)
        begun: Future[None] = Future()
        thread = threading.Thread(target=self._run, args=(exchange, begun), name="plc-link", daemon=True)
        thread.start()
        begun.result()
        self._exchange, self._thread = exchange, thread

    def report(self, state: StationState) -> None:
        """Tell the PLC how the station is."""
        self._served().report(state)
        self._changed()

    def next_trigger(self, timeout_s: float) -> Trigger | None:
        """Return the next part to inspect, or None when none came within `timeout_s`.

        Raises
        ------
        LinkError
            Nobody answers the wire any more. The station ends, so that its supervisor starts it anew.
        """
        return self._served().next_trigger(timeout_s)

    def wanted_product(self) -> int:
        """Return the number of the product that the PLC wants and the station does not inspect, 0 for none."""
        return self._served().wanted_product()

    def refuse_product(self, number: int) -> None:
        """Tell the PLC that the station cannot go over to product `number`."""
        self._served().refuse_product(number)
        self._changed()

    def exposed(self, trigger: Trigger) -> None:
        """Tell the PLC that the part may move: its photograph is taken."""
        self._served().exposed(trigger)
        self._changed()

    def answer(self, trigger: Trigger, inspection: Inspection) -> Signal:
        """Show the verdict to the PLC, result words first, and return what was really shown."""
        signal = self._served().answer(trigger, inspection)
        self._changed()
        time.sleep(_WIRE_FIRST_S)
        return signal

    def untaken(self) -> list[Untaken]:
        """Return and forget the parts since the last call that were answered before the station took them."""
        return self._exchange.untaken() if self._exchange else []

    def is_connected(self) -> bool:
        """Return whether a PLC was heard within the heartbeat limit."""
        return self._exchange is not None and self._exchange.is_connected()

    def is_ready(self) -> bool:
        """Return whether the PLC is shown READY or a part is in work."""
        return self._exchange is not None and self._exchange.is_ready()

    def selection_trouble(self) -> str:
        """Return why no product of the station is meant by the PLC, in words for people; empty where one is."""
        return self._exchange.selection_trouble() if self._exchange else ""

    def acknowledged(self) -> list[tuple[int, datetime]]:
        """Return and forget the acknowledgements since the last call: trigger id and moment."""
        return self._exchange.acknowledged() if self._exchange else []

    def close(self) -> None:
        """Go offline: every bit drops, the PLC has a moment to see it, then the wire is let go."""
        if self._thread is None or self._exchange is None or self._loop is None:
            return
        in_touch = self._exchange.is_connected()
        self._exchange.go_offline()
        self._changed()
        if in_touch:
            time.sleep(self._farewell_s)
        with suppress(RuntimeError):  # The loop ended by itself: nothing is left to stop.
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()
        self._thread = None

    def _served(self) -> Exchange:
        if self._exchange is None or self._thread is None or not self._thread.is_alive():
            raise LinkLostError(f"reach the PLC on {self.name}", "the link is not served", "start the station again")
        return self._exchange

    def _run(self, exchange: Exchange, begun: "Future[None]") -> None:
        try:
            asyncio.run(self._serve(exchange, begun))
        finally:
            # Whoever opens the link waits for this: a fault that nobody thought of must not let him wait for ever.
            if not begun.done():
                found = "its thread ended before it began"
                begun.set_exception(LinkError(f"open the PLC link {self.name}", found, "see the traceback in the log"))

    async def _serve(self, exchange: Exchange, begun: "Future[None]") -> None:
        """Keep the handshake going until `close`."""
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        deadlines, real_time = DeadlineWatch(exchange), come_first()
        try:
            async with self._carried(exchange, deadlines):
                begun.set_result(None)
                structlog.get_logger().info("plc link", wire=self.name, real_time=real_time)
                await self._let_time_pass(exchange, deadlines)
        except LinkError as error:
            if begun.done():
                raise
            begun.set_exception(error)

    async def _let_time_pass(self, exchange: Exchange, deadlines: DeadlineWatch) -> None:
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(_TICK_S):
                    await self._stopping.wait()
            exchange.tick()
            deadlines.look()
            self._changed()

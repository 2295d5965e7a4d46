"""The PLC link as a Modbus TCP server: the PLC is the client, as with every vision system."""

import asyncio
import logging
import socket
import threading
import time
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from pymodbus.constants import ExcCodes
from pymodbus.datastore import ModbusServerContext
from pymodbus.pdu import DecodePDU, ExceptionResponse, ModbusPDU
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice
from typing_extensions import override

from inspector.errors import LinkError, LinkLostError
from inspector.part import Inspection, Signal
from inspector.plc.exchange import Clock, Exchange
from inspector.plc.link import StationState, Trigger
from inspector.plc.registers import Contract
from inspector.plc.state import HandshakeSettings

_TICK_S = 0.05
_SERVED = frozenset({3, 4, 6, 16, 22, 23})
# On TCP a device is addressed by its IP address: these unit ids mean "whoever answers there".
_ANY_UNIT = frozenset({0, 255})


@dataclass(frozen=True, slots=True)
class ModbusServerSettings:
    """Where the device listens and how patient it is.

    `port` 0 takes a free one, told by the link's `port`. `unit_id` is answered beside 0 and 255; any other gets
    exception 11. `farewell_s` is how long the PLC can still read that the device went offline.
    """

    host: str = "127.0.0.1"
    port: int = 5020
    unit_id: int = 1
    farewell_s: float = 0.2
    handshake: HandshakeSettings = field(default_factory=HandshakeSettings)


class ModbusTcpLink:
    """A `PlcLink` that serves the register map; its own thread answers the wire.

    A write of the PLC drives the handshake before it is answered. Holding registers 3, 16 (read/write 23, mask 22,
    single 6) and input registers 4 are served, other function codes get exception 1. Only the PLC's block can be
    written, anything else gets exception 2 and changes nothing.
    """

    def __init__(self, settings: ModbusServerSettings, contract: Contract) -> None:
        self._settings = settings
        self._contract = contract
        self._clock = Clock(lambda: datetime.now(UTC), time.monotonic)
        self._exchange: Exchange | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = asyncio.Event()
        self._port = settings.port

    @property
    def name(self) -> str:
        """How people call this link."""
        return f"Modbus TCP {self._settings.host}:{self._port}"

    @property
    def port(self) -> int:
        """The port that is served, once open; before, the port asked for."""
        return self._port

    def open(self, state: StationState) -> None:
        """Start to serve; every result bit is 0 and stays 0 until the first verdict.

        Raises
        ------
        LinkError
            The address cannot be served. The station refuses to start.
        """
        exchange = Exchange(self._contract, self._settings.handshake, self._clock, state)
        bound: Future[int] = Future()
        thread = threading.Thread(target=self._run, args=(exchange, bound), name="plc-link", daemon=True)
        thread.start()
        self._port = bound.result()
        self._exchange, self._thread = exchange, thread

    def report(self, state: StationState) -> None:
        """Tell the PLC how the station is."""
        self._served().report(state)

    def next_trigger(self, timeout_s: float) -> Trigger | None:
        """Return the next part to inspect, or None when none came within `timeout_s`.

        Raises
        ------
        LinkError
            Nobody answers the wire any more. The station ends, so that its supervisor starts it anew.
        """
        return self._served().next_trigger(timeout_s)

    def exposed(self, trigger: Trigger) -> None:
        """Tell the PLC that the part may move: its photograph is taken."""
        self._served().exposed(trigger)

    def answer(self, trigger: Trigger, inspection: Inspection) -> Signal:
        """Show the verdict to the PLC, result words first, and return what was really shown."""
        return self._served().answer(trigger, inspection)

    def is_connected(self) -> bool:
        """Return whether a PLC was heard within the heartbeat limit."""
        return self._exchange is not None and self._exchange.is_connected()

    def is_ready(self) -> bool:
        """Return whether the PLC is shown READY or a part is in work."""
        return self._exchange is not None and self._exchange.is_ready()

    def acknowledged(self) -> list[tuple[int, datetime]]:
        """Return and forget the acknowledgements since the last call: trigger id and moment."""
        return self._exchange.acknowledged() if self._exchange else []

    def close(self) -> None:
        """Go offline: every bit drops, the PLC has a moment to read it, then the port is let go."""
        if self._thread is None or self._exchange is None or self._loop is None:
            return
        in_touch = self._exchange.is_connected()
        self._exchange.go_offline()
        if in_touch:
            time.sleep(self._settings.farewell_s)
        with suppress(RuntimeError):  # The loop ended by itself: nothing is left to stop.
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()
        self._thread = None

    def _served(self) -> Exchange:
        if self._exchange is None or self._thread is None or not self._thread.is_alive():
            raise LinkLostError(f"reach the PLC on {self.name}", "the link is not served", "start the station again")
        return self._exchange

    def _run(self, exchange: Exchange, bound: "Future[int]") -> None:
        _keep_library_off_stderr()
        asyncio.run(self._serve(exchange, bound))

    async def _serve(self, exchange: Exchange, bound: "Future[int]") -> None:
        """Answer the wire until `close`."""
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        address = (self._settings.host, self._settings.port)
        server = ModbusTcpServer(self._device(exchange), address=address, trace_pdu=self._admit)
        server.decoder = _Decoder(is_server=True)
        try:
            await server.serve_forever(background=True)
        except RuntimeError:
            bound.set_exception(_not_served(*address))
            return
        bound.set_result(cast("asyncio.Server", server.transport).sockets[0].getsockname()[1])
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(_TICK_S):
                    await self._stopping.wait()
            exchange.tick()
        await server.shutdown()

    def _device(self, exchange: Exchange) -> SimDevice:
        """Return what pymodbus serves: registers filled from `exchange` at every read, given to it at every write."""

        async def act(
            _code: int,
            start: int,
            address: int,
            count: int,
            registers: list[int],
            written: list[int] | list[bool] | None,
        ) -> ExcCodes | None:
            if written is not None:
                return await _write(exchange, address, [int(value) for value in written])
            registers[address - start : address - start + count] = exchange.read(address, count)
            return None

        size = self._contract.device.start + self._contract.device.count
        return SimDevice(0, simdata=SimData(0, count=size, datatype=DataType.REGISTERS), action=act)

    def _admit(self, sending: bool, pdu: ModbusPDU) -> ModbusPDU:  # noqa: FBT001 -- pymodbus calls it by position
        """Let a request for this device pass, put a refusal in place of any other."""
        if sending:
            return pdu
        known = pdu.dev_id in _ANY_UNIT | {self._settings.unit_id}
        if known and pdu.function_code in _SERVED:
            return pdu
        refusal = _Refusal(pdu.function_code, ExcCodes.ILLEGAL_FUNCTION if known else ExcCodes.GATEWAY_NO_RESPONSE)
        refusal.dev_id, refusal.transaction_id = pdu.dev_id, pdu.transaction_id
        return refusal


class _Decoder(DecodePDU):
    """Decodes requests; one that is no request of its kind is refused under its own function code, as it should be."""

    @override
    def decode(self, frame: bytes) -> ModbusPDU:
        return super().decode(frame) or _Refusal(frame[0], ExcCodes.ILLEGAL_VALUE)


class _Refusal(ModbusPDU):
    """Stands in for a request and answers it with a Modbus exception, whatever addresses it names."""

    def __init__(self, function_code: int, code: ExcCodes) -> None:
        super().__init__()
        self.function_code = function_code
        self._code = code

    @override
    async def datastore_update(self, context: ModbusServerContext, device_id: int) -> ModbusPDU:
        return ExceptionResponse(self.function_code, self._code)


async def _write(exchange: Exchange, address: int, registers: list[int]) -> ExcCodes | None:
    due_before_s = exchange.due_s()
    if not exchange.write(address, registers):
        return ExcCodes.ILLEGAL_ADDRESS
    due_s = exchange.due_s()
    if due_s is not None and due_s != due_before_s:
        asyncio.get_running_loop().call_at(due_s, exchange.tick)
    return None


def _not_served(host: str, port: int) -> LinkError:
    """Return why an address cannot be served; pymodbus only says that it cannot."""
    why = "it could not be bound"
    try:
        with socket.create_server((host, port), reuse_port=False):
            pass
    except OSError as error:
        why = error.strerror or str(error)
    remedy = "end the program that has this port, or choose another in the settings (plc.host, plc.port)"
    return LinkError(f"serve the PLC on {host}:{port}", why.lower(), remedy)


def _keep_library_off_stderr() -> None:
    """Leave what pymodbus logs to the handlers of the application; without any, Python would print it."""
    logger = logging.getLogger("pymodbus")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())

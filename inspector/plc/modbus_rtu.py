"""The PLC link as a Modbus RTU server on a serial line: the PLC is the master."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from pymodbus.framer import FramerRTU
from typing_extensions import override

from inspector.errors import LinkError, LinkLostError
from inspector.plc.echo import OwnEcho
from inspector.plc.exchange import Exchange
from inspector.plc.modbus_requests import ModbusRequests, Sender, request_length
from inspector.plc.refusals import Refused
from inspector.plc.registers import Contract
from inspector.plc.serial_port import SerialSettings, open_serial
from inspector.plc.state import HandshakeSettings
from inspector.plc.wire import DeadlineWatch, WireLink

_FRAME_MAX = 256
_FRAME_MIN = 4
# The silence that ends a frame is 3.5 characters, but never below 1.75 ms (Modbus over serial line, 2.5.1.1).
_SILENCE_CHARACTERS = 3.5
_SILENCE_MIN_S = 0.00175
# Adapters hand bytes over in lumps: only a silence this long tells that nothing more of a frame comes.
_LUMP_S = 0.02
_REOPEN_S = 1.0


@dataclass(frozen=True, slots=True)
class ModbusRtuSettings:
    """The serial line and how patient the device is.

    Only `unit_id`, 1..247, is answered; whatever is meant for other devices on the line, broadcasts too, is passed
    over in silence. `farewell_s` is how long the PLC can still read that the device went offline.
    """

    serial: SerialSettings
    unit_id: int = 1
    farewell_s: float = 0.2
    handshake: HandshakeSettings = field(default_factory=HandshakeSettings)


class ModbusRtuLink(WireLink):
    """A `PlcLink` that serves the register map on a serial line; its own thread answers.

    What is served and what is refused: see `ModbusRequests`. A frame with a wrong checksum is not answered, as the
    standard wants: the master asks again. An adapter that is pulled out is opened again as soon as it is back.
    """

    def __init__(self, settings: ModbusRtuSettings, contract: Contract) -> None:
        super().__init__(contract, settings.handshake, settings.farewell_s)
        self._settings = settings

    @property
    @override
    def name(self) -> str:
        serial = self._settings.serial
        return f"Modbus RTU {serial.device} {serial.baud} {serial.frame}"

    @asynccontextmanager
    @override
    async def _carried(self, exchange: Exchange, deadlines: DeadlineWatch) -> AsyncIterator[None]:
        units = frozenset({self._settings.unit_id})
        requests = ModbusRequests(exchange, self._contract, deadlines, self._refusals, units)
        port = open_serial(self._settings.serial)
        async with asyncio.TaskGroup() as group:
            serving = group.create_task(self._keep_serving(port, requests))
            try:
                yield
            finally:
                serving.cancel()

    async def _keep_serving(self, port: int, requests: ModbusRequests) -> None:
        """Answer the master; where the port goes away, wait until it is back."""
        while True:
            line = _SerialLine(port, self._settings.serial)
            try:
                await self._answer_all(line, requests)
            except LinkLostError as error:
                self._refusals.note(Refused.LOST, str(error))
            finally:
                line.close()
            port = await self._reopened()

    async def _reopened(self) -> int:
        while True:
            await asyncio.sleep(_REOPEN_S)
            with suppress(LinkError):
                return open_serial(self._settings.serial)

    async def _answer_all(self, line: "_SerialLine", requests: ModbusRequests) -> None:
        unit_id, sender = self._settings.unit_id, Sender(self._settings.serial.device, may_write=True)
        received = b""
        while True:
            more = await line.receive(_LUMP_S if received else None)
            received = (received + more)[-_FRAME_MAX:]
            request = last_request(received, unit_id) if more else whole_frame(received, unit_id)
            if request is not None:
                await line.send(unit_id, await requests.answer(unit_id, request, sender))
            if request is not None or not more:
                received = b""


def last_request(received: bytes, unit_id: int) -> bytes | None:
    """Return the request to `unit_id` that `received` ends with, from the function code on; None without one.

    What stands before it is passed over: noise, or talk of other devices on the line.

    Examples
    --------
    >>> last_request(bytes.fromhex("ff 00 01 03 00 10 00 01 85 cf"), 1).hex(" ")
    '03 00 10 00 01'
    """
    for start in range(len(received) - _FRAME_MIN + 1):
        frame = received[start:]
        if request_length(frame[1:]) == len(frame) - 3 and (request := whole_frame(frame, unit_id)) is not None:
            return request
    return None


def whole_frame(received: bytes, unit_id: int) -> bytes | None:
    """Return what stands in `received` where that is exactly one frame to `unit_id`, whatever its function code."""
    if len(received) < _FRAME_MIN or received[0] != unit_id:
        return None
    checksum = int.from_bytes(received[-2:], "big")
    return received[1:-2] if FramerRTU.check_CRC(received[:-2], checksum) else None


class _SerialLine:
    """The open port within an event loop."""

    def __init__(self, port: int, settings: SerialSettings) -> None:
        self._port = port
        self._settings = settings
        self._echo = OwnEcho()
        self._arrived = asyncio.Event()
        asyncio.get_running_loop().add_reader(port, self._arrived.set)

    async def receive(self, patience_s: float | None) -> bytes:
        """Return what arrived, as much as is there; nothing where the line was silent for `patience_s`.

        Raises
        ------
        LinkLostError
            The port is gone.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                while not (received := self._read()):
                    await self._arrived.wait()
                return received
        return b""

    def _read(self) -> bytes:
        """Return what the master sent until now; nothing where the line is silent."""
        self._arrived.clear()
        try:
            received = os.read(self._port, _FRAME_MAX)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise self._lost(error.strerror or str(error)) from error
        if not received:
            raise self._lost("it was pulled out")
        return self._echo.left_of(received)

    async def send(self, unit_id: int, reply: bytes) -> None:
        """Send a reply after the silence that the master needs to hear the end of its own request."""
        await asyncio.sleep(max(_SILENCE_MIN_S, _SILENCE_CHARACTERS * self._settings.character_s))
        frame = bytes([unit_id]) + reply
        frame += FramerRTU.compute_CRC(frame).to_bytes(2, "big")
        if self._settings.echo:
            self._echo.sent(frame)
        try:
            # The driver's queue is longer than any frame; a full one is a master that is gone and asks again.
            with suppress(BlockingIOError):
                os.write(self._port, frame)
        except OSError as error:
            raise self._lost(error.strerror or str(error)) from error

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._port)
        os.close(self._port)

    def _lost(self, why: str) -> LinkLostError:
        device = self._settings.device
        return LinkLostError(
            f"hear the PLC on {device}", why.lower(), "plug it in again: it is opened as soon as it is there"
        )

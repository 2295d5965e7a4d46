"""The PLC link as a Modbus TCP server: the PLC is the client, as with every vision system."""

import asyncio
import errno
import os
import socket
import struct
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

from typing_extensions import override

from inspector.errors import LinkError
from inspector.plc.exchange import Exchange
from inspector.plc.modbus_requests import ANY_UNIT, ModbusRequests, Sender
from inspector.plc.refusals import Refused
from inspector.plc.registers import Contract
from inspector.plc.state import HandshakeSettings
from inspector.plc.wire import DeadlineWatch, WireLink

_HEADER = struct.Struct(">HHHB")  # transaction, protocol (0 is Modbus), bytes from the unit id on, unit id
_LONGEST = 254
_ENDS_WITHIN_S = 1.0
_SWEEP_S = 0.5
_BUFFER_BYTES = 512
_BACKLOG = 64
# A PLC that lost power says no goodbye: after 5 + 3 x 2 s of silence the system asks, and closes what is gone.
_KEEPALIVE = {socket.TCP_KEEPIDLE: 5, socket.TCP_KEEPINTVL: 2, socket.TCP_KEEPCNT: 3}


@dataclass(frozen=True, slots=True)
class ModbusServerSettings:
    """Where the device listens, whom it serves and how patient it is.

    `port` 0 takes a free one, told by the link's `port`. `unit_id` is answered beside 0 and 255; any other gets
    exception 11. `allowed` are the addresses or networks that may connect, none for all. Of those, `writer` is the
    only address and `writer_unit_id` the only unit id whose writes are taken, empty and None for all: a write by
    anybody else gets exception 1, like a function that is not served.

    At most `connections_max` are open. One more takes the place of the one that has been silent longest, if that was
    longer than `spare_s`; else the new one is closed. The `writer` always finds a place. A connection on which
    nothing whole was asked for `idle_s` is closed. `farewell_s` is how long the PLC can still read that the device
    went offline.
    """

    host: str = "127.0.0.1"
    port: int = 5020
    unit_id: int = 1
    allowed: tuple[str, ...] = ()
    writer: str = ""
    writer_unit_id: int | None = None
    connections_max: int = 32
    idle_s: float = 60.0
    spare_s: float = 2.0
    farewell_s: float = 0.2
    handshake: HandshakeSettings = field(default_factory=HandshakeSettings)


class ModbusTcpLink(WireLink):
    """A `PlcLink` that serves the register map; its own thread answers the wire.

    A write of the PLC drives the handshake before it is answered. What is served and what is refused: see
    `ModbusRequests`. Requests of one connection are answered in their order; bytes that are no Modbus close it.
    """

    def __init__(self, settings: ModbusServerSettings, contract: Contract) -> None:
        super().__init__(contract, settings.handshake, settings.farewell_s)
        self._settings = settings
        self._guests = _Guests(settings)
        self._port = settings.port

    @property
    @override
    def name(self) -> str:
        return f"Modbus TCP {self._settings.host}:{self._port}"

    @property
    def port(self) -> int:
        """The port that is served, once open; before, the port asked for."""
        return self._port

    @asynccontextmanager
    @override
    async def _carried(self, exchange: Exchange, deadlines: DeadlineWatch) -> AsyncIterator[None]:
        units = ANY_UNIT | {self._settings.unit_id}
        requests = ModbusRequests(exchange, self._contract, deadlines, self._refusals, units)
        serving = set[asyncio.Task[None]]()

        def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.create_task(self._welcome(reader, writer, requests))
            serving.add(task)
            task.add_done_callback(serving.discard)

        address = (self._settings.host, self._settings.port)
        try:
            server = await asyncio.start_server(welcome, *address, backlog=_BACKLOG, limit=_BUFFER_BYTES)
        except (OSError, UnicodeError) as error:
            # UnicodeError: a name with an empty part, as in 192.168..10.
            raise _not_served(*address, error) from error
        self._port = server.sockets[0].getsockname()[1]
        sweeping = asyncio.create_task(self._sweep())
        try:
            yield
        finally:
            sweeping.cancel()
            server.close()
            self._guests.close_all()
            if serving:
                # They end by themselves now; cancelled with the loop, each would leave a traceback for nothing.
                await asyncio.wait(serving, timeout=_ENDS_WITHIN_S)

    async def _welcome(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, requests: ModbusRequests
    ) -> None:
        """Serve one connection to its end."""
        guest = self._admitted(writer)
        if guest is None:
            writer.transport.abort()
            return
        try:
            # What ends a connection is no fault of the line: the PLC went, or lost its power, or the sweep closed it.
            with suppress(asyncio.IncompleteReadError, OSError):
                await self._answer_all(reader, guest, requests)
        finally:
            self._guests.leave(guest)

    def _admitted(self, writer: asyncio.StreamWriter) -> "_Guest | None":
        peer = writer.get_extra_info("peername")
        address = peer[0] if peer else ""
        if not self._guests.is_allowed(address):
            self._refusals.note(Refused.STRANGER, address)
            return None
        if self._guests.is_full():
            leaving = self._guests.to_make_room(for_writer=bool(address) and address == self._settings.writer)
            if leaving is None:
                self._refusals.note(Refused.FULL, address)
                return None
            self._refusals.note(Refused.MADE_ROOM, leaving.address)
            self._guests.leave(leaving)
        return self._guests.enter(address, writer)

    async def _answer_all(self, reader: asyncio.StreamReader, guest: "_Guest", requests: ModbusRequests) -> None:
        while True:
            transaction, protocol, length, unit_id = _HEADER.unpack(await reader.readexactly(_HEADER.size))
            if protocol != 0 or not 2 <= length <= _LONGEST:
                self._refusals.note(Refused.GARBAGE, guest.address)
                return
            request = await reader.readexactly(length - 1)
            guest.heard_s = time.monotonic()
            sender = Sender(guest.address, self._may_write(guest.address, unit_id))
            reply = await requests.answer(unit_id, request, sender)
            guest.writer.write(_HEADER.pack(transaction, 0, len(reply) + 1, unit_id) + reply)
            await guest.writer.drain()

    def _may_write(self, address: str, unit_id: int) -> bool:
        settings = self._settings
        return settings.writer in {"", address} and settings.writer_unit_id in {None, unit_id}

    async def _sweep(self) -> None:
        """Close what has been silent too long, be it half open, dribbled on, or never read from."""
        while True:
            await asyncio.sleep(_SWEEP_S)
            for guest in self._guests.silent_for(self._settings.idle_s):
                self._refusals.note(Refused.IDLE, guest.address)
                self._guests.leave(guest)


@dataclass(slots=True, eq=False)
class _Guest:
    """One open connection; `heard_s` is when the last whole request came, at first when it was opened."""

    address: str
    writer: asyncio.StreamWriter
    heard_s: float


class _Guests:
    """The open connections, never more than the settings say."""

    def __init__(self, settings: ModbusServerSettings) -> None:
        self._settings = settings
        self._allowed = [ip_network(each) for each in settings.allowed]
        self._open: set[_Guest] = set()

    def is_allowed(self, address: str) -> bool:
        """Return whether this address may connect; the PLC may whatever the list says."""
        if not self._allowed:
            return True
        # Who hung up again before he was looked at has no address any more.
        known = bool(address) and any(ip_address(address) in network for network in self._allowed)
        return known or (address != "" and address == self._settings.writer)

    def is_full(self) -> bool:
        """Return whether one more would be too many."""
        return len(self._open) >= self._settings.connections_max

    def to_make_room(self, *, for_writer: bool) -> _Guest | None:
        """Return the connection that leaves for a new one, or None where the new one has to go."""
        # The PLC that comes back finds a place among lively readers; they never take the place of a lively PLC.
        longest = min(self._open, key=lambda guest: guest.heard_s)
        spare = time.monotonic() - longest.heard_s > self._settings.spare_s
        return longest if spare or for_writer else None

    def enter(self, address: str, writer: asyncio.StreamWriter) -> _Guest:
        """Take a connection in."""
        line: socket.socket = writer.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option, value in _KEEPALIVE.items():
            line.setsockopt(socket.IPPROTO_TCP, option, value)
        # Someone who asks without reading waits, and is swept away, before replies pile up.
        writer.transport.set_write_buffer_limits(high=_BUFFER_BYTES)
        guest = _Guest(address, writer, time.monotonic())
        self._open.add(guest)
        return guest

    def leave(self, guest: _Guest) -> None:
        """Close a connection at once; twice is fine."""
        self._open.discard(guest)
        guest.writer.transport.abort()

    def silent_for(self, idle_s: float) -> list[_Guest]:
        """Return the connections on which nothing whole was asked for so long."""
        now_s = time.monotonic()
        return [guest for guest in self._open if now_s - guest.heard_s > idle_s]

    def close_all(self) -> None:
        """Close every connection."""
        for guest in list(self._open):
            self.leave(guest)


def _not_served(host: str, port: int, error: OSError | UnicodeError) -> LinkError:
    """Return why an address cannot be served."""
    number = error.errno if isinstance(error, OSError) else None
    # asyncio rewrites the system's text; its number is still the system's.
    why = os.strerror(number) if number and number in errno.errorcode else str(error)
    remedy = "end the program that has this port, or choose another in the settings (plc.host, plc.port)"
    return LinkError(f"serve the PLC on {host}:{port}", why.lower(), remedy)

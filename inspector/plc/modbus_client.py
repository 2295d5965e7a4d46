"""The PLC link as a Modbus TCP client: the device calls the PLC, reads its words and writes its own into it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from pymodbus import ModbusException
from pymodbus.client import AsyncModbusTcpClient
from pymodbus.pdu import ModbusPDU
from typing_extensions import override

from inspector.plc.exchange import Exchange
from inspector.plc.modbus_requests import keep_library_off_stderr
from inspector.plc.refusals import Refused
from inspector.plc.registers import Contract
from inspector.plc.state import HandshakeSettings
from inspector.plc.wire import DeadlineWatch, WireLink
from inspector.plc.writes import Write, writes_between


@dataclass(frozen=True, slots=True)
class ModbusClientSettings:
    """Where the PLC is, where its registers are, and how patient the device is.

    The map's address 0 is the PLC's holding register `first_register`. The PLC is read every `poll_s`, and written as
    soon as something changed. No whole reply within `reply_timeout_s` is a lost connection; the next call follows
    after `reconnect_first_s`, then twice as long each time, up to `reconnect_last_s`. `farewell_s` is how long the
    device tries to tell that it goes offline.
    """

    host: str
    port: int = 502
    unit_id: int = 1
    first_register: int = 0
    poll_s: float = 0.01
    reply_timeout_s: float = 0.3
    reconnect_first_s: float = 0.1
    reconnect_last_s: float = 2.0
    farewell_s: float = 0.2
    handshake: HandshakeSettings = field(default_factory=HandshakeSettings)


class ModbusClientLink(WireLink):
    """A `PlcLink` that calls the PLC; its own thread reads, writes, and calls again.

    The station starts whether or not the PLC is there. A lost connection is a PLC that is gone: what it was shown is
    taken down, the part in work can only be FAULT, and after the next call every result bit is 0 until a new verdict.

    What the device wrote is read back with every read. Where it is not what was written, another writes there, a write
    came late by a way of its own, or the PLC forgot: the result is taken down like that of a lost connection.
    """

    def __init__(self, settings: ModbusClientSettings, contract: Contract) -> None:
        super().__init__(contract, settings.handshake, settings.farewell_s)
        self._settings = settings
        self._calls: asyncio.AbstractEventLoop | None = None
        self._woken = asyncio.Event()

    @property
    @override
    def name(self) -> str:
        return f"Modbus TCP to {self._settings.host}:{self._settings.port}"

    @override
    def _changed(self) -> None:
        if self._calls is not None:
            with suppress(RuntimeError):  # The loop has ended: nobody is left to write.
                self._calls.call_soon_threadsafe(self._woken.set)

    @asynccontextmanager
    @override
    async def _carried(self, exchange: Exchange, deadlines: DeadlineWatch) -> AsyncIterator[None]:
        keep_library_off_stderr()
        self._calls, self._woken = asyncio.get_running_loop(), asyncio.Event()
        self._calls.set_exception_handler(_pass_over_replies)
        exchange.plc_gone()  # Before anybody can ask whether the station is ready.
        # A fault in the calling itself ends the group, and with it the thread: the station hears that nobody serves.
        async with asyncio.TaskGroup() as group:
            calling = group.create_task(self._keep_calling(exchange, deadlines))
            try:
                yield
            finally:
                calling.cancel()

    async def _keep_calling(self, exchange: Exchange, deadlines: DeadlineWatch) -> None:
        """Call the PLC until `close`; between two calls it is gone."""
        settings = self._settings
        delay_s = settings.reconnect_first_s
        # Beside the cancelling: below Python 3.12 a reply that comes at that very moment swallows it.
        while not self._stopping.is_set():
            peer = Peer(settings)
            try:
                await peer.call()
                conversation = Conversation(peer, exchange, deadlines, self._contract)
                await conversation.begin()
                delay_s = settings.reconnect_first_s
                await self._go_on(conversation)
            except LostError as error:
                self._refusals.note(Refused.LOST, f"{settings.host}:{settings.port}, {error}")
            finally:
                peer.hang_up()
            exchange.plc_gone()
            await asyncio.sleep(delay_s)
            delay_s = min(2 * delay_s, settings.reconnect_last_s)

    async def _go_on(self, conversation: "Conversation") -> None:
        """Read the PLC scan by scan, write to it at once when something changed."""
        while not self._stopping.is_set():
            if not await conversation.listen():
                self._refusals.note(Refused.DISTURBED, self.name)
            await conversation.show()
            self._woken.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._settings.poll_s):
                    await self._woken.wait()
            await conversation.show()


_READ, _WRITE = 3, 16


def _pass_over_replies(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Print no traceback of a reply that cannot be decoded: it ends the connection, which is noticed and counted."""
    if not isinstance(context.get("exception"), ModbusException):
        loop.default_exception_handler(context)


class LostError(Exception):
    """The connection is of no use any more: hang up and call again."""


class Peer:
    """The PLC at the other end: whole replies or none."""

    def __init__(self, settings: ModbusClientSettings) -> None:
        self._settings = settings
        self._heard = b""
        # Retries would write twice, and the library's own reconnecting waits up to minutes: both are done here.
        self.client = AsyncModbusTcpClient(
            settings.host,
            port=settings.port,
            timeout=settings.reply_timeout_s,
            retries=0,
            reconnect_delay=0.0,
            trace_packet=self._hear,
        )

    async def call(self) -> None:
        """Connect, or raise LostError."""
        try:
            answers = await self.client.connect()
        except UnicodeError as error:
            # A name with an empty part, as in 192.168..10: no name service was ever asked.
            raise LostError(str(error)) from error
        if not answers:
            raise LostError("nobody answers")

    def hang_up(self) -> None:
        """End the connection."""
        self.client.close()

    async def read(self, address: int, count: int) -> list[int]:
        """Return `count` registers of the map from `address` on, or raise LostError."""
        what, at = f"read of {count} registers at {address}", self._settings.first_register + address
        try:
            reply = await self.client.read_holding_registers(at, count=count, device_id=self._settings.unit_id)
        except ModbusException as error:
            raise LostError(f"{what}: {error}") from error
        self._check(reply, _READ, what)
        # pymodbus takes a reply with too few registers for good.
        if len(reply.registers) != count:
            raise LostError(f"{what}: short reply of {len(reply.registers)}")
        return list(reply.registers)

    async def write(self, write: Write) -> None:
        """Write registers of the map, confirmed by the PLC, or raise LostError."""
        what, at = f"write of {len(write.registers)} registers at {write.address}", self._settings.first_register
        at += write.address
        try:
            reply = await self.client.write_registers(at, list(write.registers), device_id=self._settings.unit_id)
        except ModbusException as error:
            raise LostError(f"{what}: {error}") from error
        self._check(reply, _WRITE, what)
        if (reply.address, reply.count) != (at, len(write.registers)):
            raise LostError(f"{what}: confirmed as {reply.count} registers at {reply.address}")

    def _hear(self, sending: bool, data: bytes) -> bytes:  # noqa: FBT001 -- the library's own answer
        self._heard = self._heard if sending else data
        return data

    def _check(self, reply: ModbusPDU, function: int, what: str) -> None:
        """Raise LostError unless `reply`, which the library has taken for good, is one to the byte."""
        if reply.isError():
            raise LostError(f"{what}: Modbus exception {reply.exception_code}")
        # The library takes replies without a transaction id, and those to other functions that hold registers too.
        if reply.transaction_id == 0:
            raise LostError(f"{what}: reply without a transaction id")
        if reply.function_code != function:
            raise LostError(f"{what}: answered under function code {reply.function_code}, expected {function}")
        if self.client.ctx.framer.buildFrame(reply) != self._heard:
            raise LostError(f"{what}: the reply is longer than it should be, or another follows it")


class Conversation:
    """What is said over one connection: the PLC's words in, the device's words out, and what the PLC holds of them."""

    def __init__(self, peer: Peer, exchange: Exchange, deadlines: DeadlineWatch, contract: Contract) -> None:
        self._peer = peer
        self._exchange = exchange
        self._deadlines = deadlines
        self._contract = contract
        self._held: Sequence[int] | None = None

    async def begin(self) -> None:
        """Show that no result is there, hear where the PLC stands, and only then take it for present."""
        await self.show()
        block = self._contract.plc
        self._exchange.write(block.start, await self._peer.read(block.start, block.count))
        self._exchange.plc_back()

    async def show(self) -> None:
        """Write what changed, in the order that never shows half a result."""
        block = self._contract.device
        wanted = self._exchange.read(block.start, block.count)
        for write in writes_between(block, self._held, wanted):
            self._held = None
            await self._peer.write(write)
        self._held = wanted

    async def listen(self) -> bool:
        """Read both blocks at once, let the PLC's words drive the handshake; return whether ours are as written."""
        plc, device = self._contract.plc, self._contract.device
        start = min(plc.start, device.start)
        end = max(plc.start + plc.count, device.start + device.count)
        seen = await self._peer.read(start, end - start)
        echo = seen[device.start - start :][: device.count]
        as_written = echo == list(self._held or ())
        if not as_written:
            self._held = echo
            self._exchange.plc_gone()
        self._exchange.write(plc.start, seen[plc.start - start :][: plc.count])
        if not as_written:
            self._exchange.plc_back()
        self._deadlines.look()
        return as_written

"""A simulated PLC: a Modbus TCP client that runs the four phases, part after part, against any device that keeps them.

It ships with the product, so that a station can be tried, timed and tested without a line. What it does is its program
(`simulated_program`), what goes wrong with it on demand is `simulated_faults`; here is the wire.
"""

import asyncio
import logging
import socket
import struct
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, replace

from pymodbus import ModbusException
from pymodbus.client import AsyncModbusTcpClient

from inspector.errors import LinkError
from inspector.part import Outcome
from inspector.plc.conveyor import PlcPart
from inspector.plc.modbus_requests import keep_library_off_stderr
from inspector.plc.registers import Contract, DeviceWords, PlcWords
from inspector.plc.simulated_faults import Faults, PlcFault
from inspector.plc.simulated_program import PlcProgram, Watchers
from inspector.plc.simulated_settings import SimulatedPlcSettings

_REMEMBERED = 10_000
_RECONNECT_FIRST_S = 0.05
_RECONNECT_LAST_S = 1.0
_DOUBTS_MAX = 5
_NO_MODBUS = b"GET / HTTP/1.1\r\n\r\n" + bytes(range(256)) * 4
_RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class PlcReport:
    """What the PLC counted, and its last parts, at most 10,000 of them.

    `went_on` and `gated_out` are the parts that the gate let go on and those it took off the belt.
    """

    passed: int
    rejected: int
    rechecked: int
    faulted: int
    unanswered: int
    went_on: int
    gated_out: int
    faults: int
    reconnects: int
    parts: tuple[PlcPart, ...]

    @property
    def triggered(self) -> int:
        """How many parts came under the sensor."""
        return self.passed + self.rejected + self.rechecked + self.faulted + self.unanswered


class SimulatedPlc:
    """One PLC on one device. `run` belongs to one event loop; `stop` may be called from any thread.

    Parameters
    ----------
    settings
        The line.
    contract
        The register map, in the device's word order.
    watchers
        Who is told of every part, in the loop of `run`.
    """

    def __init__(self, settings: SimulatedPlcSettings, contract: Contract, watchers: Watchers | None = None) -> None:
        keep_library_off_stderr()
        self._settings = settings
        self._contract = contract
        self._told = watchers or Watchers()
        self._program = PlcProgram(settings, self._watchers(), 0)
        self._faults = Faults(settings.faults)
        self._stopping = threading.Event()
        self._client: AsyncModbusTcpClient | None = None
        self._words = PlcWords()
        self._beats = 0
        self._beat_s = 0.0
        self._reconnects = -1
        self._doubts = 0
        self._counts: Counter[Outcome | None] = Counter()
        self._gate: Counter[bool] = Counter()
        self._parts: deque[PlcPart] = deque(maxlen=_REMEMBERED)

    def stop(self) -> None:
        """Let `run` return after the parts in work."""
        self._stopping.set()

    def break_next(self) -> None:
        """Let the fault of the settings come with the next part."""
        self._faults.ask()

    def mend(self) -> None:
        """Let the fault that lasts be over."""
        self._faults.end()

    @property
    def faults_begun(self) -> int:
        """How often the fault of the settings has come so far."""
        return self._faults.begun

    async def run(self, parts: int | None = None) -> PlcReport:
        """Return what was seen of `parts` parts, None for as many as come until `stop`.

        Raises
        ------
        LinkError
            What answers is no device that keeps this contract.
        """
        self._program = PlcProgram(self._settings, self._watchers(), parts)
        # pymodbus lets a reply that cannot be decoded fall through to asyncio, which ends the connection and prints a
        # traceback; that the link is lost is noticed here anyway.
        asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
        # Nor is it for the screen that the device does not answer yet.
        logging.getLogger("pymodbus.logging").setLevel(logging.CRITICAL)
        try:
            while not self._program.is_done:
                if self._stopping.is_set():
                    self._program.stop()
                await self._cycle()
            await self._say_goodbye()
        finally:
            self._hang_up()
        self._program.end()
        return self._report()

    async def _cycle(self) -> None:
        """Read, scan, write: one cycle of the PLC's task. A lost link gives up every part that awaits a result."""
        try:
            if self._client is None:
                await self._call()
            seen = await self._read()
            now_s = time.monotonic()
            words = self._program.scan(seen, now_s)
            fault = self._faults.begins(self._program.in_work(), now_s)
            words = self._faults.spoilt(words, seen, now_s)
            if words != self._words or now_s >= self._beat_s:
                await self._write(words)
            else:
                await asyncio.sleep(self._settings.poll_s)
            await self._break_wire(fault)
        except _LostError as error:
            self._program.lost(str(error))
            self._hang_up()

    async def _break_wire(self, fault: PlcFault | None) -> None:
        match fault:
            case PlcFault.STOPS_POLLING:
                await asyncio.sleep(self._settings.faults.lasts_s)
            case PlcFault.REBOOTS:
                self._hang_up(reset=True)
                self._program.reboot()
                await asyncio.sleep(self._settings.faults.lasts_s)
            case PlcFault.GARBAGE:
                self._hang_up()
                await self._send_garbage()
                raise _LostError("the PLC sent garbage")
            case _:
                pass

    async def _send_garbage(self) -> None:
        try:
            _, writer = await asyncio.open_connection(self._settings.host, self._settings.port)
        except OSError:
            return
        writer.write(_NO_MODBUS)
        writer.close()

    async def _call(self) -> None:
        """Connect, however long it takes, and start from a clean slate: no request bit up."""
        settings, delay_s = self._settings, _RECONNECT_FIRST_S
        # Retries would write twice, and the library's own reconnecting waits up to minutes: both are done here.
        client = AsyncModbusTcpClient(
            settings.host, port=settings.port, timeout=settings.reply_timeout_s, retries=0, reconnect_delay=0.0
        )
        is_told = False
        while not await client.connect():
            if not is_told:
                self._told.unreachable(f"nobody answers at {settings.host}:{settings.port} yet: calling again")
                is_told = True
            if self._stopping.is_set():
                self._program.stop()
                raise _LostError("stopped while nobody answered")
            await asyncio.sleep(delay_s)
            delay_s = min(2 * delay_s, _RECONNECT_LAST_S)
        self._client = client
        self._reconnects += 1
        await self._write(PlcWords())
        words = await self._read()
        if words.map_version != self._contract.map_version:
            found = f"its map_version is {words.map_version}, expected {self._contract.map_version}"
            raise self._doubted(found, "use the map of that device")
        self._doubts = 0

    async def _read(self) -> DeviceWords:
        block, client = self._contract.device, self._connected()
        try:
            reply = await client.read_holding_registers(
                block.start, count=block.count, device_id=self._settings.unit_id
            )
        except ModbusException as error:
            raise _LostError(f"link lost: {error}") from error
        self._check(reply.isError(), f"reading {block.count} registers at {block.start}", reply.exception_code)
        # pymodbus takes a reply with too few registers for good.
        if len(reply.registers) != block.count:
            raise _LostError(f"short reply: {len(reply.registers)} registers of {block.count}")
        return block.decode(DeviceWords, reply.registers)

    async def _write(self, words: PlcWords) -> None:
        """Write the PLC's words, `words` but for the heartbeat, which counts on while it does."""
        now_s = time.monotonic()
        self._beats = (self._beats + self._faults.beats(now_s)) % 0x10000
        self._words, self._beat_s = words, now_s + self._settings.heartbeat_s
        block, client = self._contract.plc, self._connected()
        registers = block.encode(replace(words, heartbeat_in=self._beats))
        try:
            reply = await client.write_registers(block.start, registers, device_id=self._settings.unit_id)
        except ModbusException as error:
            raise _LostError(f"link lost: {error}") from error
        self._check(reply.isError(), f"writing {block.count} registers at {block.start}", reply.exception_code)

    def _check(self, is_error: bool, what: str, code: int) -> None:  # noqa: FBT001 -- a reply's own answer
        if is_error:
            remedy = "check the register map, and that the station's plc.writer names this PC, if it is set"
            raise self._doubted(f"{what} gave Modbus exception {code}", remedy)

    def _doubted(self, found: str, remedy: str) -> Exception:
        """Return that the link is lost, as a wire that turns a bit round does that; said again and again, it is so."""
        self._doubts += 1
        if self._doubts < _DOUBTS_MAX:
            return _LostError(f"link lost: {found}")
        return LinkError(f"run parts on {self._settings.host}:{self._settings.port}", found, remedy)

    def _connected(self) -> AsyncModbusTcpClient:
        if self._client is None or not self._client.connected:
            raise _LostError("link lost: closed by the device")
        return self._client

    async def _say_goodbye(self) -> None:
        if self._client is not None:
            try:
                await self._write(PlcWords(trigger_id=self._words.trigger_id))
            except _LostError:
                self._hang_up()

    def _hang_up(self, *, reset: bool = False) -> None:
        if self._client is not None:
            transport = self._client.ctx.transport
            if reset and transport is not None:
                transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._client.close()
        self._client = None

    def _watchers(self) -> Watchers:
        """Return the watchers that were given, and this PLC's own counts before them."""
        told = self._told

        def settled(part: PlcPart) -> None:
            self._counts[part.outcome] += 1
            self._parts.append(part)
            told.settled(part)

        def at_gate(part: PlcPart) -> None:
            self._gate[part.goes_on] += 1
            told.at_gate(part)

        return replace(told, settled=settled, at_gate=at_gate)

    def _report(self) -> PlcReport:
        counts = self._counts
        return PlcReport(
            passed=counts[Outcome.PASS],
            rejected=counts[Outcome.REJECT],
            rechecked=counts[Outcome.RECHECK],
            faulted=counts[Outcome.FAULT],
            unanswered=counts[None],
            went_on=self._gate[True],
            gated_out=self._gate[False],
            faults=self._faults.begun,
            reconnects=max(self._reconnects, 0),
            parts=tuple(self._parts),
        )


class _LostError(Exception):
    """The link is gone: the parts in work are unanswered, the PLC calls again."""

"""A simulated PLC: a Modbus TCP client that runs the four phases, part after part, against any device that keeps them.

It ships with the product, so that a station can be tried, timed and tested without a line. It treats a device as a
careful PLC program does: everything but a timely PASS with the right id is rejected.
"""

import asyncio
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from pymodbus import ModbusException
from pymodbus.client import AsyncModbusTcpClient

from inspector.errors import LinkError
from inspector.part import TRIGGER_ID_MAX, Outcome, Reason
from inspector.plc.registers import Contract, DeviceWords, PlcWords

_REMEMBERED = 10_000
_RECONNECT_FIRST_S = 0.05
_RECONNECT_LAST_S = 1.0


@dataclass(frozen=True, slots=True)
class SimulatedPlcSettings:
    """The line that is simulated.

    A part arrives every `takt_s`, or as soon as the device is ready, whichever is later. The device is read every
    `poll_s`, as a PLC task does. No reply within `reply_timeout_s` is a lost link; no `trigger_ack` or result within
    `result_timeout_s` leaves the part unanswered.
    """

    host: str = "127.0.0.1"
    port: int = 5020
    unit_id: int = 1
    takt_s: float = 0.5
    poll_s: float = 0.01
    heartbeat_s: float = 0.25
    reply_timeout_s: float = 1.0
    result_timeout_s: float = 10.0


@dataclass(frozen=True, slots=True)
class PlcPart:
    """What the PLC saw of one part; times are seconds from the moment `trigger` was written.

    `outcome` is None where no result with this part's id came: the part was rejected unseen, `why` says for what.
    """

    trigger_id: int
    serial: int
    outcome: Outcome | None = None
    reason: Reason | None = None
    score_milli: int | None = None
    acknowledged_after_s: float | None = None
    result_after_s: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class PlcReport:
    """What the PLC counted, and its last parts, at most 10,000 of them."""

    passed: int
    rejected: int
    rechecked: int
    faulted: int
    unanswered: int
    reconnects: int
    parts: tuple[PlcPart, ...]

    @property
    def triggered(self) -> int:
        """How many parts were asked for."""
        return self.passed + self.rejected + self.rechecked + self.faulted + self.unanswered


class SimulatedPlc:
    """One PLC on one device. `run` belongs to one event loop; `stop` may be called from any thread.

    Parameters
    ----------
    settings
        The line.
    contract
        The register map, in the device's word order.
    on_part
        Called with every part when the PLC is done with it.
    """

    def __init__(
        self,
        settings: SimulatedPlcSettings,
        contract: Contract,
        on_part: Callable[[PlcPart], None] = lambda _part: None,
    ) -> None:
        self._settings = settings
        self._contract = contract
        self._on_part = on_part
        self._stopping = threading.Event()
        self._client: AsyncModbusTcpClient | None = None
        self._words = PlcWords()
        self._beat_s = 0.0
        self._serial = 0
        self._reconnects = -1
        self._is_new = True
        self._counts: Counter[Outcome | None] = Counter()
        self._parts: deque[PlcPart] = deque(maxlen=_REMEMBERED)

    def stop(self) -> None:
        """Let `run` return after the part in work."""
        self._stopping.set()

    async def run(self, parts: int | None = None) -> PlcReport:
        """Return what was seen of `parts` parts, None for as many as come until `stop`.

        Raises
        ------
        LinkError
            What answers is no device that keeps this contract.
        """
        next_s = time.monotonic()
        try:
            while not self._stopping.is_set() and (parts is None or self._serial < parts):
                try:
                    await self._wait_ready(next_s)
                except _LostError:
                    self._hang_up()
                    continue
                if self._stopping.is_set():
                    break
                next_s = max(time.monotonic(), next_s) + self._settings.takt_s
                self._note(await self._part())
            await self._say_goodbye()
        finally:
            self._hang_up()
        return self._report()

    async def _part(self) -> PlcPart:
        """Run the four phases for one part."""
        self._serial += 1
        part = PlcPart(1 + (self._serial - 1) % TRIGGER_ID_MAX, self._serial)
        start_s = time.monotonic()
        end_s = start_s + self._settings.result_timeout_s
        try:
            await self._write(replace(self._words, trigger=True, trigger_id=part.trigger_id, part_serial=part.serial))
            seen = await self._until(lambda words: words.trigger_ack or words.missed_trigger, end_s)
            if not seen or not seen.trigger_ack:
                await self._write(replace(self._words, trigger=False))
                return replace(part, why=f"no trigger_ack, error_code {seen.error_code}" if seen else "no trigger_ack")
            part = replace(part, acknowledged_after_s=time.monotonic() - start_s)
            await self._write(replace(self._words, trigger=False))
            seen = await self._until(lambda words: words.result_valid, end_s)
            if not seen:
                return replace(part, why="no result")
            part = _with_result(replace(part, result_after_s=time.monotonic() - start_s), seen)
            await self._acknowledge(end_s)
        except _LostError as error:
            self._hang_up()
            return part if part.outcome else replace(part, why=str(error))
        return part

    async def _acknowledge(self, end_s: float) -> None:
        await self._write(replace(self._words, result_ack=True))
        await self._until(lambda words: not words.result_valid, end_s)
        await self._write(replace(self._words, result_ack=False))

    async def _wait_ready(self, not_before_s: float) -> None:
        """Wait for takt and `ready`, connecting first where there is no link."""
        while not self._stopping.is_set():
            if self._client is None:
                await self._call()
            words = await self._read()
            if words.result_valid:
                await self._acknowledge(time.monotonic() + self._settings.result_timeout_s)
            elif words.missed_trigger or (words.ready and self._is_new):
                # Only a device with nothing pending forgets the id of the part before, which may be our first.
                await self._write(replace(self._words, clear_error=True))
                await self._write(replace(self._words, clear_error=False))
                self._is_new = not words.ready
            elif words.ready and time.monotonic() >= not_before_s:
                return
            await self._rest()

    async def _call(self) -> None:
        """Connect, however long it takes, and start from a clean slate: no request bit up, no result pending."""
        settings, delay_s = self._settings, _RECONNECT_FIRST_S
        # Retries would write twice, and the library's own reconnecting waits up to minutes: both are done here.
        client = AsyncModbusTcpClient(
            settings.host, port=settings.port, timeout=settings.reply_timeout_s, retries=0, reconnect_delay=0.0
        )
        while not await client.connect():
            if self._stopping.is_set():
                raise _LostError("stopped while nobody answered")
            await asyncio.sleep(delay_s)
            delay_s = min(2 * delay_s, _RECONNECT_LAST_S)
        self._client = client
        self._reconnects += 1
        self._is_new = True
        self._words = PlcWords(heartbeat_in=self._words.heartbeat_in)
        await self._write(self._words)
        words = await self._read()
        if words.map_version != self._contract.map_version:
            found = f"its map_version is {words.map_version}, expected {self._contract.map_version}"
            raise LinkError(f"run parts on {settings.host}:{settings.port}", found, "use the map of that device")

    async def _until(self, holds: Callable[[DeviceWords], bool], end_s: float) -> DeviceWords | None:
        while time.monotonic() < end_s:
            words = await self._read()
            if holds(words):
                return words
            await self._rest()
        return None

    async def _rest(self) -> None:
        """Wait for the next scan, and show life where it is due."""
        await asyncio.sleep(self._settings.poll_s)
        if time.monotonic() >= self._beat_s:
            await self._write(self._words)

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
        self._words = replace(words, heartbeat_in=(words.heartbeat_in + 1) % 0x10000)
        self._beat_s = time.monotonic() + self._settings.heartbeat_s
        block, client = self._contract.plc, self._connected()
        registers = block.encode(self._words)
        try:
            reply = await client.write_registers(block.start, registers, device_id=self._settings.unit_id)
        except ModbusException as error:
            raise _LostError(f"link lost: {error}") from error
        self._check(reply.isError(), f"writing {block.count} registers at {block.start}", reply.exception_code)

    def _check(self, is_error: bool, what: str, code: int) -> None:  # noqa: FBT001 -- a reply's own answer
        if is_error:
            where = f"{self._settings.host}:{self._settings.port}"
            raise LinkError(f"run parts on {where}", f"{what} gave Modbus exception {code}", "check the register map")

    def _connected(self) -> AsyncModbusTcpClient:
        if self._client is None or not self._client.connected:
            raise _LostError("link lost: closed by the device")
        return self._client

    async def _say_goodbye(self) -> None:
        if self._client is not None:
            try:
                await self._write(replace(self._words, trigger=False, result_ack=False))
            except _LostError:
                self._hang_up()

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None

    def _note(self, part: PlcPart) -> None:
        self._counts[part.outcome] += 1
        self._parts.append(part)
        self._on_part(part)

    def _report(self) -> PlcReport:
        counts = self._counts
        return PlcReport(
            passed=counts[Outcome.PASS],
            rejected=counts[Outcome.REJECT],
            rechecked=counts[Outcome.RECHECK],
            faulted=counts[Outcome.FAULT],
            unanswered=counts[None],
            reconnects=max(self._reconnects, 0),
            parts=tuple(self._parts),
        )


class _LostError(Exception):
    """The link is gone: the part in work is unanswered, the PLC calls again."""


def _with_result(part: PlcPart, words: DeviceWords) -> PlcPart:
    """Return the part with the result that `words` show, or with the reason why that is none of its own."""
    if words.result_id != part.trigger_id:
        return replace(part, why=f"result_id {words.result_id} is not trigger_id {part.trigger_id}")
    bits = {Outcome.PASS: words.pass_, Outcome.REJECT: words.reject, Outcome.RECHECK: words.recheck}
    bits[Outcome.FAULT] = words.fault
    lit = [outcome for outcome, is_on in bits.items() if is_on]
    if lit != [words.outcome]:
        return replace(part, why=f"outcome {words.outcome} contradicts the result bits {lit}")
    reason = Reason(words.reason) if words.reason in set(Reason) else None
    return replace(part, outcome=lit[0], reason=reason, score_milli=words.score_milli)

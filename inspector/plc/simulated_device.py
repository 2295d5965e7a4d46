"""A device that plays a script to a PLC: the real handshake behind a real wire, its verdicts and its lies made up.

The words come from the same state machine as the station's, and requests are answered by the same code; what is made up
is what the station would have found, and, for a part or a while, what the PLC is shown in place of the truth.
"""

import asyncio
import socket
import struct
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from typing_extensions import override

from inspector.errors import LinkError
from inspector.part import Outcome, Reason
from inspector.plc import handshake
from inspector.plc.exchange import Clock, Exchange
from inspector.plc.link import ErrorCode, StationState, Trigger
from inspector.plc.modbus_requests import ANY_UNIT, ModbusRequests, Sender
from inspector.plc.plain_modbus import Asked
from inspector.plc.probe_plc import PlcPatience, Witness
from inspector.plc.refusals import Refusals
from inspector.plc.registers import Contract, DeviceWords, PlcWords, ResultWords
from inspector.plc.state import HandshakeSettings, results_pending
from inspector.plc.wire import DeadlineWatch

_HEADER = struct.Struct(">HHHB")
_LONGEST = 254
_WRITES = frozenset({6, 16, 22, 23})
_KEPT = 4
_CHANGES_PRODUCT_S = 0.2
_SCORE_MILLI = 400
_REASONS = {
    Outcome.PASS: Reason.WITHIN_LIMITS,
    Outcome.REJECT: Reason.DEFECT,
    Outcome.RECHECK: Reason.CLOSE_TO_LIMIT,
    Outcome.FAULT: Reason.CAMERA,
}

Lie = Callable[[DeviceWords], DeviceWords]
"""What the PLC is shown in the place of the truth."""
PartLie = Callable[[DeviceWords, int], DeviceWords]
"""The same while the part with this trigger_id is in work or its result waits."""


def truthful(words: DeviceWords, _trigger_id: int = 0) -> DeviceWords:
    """Show the truth."""
    return words


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a part: found what it is `after_s`, with `lie` until its result was read.

    One that `is_refused` comes in the moment in which the device stops being ready.
    """

    outcome: Outcome = Outcome.PASS
    after_s: float = 0.1
    lie: PartLie = truthful
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class Rise:
    """A trigger that rose, taken or not: of which part, when, in monotonic seconds, and whether a result was unread."""

    trigger_id: int
    part_serial: int
    at_s: float
    over_result: bool


@dataclass(slots=True, eq=False)
class Played:
    """A part that goes by a plan; `lies_until_s` is when the truth is shown at the latest."""

    plan: Plan
    rise: Rise
    lies_until_s: float
    is_read: bool = False


class Stage(Exchange):
    """The words of such a device. Belongs to one event loop; `work` is called every few milliseconds.

    Parameters
    ----------
    contract
        Where which word stands.
    patience
        The deadline of its parts, and how often it counts its heartbeat.
    station
        How it is.
    witness
        Told what the PLC reads and writes.
    """

    def __init__(self, contract: Contract, patience: PlcPatience, station: StationState, witness: Witness) -> None:
        self.station = replace(station, deadline_ms=round(1e3 * patience.deadline_s))
        settings = HandshakeSettings(station_limit_s=1e9, beat_s=patience.own_beat_s)
        super().__init__(contract, settings, Clock(lambda: datetime.now(UTC), time.monotonic), self.station)
        self._patience = patience
        self._witness = witness
        self.lie: Lie = truthful
        self.plan: Plan | None = None
        self.played: Played | None = None
        self.rises: list[Rise] = []
        self._in_work: tuple[Trigger, Plan, float] | None = None
        self._changes_s: float | None = None

    # ------------------------------------------------------------ the wire's side

    @override
    def read(self, address: int, count: int) -> list[int]:
        given = super().read(address, count)
        block = self._contract.device
        shown = block.encode(self.shown())
        first = max(address, block.start)
        given[first - address :] = shown[first - block.start :][: len(given[first - address :])]
        self._witness.read(address, given)
        return given

    @override
    def write(self, address: int, registers: Sequence[int]) -> bool:
        before, plan = self._state, self.plan
        block = self._contract.plc
        if not block.holds(address, len(registers)):
            return False
        written = self._image[block.start : block.start + block.count]
        written[address - block.start : address - block.start + len(registers)] = registers
        words = block.decode(PlcWords, written)
        self._prepare(before.plc, words)
        super().write(address, registers)
        missed = self._state.counters.missed != before.counters.missed
        now_s = time.monotonic()
        self._witness.wrote(words, self._state.refusal if missed else ErrorCode.NONE, now_s)
        if words.trigger and not before.plc.trigger:
            self.rises.append(Rise(words.trigger_id, words.part_serial, now_s, bool(results_pending(before))))
            if plan and (plan.is_refused or self._state.accepted != before.accepted):
                until_s = now_s + self._patience.deadline_s + self._patience.step_s
                self.plan, self.played = None, Played(plan, self.rises[-1], until_s)
        return True

    def truth(self) -> DeviceWords:
        """Return what the device has to say."""
        block = self._contract.device
        return block.decode(DeviceWords, self._image[block.start : block.start + block.count])

    def shown(self) -> DeviceWords:
        """Return what it says."""
        words, part = self.truth(), self.played
        if part and not part.is_read and time.monotonic() < part.lies_until_s:
            words = part.plan.lie(words, part.rise.trigger_id)
        return self.lie(words)

    # ------------------------------------------------------------ the station's side

    def be(self, **changes: bool | int | tuple[int, ...]) -> None:
        """Be another way: words of `StationState`."""
        self.station = replace(self.station, **changes)  # type: ignore[arg-type] # names and kinds are those of StationState
        self.report(self.station)

    @override
    def go_offline(self) -> None:
        self._in_work = None
        super().go_offline()

    def awaits(self, trigger_id: int) -> bool:
        """Return whether this part is in work, or its result waits to be read."""
        part = self._state.part
        in_work = part is not None and part.trigger_id == trigger_id
        return in_work or any(result.result_id == trigger_id for result in results_pending(self._state))

    def leave_result(self, trigger_id: int) -> None:
        """Have a PASS waiting that another PLC, or this one before it restarted, has asked for and not read."""
        for words in (PlcWords(trigger=True, trigger_id=trigger_id), PlcWords(trigger_id=trigger_id)):
            super().write(self._contract.plc.start, self._contract.plc.encode(words))
            self.work(time.monotonic())
        self.work(time.monotonic() + Plan().after_s)

    def work(self, now_s: float) -> None:
        """Take what was triggered, answer what is due, change the product."""
        self.tick()
        trigger = self.next_trigger(0.0)
        if trigger:
            self.exposed(trigger)
            is_played = self.played is not None and self.played.rise.trigger_id == trigger.trigger_id
            plan = self.played.plan if self.played and is_played else Plan()
            self._in_work = trigger, plan, now_s + plan.after_s
        if self._in_work and now_s >= self._in_work[2]:
            self._judge(*self._in_work[:2])
            self._in_work = None
        self._go_over(now_s)
        for trigger_id, _ in self.acknowledged():
            if self.played and self.played.rise.trigger_id == trigger_id:
                self.played.is_read = True
        self._witness.tick(self.truth(), self.shown(), now_s)

    def _prepare(self, before: PlcWords, words: PlcWords) -> None:
        """Be what the plan, or the PLC, wants before the handshake hears of it: no more ready, or of that product."""
        if words.trigger and not before.trigger and self.plan and self.plan.is_refused:
            self.be(camera_up=False)
        number = words.product_select
        if words.product_select_request and not before.product_select_request and number:
            self.be(products=tuple({*self.station.products, self.station.product_number, number}))

    def _judge(self, trigger: Trigger, plan: Plan) -> None:
        reason, score = _REASONS[plan.outcome], _SCORE_MILLI
        words = ResultWords(outcome=plan.outcome, reason=reason, result_id=trigger.trigger_id, score_milli=score)
        with self._changed:
            self._apply(handshake.part_judged(self._state, trigger, words, time.monotonic())[0])

    def _go_over(self, now_s: float) -> None:
        wanted = self.wanted_product()
        if not wanted:
            self._changes_s = None
        elif self._changes_s is None:
            self._changes_s = now_s + _CHANGES_PRODUCT_S
        elif now_s >= self._changes_s:
            self.be(product_number=wanted)


class SimulatedDevice:
    """A stage behind a Modbus TCP server, opened and closed as often as the script wants, always on one port.

    Parameters
    ----------
    host, port
        Where the PLC finds it; port 0 takes a free one.
    unit_id
        The unit id that is answered beside 0 and 255.
    contract
        Where which word stands.
    witness
        Told what the PLC asks.
    """

    def __init__(self, host: str, port: int, unit_id: int, contract: Contract, witness: Witness) -> None:
        self.host, self.port = host, port
        self.has_been_called = False
        self._units = ANY_UNIT | {unit_id}
        self._contract = contract
        self._witness = witness
        self._wire: deque[Asked] = deque(maxlen=_KEPT)
        self._lines: dict[asyncio.StreamWriter, asyncio.Task[None]] = {}
        self._plc_line: asyncio.StreamWriter | None = None
        self._server: asyncio.Server | None = None

    @property
    def wire(self) -> tuple[Asked, ...]:
        """The last requests with their replies, oldest first."""
        return tuple(self._wire)

    async def open(self, stage: Stage) -> None:
        """Serve `stage`.

        Raises
        ------
        LinkError
            The port is taken.
        """
        requests = ModbusRequests(stage, self._contract, DeadlineWatch(stage), Refusals(time.monotonic), self._units)

        def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.has_been_called = True
            self._lines[writer] = asyncio.create_task(self._serve(reader, writer, requests))

        try:
            self._server = await asyncio.start_server(welcome, self.host, self.port)
        except OSError as error:
            what, why = f"wait for the PLC on {self.host}:{self.port}", error.strerror or str(error)
            raise LinkError(what, why, "end the program that has this port, or choose another with --port") from error
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Let nobody call any more, and reset every connection."""
        if self._server:
            self._server.close()
        await self.hang_up()

    async def hang_up(self) -> None:
        """Reset every connection; the PLC may call again."""
        tasks = list(self._lines.values())
        for writer in list(self._lines):
            writer.transport.abort()
        if tasks:
            await asyncio.wait(tasks)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, requests: ModbusRequests
    ) -> None:
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            with suppress(asyncio.IncompleteReadError, OSError):
                await self._answer_all(reader, writer, requests)
        finally:
            writer.transport.abort()
            self._lines.pop(writer, None)
            if writer is self._plc_line:
                self._plc_line = None
                self._witness.hung_up()

    async def _answer_all(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, requests: ModbusRequests
    ) -> None:
        while True:
            head = await reader.readexactly(_HEADER.size)
            transaction, protocol, length, unit_id = _HEADER.unpack(head)
            if protocol != 0 or not 2 <= length <= _LONGEST:
                self._witness.refused(f"what came is no Modbus: {head.hex(' ')}")
                return
            request = await reader.readexactly(length - 1)
            if request[0] in _WRITES:
                self._plc_line = writer
            reply = await requests.answer(unit_id, request, Sender("the PLC", may_write=True))
            self._wire.append(Asked(request.hex(" "), reply.hex(" ")))
            if reply[0] & 0x80:
                self._witness.refused(f"{request.hex(' ')} to unit {unit_id} was answered {reply.hex(' ')}")
            self._witness.attach(self.wire)
            writer.write(_HEADER.pack(transaction, 0, len(reply) + 1, unit_id) + reply)
            await writer.drain()

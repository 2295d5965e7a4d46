"""Two devices on two equal lines: one is fuzzed, one is given only what the book lets through; both must show the same.

Between the hostile inputs a sound PLC goes on: it asks for parts, a station judges them, and each result stays up for a
while before it is read, so that most inputs come while a PASS, a REJECT or a FAULT is shown. The clock goes on,
deadlines pass, heartbeats are watched. Beside the twin stands a judge: no result is shown but what the station found,
or FAULT.
"""

import random
import struct
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from makers import make_inspection

from inspector.part import Inspection, Outcome, Reason, Verdict
from inspector.plc import probe_bench
from inspector.plc.contract import shipped_contract
from inspector.plc.exchange import Clock, Exchange
from inspector.plc.link import StationState, Trigger
from inspector.plc.modbus_requests import ModbusRequests, Sender
from inspector.plc.modbus_server import ModbusTcpLink
from inspector.plc.refusals import Refusals
from inspector.plc.registers import DeviceWords, PlcWords
from inspector.plc.state import HandshakeSettings
from inspector.plc.wire import DeadlineWatch

CONTRACT = shipped_contract()
SIZE = CONTRACT.device.start + CONTRACT.device.count
STATUS, OUTCOME, RESULT_ID = CONTRACT.device.start, CONTRACT.device.start + 1, CONTRACT.device.start + 3
WELL = replace(probe_bench.WELL, deadline_ms=400, products=(1, 2))
Device = Exchange | ModbusTcpLink
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_INPUT_S = 0.003
_SCAN_EVERY = 8
_SHOWN_FOR_SCANS = 10
_BITS = {Outcome.PASS: 1, Outcome.REJECT: 2, Outcome.RECHECK: 4, Outcome.FAULT: 8}
FOUND = (
    Verdict(Outcome.PASS, Reason.WITHIN_LIMITS, 0.4, ()),
    Verdict(Outcome.REJECT, Reason.DEFECT, 2.0, ()),
    Verdict(Outcome.RECHECK, Reason.CLOSE_TO_LIMIT, 0.95, ()),
)


def found(trigger_id: int, verdict: Verdict) -> Inspection:
    """Return what a station has found of a part."""
    return replace(make_inspection(trigger_id=trigger_id), verdict=verdict)


def by_the_book(request: bytes, held: list[int]) -> tuple[int, list[int]] | None:
    """Return what a request writes into the PLC's block and where, read from the Modbus standard; None where nothing.

    It shares no code with the product.
    """
    block, function, body = CONTRACT.plc, request[0], request[1:]
    if function == 6 and len(body) == 4:
        address, value = struct.unpack(">HH", body)
        values = [value]
    elif function == 22 and len(body) == 6:
        address, and_mask, or_mask = struct.unpack(">HHH", body)
        before = held[address] if address < len(held) else 0
        values = [(before & and_mask) | (or_mask & ~and_mask & 0xFFFF)]
    elif function in (16, 23):
        head = 9 if function == 23 else 5
        if len(body) <= head - 1:
            return None
        if function == 23:
            read_at, read_count, address, count, length = struct.unpack(">HHHHB", body[:9])
            if not 1 <= read_count <= 125 or count > 121 or read_at + read_count > SIZE:
                return None
        else:
            address, count, length = struct.unpack(">HHB", body[:5])
        if count < 1 or length != 2 * count or len(body) != head + length:
            return None
        values = list(struct.unpack(f">{count}H", body[head:]))
    else:
        return None
    inside = block.start <= address and address + len(values) <= block.start + block.count
    return (address, values) if inside else None


class SoundPlc:
    """A PLC program that keeps the contract: what it reads in, what it writes out. It is slow to read its results."""

    def __init__(self) -> None:
        self._said = PlcWords()
        self._shown_for = 0
        self._trigger_id = 0

    def scan(self, seen: DeviceWords) -> PlcWords:
        """Return what it writes."""
        said = self._said
        self._shown_for = self._shown_for + 1 if seen.result_valid else 0
        trigger = said.trigger and not (seen.trigger_ack or seen.missed_trigger)
        if seen.ready and not said.trigger and not said.clear_error:
            self._trigger_id = self._trigger_id % 0xFFFF + 1
            trigger = True
        flagged = seen.missed_trigger or seen.product_select_failed
        self._said = PlcWords(
            trigger=trigger,
            result_ack=self._shown_for > _SHOWN_FOR_SCANS,
            clear_error=flagged and not said.clear_error,
            product_select=1,
            product_select_request=seen.active_product != 1 or seen.error_code == 18,
            trigger_id=self._trigger_id,
            heartbeat_in=(said.heartbeat_in + 1) % 0x10000,
        )
        return self._said

    def request(self, device: Exchange) -> bytes:
        """Read a device; return the request that writes what comes of that."""
        block = CONTRACT.device
        seen = block.decode(DeviceWords, device.read(block.start, block.count))
        return struct.pack(">BHHB6H", 16, CONTRACT.plc.start, 6, 12, *CONTRACT.plc.encode(self.scan(seen)))


class Station:
    """Judges what a device was triggered for, on both devices alike, a while after it was asked."""

    def __init__(self, rng: random.Random, state: StationState = WELL) -> None:
        self._rng = rng
        self._state = state
        self._open: tuple[tuple[Trigger, ...], Verdict, float] | None = None
        self.judged: dict[int, Outcome] = {}

    def work(self, devices: tuple[Device, ...], now_s: float) -> None:
        """Take a trigger; answer it, sometimes too late; go over to the product that is wanted."""
        triggers = [device.next_trigger(0.0) for device in devices]
        if len({trigger and (trigger.trigger_id, trigger.ticket, trigger.challenge) for trigger in triggers}) > 1:
            raise AssertionError(f"the devices asked for different parts: {triggers}")
        if triggers[0]:
            after_s = self._rng.choice([0.0, 0.02, 0.1, 0.5])
            taken = tuple(trigger for trigger in triggers if trigger)
            self._open = taken, self._rng.choice(FOUND), now_s + after_s
        if self._open and now_s >= self._open[2]:
            self._answer(devices, *self._open[:2])
            self._open = None
        wanted = devices[0].wanted_product()
        if wanted:
            for device in devices:
                device.report(replace(self._state, product_number=wanted))

    def _answer(self, devices: tuple[Device, ...], triggers: tuple[Trigger, ...], verdict: Verdict) -> None:
        trigger_id = triggers[0].trigger_id
        self.judged[trigger_id] = Outcome.REJECT if triggers[0].challenge else verdict.outcome
        for device, trigger in zip(devices, triggers, strict=True):
            device.answer(trigger, found(trigger_id, verdict))


class Twin:
    """Two devices: one is fuzzed, one is given only what the book lets through. `up` counts inputs by what they met."""

    def __init__(self, seed: int = 0) -> None:
        self.now_s = 100.0
        clock = Clock(lambda: _EPOCH + timedelta(seconds=self.now_s), lambda: self.now_s)
        self.fuzzed, self.plain = (Exchange(CONTRACT, HandshakeSettings(), clock, WELL) for _ in range(2))
        self.refusals = Refusals(time.monotonic)
        units = frozenset({0, 1, 255})
        self.requests = ModbusRequests(self.fuzzed, CONTRACT, DeadlineWatch(self.fuzzed), self.refusals, units)
        self.station = Station(random.Random(seed))
        self.up: Counter[str] = Counter()
        self._plc = SoundPlc()
        self._inputs = 0

    async def give(self, request: bytes) -> int:
        """Return the exception code of the reply, 0 without one; raise AssertionError where an output differs."""
        if self._inputs % _SCAN_EVERY == 0:
            await self._scan()
        self._inputs, self.now_s = self._inputs + 1, self.now_s + _INPUT_S
        reply = await self._ask(request)
        self.up[shown(self.fuzzed.read(0, SIZE), self.station.judged)] += 1
        if not reply or len(reply) > 253:
            raise AssertionError(f"{request.hex(' ')} got a reply of {len(reply)} bytes")
        return reply[1] if reply[0] & 0x80 else 0

    async def _scan(self) -> None:
        """Let time pass, the station work, and the sound PLC read and write, on both devices."""
        for device in (self.fuzzed, self.plain):
            device.tick()
        self.station.work((self.fuzzed, self.plain), self.now_s)
        await self._ask(self._plc.request(self.plain))

    async def _ask(self, request: bytes) -> bytes:
        write = by_the_book(request, self.plain.read(0, SIZE))
        reply = await self.requests.answer(1, request, Sender("fuzz", may_write=True))
        if write:
            self.plain.write(*write)
        seen, wanted = self.fuzzed.read(0, SIZE), self.plain.read(0, SIZE)
        if seen != wanted:
            raise AssertionError(f"{request.hex(' ')} left {seen}, the book wants {wanted}")
        return reply


def shown(image: list[int], judged: dict[int, Outcome]) -> str:
    """Return which result a device shows; raise AssertionError where it is none that the station found, nor FAULT."""
    bits, outcome = image[STATUS] >> 7 & 0b1111, image[OUTCOME]
    if not image[STATUS] >> 5 & 1:
        if bits:
            raise AssertionError(f"result bits {bits:04b} without result_valid")
        return "none"
    result_id, shown = image[RESULT_ID], Outcome(outcome)
    is_found = shown is Outcome.FAULT or judged.get(result_id) is shown
    if bits != _BITS[shown] or not is_found:
        raise AssertionError(f"{shown.name} with bits {bits:04b} for part {result_id}, found {judged.get(result_id)}")
    return shown.name

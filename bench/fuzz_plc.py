"""Raw bytes into codec, server and serial line: no crash, and no output bit that a request by the book did not change.

Half of the inputs are random, half are good requests with bytes changed, cut, doubled or put together. Each goes into
the answering of requests in this process; a part of them goes through real sockets too. Beside every input that the
book lets write to the PLC's block stands a second device that is given just that write: both must show the same bits.
As many hostile replies go to the station as client (`fuzz_plc_client.py`).
"""

import argparse
import asyncio
import json
import logging
import random
import socket
import struct
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TypeVar

import structlog
from fuzz_plc_client import conversations, replies
from pymodbus.framer import FramerRTU

from inspector.plc.contract import shipped_contract
from inspector.plc.exchange import Clock, Exchange
from inspector.plc.link import StationState
from inspector.plc.modbus_requests import ModbusRequests, Sender
from inspector.plc.modbus_rtu import last_request
from inspector.plc.modbus_server import ModbusServerSettings, ModbusTcpLink
from inspector.plc.refusals import Refusals
from inspector.plc.registers import Block, DeviceWords, PlcWords
from inspector.plc.state import HandshakeSettings
from inspector.plc.wire import DeadlineWatch

Words = TypeVar("Words", PlcWords, DeviceWords)
CONTRACT = shipped_contract()
SIZE = CONTRACT.device.start + CONTRACT.device.count
NOW_S = 100.0
WELL = StationState(
    camera_up=True,
    recipe_loaded=True,
    recording=True,
    product_number=1,
    golden_revision=1,
    recipe_checksum=1,
    deadline_ms=60_000,
)
GOOD = [
    struct.pack(">BHH", 3, 16, CONTRACT.device.count),
    struct.pack(">BHH", 4, 0, 6),
    struct.pack(">BHH", 6, 1, 7),
    struct.pack(">BHHH", 22, 0, 0xFFFE, 1),
    struct.pack(">BHHB2H", 16, 0, 2, 4, 1, 7),
    struct.pack(">BHHHHB2H", 23, 16, 4, 0, 2, 4, 2, 7),
]


def inputs(count: int, seed: int) -> Iterator[bytes]:
    """Yield so many requests, from the function code on, most of them bad."""
    rng = random.Random(seed)
    for _ in range(count):
        yield rng.randbytes(rng.randint(1, 64)) if rng.random() < 0.5 else _spoilt(rng)


def _spoilt(rng: random.Random) -> bytes:
    request = bytearray(rng.choice(GOOD))
    for _ in range(rng.randint(0, 3)):
        match rng.randint(0, 3):
            case 0:
                request[rng.randrange(len(request))] = rng.randrange(256)
            case 1:
                del request[rng.randint(1, len(request)) :]
            case 2:
                request += rng.randbytes(rng.randint(1, 20))
            case _:
                request += rng.choice(GOOD)
    return bytes(request)


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


class Twin:
    """Two devices: one is fuzzed, one is given only what the book lets through."""

    def __init__(self) -> None:
        clock = Clock(lambda: datetime(2026, 1, 1, tzinfo=UTC), lambda: NOW_S)
        self.fuzzed, self.plain = (Exchange(CONTRACT, HandshakeSettings(), clock, WELL) for _ in range(2))
        self.refusals = Refusals(time.monotonic)
        units = frozenset({0, 1, 255})
        self.requests = ModbusRequests(self.fuzzed, CONTRACT, DeadlineWatch(self.fuzzed), self.refusals, units)

    async def give(self, request: bytes) -> int:
        """Return the exception code of the reply, 0 without one; raise AssertionError where an output differs."""
        write = by_the_book(request, self.plain.read(0, SIZE))
        reply = await self.requests.answer(1, request, Sender("fuzz", may_write=True))
        if write:
            self.plain.write(*write)
        seen, wanted = self.fuzzed.read(0, SIZE), self.plain.read(0, SIZE)
        if seen != wanted:
            raise AssertionError(f"{request.hex(' ')} left {seen}, the book wants {wanted}")
        if not reply or len(reply) > 253:
            raise AssertionError(f"{request.hex(' ')} got a reply of {len(reply)} bytes")
        return reply[1] if reply[0] & 0x80 else 0


async def in_process(count: int, seed: int) -> Counter[int]:
    """Return how often each exception code came for so many inputs into one device."""
    twin, codes = Twin(), Counter[int]()
    for request in inputs(count, seed):
        codes[await twin.give(request)] += 1
    return codes


def codec(count: int, seed: int) -> int:
    """Return how many random register images were decoded, encoded and decoded to the same words."""
    rng, fits = random.Random(seed), 0
    for _ in range(count):
        fits += _comes_back(CONTRACT.plc, PlcWords, rng) + _comes_back(CONTRACT.device, DeviceWords, rng)
    return fits


def _comes_back(block: Block, kind: type[Words], rng: random.Random) -> bool:
    registers = list(struct.unpack(f">{block.count}H", rng.randbytes(2 * block.count)))
    words = block.decode(kind, registers)
    if block.decode(kind, block.encode(words)) != words:
        raise AssertionError(f"{registers} did not come back")
    return True


def serial_line(count: int, seed: int) -> int:
    """Return how many of so many lumps of bytes from a serial line hold a request for this device."""
    rng, found = random.Random(seed), 0
    for request in inputs(count, seed):
        frame = b"\x01" + request
        is_whole = rng.random() < 0.5
        lump = rng.randbytes(rng.randint(0, 20)) + frame + (_checksum(frame) if is_whole else rng.randbytes(2))
        request_found = last_request(lump, 1)
        if request_found is not None and request_found != request:
            raise AssertionError(f"{lump.hex(' ')} was read as {request_found.hex(' ')}")
        found += request_found is not None
    return found


def _checksum(frame: bytes) -> bytes:
    return FramerRTU.compute_CRC(frame).to_bytes(2, "big")


def over_sockets(count: int, seed: int) -> int:
    """Return how many connections so many raw inputs took; a PLC beside them always reads the same words."""
    settings = ModbusServerSettings(port=0, writer="127.0.0.2", handshake=HandshakeSettings(station_limit_s=1e6))
    link = ModbusTcpLink(settings, CONTRACT)
    link.open(WELL)
    plc, rng = socket.create_connection(("127.0.0.1", link.port)), random.Random(seed)
    ask = struct.pack(">HHHBBHH", 1, 0, 6, 1, 3, 16, 4)
    plc.sendall(ask)
    before, calls, line = plc.recv(300), 1, socket.create_connection(("127.0.0.1", link.port))
    for number, request in enumerate(inputs(count, seed)):
        whole = struct.pack(">HHHB", 1, 0, len(request) + 1, 1) + request
        try:
            line.sendall(whole if rng.random() < 0.8 else request)
            line.settimeout(0.0)
            line.recv(65536)
        except BlockingIOError:
            pass
        except OSError:
            line.close()
            line, calls = socket.create_connection(("127.0.0.1", link.port)), calls + 1
        finally:
            line.settimeout(5.0)
        if number % 200 == 0:
            plc.sendall(ask)
            if (now := plc.recv(300)) != before:
                raise AssertionError(f"after input {number} the PLC reads {now.hex(' ')}, before {before.hex(' ')}")
    plc.close()
    line.close()
    link.close()
    return calls


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    start_s = time.monotonic()
    codes = asyncio.run(in_process(given.inputs, given.seed))
    taken, undecodable = asyncio.run(replies(given.inputs, given.seed + 4))
    figures = {
        "requests in process": given.inputs,
        "answered": codes[0],
        "exceptions": {str(code): count for code, count in sorted(codes.items()) if code},
        "lumps from a serial line": given.inputs // 5,
        "requests in them": serial_line(given.inputs // 5, given.seed + 1),
        "register images": codec(given.inputs // 20, given.seed + 2),
        "inputs over sockets": given.inputs // 20,
        "connections": over_sockets(given.inputs // 20, given.seed + 3),
        "hostile replies to the client": given.inputs,
        "taken for good, rightly": taken,
        "not to be decoded": undecodable,
        "scans of a PLC that says anything": asyncio.run(conversations(given.inputs // 20, given.seed + 5)),
        "crashes or changed output bits": 0,
        "seconds": round(time.monotonic() - start_s, 1),
    }
    print(json.dumps(figures) if given.json else "\n".join(f"{name:32} {value}" for name, value in figures.items()))


if __name__ == "__main__":
    main()

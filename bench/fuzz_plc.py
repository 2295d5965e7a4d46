"""Raw bytes into codec, server and serial line: no crash, and no output bit that a request by the book did not change.

Half of the inputs are random, half are good requests with bytes changed, cut, doubled or put together. Each goes into
the answering of requests in this process; a part of them goes through real sockets too. Beside the device stands a
second one that is given only what the book lets write to the PLC's block: both must show the same bits, while parts are
asked for, judged and read in between (`fuzz_plc_twin.py`). As many hostile replies go to the station as client
(`fuzz_plc_client.py`).
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
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

import structlog
from fuzz_plc_client import conversations, replies
from fuzz_plc_twin import CONTRACT, FOUND, SIZE, WELL, SoundPlc, Station, Twin, by_the_book, found, shown
from pymodbus.framer import FramerRTU

from inspector.plc.exchange import Clock, Exchange
from inspector.plc.modbus_rtu import last_request
from inspector.plc.modbus_server import ModbusServerSettings, ModbusTcpLink
from inspector.plc.registers import Block, DeviceWords, PlcWords
from inspector.plc.state import HandshakeSettings

Words = TypeVar("Words", PlcWords, DeviceWords)
PLC = "127.0.0.2"
FOR_EVER = HandshakeSettings(heartbeat_limit_s=1e9, station_limit_s=1e9, beat_s=1e9)
TIME_MS = next(register.address for register in CONTRACT.device.registers if register.name == "time_ms")
READ = struct.pack(">BHH", 3, 16, 4)
ALL = struct.pack(">BHH", 3, 0, SIZE)
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


async def in_process(count: int, seed: int) -> tuple[Counter[int], Counter[str]]:
    """Return how often each exception code came for so many inputs, and what was shown while they came."""
    twin, codes = Twin(seed), Counter[int]()
    for request in inputs(count, seed):
        codes[await twin.give(request)] += 1
    return codes, twin.up


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
    """Return how many connections so many raw inputs took, none of them of the writer: a PASS that is up stays up."""
    settings = ModbusServerSettings(port=0, writer=PLC, farewell_s=0.0, handshake=FOR_EVER)
    link = ModbusTcpLink(settings, CONTRACT)
    link.open(replace(WELL, deadline_ms=60_000, products=()))
    with closing(link), _called(link.port, PLC) as plc:
        before, rng, calls = _with_pass(link, plc), random.Random(seed), 1
        line = socket.create_connection(("127.0.0.1", link.port))
        for number, request in enumerate(inputs(count, seed)):
            line, is_new = _thrown_at(line, request if rng.random() < 0.2 else framed(request), link.port)
            calls += is_new
            if number % 200 == 0 and (now := asked(plc, READ)) != before:
                raise AssertionError(f"after input {number} the PLC reads {now.hex(' ')}, before {before.hex(' ')}")
        line.close()
    return calls


def _with_pass(link: ModbusTcpLink, plc: socket.socket) -> bytes:
    """Return what the PLC reads with the PASS of part 7 up."""
    asked(plc, struct.pack(">BHHB2H", 16, 0, 2, 4, 1, 7))
    trigger = link.next_trigger(5.0)
    if trigger is None:
        raise AssertionError("the link gave no trigger")
    asked(plc, struct.pack(">BHHB2H", 16, 0, 2, 4, 0, 7))
    link.answer(trigger, found(trigger.trigger_id, FOUND[0]))
    words = asked(plc, READ)
    if words[2:10] != struct.pack(">4H", 1 << 0 | 1 << 1 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7, 1, 1, 7):
        raise AssertionError(f"no PASS of part 7: {words.hex(' ')}")
    return words


def _thrown_at(line: socket.socket, data: bytes, port: int) -> tuple[socket.socket, bool]:
    """Send without waiting for an answer; return the line, a new one where it was closed."""
    try:
        line.settimeout(5.0)
        line.sendall(data)
        line.settimeout(0.0)
        line.recv(65536)
    except BlockingIOError:
        return line, False
    except OSError:
        line.close()
        return socket.create_connection(("127.0.0.1", port)), True
    return line, False


def as_the_writer(count: int, seed: int) -> Counter[str]:
    """Return what was up while so many whole frames came over a socket, from one who may write, and left what is right.

    Beside the link stands a device that is given only what the book lets through, as in `Twin`.
    """
    link = ModbusTcpLink(ModbusServerSettings(port=0, farewell_s=0.0, handshake=FOR_EVER), CONTRACT)
    patient = replace(WELL, deadline_ms=60_000)
    plain = Exchange(CONTRACT, FOR_EVER, Clock(lambda: datetime.now(UTC), time.monotonic), patient)
    station, plc, up = Station(random.Random(seed), patient), SoundPlc(), Counter[str]()
    link.open(patient)
    with closing(link), _called(link.port) as line:
        for number, request in enumerate(inputs(count, seed)):
            if number % 4 == 0:
                station.work((link, plain), number * 0.004)
                _give_both(line, plain, plc.request(plain))
            _give_both(line, plain, request)
            up[shown(plain.read(0, SIZE), station.judged)] += 1
    return up


def _give_both(line: socket.socket, plain: Exchange, request: bytes) -> None:
    """Give a request to the link, what the book lets through to the plain device; compare what they show."""
    write = by_the_book(request, plain.read(0, SIZE))
    asked(line, request)
    if write:
        plain.write(*write)
    seen, wanted = list(struct.unpack(f">{SIZE}H", asked(line, ALL)[2:])), plain.read(0, SIZE)
    seen[TIME_MS] = wanted[TIME_MS]
    if seen != wanted:
        raise AssertionError(f"{request.hex(' ')} left {seen} behind the socket, the book wants {wanted}")


def framed(request: bytes) -> bytes:
    """Return a request as it goes over TCP."""
    return struct.pack(">HHHB", 1, 0, len(request) + 1, 1) + request


def asked(line: socket.socket, request: bytes) -> bytes:
    """Return the reply to a request, both from the function code on."""
    line.sendall(framed(request))
    return _exactly(line, int.from_bytes(_exactly(line, 7)[4:6], "big") - 1)


def _exactly(line: socket.socket, count: int) -> bytes:
    received = b""
    while len(received) < count:
        more = line.recv(count - len(received))
        if not more:
            raise AssertionError("the device hung up on its PLC")
        received += more
    return received


def _called(port: int, source: str = "127.0.0.1") -> "closing[socket.socket]":
    """Return a connection from this address."""
    return closing(socket.create_connection(("127.0.0.1", port), 20.0, (source, 0)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    start_s = time.monotonic()
    codes, up = asyncio.run(in_process(given.inputs, given.seed))
    taken, undecodable = asyncio.run(replies(given.inputs, given.seed + 4))
    figures = {
        "requests in process": given.inputs,
        "answered": codes[0],
        "exceptions": {str(code): count for code, count in sorted(codes.items()) if code},
        "shown while they came": dict(up.most_common()),
        "lumps from a serial line": given.inputs // 5,
        "requests in them": serial_line(given.inputs // 5, given.seed + 1),
        "register images": codec(given.inputs // 20, given.seed + 2),
        "inputs over sockets": given.inputs // 20,
        "connections": over_sockets(given.inputs // 20, given.seed + 3),
        "frames of the writer over a socket": given.inputs // 40,
        "shown while those came": dict(as_the_writer(given.inputs // 40, given.seed + 6).most_common()),
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

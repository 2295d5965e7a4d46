"""Small devices that break the contract: the pure machine behind a socket, with one fault in what it hears or shows."""

import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from stations import WELL, passed
from typing_extensions import override

from inspector.plc.contract import shipped_contract
from inspector.plc.exchange import Clock, Exchange
from inspector.plc.link import StationState
from inspector.plc.registers import DeviceWords, PlcWords
from inspector.plc.state import HandshakeSettings

CONTRACT = shipped_contract()
START, SIZE = CONTRACT.device.start, CONTRACT.device.start + CONTRACT.device.count
_READS, _WRITES = {3, 4}, {6, 16}


@dataclass
class Lies:
    """What a device gets wrong; by default nothing. `shows` and `hears` may remember in `memory`."""

    shows: "Callable[[DeviceWords, Lies], DeviceWords]" = lambda words, _lies: words
    hears: "Callable[[PlcWords, Lies], PlcWords]" = lambda words, _lies: words
    answers: Callable[[int, bytes], bytes | None] = lambda _unit, _request: None
    handshake: HandshakeSettings = field(default_factory=lambda: HandshakeSettings(heartbeat_limit_s=0.5))
    state: StationState = WELL
    thinks_s: float = 0.02
    memory: dict[str, float] = field(default_factory=dict)
    result: DeviceWords = field(default_factory=DeviceWords)


@contextmanager
def device(lies: Lies) -> Iterator[int]:
    """Serve a device while the block lasts; yields its port."""
    clock = Clock(lambda: datetime.now(UTC), time.monotonic)
    exchange = Exchange(CONTRACT, lies.handshake, clock, lies.state)
    stop = threading.Event()

    class Handler(socketserver.BaseRequestHandler):
        @override
        def handle(self) -> None:
            while head := self.request.recv(7):
                transaction, _, length, unit = struct.unpack(">HHHB", head)
                request = self.request.recv(length - 1)
                reply = lies.answers(unit, request) or _reply(exchange, lies, unit, request)
                self.request.sendall(struct.pack(">HHHB", transaction, 0, len(reply) + 1, unit) + reply)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threads = [
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}),
            threading.Thread(target=_work, args=(exchange, lies, stop)),
        ]
        for thread in threads:
            thread.start()
        yield server.server_address[1]
        stop.set()
        server.shutdown()
        for thread in threads:
            thread.join()


def _work(exchange: Exchange, lies: Lies, stop: threading.Event) -> None:
    while not stop.is_set():
        exchange.tick()
        trigger = exchange.next_trigger(0.005)
        if trigger:
            exchange.exposed(trigger)
            stop.wait(lies.thinks_s)
            exchange.answer(trigger, passed(trigger))


def _reply(exchange: Exchange, lies: Lies, unit: int, request: bytes) -> bytes:
    """Answer as the contract says, but for what `lies` change of the words."""
    function = request[0]
    if unit not in {0, 1, 255}:
        return bytes([function | 0x80, 11])
    if function in _READS:
        return _read(exchange, lies, request)
    return _write(exchange, lies, request) if function in _WRITES else bytes([function | 0x80, 1])


def _read(exchange: Exchange, lies: Lies, request: bytes) -> bytes:
    function, address, count = struct.unpack(">BHH", request)
    if not 1 <= count <= 125:
        return bytes([function | 0x80, 3])
    if address + count > SIZE:
        return bytes([function | 0x80, 2])
    registers = _image(exchange, lies)[address : address + count]
    return struct.pack(f">BB{count}H", function, 2 * count, *registers)


def _write(exchange: Exchange, lies: Lies, request: bytes) -> bytes:
    function, address, count = struct.unpack(">BHH", request[:5])
    values = request[6:] if function == 16 else request[3:5]
    if function == 16 and len(values) != 2 * count:
        return bytes([function | 0x80, 3])
    registers = list(struct.unpack(f">{len(values) // 2}H", values))
    if not CONTRACT.plc.holds(address, len(registers)):
        return bytes([function | 0x80, 2])
    if len(registers) == CONTRACT.plc.count:
        registers = CONTRACT.plc.encode(lies.hears(CONTRACT.plc.decode(PlcWords, registers), lies))
    exchange.write(address, registers)
    return request[:5]


def _image(exchange: Exchange, lies: Lies) -> list[int]:
    exchange.tick()
    image = exchange.read(0, SIZE)
    words = lies.shows(CONTRACT.device.decode(DeviceWords, image[START:]), lies)
    return image[:START] + CONTRACT.device.encode(words)

"""The PLC's end of each wire for `bench/plc.py`: as client over TCP, as master of a serial line, and as server.

As client and master the PLC reads as fast as replies come. As server it keeps a memory that the station reads and
writes; the moment of a bit is then the moment in which the write that carries it was taken.
"""

import os
import queue
import socket
import socketserver
import struct
import threading
import time
import tty
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from pymodbus.framer import FramerRTU
from typing_extensions import override

TRIGGER, RESULT_ACK = 1, 2
READY, TRIGGER_ACK, RESULT_VALID = 1 << 1, 1 << 2, 1 << 5
_STATUS_AT, _WORDS = 16, 48


@dataclass(frozen=True, slots=True)
class Moments:
    """When a part was asked for, and when the PLC saw that it was taken and answered, monotonic seconds."""

    trigger_id: int
    asked: float
    acknowledged: float
    valid: float


class Plc(Protocol):
    """A PLC on some wire."""

    def until(self, bit: int, level: int) -> float:
        """Wait until `bit` of the device's status word has `level`; return the moment."""

    def say(self, control: int, trigger_id: int) -> None:
        """Set control word and trigger id."""


class Wire:
    """Modbus TCP on a plain socket: one request, one reply."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, pdu: bytes) -> bytes:
        """Return the reply to one request, both without their header."""
        self._socket.sendall(struct.pack(">HHHB", 1, 0, len(pdu) + 1, 1) + pdu)
        return self._socket.recv(300)[7:]

    def status(self, count: int = 30) -> int:
        """Return the status word, read together with the words after it."""
        return int(struct.unpack(">H", self.ask(struct.pack(">BHH", 3, _STATUS_AT, count))[2:4])[0])

    def say(self, control: int, trigger_id: int) -> None:
        """Write control word and trigger id."""
        self.ask(struct.pack(">BHHB2H", 16, 0, 2, 4, control, trigger_id))

    def until(self, bit: int, level: int) -> float:
        """Read until `bit` has `level`; return the moment."""
        while bool(self.status() & bit) is not bool(level):
            pass
        return time.monotonic()


class SerialWire(Wire):
    """Modbus RTU on one end of a serial line, unit 1."""

    def __init__(self, device: str) -> None:
        self._port = os.open(device, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self._port)

    @override
    def ask(self, pdu: bytes) -> bytes:
        frame = b"\x01" + pdu
        os.write(self._port, frame + FramerRTU.compute_CRC(frame).to_bytes(2, "big"))
        reply = self._exactly(3)
        reply += self._exactly(reply[2] + 2 if reply[1] == 3 else 5)
        return reply[1:-2]

    def _exactly(self, count: int) -> bytes:
        received = b""
        while len(received) < count:
            received += os.read(self._port, count - len(received))
        return received


class PlcMemory:
    """A PLC that is a Modbus TCP server: 48 registers, and a note of each moment in which the status word changed."""

    def __init__(self) -> None:
        self._registers = [0] * _WORDS
        self._lock = threading.Lock()
        self._seen: queue.SimpleQueue[tuple[float, int]] = queue.SimpleQueue()
        self._status = 0
        memory = self

        class Handler(socketserver.BaseRequestHandler):
            @override
            def handle(self) -> None:
                self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for head, pdu in _requests(self.request):
                    reply = memory.answer(pdu)
                    self.request.sendall(head[:4] + struct.pack(">HB", len(reply) + 1, head[6]) + reply)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, pdu: bytes) -> bytes:
        """Return the reply to a read (3) or a write (16)."""
        address, count = struct.unpack(">HH", pdu[1:5])
        with self._lock:
            if pdu[0] == 3:
                return struct.pack(f">BB{count}H", 3, 2 * count, *self._registers[address : address + count])
            self._registers[address : address + count] = struct.unpack(f">{count}H", pdu[6:])
            if address <= _STATUS_AT < address + count:
                self._seen.put((time.monotonic(), self._registers[_STATUS_AT]))
        return pdu[:5]

    def say(self, control: int, trigger_id: int) -> None:
        """Set control word and trigger id: the station finds them with its next read."""
        with self._lock:
            self._registers[0:2] = [control, trigger_id]

    def until(self, bit: int, level: int) -> float:
        """Wait for the write by which `bit` has `level`; return its moment."""
        moment = time.monotonic()
        while bool(self._status & bit) is not bool(level):
            moment, self._status = self._seen.get(timeout=60)
        return moment


def _requests(line: socket.socket) -> Iterator[tuple[bytes, bytes]]:
    """Yield header and request, one after the other, until the station hangs up."""
    received = b""
    while more := line.recv(4096):
        received += more
        while len(received) >= 7 and len(received) >= (end := 6 + struct.unpack(">H", received[4:6])[0]):
            yield received[:7], received[7:end]
            received = received[end:]


def run_parts(plc: Plc, parts: int, takt_s: float) -> list[Moments]:
    """Take so many parts through the four phases; return the moments of each."""
    moments = []
    for trigger_id in range(1, parts + 1):
        due = time.monotonic() + takt_s
        plc.until(READY, 1)
        asked = time.monotonic()
        plc.say(TRIGGER, trigger_id)
        acknowledged = plc.until(TRIGGER_ACK, 1)
        plc.say(0, trigger_id)
        moments.append(Moments(trigger_id, asked, acknowledged, plc.until(RESULT_VALID, 1)))
        plc.say(RESULT_ACK, trigger_id)
        plc.until(RESULT_VALID, 0)
        plc.say(0, trigger_id)
        time.sleep(max(0.0, due - time.monotonic()))
    return moments


def timed(act: Callable[[], object], times: int) -> list[float]:
    """Return how long each of so many calls took, seconds."""
    took = []
    for _ in range(times):
        start = time.monotonic()
        act()
        took.append(time.monotonic() - start)
    return took

"""A PLC that is a Modbus TCP server: its memory, its program, and on demand the bad manners of real ones."""

import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

from typing_extensions import override

from inspector.plc.contract import shipped_contract
from inspector.plc.registers import DeviceWords, PlcWords

CONTRACT = shipped_contract()
SIZE = CONTRACT.device.start + CONTRACT.device.count
Manners = Callable[[bytes, bytes], list[bytes] | None]


def polite(_request: bytes, reply: bytes) -> list[bytes]:
    """Send the reply in one piece."""
    return [reply]


@dataclass
class PlcMemory:
    """Holding registers behind a socket. `manners` turns each good reply into what is sent, None hangs up."""

    manners: Manners = polite
    first_register: int = 0
    registers: list[int] = field(default_factory=lambda: [0] * SIZE)
    writes: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    seen: list[DeviceWords] = field(default_factory=list)
    calls: int = 0
    port: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: set[socket.socket] = set()

    def device(self) -> DeviceWords:
        """Return what the device wrote, as the PLC's program sees it now."""
        block = CONTRACT.device
        with self._lock:
            return block.decode(DeviceWords, self.registers[block.start : block.start + block.count])

    def say(self, words: PlcWords) -> None:
        """Let the PLC's program set its words."""
        block = CONTRACT.plc
        with self._lock:
            self.registers[block.start : block.start + block.count] = block.encode(words)

    def put(self, address: int, value: int) -> None:
        """Change one register, as another program of the PLC would."""
        with self._lock:
            self.registers[address] = value

    def wait_for(self, holds: Callable[[DeviceWords], bool], what: str, limit_s: float = 10.0) -> DeviceWords:
        """Return the device's words as soon as they are so."""
        end_s = time.monotonic() + limit_s
        while time.monotonic() < end_s:
            words = self.device()
            if holds(words):
                return words
            time.sleep(0.001)
        raise AssertionError(f"{what} did not come within {limit_s} s, the PLC holds {self.device()}")

    def run_part(self, trigger_id: int, beat: int = 0) -> DeviceWords:
        """Take one part through the four phases; return the words with its result."""
        words = PlcWords(trigger_id=trigger_id, part_serial=trigger_id, heartbeat_in=beat)
        self.wait_for(lambda w: w.ready, "ready")
        self.say(replace(words, trigger=True))
        self.wait_for(lambda w: w.trigger_ack, "trigger_ack")
        self.say(words)
        result = self.wait_for(lambda w: w.result_valid, "result_valid")
        self.say(replace(words, result_ack=True))
        self.wait_for(lambda w: not w.result_valid, "the result going down")
        self.say(words)
        return result

    def hang_up(self) -> None:
        """Cut every connection, as a cable would."""
        for line in list(self._lines):
            with suppress(OSError):  # The device was quicker.
                line.shutdown(socket.SHUT_RDWR)

    @contextmanager
    def served(self, port: int = 0) -> Iterator["PlcMemory"]:
        """Serve while the block lasts."""
        memory = self

        class Handler(socketserver.BaseRequestHandler):
            @override
            def handle(self) -> None:
                memory._lines.add(self.request)
                memory.calls += 1
                with suppress(OSError):  # The device hung up, or the cable was cut.
                    memory._serve(self.request)
                memory._lines.discard(self.request)

        socketserver.ThreadingTCPServer.allow_reuse_address = True
        with socketserver.ThreadingTCPServer(("127.0.0.1", port), Handler) as server:
            server.daemon_threads = True
            self.port = server.server_address[1]
            serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            serving.start()
            try:
                yield self
            finally:
                server.shutdown()
                serving.join()
                self.hang_up()

    def _serve(self, line: socket.socket) -> None:
        while (head := _exactly(line, 7)) is not None:
            transaction, _, length, unit = struct.unpack(">HHHB", head)
            pdu = _exactly(line, length - 1)
            if pdu is None:
                return
            answer = self._answer(pdu)
            reply = struct.pack(">HHHB", transaction, 0, len(answer) + 1, unit) + answer
            pieces = self.manners(pdu, reply)
            if pieces is None:
                return
            for piece in pieces:
                line.sendall(piece)

    def _answer(self, pdu: bytes) -> bytes:
        address, count = struct.unpack(">HH", pdu[1:5])
        address -= self.first_register
        if not 0 <= address <= address + count <= SIZE:
            return bytes([pdu[0] | 0x80, 2])
        with self._lock:
            if pdu[0] == 3:
                return struct.pack(f">BB{count}H", 3, 2 * count, *self.registers[address : address + count])
            written = struct.unpack(f">{count}H", pdu[6:])
            self.registers[address : address + count] = written
            self.writes.append((address, written))
            block = CONTRACT.device
            self.seen.append(block.decode(DeviceWords, self.registers[block.start : block.start + block.count]))
        return pdu[:5]


def _exactly(line: socket.socket, count: int) -> bytes | None:
    received = b""
    while len(received) < count:
        more = line.recv(count - len(received))
        if not more:
            return None
        received += more
    return received

"""Hostile replies to the station as Modbus client: nothing is taken for an answer that is not one, to the byte.

A PLC, or whoever is on its cable, answers each request with bytes of its own choice: the right reply changed, cut, put
together with others, under another number or function, or noise. What the client takes for good must stand among those
bytes as the one frame that answers the request; everything else must be a lost connection, and nothing else.
"""

import asyncio
import random
import struct
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from pymodbus import ModbusException
from pymodbus.client import AsyncModbusTcpClient
from typing_extensions import override

from inspector.plc.contract import shipped_contract
from inspector.plc.exchange import Clock, Exchange
from inspector.plc.modbus_client import Conversation, LostError, ModbusClientSettings, Peer
from inspector.plc.probe_bench import WELL
from inspector.plc.registers import DeviceWords
from inspector.plc.state import HandshakeSettings
from inspector.plc.wire import DeadlineWatch
from inspector.plc.writes import Write

CONTRACT = shipped_contract()
# No patience: in this process whatever is answered is there before the request has been sent.
SETTINGS = ModbusClientSettings("nobody", reply_timeout_s=0.0)
Answers = Callable[[bytes], list[bytes]]


class Line(asyncio.Transport):
    """A connection whose other end answers each request at once with what it likes."""

    def __init__(self, client: AsyncModbusTcpClient, answers: Answers) -> None:
        super().__init__()
        self._protocol, self._answers = client.ctx, answers
        self.sent: list[bytes] = []
        self.received: list[bytes] = []
        self.undecodable: Counter[str] = Counter()

    @override
    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.sent.append(bytes(data))
        for piece in self._answers(bytes(data)):
            self.received.append(piece)
            try:
                self._protocol.data_received(piece)
            except ModbusException as error:  # As asyncio does: the connection is over.
                self.undecodable[type(error).__name__] += 1
                self._protocol.connection_lost(error)
                return

    @override
    def close(self) -> None:
        """Let it be: nobody is there."""


def connected(answers: Answers) -> tuple[Peer, Line]:
    """Return the client as it is once it is connected to that other end."""
    peer = Peer(SETTINGS)
    line = Line(peer.client, answers)
    peer.client.ctx.connection_made(line)
    return peer, line


def right_reply(request: bytes, rng: random.Random) -> bytes:
    """Return the one right reply to a request of the client, with random registers where it reads."""
    head, function = request[:4], request[7]
    if function == 3:
        count = struct.unpack(">H", request[10:12])[0]
        pdu = bytes([3, 2 * count]) + rng.randbytes(2 * count)
    else:
        pdu = request[7:12]
    return head + struct.pack(">HB", len(pdu) + 1, request[6]) + pdu


def hostile(rng: random.Random) -> Answers:
    """Return the other end: a few right replies, most of them spoilt in one way or several, and noise."""

    def answers(request: bytes) -> list[bytes]:
        match rng.randint(0, 9):
            case 0:
                data = right_reply(request, rng)
            case 1:
                data = rng.randbytes(rng.randint(1, 80))
            case 2:
                data = _spoilt(right_reply(request, rng), rng) + right_reply(request, rng)
            case _:
                data = _spoilt(right_reply(request, rng), rng)
        return _in_pieces(data, rng)

    return answers


def _spoilt(reply: bytes, rng: random.Random) -> bytes:
    data = bytearray(reply)
    for _ in range(rng.randint(1, 2)):
        rng.choice(_HARMS)(data, rng)
        if len(data) < _HEAD:
            break
    return bytes(data)


def _one_byte(data: bytearray, rng: random.Random) -> None:
    data[rng.randrange(len(data))] = rng.randrange(256)


def _cut(data: bytearray, rng: random.Random) -> None:
    del data[rng.randint(1, len(data)) :]


def _longer(data: bytearray, rng: random.Random) -> None:
    data += rng.randbytes(rng.randint(1, 20))


def _number(data: bytearray, rng: random.Random) -> None:
    data[0:2] = rng.randbytes(2) if rng.random() < 0.5 else b"\0\0"


def _protocol(data: bytearray, rng: random.Random) -> None:
    data[2:4] = rng.randbytes(2)


def _length(data: bytearray, rng: random.Random) -> None:
    data[4:6] = struct.pack(">H", rng.choice([0, 1, 2, 3, len(data) - 6, len(data) - 5, len(data), 0xFFFF]))


def _function(data: bytearray, rng: random.Random) -> None:
    data[7] = rng.choice([1, 2, 3, 4, 6, 15, 16, 22, 23, 0x83, 0x90, rng.randrange(256)])


def _count(data: bytearray, rng: random.Random) -> None:
    data[8] = rng.randrange(256)


_HEAD = 9
_HARMS = (_one_byte, _cut, _longer, _number, _protocol, _length, _function, _count)


def _in_pieces(data: bytes, rng: random.Random) -> list[bytes]:
    if rng.random() < 0.8 or len(data) < 2:
        return [data] if data else []
    cut = rng.randrange(1, len(data))
    return [data[:cut], data[cut:]]


def answer_to(request: bytes, registers: list[int] | None) -> bytes:
    """Return the frame that answers `request` by the standard: with the registers read, None where it writes."""
    pdu = (
        request[7:12] if registers is None else struct.pack(f">BB{len(registers)}H", 3, 2 * len(registers), *registers)
    )
    return request[:2] + b"\0\0" + struct.pack(">HB", len(pdu) + 1, request[6]) + pdu


async def ask(rng: random.Random, answers: Answers | None = None) -> tuple[bool, Counter[str]]:
    """Let the client read or write once; return whether it took an answer for good, and what could not be decoded.

    Raises
    ------
    AssertionError
        It took something for an answer that is none.
    """
    peer, line = connected(answers or hostile(rng))
    registers: list[int] | None = None
    try:
        if rng.random() < 0.6:
            registers = await peer.read(rng.randrange(48), rng.randint(1, 48))
        else:
            words = tuple(rng.randrange(0x10000) for _ in range(rng.randint(1, 32)))
            await peer.write(Write(rng.randrange(16, 40), words))
    except LostError:
        return False, line.undecodable
    finally:
        peer.hang_up()
    wanted = answer_to(line.sent[-1], registers)
    if wanted not in b"".join(line.received):
        heard = " | ".join(piece.hex(" ") for piece in line.received)
        raise AssertionError(f"{line.sent[-1].hex(' ')} was answered by {heard}, taken for {wanted.hex(' ')}")
    return True, line.undecodable


async def replies(count: int, seed: int) -> tuple[int, int]:
    """Return how many of so many hostile replies were taken for good, rightly, and how many could not be decoded."""
    rng, taken, undecodable = random.Random(seed), 0, 0
    for _ in range(count):
        is_taken, broken = await ask(rng)
        taken += is_taken
        undecodable += broken.total()
    return taken, undecodable


async def conversations(count: int, seed: int) -> int:
    """Return how many scans of a PLC that says anything at all were survived; no result is ever shown to it."""
    rng, scans = random.Random(seed), 0
    clock = Clock(lambda: datetime(2026, 1, 1, tzinfo=UTC), lambda: 100.0)
    exchange = Exchange(CONTRACT, HandshakeSettings(), clock, replace(WELL, deadline_ms=60_000))
    while scans < count:
        peer, _ = connected(
            lambda request: [right_reply(request, rng)] if rng.random() < 0.9 else hostile(rng)(request)
        )
        conversation = Conversation(peer, exchange, DeadlineWatch(exchange), CONTRACT)
        try:
            await conversation.begin()
            while scans < count:
                scans += 1
                await conversation.listen()
                await conversation.show()
                _check_no_result(exchange)
        except LostError:
            exchange.plc_gone()
        finally:
            peer.hang_up()
        _check_no_result(exchange)
    return scans


def _check_no_result(exchange: Exchange) -> None:
    block = CONTRACT.device
    words = block.decode(DeviceWords, exchange.read(block.start, block.count))
    if words.result_valid or words.pass_ or words.result_id:
        raise AssertionError(f"a result is shown though nothing was judged: {words}")

"""A wire between PLC and device that can be made bad byte by byte."""

import contextlib
import random
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

Manner = Callable[[bytes, bool], Iterable[bytes]]
"""What becomes of bytes that come from the device (True) or the PLC (False): pieces, sent one after the other."""


def polite(data: bytes, _from_device: bool) -> Iterable[bytes]:  # noqa: FBT001 -- a manner's own question
    """Let everything through as it came."""
    return [data]


class Proxy:
    """Carries bytes between whoever connects to `port` and the device at `target`; `manner` may change at any time.

    `spoilt` counts the pieces that did not go through by the polite manner.
    """

    def __init__(self, target: int = 0) -> None:
        self.target = target
        self.manner: Manner = polite
        self.spoilt = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._lines: set[socket.socket] = set()
        self._resets = False
        self._accepting = threading.Thread(target=self._accept, name="proxy", daemon=True)

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def cut(self, *, reset: bool = False) -> None:
        """End every connection, with a reset if asked for."""
        self._resets = reset
        for line in list(self._lines):
            with contextlib.suppress(OSError):
                if reset:
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                # A blocked recv keeps the socket alive beyond close: it is woken, and its thread closes.
                line.shutdown(socket.SHUT_RD if reset else socket.SHUT_RDWR)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self.target), timeout=5)
            for line in (near, far):
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:
            near.close()
            return
        far.settimeout(None)
        self._resets = False
        self._lines |= {near, far}
        for source, sink, from_device in ((near, far, False), (far, near, True)):
            threading.Thread(target=self._carry, args=(source, sink, from_device), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, from_device: bool) -> None:  # noqa: FBT001
        with contextlib.suppress(OSError):
            while data := source.recv(4096):
                self.spoilt += self.manner is not polite
                for piece in self.manner(data, from_device):
                    sink.sendall(piece)
        for line in (source, sink):
            self._lines.discard(line)
            if not self._resets:
                with contextlib.suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
            line.close()


def swallowed(_data: bytes, _from_device: bool) -> Iterable[bytes]:  # noqa: FBT001
    """Let nothing through: the connection looks open from both ends."""
    return []


def delayed(data: bytes, _from_device: bool) -> Iterable[bytes]:  # noqa: FBT001
    """Let everything through, 150 ms late."""
    time.sleep(0.15)
    return [data]


def dribbled(data: bytes, _from_device: bool) -> Iterable[bytes]:  # noqa: FBT001
    """Let everything through byte by byte."""
    for at in range(len(data)):
        time.sleep(0.0005)
        yield data[at : at + 1]


def wrong_transaction(data: bytes, from_device: bool) -> Iterable[bytes]:  # noqa: FBT001
    """Give every reply the transaction id of another request."""
    if not from_device:
        return [data]
    (transaction,) = struct.unpack_from(">H", data)
    return [struct.pack(">H", (transaction + 7) % 0x10000) + data[2:]]


def corrupting(rng: random.Random) -> Manner:
    """Return a manner that turns one bit of every request and every reply round."""

    def corrupted(data: bytes, _from_device: bool) -> Iterable[bytes]:  # noqa: FBT001
        bit = rng.randrange(8 * len(data))
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        return [bytes(changed)]

    return corrupted

"""Modbus TCP on a plain socket: a tester sends what no library would, and keeps every byte that went over the wire."""

import socket
import struct
from collections import deque
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from inspector.errors import LinkError

_HEADER = struct.Struct(">HHHB")
_KEPT = 4


class WireError(Exception):
    """Instead of a reply there was something else, or nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request and its reply, in hex from the function code on; `reply` says in words where there was none."""

    request: str
    reply: str


class PlainModbus:
    """One connection to one device, one request at a time.

    Parameters
    ----------
    host, port
        Where the device is.
    unit_id
        The unit that is asked, unless a request names another.
    timeout_s
        How long a reply may take.
    """

    def __init__(self, host: str, port: int, unit_id: int, timeout_s: float) -> None:
        self._where = (host, port)
        self._unit_id = unit_id
        self._timeout_s = timeout_s
        self._transaction = 0
        self._asked: deque[Asked] = deque(maxlen=_KEPT)
        self._line: socket.socket | None = None

    def __enter__(self) -> Self:
        """Connect.

        Raises
        ------
        LinkError
            Nobody answers there.
        """
        host, port = self._where
        try:
            self._line = self._connect()
        except OSError as error:
            what = f"reach {host}:{port}"
            raise LinkError(what, error.strerror or str(error), "check address, port and cable") from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Hang up."""
        self._hang_up()

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The last requests with their replies, oldest first."""
        return tuple(self._asked)

    def ask(self, request: bytes, unit_id: int | None = None) -> bytes:
        """Return the reply to `request`, both from the function code on; a connection that was closed is opened anew.

        Raises
        ------
        WireError
            No reply came in time, it is cut short, or it answers another request.
        """
        self._transaction = (self._transaction + 1) % 0x10000
        unit = self._unit_id if unit_id is None else unit_id
        frame = _HEADER.pack(self._transaction, 0, len(request) + 1, unit) + request
        try:
            self._line = self._line or self._connect()
            self._line.sendall(frame)
            reply = self._reply(unit)
        except (OSError, WireError) as error:
            self._hang_up()
            self._asked.append(Asked(request.hex(" "), f"{error}"))
            raise WireError(f"no reply to {request.hex(' ')}: {error}") from error
        self._asked.append(Asked(request.hex(" "), reply.hex(" ")))
        return reply

    def _connect(self) -> socket.socket:
        line = socket.create_connection(self._where, self._timeout_s)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return line

    def _reply(self, unit: int) -> bytes:
        transaction, protocol, length, from_unit = _HEADER.unpack(self._exactly(_HEADER.size))
        reply = self._exactly(length - 1)
        if (transaction, protocol, from_unit) != (self._transaction, 0, unit):
            found = f"transaction {transaction}, protocol {protocol}, unit {from_unit}"
            raise WireError(f"the reply has {found}, expected {self._transaction}, 0, {unit}")
        return reply

    def _exactly(self, count: int) -> bytes:
        received = b""
        while len(received) < count and self._line:
            more = self._line.recv(count - len(received))
            if not more:
                raise WireError("the device closed the connection")
            received += more
        return received

    def _hang_up(self) -> None:
        if self._line:
            self._line.close()
        self._line = None

"""Modbus requests in, replies out, whatever wire they came on: served from one exchange, refused by the book."""

import logging
import struct
from dataclasses import dataclass

import structlog
from pymodbus.constants import ExcCodes
from pymodbus.pdu import DecodePDU, ExceptionResponse
from pymodbus.simulator import DataType, SimData, SimDevice
from pymodbus.simulator.simcore import SimCore

from inspector.errors import InspectorError
from inspector.plc.exchange import Exchange
from inspector.plc.refusals import Refusals, Refused
from inspector.plc.registers import Contract
from inspector.plc.wire import DeadlineWatch

_READS = frozenset({3, 4})
_READ_AND_WRITE = 23
_WRITES = frozenset({6, 16, 22, _READ_AND_WRITE})
# On TCP a device is addressed by its IP address: these unit ids mean "whoever answers there".
ANY_UNIT = frozenset({0, 255})

_REASONS = {
    ExcCodes.ILLEGAL_ADDRESS: Refused.ADDRESS,
    ExcCodes.ILLEGAL_FUNCTION: Refused.FUNCTION,
    ExcCodes.ILLEGAL_VALUE: Refused.FRAME,
    ExcCodes.GATEWAY_NO_RESPONSE: Refused.UNIT,
}


@dataclass(frozen=True, slots=True)
class Sender:
    """Who asks: how people call it, and whether its writes are taken."""

    name: str
    may_write: bool


class ModbusRequests:
    """Answers requests to one device. Belongs to one event loop.

    Holding registers 3, 16 (read/write 23, mask 22, single 6) and input registers 4 are served, other function codes
    get exception 1, and so does every write of a sender that may not write. Only the PLC's block can be written,
    anything else gets exception 2 and changes nothing. A request that is not exactly as long as its function code
    says gets exception 3. Every refusal is counted.

    Parameters
    ----------
    exchange
        Read at every read, driven by every write before it is answered.
    contract
        Where which word stands.
    deadlines
        Told to look whenever a write may have begun a part.
    refusals
        Where refusals are counted.
    units
        Unit ids that are answered; any other gets exception 11.
    """

    def __init__(
        self,
        exchange: Exchange,
        contract: Contract,
        deadlines: DeadlineWatch,
        refusals: Refusals,
        units: frozenset[int],
    ) -> None:
        keep_library_off_stderr()
        self._log = structlog.get_logger()
        self._exchange = exchange
        self._deadlines = deadlines
        self._refusals = refusals
        self._units = units
        self._decoder = DecodePDU(is_server=True)
        self._size = contract.device.start + contract.device.count
        self._registers = SimCore(self._device(self._size))

    async def answer(self, unit_id: int, request: bytes, sender: Sender) -> bytes:
        """Return the reply to `request`, both from the function code on, without address or checksum."""
        refusal = self._refusal(unit_id, request, sender)
        if refusal is not None:
            return _exception(request, refusal)
        decoded = self._decoder.decode(request)
        if decoded is None:
            self._refusals.note(Refused.FRAME, sender.name)
            return _exception(request, ExcCodes.ILLEGAL_VALUE)
        try:
            # Every unit id that got here is this device, which the library knows as 0.
            reply = await decoded.datastore_update(self._registers, 0)  # type: ignore[arg-type] # as its own server does
        except InspectorError as error:
            self._log.error("plc link cannot answer", request=request.hex(" "), error=str(error))
            return _exception(request, ExcCodes.DEVICE_FAILURE)
        if isinstance(reply, ExceptionResponse):
            self._refusals.note(_REASONS.get(ExcCodes(reply.exception_code), Refused.FRAME), sender.name)
        return bytes([reply.function_code]) + reply.encode()

    def _refusal(self, unit_id: int, request: bytes, sender: Sender) -> ExcCodes | None:
        """Return with which exception `request` is refused before anybody looks at its addresses."""
        function = request[0]
        if unit_id not in self._units:
            self._refusals.note(Refused.UNIT, sender.name)
            return ExcCodes.GATEWAY_NO_RESPONSE
        if function not in _READS | _WRITES:
            self._refusals.note(Refused.FUNCTION, sender.name)
            return ExcCodes.ILLEGAL_FUNCTION
        if function in _WRITES and not sender.may_write:
            self._refusals.note(Refused.WRITER, sender.name)
            return ExcCodes.ILLEGAL_FUNCTION
        if request_length(request) != len(request):
            self._refusals.note(Refused.FRAME, sender.name)
            return ExcCodes.ILLEGAL_VALUE
        if function == _READ_AND_WRITE and not self._reads_what_is_there(request):
            self._refusals.note(Refused.ADDRESS, sender.name)
            return ExcCodes.ILLEGAL_ADDRESS
        return None

    def _reads_what_is_there(self, request: bytes) -> bool:
        """Return whether the read part of a read/write can be served: the library finds out after it has written."""
        address, count = struct.unpack(">HH", request[1:5])
        return bool(address + count <= self._size)

    def _device(self, size: int) -> SimDevice:
        """Return what pymodbus serves: registers filled from the exchange at every read, given to it at every write."""

        async def act(
            _code: int,
            start: int,
            address: int,
            count: int,
            registers: list[int],
            written: list[int] | list[bool] | None,
        ) -> ExcCodes | None:
            if written is not None:
                taken = self._exchange.write(address, [int(value) for value in written])
                self._deadlines.look()
                return None if taken else ExcCodes.ILLEGAL_ADDRESS
            registers[address - start : address - start + count] = self._exchange.read(address, count)
            return None

        return SimDevice(0, simdata=SimData(0, count=size, datatype=DataType.REGISTERS), action=act)


def request_length(request: bytes) -> int | None:
    """Return how many bytes a request beginning like `request` has, from the function code on.

    None where its function code is not served, or too little of it is there to tell.

    Examples
    --------
    >>> request_length(bytes.fromhex("03 00 10 00 01")), request_length(bytes.fromhex("10 00 00 00 02 04"))
    (5, 10)
    """
    match request[:1]:
        case b"\x03" | b"\x04" | b"\x06":
            return 5
        case b"\x16":
            return 7
        case b"\x10":
            return 6 + request[5] if len(request) > 5 else None
        case b"\x17":
            return 10 + request[9] if len(request) > 9 else None
        case _:
            return None


def _exception(request: bytes, code: ExcCodes) -> bytes:
    # The function code of a request that is one itself stays as it is: no bit is left to set.
    return struct.pack(">BB", request[0] | 0x80, code)


def keep_library_off_stderr() -> None:
    """Leave what pymodbus logs to the handlers of the application; without any, Python would print it."""
    logger = logging.getLogger("pymodbus")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())

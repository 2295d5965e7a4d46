"""A serial port as Modbus RTU uses it: raw bytes, 8 bits, for this process alone. Linux only, as the station is."""

import errno
import fcntl
import os
import termios
from dataclasses import dataclass
from typing import Literal

from inspector.errors import LinkError

Parity = Literal["none", "even", "odd"]

_CHARACTER = termios.CSIZE | termios.PARENB | termios.PARODD | termios.CSTOPB
_PARITY = {"none": 0, "even": termios.PARENB, "odd": termios.PARENB | termios.PARODD}


@dataclass(frozen=True, slots=True)
class SerialSettings:
    """Which port, and how a character looks on it: 8 data bits, and Modbus' own default of even parity, 1 stop bit.

    `echo` says that the port hears whatever is sent on it.
    """

    device: str
    baud: int = 19_200
    parity: Parity = "even"
    stop_bits: Literal[1, 2] = 1
    echo: bool = False

    @property
    def character_s(self) -> float:
        """How long one character takes: start, 8 bits, parity, stop."""
        return (9 + (self.parity != "none") + self.stop_bits) / self.baud

    @property
    def frame(self) -> str:
        """How people write it, as in ``"8N1"``."""
        return f"8{self.parity[0].upper()}{self.stop_bits}"


def open_serial(settings: SerialSettings) -> int:
    """Return the file descriptor of the port: non-blocking, raw, and nobody else's while it is open.

    Raises
    ------
    LinkError
        It is not there, no serial port, in use, or cannot do what is set.
    """
    try:
        port = os.open(settings.device, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError as error:
        raise _not_opened(settings, (error.strerror or str(error)).lower()) from error
    try:
        _set_up(port, settings)
    except (OSError, termios.error) as error:
        os.close(port)
        raise _not_opened(settings, str(error.args[-1]).lower()) from error
    return port


def _set_up(port: int, settings: SerialSettings) -> None:
    fcntl.flock(port, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.ioctl(port, termios.TIOCEXCL)
    speed = getattr(termios, f"B{settings.baud}")
    stop = termios.CSTOPB if settings.stop_bits == 2 else 0
    control = termios.CS8 | termios.CREAD | termios.CLOCAL | _PARITY[settings.parity] | stop
    check = termios.INPCK if settings.parity != "none" else 0
    controls = list(termios.tcgetattr(port)[6])
    # With a minimum of 1 "nothing there" is told apart from "port gone", which both read as no bytes otherwise.
    controls[termios.VMIN], controls[termios.VTIME] = 1, 0
    termios.tcsetattr(port, termios.TCSANOW, [check, 0, control, 0, speed, speed, controls])
    termios.tcflush(port, termios.TCIOFLUSH)
    # The system takes what a port cannot do without a word, and leaves it out.
    if termios.tcgetattr(port)[2] & _CHARACTER != control & _CHARACTER:
        raise OSError(errno.EINVAL, f"the port cannot do {settings.frame}")


def _not_opened(settings: SerialSettings, why: str) -> LinkError:
    remedy = "plug it in, give the station the right to it, or name another in the settings (plc.device)"
    return LinkError(f"serve the PLC on {settings.device} at {settings.baud} {settings.frame}", why, remedy)

"""What a station hears of itself on a serial line of two wires, told apart from what the master sends."""


class OwnEcho:
    """Takes the station's own frames out of what it hears: adapters that never stop listening hand them back.

    An echoed answer to a single write (6) is, to the byte, one more such write: taken for a request it would be
    answered, heard again, and so on without end.

    Examples
    --------
    >>> echo = OwnEcho()
    >>> echo.sent(bytes.fromhex("01 86 02 c3 a1"))
    >>> echo.left_of(bytes.fromhex("01 86")), echo.left_of(bytes.fromhex("02 c3 a1 01 03")).hex(" ")
    (b'', '01 03')
    """

    def __init__(self) -> None:
        self._due = b""
        self._held = b""

    def sent(self, frame: bytes) -> None:
        """Expect `frame` to be heard next, whole or in pieces."""
        self._due, self._held = frame, b""

    def left_of(self, heard: bytes) -> bytes:
        """Return what of `heard` the master sent; bytes that may still become the echo wait for those after them."""
        self._held += heard
        if self._due.startswith(self._held) and len(self._held) < len(self._due):
            return b""
        # What does not begin with the echo is the master's from its first byte on: nothing of it may be lost.
        left = self._held.removeprefix(self._due)
        self._due = self._held = b""
        return left

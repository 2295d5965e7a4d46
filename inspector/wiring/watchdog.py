"""Signs of life for systemd: ready with the first beat, then twice a second, and how long a part may take."""

from collections.abc import Callable
from typing import Self

from sdnotify import SystemdNotifier

_EVERY_S = 0.5


class Watchdog:
    """Tells systemd how this process is; without its socket nothing is told and nothing is wrong.

    Parameters
    ----------
    notify_socket
        What systemd put into ``NOTIFY_SOCKET``, None where it did not start this process.
    monotonic
        Seconds that never go back.
    limit_us
        What systemd put into ``WATCHDOG_USEC``: after so many microseconds without a beat it ends this process. None
        where it does not.
    """

    def __init__(self, notify_socket: str | None, monotonic: Callable[[], float], limit_us: str | None = None) -> None:
        self._notifier = SystemdNotifier() if notify_socket else None
        self._monotonic = monotonic
        self._limit_s = self._allowed_s = int(limit_us) / 1e6 if limit_us else None
        self._due_s: float | None = None

    def __enter__(self) -> Self:
        """Begin; systemd still waits."""
        return self

    def __exit__(self, *_: object) -> None:
        """Tell that this process is ending."""
        self._say("STOPPING=1")
        if self._notifier and self._notifier.socket:
            self._notifier.socket.close()

    def beat(self, busy_s: float = 0.0) -> None:
        """Tell that this process is alive; call it as often as you like, and only while it really is.

        With `busy_s`, that the next beat may take so much longer: a part whose recipe gives it a long deadline.
        """
        now_s = self._monotonic()
        self._allow(busy_s)
        if self._due_s is None:
            self._say("READY=1")
        elif now_s < self._due_s:
            return
        self._say("WATCHDOG=1")
        self._due_s = now_s + _EVERY_S

    def _allow(self, busy_s: float) -> None:
        """Let systemd wait as long as the part in work may take, and no longer than it would when that is over."""
        if self._limit_s is None:
            return
        # Most parts are short and nothing is said: half the limit is left for telling what hangs, and for its row.
        allowed_s = self._limit_s if busy_s <= self._limit_s / 2 else busy_s + self._limit_s
        if allowed_s != self._allowed_s:
            self._say(f"WATCHDOG_USEC={round(1e6 * allowed_s)}")
            self._allowed_s = allowed_s

    def _say(self, state: str) -> None:
        if self._notifier:
            self._notifier.notify(state)

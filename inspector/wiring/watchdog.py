"""Signs of life for systemd: ready with the first beat, then a beat twice a second for its watchdog."""

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
    """

    def __init__(self, notify_socket: str | None, monotonic: Callable[[], float]) -> None:
        self._notifier = SystemdNotifier() if notify_socket else None
        self._monotonic = monotonic
        self._due_s: float | None = None

    def __enter__(self) -> Self:
        """Begin; systemd still waits."""
        return self

    def __exit__(self, *_: object) -> None:
        """Tell that this process is ending."""
        self._say("STOPPING=1")

    def beat(self) -> None:
        """Tell that this process is alive; call it as often as you like, and only while it really is."""
        now_s = self._monotonic()
        if self._due_s is None:
            self._say("READY=1")
        elif now_s < self._due_s:
            return
        self._say("WATCHDOG=1")
        self._due_s = now_s + _EVERY_S

    def _say(self, state: str) -> None:
        if self._notifier:
            self._notifier.notify(state)

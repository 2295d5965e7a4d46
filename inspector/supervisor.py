"""Child processes kept alive: the station and its dashboard, where no service manager does it."""

import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import structlog

_LOOK_EVERY_S = 0.1
_STOP_WITHIN_S = 10.0
_RESTART_AFTER_S = (0.5, 1.0, 2.0, 5.0)
_SETTLED_S = 60.0
_FINAL = frozenset({0, 2})
_NOT_DUE = float("inf")
_NEVER = -1.0


@dataclass(frozen=True, slots=True)
class Child:
    """One command to keep alive.

    Exit status 0 and 2 are final: bad settings stay bad however often they are tried. The others live on without a
    child that is not `essential`.
    """

    name: str
    command: Sequence[str]
    essential: bool = True


@dataclass(slots=True)
class _Running:
    child: Child
    process: subprocess.Popen[bytes]
    started_s: float
    deaths: int = 0
    restart_s: float = _NOT_DUE


class Supervisor:
    """Starts children, restarts those that die after a growing pause, and ends all of them on leaving the block.

    Each child's standard input is a pipe from this process: a child that watches it (`outlive_nobody`) ends when this
    process is gone, even killed. Children run in sessions of their own, so Ctrl-C reaches this process alone and the
    order of ending is decided here: last started, first ended.

    Parameters
    ----------
    children
        In the order of starting.
    monotonic
        Seconds that never go back.
    """

    def __init__(self, children: Sequence[Child], monotonic: Callable[[], float]) -> None:
        self._children = children
        self._monotonic = monotonic
        self._running: list[_Running] = []
        self._log = structlog.get_logger()

    def __enter__(self) -> Self:
        """Start every child."""
        for child in self._children:
            self._running.append(_Running(child, _start(child), self._monotonic()))
        return self

    def __exit__(self, *_: object) -> None:
        """End every child, the last one first: asked politely, then killed after ten seconds."""
        for running in reversed(self._running):
            _end(running.process)
        self._running.clear()

    def watch(self, stop: threading.Event) -> int:
        """Keep the children alive until `stop` is set (returns 0) or one has ended for good (returns its status)."""
        while not stop.wait(_LOOK_EVERY_S):
            final = self.look()
            if final is not None:
                return final
        return 0

    def look(self) -> int | None:
        """Restart what has died and is due; return the status of a child that has ended for good, else None."""
        for running in self._running:
            status = running.process.poll()
            if status in _FINAL:
                if running.child.essential:
                    return status
                self._leave(running, status)
            elif status is not None:
                self._restart(running, status)
        return None

    def _leave(self, running: _Running, status: int | None) -> None:
        if running.restart_s != _NEVER:
            self._log.error("process ended for good, the others go on", process=running.child.name, status=status)
            running.restart_s = _NEVER

    def _restart(self, running: _Running, status: int) -> None:
        now_s = self._monotonic()
        if running.restart_s == _NOT_DUE:
            running.deaths = 0 if now_s - running.started_s > _SETTLED_S else running.deaths
            pause_s = _RESTART_AFTER_S[min(running.deaths, len(_RESTART_AFTER_S) - 1)]
            self._log.error("process died", process=running.child.name, status=status, restart_in_s=pause_s)
            running.deaths += 1
            running.restart_s = now_s + pause_s
        if now_s >= running.restart_s:
            running.restart_s = _NOT_DUE
            _end(running.process)
            self._start_again(running, now_s)

    def _start_again(self, running: _Running, now_s: float) -> None:
        """Start a child once more; one that the system refuses now has died again, and the others live on."""
        try:
            running.process, running.started_s = _start(running.child), now_s
        except OSError as error:
            self._log.error("process cannot be started", process=running.child.name, error=str(error))


def outlive_nobody(stdin_ended: Callable[[], object], end: Callable[[], object]) -> None:
    """Call `end` once `stdin_ended` returns: it blocks for as long as the supervisor lives."""

    def wait() -> None:
        stdin_ended()
        end()

    threading.Thread(target=wait, name="supervisor watch", daemon=True).start()


def _start(child: Child) -> subprocess.Popen[bytes]:
    return subprocess.Popen(child.command, stdin=subprocess.PIPE, start_new_session=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin:
        process.stdin.close()

"""The dashboard as a server: one socket, an end within two seconds however many feeds are open."""

import asyncio
import signal
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from typing_extensions import override

from inspector.dashboard.app import Sources, create_app
from inspector.dashboard.counting import counting_by
from inspector.dashboard.front import Front
from inspector.dashboard.lookout import Lookout
from inspector.dashboard.pages import build_of
from inspector.dashboard.tail import Tail, no_alarms
from inspector.errors import InputError, RecipeError

_ENDS_WITHIN_S = 1
_CONNECTIONS_MAX = 200
_BACKLOG = 128


def _nothing() -> None:
    """Do nothing: no one wants to know."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the caller wants to hear of.

    `ready` is called once, when pages are answered; `beat` twice a second while the record is followed, for the
    watchdog. Both are called in the event loop and must return at once.
    """

    ready: Callable[[], None] = _nothing
    beat: Callable[[], None] = _nothing


class Dashboard:
    """The dashboard's server on one address.

    Parameters
    ----------
    sources
        What it shows.
    host, port
        Where it listens; port 0 takes a free one.
    hooks
        What the caller wants to hear of.

    Raises
    ------
    RecipeError
        Certificate or key cannot be used. The line does not need the dashboard.
    """

    def __init__(self, sources: Sources, host: str, port: int, hooks: Hooks | None = None) -> None:
        alarms = sources.alarms
        listed = (lambda: alarms.listed) if alarms else no_alarms
        counting = counting_by(sources.quality.desk.shifts) if sources.quality else None
        tail = Tail(sources.reader, build_of(sources.static), alarms=listed, counting=counting)
        self.app: FastAPI = create_app(sources, tail, host)
        self._host = host
        self._port = port
        self._scheme = "https" if sources.front.certificate else "http"
        self._socket: socket.socket | None = None
        config, lookout = _config(self.app, sources.front), Lookout(alarms, tail.seen)
        self._server = _Server(self.app, config, tail, lookout, hooks or Hooks())

    def bind(self) -> str:
        """Take the address and return the URL of the pages, with the port that was really taken.

        Raises
        ------
        InputError
            The address is taken, not of this PC or not allowed. The line does not need the dashboard.
        """
        if self._socket is None:
            self._socket = _listen(self._host, self._port)
        port = self._socket.getsockname()[1]
        return f"{self._scheme}://{f'[{self._host}]' if ':' in self._host else self._host}:{port}/"

    def run(self) -> None:
        """Serve until `stop`, SIGTERM or Ctrl-C; in the main thread the two signals are taken over meanwhile.

        Raises
        ------
        InputError
            As for `bind`.
        """
        self.bind()
        if self._socket is not None:
            self._server.run(sockets=[self._socket])
            self._socket = None

    def stop(self) -> None:
        """Let `run` return soon; may be called from any thread."""
        self._server.should_exit = True


class _Server(uvicorn.Server):
    """Uvicorn, following the record while it serves.

    Uvicorn waits for open responses before it tells the application that it ends, so an event stream would hold it
    for ever: here the streams are ended first.
    """

    def __init__(self, app: FastAPI, config: uvicorn.Config, tail: Tail, lookout: Lookout, hooks: Hooks) -> None:
        super().__init__(config)
        self._app = app
        self._tail = tail
        self._lookout = lookout
        self._hooks = hooks
        self._following: tuple[asyncio.Task[None], ...] = ()

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        # FastAPI makes a router's routes with the first request that comes to it: some display would wait for all.
        deque(iter_route_contexts(self._app.routes), maxlen=0)
        await self._tail.look()
        await self._lookout.look()
        await super().startup(sockets)
        runs = (self._tail.run(self._hooks.beat), self._lookout.run())
        self._following = tuple(map(asyncio.create_task, runs))
        # Pages that no longer follow the record or its alarms are worse than none: whatever ends one ends the server.
        for following in self._following:
            following.add_done_callback(lambda _: self._end())
        self._hooks.ready()

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._tail.close()
        self._lookout.close()
        await super().shutdown(sockets)
        await asyncio.gather(*self._following)

    @override
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Uvicorn's own way raises the signal again at the end; a person's Ctrl-C is a normal end here.
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {sig: signal.signal(sig, self.handle_exit) for sig in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for sig, handler in before.items():
                signal.signal(sig, handler)

    def _end(self) -> None:
        self.should_exit = True


def _config(app: FastAPI, front: Front) -> uvicorn.Config:
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(front.proxy),
        forwarded_allow_ips=front.proxy or None,
        ssl_certfile=front.certificate,
        ssl_keyfile=front.key,
        limit_concurrency=_CONNECTIONS_MAX,
        timeout_graceful_shutdown=_ENDS_WITHIN_S,
    )
    try:
        config.load()
    except (OSError, ValueError) as error:
        found = f"{front.certificate} and {front.key}: {error} (dashboard.certificate and dashboard.key)"
        raise RecipeError("speak https", found, "give a certificate and its key, as PEM files") from error
    return config


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        raise InputError(
            f"serve the dashboard on {host}:{port}",
            f"{error} (dashboard.host and dashboard.port of station.toml, or --port)",
            "stop the other program or choose another address",
        ) from error

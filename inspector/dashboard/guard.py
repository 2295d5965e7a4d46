"""Whom the dashboard answers: browsers that name this PC, and for what writes, pages of its own.

A page of another site cannot reach it under a name of its own (DNS rebinding), nor write with a person's cookie.
"""

import json
import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from inspector.dashboard.refused import problem
from inspector.refusal import RefusalCode, because

READS = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_OWN_SITE = ("same-origin", "none")


def names_of_this_pc(host: str, others: tuple[str, ...]) -> frozenset[str]:
    """Return the names by which browsers may ask: loopback, the address `host`, the PC's own name, and `others`."""
    own = socket.gethostname().lower()
    return frozenset({*_LOOPBACK, host.lower(), own, own.partition(".")[0], f"{own}.local", *map(str.lower, others)})


class Guard:
    """ASGI middleware that turns away what names another PC, and what another page would write."""

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._misdirected(scope, headers) or _foreign(scope, headers)
        await (refusal or self._app)(scope, receive, send)

    def _misdirected(self, scope: Scope, headers: Headers) -> JSONResponse | None:
        name = _name_in(headers.get("host", ""))
        if name in self._names or _is_where_it_arrived(name, scope):
            return None
        asked = json.dumps(name, ensure_ascii=False)
        told = f"this PC is not called {asked}; add the name to dashboard.names of station.toml"
        return problem(421, told, because(RefusalCode.OTHER_NAME, name=name))


def _foreign(scope: Scope, headers: Headers) -> JSONResponse | None:
    """Refuse what another origin's page writes: a browser names the page's origin with everything that writes."""
    if scope["method"] in READS:
        return None
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    own = f"{scope['scheme']}://{headers.get('host', '')}"
    if (origin is None or origin == own) and (site is None or site in _OWN_SITE):
        return None
    other = origin or site or ""
    return problem(403, f"a page of {other} may not write here", because(RefusalCode.OTHER_ORIGIN, origin=other))


def _name_in(host: str) -> str:
    """Return the name or address of a Host header, without port and brackets, "" where there is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_where_it_arrived(name: str, scope: Scope) -> bool:
    """Return whether `name` is the address of this PC at which the request came in: an address needs no DNS."""
    server = scope.get("server")
    try:
        return server is not None and _plain(name) == _plain(str(server[0]))
    except ValueError:
        return False


def _plain(address: str) -> str:
    parsed = ip_address(address)
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or parsed)

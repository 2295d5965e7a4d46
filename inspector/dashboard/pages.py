"""The built pages: files for the browser, `index.html` for every path that the pages themselves route."""

import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import Response

from inspector.dashboard.files import file_inside
from inspector.dashboard.packed import packed
from inspector.dashboard.refused import Refused
from inspector.refusal import RefusalCode, because

STATIC = Path(__file__).parent / "static"
_INDEX = "index.html"
_ASSETS = "assets/"
# Assets carry a hash in their name; the page that names them must be fresh, or an upgrade shows a white screen.
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"

_Asked = Annotated[str | None, Header()]


class Pages:
    """Answers every path outside `/api` from the folder of built pages."""

    def __init__(self, static: Path) -> None:
        self._static = static

    def routes(self) -> APIRouter:
        """Return the routes; they come last, for they match every path."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/api/{path:path}", _no_such_api, methods=["GET", "HEAD"])
        router.add_api_route("/{path:path}", self.page, methods=["GET", "HEAD"], response_class=Response)
        return router

    def page(self, path: str, accept_encoding: _Asked = None, if_none_match: _Asked = None) -> Response:
        """Return the file at `path`, or the index for the pages to route."""
        file = file_inside(self._static, path) if path else None
        if file is None and path.startswith(_ASSETS):
            raise Refused(404, f"there is no file {path} in this build", because(RefusalCode.NO_FILE, path=path))
        file = file or file_inside(self._static, _INDEX)
        if file is None:
            found = "the pages are not built into this package; run `make ui`"
            raise Refused(503, found, because(RefusalCode.NOT_BUILT))
        immutable = path.startswith(_ASSETS)
        return packed(file, _FOR_EVER if immutable else _ASK_AGAIN, accept_encoding or "", if_none_match)


def build_of(static: Path) -> str:
    """Return the name of the pages in `static`; another build has another name."""
    index = static / _INDEX
    pages = hashlib.sha256(index.read_bytes()).hexdigest()[:12] if index.is_file() else "no-pages"
    return f"{_package_version()}+{pages}"


def _package_version() -> str:
    try:
        return version("inspector")
    except PackageNotFoundError:
        return "0"


def _no_such_api(path: str) -> Response:
    raise Refused(404, f"there is no /api/{path}", because(RefusalCode.NO_ROUTE, path=path))

"""Files of the pages as they go over the wire: compressed once, then held; they are few, and small."""

import gzip
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path

from fastapi.responses import Response

from inspector.dashboard.files import bytes_of, etag_of, held_by

_FILES_HELD = 256
# What is compressed already gets no smaller.
_PACKED = frozenset({".css", ".html", ".js", ".json", ".svg", ".txt"})


def packed(path: Path, cache_control: str, accepted: str, if_none_match: str | None) -> Response:
    """Return the file at `path`, compressed where that helps and the client takes it, or 304 where it holds it.

    `accepted` and `if_none_match` are the request's ``Accept-Encoding`` and ``If-None-Match``.
    """
    is_packed = path.suffix in _PACKED and "gzip" in accepted
    tag = etag_of(path)
    etag = f'{tag[:-1]}-gz"' if is_packed else tag
    headers = {"Cache-Control": cache_control, "ETag": etag, "Vary": "Accept-Encoding"}
    if held_by(etag, if_none_match):
        return Response(status_code=304, headers=headers)
    if is_packed:
        headers["Content-Encoding"] = "gzip"
    media_type = guess_type(path)[0] or "application/octet-stream"
    return Response(_read(path, etag, is_packed=is_packed), media_type=media_type, headers=headers)


@lru_cache(maxsize=_FILES_HELD)
def _read(path: Path, _etag: str, *, is_packed: bool) -> bytes:
    """Return what is sent of it; a file that changed has another tag, so what is held is never an old one."""
    data = bytes_of(path)
    return gzip.compress(data, mtime=0) if is_packed else data

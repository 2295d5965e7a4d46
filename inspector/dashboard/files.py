"""Files that requests may have: nothing outside the folder that was opened to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from fastapi.responses import FileResponse, Response

from inspector.errors import StoreError
from inspector.image_file import encode_jpeg, encode_png, read_image

# As the copies of parts beside which it is seen.
_COPY_QUALITY = 90
_COPIES_HELD = 4
_READ_WHOLE_BYTES = 4 * 2**20
_TYPES = {".png": "image/png", ".jpg": "image/jpeg"}


def file_inside(root: Path, relative: str) -> Path | None:
    """Return the regular file `relative` under `root`, None where it is missing or lies outside.

    Links are followed before the check, so neither ``..`` nor a link leads out of `root`.
    """
    try:
        path = (root / relative).resolve(strict=True)
        inside = path.is_relative_to(root.resolve()) and path.is_file()
    except (OSError, RuntimeError, ValueError):
        # Missing, too long, a loop of links, or a NUL: in every case no file of ours.
        return None
    return path if inside else None


def etag_of(path: Path) -> str:
    """Return a tag that changes when the file does.

    Raises
    ------
    StoreError
        It cannot be read; retention may have removed it since it was found.
    """
    with _told(path):
        facts = path.stat()
    return f'"{facts.st_mtime_ns:x}-{facts.st_size:x}"'


def bytes_of(path: Path) -> bytes:
    """Return what is in the file.

    Raises
    ------
    StoreError
        It cannot be read; retention may have removed it since it was found.
    """
    with _told(path):
        return path.read_bytes()


def held_by(etag: str, if_none_match: str | None) -> bool:
    """Return whether the client says that it holds what has this tag."""
    return etag in [tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")]


def picture(path: Path, etag: str, if_none_match: str | None, cache_control: str) -> Response:
    """Return the picture at `path` as it is, PNG or JPEG by its name, or 304 where the client holds it already.

    Raises
    ------
    StoreError
        It cannot be read; retention may have removed it since it was found.
    """
    headers = _headers(etag, cache_control)
    return _held(headers, if_none_match) or _sent(path, headers)


def as_png(path: Path, etag: str, if_none_match: str | None, cache_control: str) -> Response:
    """Return the pixels of the picture at `path` as a PNG, converted where the file is none, or 304.

    Raises
    ------
    CaptureError
        The file is no whole picture.
    """
    if path.suffix == ".png":
        return picture(path, etag, if_none_match, cache_control)
    headers = _headers(etag, cache_control)
    return _held(headers, if_none_match) or Response(
        encode_png(read_image(path)), media_type="image/png", headers=headers
    )


def as_copy(path: Path, etag: str, if_none_match: str | None, cache_control: str) -> Response:
    """Return a JPEG of the picture at `path` for looking at, or 304; at 5 megapixels a tenth of the PNG's bytes.

    Raises
    ------
    CaptureError
        The file is no whole picture.
    """
    headers = _headers(etag, cache_control)
    return _held(headers, if_none_match) or Response(_copy_of(path, etag), media_type="image/jpeg", headers=headers)


def _headers(etag: str, cache_control: str) -> dict[str, str]:
    return {"ETag": etag, "Cache-Control": cache_control}


def _held(headers: dict[str, str], if_none_match: str | None) -> Response | None:
    """Return a 304 where the client holds it already."""
    return Response(status_code=304, headers=headers) if held_by(headers["ETag"], if_none_match) else None


def _sent(path: Path, headers: dict[str, str]) -> Response:
    media_type = _TYPES[path.suffix]
    with _told(path):
        facts = path.stat()
    if facts.st_size > _READ_WHOLE_BYTES:
        return FileResponse(path, media_type=media_type, headers=headers, stat_result=facts)
    # By the thread that is here anyway: there is a picture for each part, and a turn to another thread costs as much.
    return Response(bytes_of(path), media_type=media_type, headers=headers)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"show {path.name}", error.strerror or str(error), "ask again for what is there now"
        ) from error


@lru_cache(maxsize=_COPIES_HELD)
def _copy_of(path: Path, _etag: str) -> bytes:
    """Return it as JPEG bytes; a file that changed has another tag, so what is held is never an old one."""
    return encode_jpeg(read_image(path), _COPY_QUALITY)

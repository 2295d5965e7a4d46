"""Files that requests may have: nothing outside the folder that was opened to them."""

from pathlib import Path

from fastapi.responses import FileResponse, Response

from inspector.image_file import encode_png, read_image

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
    """Return a tag that changes when the file does."""
    facts = path.stat()
    return f'"{facts.st_mtime_ns:x}-{facts.st_size:x}"'


def held_by(etag: str, if_none_match: str | None) -> bool:
    """Return whether the client says that it holds what has this tag."""
    return etag in [tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")]


def picture(path: Path, etag: str, if_none_match: str | None, cache_control: str) -> Response:
    """Return the picture at `path` as it is, PNG or JPEG by its name, or 304 where the client holds it already."""
    headers = {"ETag": etag, "Cache-Control": cache_control}
    if held_by(etag, if_none_match):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, media_type=_TYPES[path.suffix], headers=headers)


def as_png(path: Path, etag: str, if_none_match: str | None, cache_control: str) -> Response:
    """Return the pixels of the picture at `path` as a PNG, converted where the file is none, or 304.

    Raises
    ------
    CaptureError
        The file is no whole picture.
    """
    headers = {"ETag": etag, "Cache-Control": cache_control}
    if held_by(etag, if_none_match):
        return Response(status_code=304, headers=headers)
    if path.suffix == ".png":
        return FileResponse(path, media_type="image/png", headers=headers)
    return Response(encode_png(read_image(path)), media_type="image/png", headers=headers)

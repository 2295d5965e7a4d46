"""Files that requests may have: nothing outside the folder that was opened to them."""

from pathlib import Path

from fastapi.responses import FileResponse, Response


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


def picture(path: Path, etag: str, if_none_match: str | None, cache_control: str) -> Response:
    """Return the PNG at `path`, or 304 where the client holds it already."""
    headers = {"ETag": etag, "Cache-Control": cache_control}
    held = [tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")]
    if etag in held:
        return Response(status_code=304, headers=headers)
    return FileResponse(path, media_type="image/png", headers=headers)

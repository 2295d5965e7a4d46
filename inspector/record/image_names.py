"""Where a raw frame lies under the image folder. Pure."""

from urllib.parse import quote

from inspector.part import Capture


def image_name(capture: Capture) -> str:
    """Return the frame's file, relative to the image folder: one folder a day (UTC), named by part.

    Whatever a part is called, its file stays in its day's folder: everything but letters, digits and ``_.-~`` is
    percent-encoded.
    """
    return f"{capture.captured_at:%Y/%m/%d}/{quote(capture.part_id, safe='')}.png"

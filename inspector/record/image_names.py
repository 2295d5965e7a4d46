"""Where the files of a part's picture lie under the image folder. Pure."""

from urllib.parse import quote

from inspector.part import Capture

_RAW = ".jxl"


def image_name(capture: Capture) -> str:
    """Return the raw frame's file, relative to the image folder: one folder a day (UTC), named by part.

    Whatever a part is called, its file stays in its day's folder: everything but letters, digits and ``_.-~`` is
    percent-encoded.
    """
    return f"{capture.captured_at:%Y/%m/%d}/{quote(capture.part_id, safe='')}{_RAW}"


def copy_name(raw: str, kind: str, ending: str) -> str:
    """Return the file of a copy beside the raw frame `raw`.

    No part's name holds a plus sign once it is encoded, so no copy has the name of another part's frame.

    Examples
    --------
    >>> copy_name("2026/11/02/P7.jxl", "review", ".jpg")
    '2026/11/02/P7+review.jpg'
    """
    return f"{raw.removesuffix(_RAW)}+{kind}{ending}"

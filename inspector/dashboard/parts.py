"""The API of the Parts pages: history by key-set paging, one part, its pictures."""

from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Header, Query
from fastapi import Path as UrlPath
from fastapi.responses import Response

from inspector.dashboard.files import as_png, file_inside, picture
from inspector.dashboard.parts_asked import Asked
from inspector.dashboard.refused import Refused, refused_by
from inspector.dashboard.views import WAITING, Choices, Part, PartsPage, Problem, part_view
from inspector.errors import CaptureError
from inspector.record.search import History
from inspector.record.store import PartRow
from inspector.refusal import RefusalCode, because

# A part's raw frame and its URL never change.
_FOR_EVER = "private, max-age=31536000, immutable"
_KINDS = ("thumbnail", "review")

Name = Annotated[str, UrlPath(max_length=200)]
IfNoneMatch = Annotated[str | None, Header()]

# FastAPI's own type for this argument is a free dictionary.
_Answers = dict[int | str, dict[str, Any]]
_UNREADABLE: _Answers = {503: {"model": Problem, "description": "The record cannot be read now; `detail` says why"}}
_UNKNOWN: _Answers = {404: {"model": Problem, "description": "There is no such thing, or not yet; `detail` says which"}}
_NOT_MODIFIED: _Answers = {
    304: {"description": "The picture that the client holds is still right"},
    **_UNKNOWN,
}
_PICTURE: _Answers = {200: {"content": {"image/png": {}}, "description": "The picture, PNG"}, **_NOT_MODIFIED}
_REVIEW: _Answers = {
    200: {"content": {"image/jpeg": {}, "image/png": {}}, "description": "The picture, JPEG or PNG"},
    **_NOT_MODIFIED,
}
_GONE: _Answers = {410: {"model": Problem, "description": "It is not kept; `detail` says why"}}


class PartsApi:
    """Answers for the Parts pages, read from the record and from the folder of images."""

    def __init__(self, reader: History, images: Path) -> None:
        self._reader = reader
        self._images = images

    def routes(self) -> APIRouter:
        """Return the routes; plain functions, so that each reads the record in a thread of its own."""
        router = APIRouter(prefix="/api", tags=["parts"])
        router.add_api_route("/parts", self.page, response_model=PartsPage, responses=_UNREADABLE)
        router.add_api_route("/part-choices", self.choices, response_model=Choices, responses=_UNREADABLE)
        router.add_api_route("/parts/{part_id}", self.part, response_model=Part, responses={**_UNKNOWN, **_UNREADABLE})
        for name, answer, told in (
            ("image", self.image, _REVIEW),
            ("raw", self.raw, _PICTURE),
            ("thumbnail", self.thumbnail, _REVIEW),
            ("map", self.score_map, _PICTURE),
        ):
            responses = {**told, **_GONE, **_UNREADABLE}
            router.add_api_route(f"/parts/{{part_id}}/{name}", answer, response_class=Response, responses=responses)
        return router

    def page(self, asked: Annotated[Asked, Query()]) -> PartsPage:
        """Return the parts that are asked for, newest first."""
        found = self._reader.search(asked.search(), asked.limit, asked.before)
        return PartsPage(parts=[part_view(row) for row in found.rows], next_before=found.next_before)

    def choices(self) -> Choices:
        """Return what the history can be narrowed to by name."""
        return Choices.model_validate(self._reader.choices())

    def part(self, part_id: Name) -> Part:
        """Return one part with everything known of it."""
        return part_view(self._row(part_id))

    def image(self, part_id: Name, if_none_match: IfNoneMatch = None) -> Response:
        """Return the picture of a part for looking at: its review copy, or where there is none the raw frame."""
        return self._shown(self._row(part_id), "review", if_none_match)

    def thumbnail(self, part_id: Name, if_none_match: IfNoneMatch = None) -> Response:
        """Return a small picture of a part, or where there is none what `image` returns."""
        return self._shown(self._row(part_id), "thumbnail", if_none_match)

    def raw(self, part_id: Name, if_none_match: IfNoneMatch = None) -> Response:
        """Return the raw frame of a part, bit for bit as the camera gave it, as a PNG to be downloaded."""
        row = self._row(part_id)
        answer = self._raw(row, if_none_match)
        answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.part_id, safe='')}.png"
        return answer

    def score_map(self, part_id: Name, if_none_match: IfNoneMatch = None) -> Response:
        """Return the score map of a part in its golden's frame: 64 grey levels are the limit, 255 is 4 times that."""
        row = self._row(part_id)
        path = file_inside(self._images, row.score_map) if row.score_map else None
        if path is None:
            note = row.image_note or "none was made"
            why = because(RefusalCode.MAP_NOT_KEPT, part=part_id, words=note)
            raise Refused(410, f"the score map of part {part_id} is not kept: {note}", why)
        return picture(path, f'"{row.image_sha256}-map"', if_none_match, _FOR_EVER)

    def _shown(self, row: PartRow, kind: Literal["review", "thumbnail"], if_none_match: str | None) -> Response:
        """Return the first of the copies that is there, the smaller before the larger, at last the raw frame."""
        for each in _KINDS[_KINDS.index(kind) :]:
            file = getattr(row, each)
            path = file_inside(self._images, file) if file else None
            if path is not None:
                return picture(path, f'"{row.image_sha256}-{each}"', if_none_match, _FOR_EVER)
        return self._raw(row, if_none_match)

    def _raw(self, row: PartRow, if_none_match: str | None) -> Response:
        if not row.image:
            raise _no_image(row)
        path = file_inside(self._images, row.image)
        if path is None:
            why = because(RefusalCode.IMAGE_GONE, part=row.part_id)
            raise Refused(410, f"the image of part {row.part_id} is gone from the disk", why)
        try:
            return as_png(path, f'"{row.image_sha256}"', if_none_match, _FOR_EVER)
        except CaptureError as error:
            why = because(RefusalCode.IMAGE_UNREADABLE, part=row.part_id, words=str(error))
            raise refused_by(410, error, why) from error

    def _row(self, part_id: str) -> PartRow:
        return known_part(part_id, self._reader.part(part_id))


def known_part(part_id: str, row: PartRow | None) -> PartRow:
    """Return the row of a part; refuse with 404 where there is none."""
    if row is None:
        raise Refused(404, f"there is no part {part_id} in the record", because(RefusalCode.NO_PART, part=part_id))
    return row


def _no_image(row: PartRow) -> Refused:
    part = row.part_id
    if row.image_note == WAITING:
        return Refused(
            404, f"the image of part {part} is on its way to the disk", because(RefusalCode.IMAGE_WAITING, part=part)
        )
    why = because(RefusalCode.IMAGE_NOT_KEPT, part=part, words=row.image_note)
    return Refused(410, f"the image of part {part} is not kept: {row.image_note}", why)

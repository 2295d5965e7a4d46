"""The evidence of a verdict and tables of parts, to be taken along."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import Annotated, Any, Protocol
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, Response, StreamingResponse
from starlette.background import BackgroundTask

from inspector.dashboard.access import ACCESS_ANSWERS, Operator
from inspector.dashboard.parts import Name, known_part
from inspector.dashboard.parts_asked import PAGE_MAX, Filters
from inspector.dashboard.refused import Refused, refused_by
from inspector.dashboard.views import Problem
from inspector.errors import InputError, RecipeError, StoreError
from inspector.record.dispositions import DispositionReader
from inspector.record.export_rows import ExportRow, export_row
from inspector.record.search import History, Search
from inspector.record.spreadsheet import csv_lines
from inspector.refusal import RefusalCode, because

_Answers = dict[int | str, dict[str, Any]]
_ZIP: _Answers = {
    200: {"content": {"application/zip": {}}, "description": "Frame, golden, recipe, model, score map and verdict"},
    404: {"model": Problem, "description": "There is no such part"},
    409: {"model": Problem, "description": "Its verdict cannot be had again here; `detail` says why"},
    410: {"model": Problem, "description": "Its frame is not kept; `detail` says why"},
    429: {"model": Problem, "description": "Another one is being packed; ask again"},
    **ACCESS_ANSWERS,
}
_CSV: _Answers = {200: {"content": {"text/csv": {}}, "description": "All parts that are asked for, newest first"}}
# A spreadsheet takes a file for UTF-8 by this mark only.
_MARK = "\ufeff"


class Evidence(Protocol):
    """Packs what proves a verdict."""

    def pack(self, part_id: str, out: Path) -> None:
        """Write the evidence of one verdict to the file `out`.

        Raises
        ------
        InputError
            There is no such part, or its frame is not kept.
        RecipeError
            What it was judged by is gone, or does not give the verdict again here.
        """


class TakenAlong:
    """Answers with files: the evidence of one part, the table of many."""

    def __init__(self, reader: History, ledger: DispositionReader, evidence: Evidence) -> None:
        self._reader = reader
        self._ledger = ledger
        self._evidence = evidence
        self._packing = Lock()

    def routes(self) -> APIRouter:
        """Return the routes; plain functions, so that each waits for the disk in a thread of its own."""
        router = APIRouter(prefix="/api", tags=["parts"])
        router.add_api_route("/parts.csv", self.table, response_class=Response, responses=_CSV)
        router.add_api_route("/parts/{part_id}/evidence", self.evidence, response_class=Response, responses=_ZIP)
        return router

    def table(self, asked: Annotated[Filters, Query()]) -> Response:
        """Return the parts that are asked for as CSV, sent while it is read; text stays text in a spreadsheet."""
        lines = csv_lines(ExportRow, self._rows(asked.search()))
        headers = {"Content-Disposition": "attachment; filename=parts.csv"}
        return StreamingResponse(_marked(lines), media_type="text/csv; charset=utf-8", headers=headers)

    def evidence(self, part_id: Name, _person: Operator) -> Response:
        """Return the evidence of a verdict, which is judged again first; one at a time, for that takes a processor."""
        known_part(part_id, self._reader.part(part_id))
        if not self._packing.acquire(blocking=False):
            found = "another evidence bundle is being packed; ask again in a minute"
            raise Refused(429, found, because(RefusalCode.PACKING_ANOTHER))
        try:
            folder, out = self._packed(part_id)
        finally:
            self._packing.release()
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(part_id, safe='')}.zip"}
        return FileResponse(
            out, media_type="application/zip", headers=headers, background=BackgroundTask(folder.cleanup)
        )

    def _packed(self, part_id: str) -> "tuple[tempfile.TemporaryDirectory[str], Path]":
        """Return a folder that the caller takes away, and the bundle in it."""
        try:
            folder = tempfile.TemporaryDirectory(prefix="inspector-evidence-")
        except OSError as error:
            raise StoreError(f"pack the evidence of {part_id}", str(error), "make room on the disk") from error
        out = Path(folder.name) / "evidence.zip"
        try:
            self._pack(part_id, out)
        except BaseException:
            folder.cleanup()
            raise
        return folder, out

    def _pack(self, part_id: str, out: Path) -> None:
        try:
            self._evidence.pack(part_id, out)
        except InputError as error:
            why = because(RefusalCode.FRAME_NOT_KEPT, part=part_id, words=str(error))
            raise refused_by(410, error, why) from error
        except RecipeError as error:
            why = because(RefusalCode.NOT_JUDGED_AGAIN, part=part_id, words=str(error))
            raise refused_by(409, error, why) from error

    def _rows(self, asked: Search) -> Iterator[ExportRow]:
        before: int | None = None
        while True:
            found = self._reader.search(asked, PAGE_MAX, before)
            states = self._ledger.states(tuple(row.part_id for row in found.rows))
            yield from (export_row(row, states[row.part_id]) for row in found.rows)
            before = found.next_before
            if before is None:
                return


def _marked(lines: Iterator[str]) -> Iterator[str]:
    yield _MARK
    yield from lines

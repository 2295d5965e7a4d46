"""The API of the Quality page: figures of days and shifts, each table as CSV, the report as PDF. It only reads."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from inspector.dashboard.access import ACCESS_ANSWERS, needs
from inspector.dashboard.quality_views import (
    Language,
    QualityAnswer,
    QualityChoices,
    QualityRevision,
    QualityShift,
    answer_view,
)
from inspector.dashboard.refused import refused_by
from inspector.dashboard.views import Problem
from inspector.errors import InputError
from inspector.people.roles import Role
from inspector.quality.desk import QualityDesk
from inspector.quality.quality import Quality, Question
from inspector.quality.report import report_pdf
from inspector.quality.spans import Days, Per, day_of
from inspector.quality.tables import ROW_TYPES, TableName, rows_of
from inspector.record.spreadsheet import write_csv

_Answers = dict[int | str, dict[str, Any]]
_ASKED: _Answers = {
    400: {"model": Problem, "description": "There are no such days or no such shift; `detail` says which"},
    **ACCESS_ANSWERS,
}
_CSV: _Answers = {200: {"content": {"text/csv": {}}, "description": "The table, UTF-8 with a mark"}, **_ASKED}
_PDF: _Answers = {200: {"content": {"application/pdf": {}}, "description": "The report"}, **_ASKED}


@dataclass(frozen=True, slots=True)
class Asked:
    """The question as it stands in an address."""

    first: Annotated[
        date | None, Query(alias="from", description="first day on the line's clock; without it today")
    ] = None
    last: Annotated[date | None, Query(alias="to", description="last day, included; without it the first")] = None
    shift: Annotated[str, Query(max_length=60, description="only this shift of each day")] = ""
    per: Annotated[Per, Query(description="how wide a subgroup is")] = "hour"
    product: Annotated[str, Query(max_length=200)] = ""
    revision: Annotated[str, Query(max_length=200)] = ""
    runs: Annotated[bool, Query(description="whether the p-chart looks for runs too")] = False

    def question(self, today: date) -> Question:
        """Return what is asked on the day `today`."""
        first = self.first or today
        days = Days(first, self.last or first, self.shift)
        return Question(days, self.per, self.product, self.revision, with_runs=self.runs)


_Question = Annotated[Asked, Depends()]


@dataclass(frozen=True, slots=True)
class QualityPages:
    """What the Quality page needs: what answers questions, and the clock of the line PC (naive)."""

    desk: QualityDesk
    clock: Callable[[], datetime]


class QualityApi:
    """Answers for the Quality page, to quality and those above."""

    def __init__(self, pages: QualityPages) -> None:
        self._desk = pages.desk
        self._clock = pages.clock

    def routes(self) -> APIRouter:
        """Return the routes; plain functions, so that each reads the record in a thread of its own."""
        router = APIRouter(prefix="/api/quality", tags=["quality"], dependencies=[Depends(needs(Role.QUALITY))])
        router.add_api_route("", self.figures, response_model=QualityAnswer, responses=_ASKED)
        router.add_api_route("/choices", self.choices, response_model=QualityChoices, responses=ACCESS_ANSWERS)
        router.add_api_route("/tables/{table}", self.table, response_class=Response, responses=_CSV)
        router.add_api_route("/report", self.report, response_class=Response, responses=_PDF)
        return router

    def choices(self) -> QualityChoices:
        """Return what can be asked for."""
        revisions = self._desk.reader.revisions()
        return QualityChoices(
            today=self._today(),
            shifts=[QualityShift(name=each.name, start=f"{each.start:%H:%M}") for each in self._desk.shifts],
            revisions=[QualityRevision.model_validate(of) for of in revisions],
        )

    def figures(self, asked: _Question) -> QualityAnswer:
        """Return every figure that is asked for, from one reading of the record."""
        return answer_view(self._answer(asked))

    def table(self, table: TableName, asked: _Question) -> Response:
        """Return one table as a CSV file: the numbers of the page, text that no spreadsheet runs."""
        quality = self._answer(asked)
        out = io.StringIO(newline="")
        write_csv(out, ROW_TYPES[table], rows_of(quality, table))
        return _file(out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{_name(quality)}-{table}.csv")

    def report(self, asked: _Question, language: Language = "en") -> Response:
        """Return the report to be printed and signed; the same bytes for the same figures."""
        quality = self._answer(asked)
        return _file(report_pdf(quality, language), "application/pdf", f"{_name(quality)}.pdf")

    def _answer(self, asked: Asked) -> Quality:
        try:
            return self._desk.answer(asked.question(self._today()))
        except InputError as error:
            raise refused_by(400, error) from error

    def _today(self) -> date:
        return day_of(self._clock(), self._desk.shifts)


def _name(quality: Quality) -> str:
    days = quality.question.days
    return f"quality-{days.first}" if days.first == days.last else f"quality-{days.first}-{days.last}"


def _file(content: bytes, media_type: str, name: str) -> Response:
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})

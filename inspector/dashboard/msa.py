"""The API of the MSA page: a study file in, its figures or the report for signatures out. Nothing is kept."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from inspector.dashboard.access import ACCESS_ANSWERS, Noted, needs
from inspector.dashboard.msa_views import MsaAnswer, MsaPlan, MsaStudy, answer_of
from inspector.dashboard.refused import refused_by
from inspector.dashboard.views import Problem
from inspector.errors import InputError
from inspector.msa.agreement import agreement
from inspector.msa.plan import plan, plan_csv
from inspector.msa.report import Report, report_pdf
from inspector.msa.study import Study, read_study
from inspector.people.roles import Person, Role

_Answers = dict[int | str, dict[str, Any]]
_ASKED: _Answers = {
    400: {"model": Problem, "description": "The study is not whole; `detail` says in which row"},
    **ACCESS_ANSWERS,
}
_PDF: _Answers = {200: {"content": {"application/pdf": {}}, "description": "The report"}, **_ASKED}
_CSV: _Answers = {200: {"content": {"text/csv": {}}, "description": "The plan"}, **_ASKED}
# A study of as many characters as are taken, each escaped.
_STUDY_MAX = 32 * 2**20
# Nothing is changed by asking, so the audit trail has nothing to note.
_Quality = Annotated[Person, Depends(needs(Role.QUALITY, Noted.NOTHING))]


class MsaApi:
    """Answers for the MSA page, to quality and those above."""

    def routes(self) -> APIRouter:
        """Return the routes; plain functions, so that each reckons in a thread of its own."""
        router = APIRouter(prefix="/api/msa", tags=["msa"])
        study: dict[str, Any] = {"methods": ["POST"], "max_body_size": _STUDY_MAX}
        router.add_api_route("/study", self.figures, response_model=MsaAnswer, responses=_ASKED, **study)
        router.add_api_route("/report", self.report, response_class=Response, responses=_PDF, **study)
        router.add_api_route("/plan", self.plan, methods=["POST"], response_class=Response, responses=_CSV)
        return router

    def figures(self, body: MsaStudy, _person: _Quality) -> MsaAnswer:
        """Return what the study tells."""
        study = _read(body)
        return answer_of(study, agreement(study, body.interval))

    def report(self, body: MsaStudy, _person: _Quality) -> Response:
        """Return the report of the study, PDF, for signatures."""
        study = _read(body)
        report = Report(body.name, study, agreement(study, body.interval), body.interval)
        return _file(report_pdf(report, body.language), "application/pdf", "msa.pdf")

    def plan(self, body: MsaPlan, _person: _Quality) -> Response:
        """Return which part is shown to whom when, CSV with an empty column for the verdicts."""
        try:
            text = plan_csv(plan(body.parts, body.appraisers, body.runs, body.seed))
        except InputError as error:
            raise refused_by(400, error) from error
        # A spreadsheet takes a file for UTF-8 by its mark alone; in another code the names would come back as others.
        return _file(text.encode("utf-8-sig", "replace"), "text/csv; charset=utf-8", "msa-plan.csv")


def _read(body: MsaStudy) -> Study:
    try:
        return read_study(body.csv)
    except InputError as error:
        raise refused_by(400, error) from error


def _file(data: bytes, kind: str, name: str) -> Response:
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})

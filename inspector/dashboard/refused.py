"""How the dashboard refuses: one line for programs and logs, and for pages the code of a sentence with its figures."""

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import JSONResponse

from inspector.dashboard.views import Problem
from inspector.errors import InspectorError, StoreError
from inspector.refusal import Refusal, RefusalCode, because


class Refused(HTTPException):
    """A request that is not met; every refusal of the dashboard's own is one of these."""

    def __init__(self, status: int, detail: str, why: Refusal, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, detail, headers)
        self.refusal = why


def refused_by(status: int, error: InspectorError, otherwise: Refusal | None = None) -> Refused:
    """Return an error of another room as the answer of a route.

    `otherwise` is the sentence where the error has none of its own; without it pages show the English line.
    """
    why = error.refusal or otherwise or because(RefusalCode.STORE, words=str(error))
    return Refused(status, str(error), why)


def problem(status: int, detail: str, why: Refusal, headers: dict[str, str] | None = None) -> JSONResponse:
    """Return the answer to a request that is not met."""
    body = Problem(detail=detail, code=why.code, figures=dict(why.by_name))
    return JSONResponse(body.model_dump(), status, headers)


def answer_refusals(app: FastAPI) -> None:
    """Let the application answer so: its own refusals, what cannot be read or kept, what breaks the contract."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(StoreError, _unreadable)
    app.add_exception_handler(RequestValidationError, _breaks_the_contract)


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, Refused):
        raise TypeError(f"{error!r} is no refusal")
    return problem(error.status_code, error.detail, error.refusal, dict(error.headers or {}))


async def _unreadable(_request: Request, error: Exception) -> JSONResponse:
    return problem(503, str(error), because(RefusalCode.STORE, words=str(error)))


async def _breaks_the_contract(_request: Request, error: Exception) -> JSONResponse:
    return problem(422, _places(error), because(RefusalCode.UNREADABLE))


def _places(error: Exception) -> str:
    """Return where a request breaks the contract: never what was sent, which may be a PIN."""
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in found) or "it cannot be read"

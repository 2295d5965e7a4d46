"""The dashboard as an ASGI application: pages, their API, and the contract between them."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from inspector.alarms.annunciator import Annunciator
from inspector.dashboard.access import Access
from inspector.dashboard.alarms import AlarmsApi
from inspector.dashboard.evidence import Evidence, TakenAlong
from inspector.dashboard.front import Front
from inspector.dashboard.goldens import GoldensApi
from inspector.dashboard.guard import Guard, names_of_this_pc
from inspector.dashboard.headers import SecurityHeaders
from inspector.dashboard.live import LiveApi
from inspector.dashboard.msa import MsaApi
from inspector.dashboard.pages import STATIC, Pages
from inspector.dashboard.parts import PartsApi
from inspector.dashboard.quality import QualityApi, QualityPages
from inspector.dashboard.refused import answer_refusals
from inspector.dashboard.review import Review, ReviewApi
from inspector.dashboard.session import SessionApi
from inspector.dashboard.tail import Tail
from inspector.dashboard.users import UsersApi
from inspector.dashboard.views import Problem
from inspector.record.search import History

# Named by hand: the contract changes when it is meant to, not with each release of the package.
API_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Sources:
    """What the dashboard shows: the record, the folder of raw frames, the library of goldens, the built pages.

    `review` is what people say of parts; without it, nothing can be said. `access` is who may do what; without it,
    nobody may write. `names` are the names of this PC by which browsers may ask, beside those it has anyway; `front`
    is what stands between them and the pages. `quality` answers for figures of days and shifts; without it, none are
    told. `alarms` looks for what people must act on. `evidence` packs what proves a verdict.
    """

    reader: History
    images: Path
    golden_refs: Path
    static: Path = STATIC
    review: Review | None = None
    access: Access | None = None
    names: tuple[str, ...] = ()
    front: Front = field(default_factory=Front)
    quality: QualityPages | None = None
    alarms: Annunciator | None = None
    evidence: Evidence | None = None


_ANSWERS: dict[int | str, dict[str, Any]] = {
    421: {"model": Problem, "description": "The name asked for is none of this PC; `detail` says where names are set"},
    422: {"model": Problem, "description": "The request breaks this contract; `detail` says where"},
    503: {"model": Problem, "description": "What is asked for cannot be read or kept now; `detail` says why"},
}


# It is read before anybody is asked who they are: a body without end would take the memory of the PC that inspects.
_BODY_MAX = 2**20


def create_app(sources: Sources, tail: Tail, host: str = "127.0.0.1") -> FastAPI:
    """Return the application, which listens on the address `host`; somebody else runs `tail`.

    What people do is written, into ledgers of their own; no route writes anything else. None is meant for another
    origin, and nothing is loaded from elsewhere: FastAPI's own documentation pages are off because they come from a
    content network.
    """
    app = FastAPI(
        title="Inspector",
        summary="What an inspection station knows of its parts",
        version=API_VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        max_body_size=_BODY_MAX,
        responses=_ANSWERS,
    )
    app.state.access = sources.access
    app.add_middleware(Guard, names=names_of_this_pc(host, sources.names))
    app.add_middleware(SecurityHeaders)
    answer_refusals(app)
    app.include_router(LiveApi(tail).routes())
    app.include_router(PartsApi(sources.reader, sources.images).routes())
    app.include_router(GoldensApi(sources.golden_refs).routes())
    if sources.access:
        app.include_router(SessionApi(sources.access).routes())
        app.include_router(UsersApi(sources.access).routes())
    app.include_router(MsaApi().routes())
    if sources.review and sources.evidence:
        app.include_router(TakenAlong(sources.reader, sources.review.ledger, sources.evidence).routes())
    if sources.review:
        app.include_router(ReviewApi(sources.reader, sources.review).routes())
    if sources.quality:
        app.include_router(QualityApi(sources.quality).routes())
    if sources.alarms:
        app.include_router(AlarmsApi(sources.alarms).routes())
    app.include_router(Pages(sources.static).routes())
    return app


def openapi_text(app: FastAPI) -> str:
    """Return the contract as JSON text, the same for the same routes and values."""
    return json.dumps(app.openapi(), indent=2, sort_keys=True) + "\n"


def write_openapi(app: FastAPI, path: Path) -> None:
    """Write the contract to the file from which the pages' types are made."""
    path.write_text(openapi_text(app), "utf-8")

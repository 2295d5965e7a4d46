"""The API of signing in: who is signed in on this display, who may, in and out."""

from math import ceil
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from inspector.dashboard.access import (
    ACCESS_ANSWERS,
    ADDS_THE_FIRST,
    Access,
    address_of,
    forget_secret,
    keep_secret,
    nobody_yet,
    secret_of,
    session_of,
)
from inspector.dashboard.people_views import PersonView, person_view
from inspector.dashboard.refused import Refused
from inspector.dashboard.views import Problem
from inspector.errors import StoreError
from inspector.people.pins import BADGE_MAX, PIN_MAX
from inspector.people.sign_in import SignedIn, Wait
from inspector.people.users import NAME_MAX, Session, UserState
from inspector.refusal import RefusalCode, because

_Answers = dict[int | str, dict[str, Any]]
_WAIT: _Answers = {
    **ACCESS_ANSWERS,
    400: {"model": Problem, "description": "The body is no text"},
    429: {"model": Problem, "description": "Too many wrong tries; `Retry-After` says for how many seconds to wait"},
}


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class SessionView(_View):
    """Who is signed in on this display.

    `person` is null where nobody is. They are signed off `left_s` seconds from now unless they do something, and
    `longest_left_s` seconds from now whatever they do. Where `users` is false nobody may sign in yet, and `command`,
    given on the line PC, adds the first.
    """

    person: PersonView | None
    left_s: int
    longest_left_s: int
    users: bool
    command: str


class NewSession(_Body):
    """Somebody signs in: by name and PIN, or by what the reader types of a badge, the other two empty."""

    name: Annotated[str, Field(max_length=NAME_MAX)] = ""
    pin: Annotated[str, Field(max_length=PIN_MAX)] = ""
    badge: Annotated[str, Field(max_length=BADGE_MAX)] = ""


class SessionApi:
    """Answers for signing in and out."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> APIRouter:
        """Return the routes; plain functions, so that each waits for the disk in a thread of its own."""
        router = APIRouter(prefix="/api/session", tags=["session"])
        router.add_api_route("", self.who, response_model=SessionView)
        router.add_api_route("/names", self.names, response_model=list[str])
        router.add_api_route(
            "", self.sign_in, methods=["POST"], status_code=201, response_model=SessionView, responses=_WAIT
        )
        router.add_api_route("/use", self.use, methods=["POST"], response_model=SessionView, responses=ACCESS_ANSWERS)
        router.add_api_route(
            "", self.sign_out, methods=["DELETE"], response_model=SessionView, responses=ACCESS_ANSWERS
        )
        return router

    def who(self, request: Request) -> SessionView:
        """Return who is signed in on this display; to ask is no use of the session.

        Displays ask every few seconds: whoever has been away for too long, wherever, is signed off by it.
        """
        self._access.users.sign_off_idle()
        return self._view(request, used=False)

    def names(self) -> list[str]:
        """Return the names of those who may sign in, for a display without a keyboard to offer."""
        return [user.name for user in self._access.users.all() if user.state is UserState.ACTIVE]

    def use(self, request: Request) -> SessionView:
        """Return who is signed in, and let the session last on: somebody touched the display."""
        return self._view(request, used=True)

    def sign_in(self, body: NewSession, request: Request, answer: Response) -> SessionView:
        """Sign somebody in; whoever was signed in on this display is signed out."""
        if not self._access.users.exist():
            raise nobody_yet()
        let_in = self._let_in(body, address_of(request))
        if isinstance(let_in, Wait):
            seconds = ceil(let_in.seconds)
            why = because(RefusalCode.TOO_MANY_TRIES, seconds=seconds)
            raise Refused(429, f"too many wrong tries; wait {seconds} s", why, {"Retry-After": str(seconds)})
        if let_in is None:
            raise _wrong(body)
        self._end(request, f"{let_in.person.name} signed in here")
        keep_secret(request, answer, let_in.secret)
        return self._shown(self._access.users.session(let_in.secret, used=False))

    def sign_out(self, request: Request, answer: Response) -> SessionView:
        """Sign out whoever is signed in on this display, which forgets them even where that cannot be noted."""
        forget_secret(request, answer)
        try:
            self._end(request, "")
        except StoreError as error:
            told = because(RefusalCode.SIGN_OUT_NOT_NOTED, words=str(error))
            forgets = {"Set-Cookie": answer.headers["Set-Cookie"]}
            raise Refused(503, f"this display has forgotten who was signed in, but {error}", told, forgets) from error
        return self._nobody()

    def _let_in(self, body: NewSession, address: str) -> SignedIn | Wait | None:
        door = self._access.sign_in
        return door.by_badge(body.badge, address) if body.badge else door.by_pin(body.name, body.pin, address)

    def _end(self, request: Request, why: str) -> None:
        secret, session = secret_of(request), session_of(self._access, request, used=False)
        if secret and session:
            self._access.sign_in.out(secret, session, address_of(request), why)

    def _view(self, request: Request, *, used: bool) -> SessionView:
        return self._shown(session_of(self._access, request, used=used))

    def _shown(self, session: Session | None) -> SessionView:
        if session is None:
            return self._nobody()
        return SessionView(
            person=person_view(session.person),
            left_s=session.left_s,
            longest_left_s=session.longest_left_s,
            users=True,
            command="",
        )

    def _nobody(self) -> SessionView:
        users = self._access.users.exist()
        command = "" if users else ADDS_THE_FIRST
        return SessionView(person=None, left_s=0, longest_left_s=0, users=users, command=command)


def _wrong(body: NewSession) -> Refused:
    if body.badge:
        return Refused(401, "badge unknown", because(RefusalCode.WRONG_BADGE))
    return Refused(401, "name or PIN is wrong", because(RefusalCode.WRONG_PIN))

"""Who may ask what: a route names the role it needs, and gets the person who asks.

::

    def shelve(self, alarm: str, person: Annotated[Person, Depends(needs(Role.OPERATOR))]) -> Shelved: ...

What changes something is noted in the audit trail before it is done, and noted again where it then was refused. What
somebody who is signed in may not is noted too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError

from inspector.dashboard.guard import READS
from inspector.dashboard.refused import Refused
from inspector.dashboard.views import Problem
from inspector.errors import InspectorError
from inspector.people.roles import Person, Role
from inspector.people.sign_in import SignIn, by_of
from inspector.people.trail import Trail
from inspector.people.users import Session, Users
from inspector.refusal import RefusalCode, because

ADDS_THE_FIRST = "inspector users add NAME --role admin --config station.toml"
NOBODY_YET = f"nobody may write here yet, because there is no user; `{ADDS_THE_FIRST}` on the line PC adds the first"
_DAY_S = 86_400
_ABOUT_MAX = 200

# For `responses=` of every route that needs a role.
ACCESS_ANSWERS: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "Nobody is signed in, or not any more"},
    403: {"model": Problem, "description": "The role is too low, or the page that asks is of another origin"},
    503: {"model": Problem, "description": "Record, users or audit trail cannot be used; `detail` says why"},
}


@dataclass(frozen=True, slots=True)
class Access:
    """Who may sign in, the trail of what they do, and the door."""

    users: Users
    trail: Trail
    sign_in: SignIn


class Noted(Enum):
    """What the audit trail says by itself of a request that writes."""

    ALL = "that it was begun, and where it was refused why"
    REFUSED = "where it was refused why; what was done the route notes, with more detail"
    NOTHING = "nothing, for nothing is changed by it"


class Needs:
    """The dependency of a route on a role; made by `needs`."""

    def __init__(self, role: Role, noted: Noted) -> None:
        self.role = role
        self._noted = noted

    def __call__(self, request: Request) -> Iterator[Person]:
        """Yield the person who asks, or refuse."""
        access, writes = access_of(request), request.method not in READS
        person = _signed_in(access, request, used=writes).person
        entries = _Entries(access.trail, person, request, self._noted if writes else Noted.NOTHING)
        try:
            _check_role(person, self.role)
            entries.begun()
            yield person
        except (HTTPException, RequestValidationError, InspectorError) as error:
            entries.refused(error)
            raise


class _Entries:
    """What the trail says of one request."""

    def __init__(self, trail: Trail, person: Person, request: Request, noted: Noted) -> None:
        self._trail, self._by = trail, by_of(person, address_of(request))
        self._act, self._about = request.scope["route"].name, _about(request)
        self._noted = noted
        self._number = 0

    def begun(self) -> None:
        if self._noted is Noted.ALL:
            self._number = self._trail.note(self._by, self._act, self._about)

    def refused(self, error: Exception) -> None:
        if self._noted is not Noted.NOTHING:
            undone = f"entry {self._number} was not done: " if self._number else ""
            self._trail.note(self._by, f"{self._act}-refused", self._about, f"{undone}{_why(error)}")


def needs(role: Role, noted: Noted = Noted.ALL) -> Needs:
    """Return a dependency that gives the person who asks, and answers 401 or 403 where they may not.

    Parameters
    ----------
    role
        The lowest role that may.
    noted
        What the audit trail says of it by itself.
    """
    return Needs(role, noted)


Operator = Annotated[Person, Depends(needs(Role.OPERATOR))]
Quality = Annotated[Person, Depends(needs(Role.QUALITY))]
Engineer = Annotated[Person, Depends(needs(Role.ENGINEER))]
Admin = Annotated[Person, Depends(needs(Role.ADMIN))]


def access_of(request: Request) -> Access:
    """Return who may sign in; 403 where this dashboard was started without users."""
    access = request.app.state.access
    if not isinstance(access, Access):
        raise nobody_yet()
    return access


def address_of(request: Request) -> str:
    """Return the address from which somebody asks."""
    return request.client.host if request.client else ""


def secret_of(request: Request) -> str | None:
    """Return the secret of the session that the browser keeps, None where it keeps none."""
    return request.cookies.get(cookie_name(request))


def session_of(access: Access, request: Request, *, used: bool) -> Session | None:
    """Return the session of whoever asks, None where nobody is signed in; `used` makes it last on."""
    secret = secret_of(request)
    return access.users.session(secret, used=used) if secret else None


def cookie_name(request: Request) -> str:
    """Return the name of the session's cookie.

    It names the port, because a browser gives the cookies of one name to all ports: two stations on one PC would sign
    each other's people out. Over https the prefix makes browsers refuse one that came over http or from a subdomain.
    """
    secure = request.url.scheme == "https"
    port = request.url.port or (443 if secure else 80)
    return f"{'__Host-' if secure else ''}inspector_session_{port}"


def keep_secret(request: Request, answer: Response, secret: str) -> None:
    """Let the browser keep the secret of a session: no script sees it, no other site sends it."""
    secure = request.url.scheme == "https"
    answer.set_cookie(
        cookie_name(request), secret, max_age=_DAY_S, path="/", secure=secure, httponly=True, samesite="strict"
    )


def forget_secret(request: Request, answer: Response) -> None:
    """Let the browser forget the secret of a session."""
    secure = request.url.scheme == "https"
    answer.delete_cookie(cookie_name(request), path="/", secure=secure, httponly=True, samesite="strict")


def _signed_in(access: Access, request: Request, *, used: bool) -> Session:
    session = session_of(access, request, used=used)
    if session:
        return session
    if not access.users.exist():
        raise nobody_yet()
    raise Refused(401, "nobody is signed in here; sign in first", because(RefusalCode.NOT_SIGNED_IN))


def nobody_yet() -> Refused:
    """Return the refusal of whatever writes while there is no user."""
    return Refused(403, NOBODY_YET, because(RefusalCode.NOBODY_YET, command=ADDS_THE_FIRST))


def _check_role(person: Person, needed: Role) -> None:
    if not person.role.may(needed):
        why = because(RefusalCode.ROLE_TOO_LOW, name=person.name, role=person.role, needed=needed)
        raise Refused(403, f"{person.name} is {person.role}; this needs {needed}", why)


def _about(request: Request) -> str:
    """Return what the address names: its path, and whom it is about; a name of a person may hold a slash."""
    named = request.query_params.getlist("name")
    return ", ".join(map(str, (*request.path_params.values(), *named)))[:_ABOUT_MAX]


def _why(error: Exception) -> str:
    if isinstance(error, RequestValidationError):
        return "its body is not what the contract says"
    return str(error.detail) if isinstance(error, HTTPException) else str(error)

"""The API for admins: who may sign in, and the trail of what everybody did."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Query, Request, Response

from inspector.dashboard.access import ACCESS_ANSWERS, Access, Admin, Noted, address_of, needs
from inspector.dashboard.parts_asked import SEQ_MAX
from inspector.dashboard.people_views import (
    AuditPage,
    NewUser,
    UserChange,
    UserView,
    act_view,
    change_of,
    user_view,
)
from inspector.dashboard.refused import refused_by
from inspector.dashboard.views import Problem
from inspector.errors import InputError
from inspector.people.roles import Person, Role
from inspector.people.sign_in import by_of
from inspector.people.users import NAME_MAX

ACTS_MAX = 200
_T = TypeVar("_T")
_Answers = dict[int | str, dict[str, Any]]
_CHANGED: _Answers = {
    **ACCESS_ANSWERS,
    400: {"model": Problem, "description": "It cannot be; `detail` says why, and nothing was changed"},
}

# The list of users notes its own changes, with what was changed; the trail has the same names for what was refused.
ChangingAdmin = Annotated[Person, Depends(needs(Role.ADMIN, Noted.REFUSED))]
# Not in the path: a name may hold a slash.
OfName = Annotated[str, Query(min_length=1, max_length=NAME_MAX, description="whom it is about")]
Before = Annotated[int | None, Query(ge=1, le=SEQ_MAX, description="only entries before this `number`")]
Limit = Annotated[int, Query(ge=1, le=ACTS_MAX, description="entries on a page")]


class UsersApi:
    """Answers for the pages of admins."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> APIRouter:
        """Return the routes; plain functions, so that each waits for the disk in a thread of its own."""
        router = APIRouter(prefix="/api", tags=["users"])
        router.add_api_route("/users", self.users, response_model=list[UserView], responses=ACCESS_ANSWERS)
        router.add_api_route(
            "/users",
            self.add,
            methods=["POST"],
            name="add-user",
            status_code=201,
            response_model=UserView,
            responses=_CHANGED,
        )
        router.add_api_route(
            "/users",
            self.change,
            methods=["PATCH"],
            name="change-user",
            response_model=UserView,
            responses=_CHANGED,
        )
        router.add_api_route(
            "/users", self.remove, methods=["DELETE"], name="remove-user", status_code=204, responses=_CHANGED
        )
        router.add_api_route("/audit", self.audit, response_model=AuditPage, responses=ACCESS_ANSWERS)
        return router

    def users(self, _person: Admin) -> list[UserView]:
        """Return everybody who may sign in or once could."""
        return [user_view(user) for user in self._access.users.all()]

    def add(self, body: NewUser, request: Request, person: ChangingAdmin) -> UserView:
        """Let somebody sign in."""
        users, by = self._access.users, by_of(person, address_of(request))
        return user_view(_done(lambda: users.add(body.name, Role(body.role), body.pin, body.badge, by)))

    def change(self, name: OfName, body: UserChange, request: Request, person: ChangingAdmin) -> UserView:
        """Change what somebody may or signs in with; they are signed off everywhere."""
        users, by = self._access.users, by_of(person, address_of(request))
        return user_view(_done(lambda: users.change(name, change_of(body), by)))

    def remove(self, name: OfName, request: Request, person: ChangingAdmin) -> Response:
        """Take PIN and badge from somebody for good."""
        users, by = self._access.users, by_of(person, address_of(request))
        _done(lambda: users.remove(name, by))
        return Response(status_code=204)

    def audit(self, _person: Admin, before: Before = None, limit: Limit = 50) -> AuditPage:
        """Return what was done, newest first."""
        entries = self._access.trail.page(limit, before)
        more = len(entries) == limit and entries[-1].number > 1
        return AuditPage(acts=list(map(act_view, entries)), next_before=entries[-1].number if more else None)


def _done(act: Callable[[], _T]) -> _T:
    try:
        return act()
    except InputError as error:
        raise refused_by(400, error) from error

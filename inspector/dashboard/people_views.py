"""What the API takes and answers about people: who they are, what they may, what they did."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from inspector.people.pins import BADGE_MAX, PIN_MAX
from inspector.people.roles import Person, Role
from inspector.people.trail import Entry
from inspector.people.users import NAME_MAX, Change, User

RoleName = Literal["operator", "quality", "engineer", "admin"]

StateName = Literal["active", "locked", "removed"]
Pin = Annotated[str, Field(max_length=PIN_MAX)]
Badge = Annotated[str, Field(max_length=BADGE_MAX)]

_ROLE: TypeAdapter[RoleName] = TypeAdapter(RoleName)
_STATE: TypeAdapter[StateName] = TypeAdapter(StateName)


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class PersonView(_View):
    """Somebody who is signed in."""

    name: str
    role: RoleName


class UserView(_View):
    """Somebody who may sign in, or once could; PIN and badge are never told."""

    name: str
    role: RoleName
    state: StateName
    has_badge: bool
    since: datetime


class NewUser(_Body):
    """Somebody to be let in, by PIN, by badge or by both."""

    name: Annotated[str, Field(min_length=1, max_length=NAME_MAX)]
    role: RoleName
    pin: Pin | None = None
    badge: Badge | None = None


class UserChange(_Body):
    """What becomes of somebody; what is left out stays, an empty badge is taken away."""

    role: RoleName | None = None
    pin: Pin | None = None
    badge: Badge | None = None
    locked: bool | None = None


class ActView(_View):
    """One entry of the audit trail: who, in which role, from where, did what to which thing, and when."""

    number: int
    at: datetime
    name: str
    role: str
    address: str
    act: str
    about: str
    detail: str


class AuditPage(_View):
    """Entries of the trail, newest first; `next_before` asks for older ones."""

    acts: list[ActView]
    next_before: int | None


def role_name(role: Role) -> RoleName:
    """Return the role as the API names it."""
    return _ROLE.validate_python(role.value)


def person_view(person: Person) -> PersonView:
    """Return a person as the API shows them."""
    return PersonView(name=person.name, role=role_name(person.role))


def user_view(user: User) -> UserView:
    """Return a user as the API shows them."""
    return UserView(
        name=user.name,
        role=role_name(user.role),
        state=_STATE.validate_python(user.state.value),
        has_badge=user.has_badge,
        since=user.since,
    )


def change_of(body: UserChange) -> Change:
    """Return a change as the list of users takes it."""
    return Change(Role(body.role) if body.role else None, body.pin, body.badge, body.locked)


def act_view(entry: Entry) -> ActView:
    """Return an entry of the trail as the API shows it."""
    by = entry.by
    return ActView(
        number=entry.number,
        at=entry.at,
        name=by.name,
        role=by.role,
        address=by.address,
        act=entry.act,
        about=entry.about,
        detail=entry.detail,
    )

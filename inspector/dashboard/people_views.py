"""What the API takes and answers about people: who they are, what they may, what they did."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from inspector.people.roles import Person, Role

RoleName = Literal["operator", "quality", "engineer", "admin"]

_ROLE: TypeAdapter[RoleName] = TypeAdapter(RoleName)


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class PersonView(_View):
    """Somebody who is signed in."""

    name: str
    role: RoleName


def role_name(role: Role) -> RoleName:
    """Return the role as the API names it."""
    return _ROLE.validate_python(role.value)


def person_view(person: Person) -> PersonView:
    """Return a person as the API shows them."""
    return PersonView(name=person.name, role=role_name(person.role))

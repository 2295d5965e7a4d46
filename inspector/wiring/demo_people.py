"""One person of each role for the demo, so that every page can be tried at once."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from inspector.errors import InputError
from inspector.people.pins import check_pin
from inspector.people.roles import Role
from inspector.people.users import By
from inspector.wiring.people import people_of

_NAMES = {Role.OPERATOR: "Li Na", Role.QUALITY: "Maria", Role.ENGINEER: "Jonas", Role.ADMIN: "Wang Wei"}
_BY = By("inspector demo", "", "command line")
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the demo, with the PIN that is told once."""

    name: str
    role: Role
    pin: str


def add_demo_people(data: Path) -> tuple[DemoPerson, ...]:
    """Return the people that were added to the demo in `data`; nobody where it has some already."""
    with people_of(data) as people:
        if people.users.all():
            return ()
        added = tuple(DemoPerson(name, role, _new_pin(role)) for role, name in _NAMES.items())
        for person in added:
            people.users.add(person.name, person.role, person.pin, None, _BY)
        return added


def _new_pin(role: Role) -> str:
    while True:
        pin = "".join(secrets.choice("0123456789") for _ in range(_DIGITS))
        try:
            return check_pin(pin, role)
        except InputError:
            continue

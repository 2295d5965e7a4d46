"""Roles in their order, and the person who holds one. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; each role may everything that the ones before it may."""

    OPERATOR = "operator"
    QUALITY = "quality"
    ENGINEER = "engineer"
    ADMIN = "admin"

    def may(self, needed: "Role") -> bool:
        """Return whether this role may do what `needed` may.

        Examples
        --------
        >>> Role.ENGINEER.may(Role.OPERATOR), Role.OPERATOR.may(Role.QUALITY)
        (True, False)
        """
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in."""

    name: str
    role: Role

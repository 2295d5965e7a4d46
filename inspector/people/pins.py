"""PINs and badges: which are taken, and how they are kept so that the file does not tell them.

References
----------
.. [1] A. Biryukov, D. Dinu, D. Khovratovich, S. Josefsson, "Argon2 Memory-Hard Function for Password Hashing and
   Proof-of-Work Applications", RFC 9106, 2021: argon2id with 64 MiB and 3 passes is its second recommendation.
"""

import re
from dataclasses import dataclass
from threading import Lock

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import hash_secret_raw

from inspector.errors import InputError
from inspector.people.roles import Role
from inspector.refusal import RefusalCode, because

PIN_MAX = 12
BADGE_MIN, BADGE_MAX = 4, 128
_LEAST_DIGITS = {Role.OPERATOR: 4, Role.QUALITY: 4, Role.ENGINEER: 6, Role.ADMIN: 6}
_HASH_BYTES = 32
_RUNS = ("01234567890", "09876543210")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one check costs: passes, and KiB of memory; on one core, for the others inspect."""

    passes: int = 3
    memory_kib: int = 65_536


class Pins:
    """Makes and checks what is kept of PINs and badges, one at a time: so many MiB and one core, never more."""

    def __init__(self, cost: Cost | None = None) -> None:
        self._cost = cost or Cost()
        self._hasher = PasswordHasher(self._cost.passes, self._cost.memory_kib, parallelism=1, type=Type.ID)
        self._one = Lock()
        self._nobodys = ""

    def kept(self, pin: str) -> str:
        """Return what is kept of a PIN; for the same PIN another each time."""
        with self._one:
            return self._hasher.hash(pin)

    def holds(self, kept: str, pin: str) -> bool:
        """Return whether it is the PIN; where `kept` is empty it takes as long and is not."""
        if not kept:
            self._nobodys = self._nobodys or self.kept("nobody")
        with self._one:
            try:
                self._hasher.verify(kept or self._nobodys, pin)
            except (VerificationError, InvalidHashError):
                return False
        return bool(kept)

    def badge_key(self, badge: str, salt: bytes) -> bytes:
        """Return what is kept of a badge, 32 bytes; the same each time, because a badge is looked up by it."""
        cost = self._cost
        with self._one:
            return hash_secret_raw(
                badge.encode(), salt, cost.passes, cost.memory_kib, parallelism=1, hash_len=_HASH_BYTES, type=Type.ID
            )


def check_pin(pin: str, role: Role) -> str:
    """Return a PIN that may be used: digits, for engineers and admins 6 at least, for others 4.

    Raises
    ------
    InputError
        It is too short, too long, holds something else, or is one that everybody tries first.
    """
    least = _LEAST_DIGITS[role]
    if not re.fullmatch(rf"[0-9]{{{least},{PIN_MAX}}}", pin):
        told = because(RefusalCode.PIN_DIGITS, least=least, most=PIN_MAX, role=role)
        needed = f"{least} to {PIN_MAX} digits are needed for the role {role}"
        raise InputError("use that PIN", needed, "give another", told)
    if len(set(pin)) == 1 or any(pin in run for run in _RUNS):
        easy = "it is one digit again and again, or a run of them"
        raise InputError("use that PIN", easy, "give another", because(RefusalCode.PIN_EASY))
    return pin


def check_badge(badge: str) -> str:
    """Return a badge that may be used: what its reader types, without the Enter.

    Raises
    ------
    InputError
        It is shorter than 4 characters, longer than 128, or holds something that no reader types.
    """
    if not (BADGE_MIN <= len(badge) <= BADGE_MAX and badge.isprintable() and badge == badge.strip()):
        told = because(RefusalCode.BADGE_LENGTH, least=BADGE_MIN, most=BADGE_MAX)
        needed = f"{BADGE_MIN} to {BADGE_MAX} characters are needed"
        raise InputError("use that badge", needed, "hold the badge to the reader again", told)
    return badge

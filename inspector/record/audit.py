"""Which passed parts people look at all the same: a random sample, told from a part's name alone. Pure.

Escapes cannot be seen among rejects. The sample is drawn when it is asked for, so nothing is written in the verdict's
way, and whoever asks, at any time, gets the same answer.
"""

import hmac
from dataclasses import dataclass
from hashlib import sha256

_SPACE = 2**64


@dataclass(frozen=True, slots=True)
class AuditSample:
    """Which sample of passed parts is looked at: how large a share, 0..1, drawn with which key."""

    share: float
    key: str

    def holds(self, part_id: str) -> bool:
        """Return whether the part is drawn, see `is_audit_sample`."""
        return is_audit_sample(part_id, self.share, self.key)


def is_audit_sample(part_id: str, share: float, key: str) -> bool:
    """Return whether the part is one of those that are looked at although they passed.

    The first 64 bits of HMAC-SHA256 of its name, as a fraction of their range, are below `share`: a larger share
    holds every part of a smaller one.

    Parameters
    ----------
    part_id
        The part's name.
    share
        How large a share of all parts is drawn, 0..1.
    key
        What the sample depends on beside the names: with another key another sample is drawn.

    References
    ----------
    H. Krawczyk, M. Bellare, R. Canetti, HMAC: Keyed-Hashing for Message Authentication, RFC 2104.

    Examples
    --------
    >>> sum(is_audit_sample(f"P{number}", 0.01, "audit") for number in range(10_000))
    97
    """
    # As the record stores a name that is no UTF-8, see `rows.part_cells`: the station and its readers agree.
    drawn = hmac.digest(key.encode("utf-8"), part_id.encode("utf-8", "backslashreplace"), sha256)
    return int.from_bytes(drawn[:8], "big") < share * _SPACE

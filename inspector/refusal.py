"""Why a person was refused, as a code with its figures: a page says it in the language of its reader. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class RefusalCode(StrEnum):
    """One for each sentence; the pages' catalogues have it by this name in every language."""

    # What is asked for.
    UNREADABLE = "unreadable"
    NO_ROUTE = "no-route"
    NO_FILE = "no-file"
    NOT_BUILT = "not-built"
    STORE = "store"
    # Who asks.
    NOBODY_YET = "nobody-yet"
    NOT_SIGNED_IN = "not-signed-in"
    ROLE_TOO_LOW = "role-too-low"
    WRONG_PIN = "wrong-pin"
    WRONG_BADGE = "wrong-badge"
    TOO_MANY_TRIES = "too-many-tries"
    SIGN_OUT_NOT_NOTED = "sign-out-not-noted"
    OTHER_NAME = "other-name"
    OTHER_ORIGIN = "other-origin"
    # Users.
    NAME_UNUSABLE = "name-unusable"
    NAME_TAKEN = "name-taken"
    NAME_WAS_TAKEN = "name-was-taken"
    NO_SUCH_USER = "no-such-user"
    PIN_DIGITS = "pin-digits"
    PIN_EASY = "pin-easy"
    PIN_NEEDED = "pin-needed"
    PIN_OR_BADGE = "pin-or-badge"
    BADGE_LENGTH = "badge-length"
    BADGE_TAKEN = "badge-taken"
    LAST_ADMIN = "last-admin"
    USER_CHANGED = "user-changed"
    # Parts and what is kept of them.
    NO_PART = "no-part"
    NO_GOLDEN = "no-golden"
    IMAGE_WAITING = "image-waiting"
    IMAGE_NOT_KEPT = "image-not-kept"
    IMAGE_GONE = "image-gone"
    IMAGE_UNREADABLE = "image-unreadable"
    MAP_NOT_KEPT = "map-not-kept"
    PACKING_ANOTHER = "packing-another"
    FRAME_NOT_KEPT = "frame-not-kept"
    NOT_JUDGED_AGAIN = "not-judged-again"
    # What people say of parts.
    NOT_OF_THIS_PART = "not-of-this-part"
    CHALLENGE_PART = "challenge-part"
    REASON_NEEDED = "reason-needed"
    REASON_UNKNOWN = "reason-unknown"
    NAME_NEEDED = "name-needed"
    TEXT_TOO_LONG = "text-too-long"
    NOTHING_STANDS = "nothing-stands"
    NOTHING_SAID = "nothing-said"
    SAID_MEANWHILE = "said-meanwhile"
    UNDONE_MEANWHILE = "undone-meanwhile"
    # Alarms.
    ALARM_OVER = "alarm-over"
    ALARM_CHANGED = "alarm-changed"
    # Figures of quality.
    DAYS_SWAPPED = "days-swapped"
    DAYS_TOO_FAR = "days-too-far"
    NO_SUCH_SHIFT = "no-such-shift"
    NO_SHIFTS = "no-shifts"
    TOO_MANY_SPANS = "too-many-spans"
    # Studies of agreement.
    STUDY_COLUMNS = "study-columns"
    STUDY_ROWS = "study-rows"
    STUDY_NO_CSV = "study-no-csv"
    STUDY_TOO_SMALL = "study-too-small"
    STUDY_APPRAISERS = "study-appraisers"
    STUDY_REFERENCES = "study-references"
    STUDY_TWICE = "study-twice"
    STUDY_MISSING = "study-missing"
    STUDY_CELL = "study-cell"
    STUDY_WORD = "study-word"
    PLAN_PART_TWICE = "plan-part-twice"
    PLAN_APPRAISER_TWICE = "plan-appraiser-twice"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A sentence and the figures in it.

    The figure `words` stands in no sentence: it is what else the line PC has to say, in English, and comes after it.
    """

    code: RefusalCode
    figures: tuple[tuple[str, str | int], ...] = ()

    @property
    def by_name(self) -> Mapping[str, str | int]:
        """Return the figures by their names."""
        return dict(self.figures)


def because(code: RefusalCode, **figures: str | int) -> Refusal:
    """Return a sentence with its figures.

    Examples
    --------
    >>> because(RefusalCode.NO_PART, part="P1").by_name
    {'part': 'P1'}
    """
    return Refusal(code, tuple(figures.items()))

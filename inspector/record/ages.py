"""Whether the clock can be believed when it makes images old: it may have been set to another year. Pure."""

from typing import Final

DAY_US: Final = 86_400_000_000
_STEP_US: Final = DAY_US
_GAP_US: Final = 30 * DAY_US
_HELD_FOR_S: Final = 86_400.0


class Ages:
    """Holds back for a day what goes by its age, once the clock went ahead more than time did.

    While the station runs, that is a day more than the monotonic seconds say; from the newest part on record to the
    start, 30 days: so long a line may stand still. A clock that is set back in between is believed at once.

    Parameters
    ----------
    newest_us
        When the newest part on record was inspected, microseconds of 1970 in UTC; None where there is none.
    """

    def __init__(self, newest_us: int | None) -> None:
        self._newest_us = newest_us
        self._last: tuple[int, float] | None = None
        self._held_until_s = -1.0
        self._why = ""

    def doubt(self, now_us: int, at_s: float) -> str:
        """Return in one line why nothing is removed by its age now, empty where it may be.

        Parameters
        ----------
        now_us
            What the clock says, microseconds of 1970 in UTC.
        at_s
            Seconds that never step back.
        """
        ahead_us, limit_us = self._ahead_us(now_us, at_s)
        self._last = (now_us, at_s)
        if ahead_us > limit_us:
            self._held_until_s = at_s + _HELD_FOR_S
            self._why = f"the clock went {ahead_us // DAY_US} days ahead; set it right, or they go a day from now"
        elif ahead_us < -limit_us:
            self._held_until_s = -1.0
        return f"no image is removed by its age: {self._why}" if at_s < self._held_until_s else ""

    def _ahead_us(self, now_us: int, at_s: float) -> tuple[int, int]:
        """Return by how much the clock went further than time did, and how much of that is believed."""
        if self._last:
            last_us, last_s = self._last
            return now_us - last_us - round(1e6 * (at_s - last_s)), _STEP_US
        return (now_us - self._newest_us if self._newest_us is not None else 0), _GAP_US

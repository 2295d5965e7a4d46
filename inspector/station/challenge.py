"""Challenge parts: when masters that everybody knows have to be shown, and what came of it.

A round is over when every master of the product, one after the other, was judged as it must be. Only then the station
may be ready again. What is due falls due at once where station, product or revision are new, and after a grace where a
shift, hours or parts have passed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

from inspector.part import ChallengeShown, Inspection, Outcome, Reason, Round, Signal
from inspector.station.judging import Clock


class Due(StrEnum):
    """Why challenge parts are due."""

    NOT = ""
    START = "start"
    PRODUCT = "product"
    REVISION = "revision"
    SHIFT = "shift"
    HOURS = "hours"
    PARTS = "parts"
    MISJUDGED = "misjudged"


_WITH_GRACE = (Due.SHIFT, Due.HOURS, Due.PARTS)


@dataclass(frozen=True, slots=True)
class Master:
    """One challenge part: it must be REJECT, with a defect in `zone` where one is named, or PASS."""

    name: str
    expected: Outcome
    zone: str = ""


@dataclass(frozen=True, slots=True)
class ChallengeRules:
    """What a site demands; without `masters` nothing.

    `shift_starts` are on the clock of this PC. `every_parts` and `every_s` count from the last whole round, 0 for
    never. What is due by shift, hours or parts may wait for `grace_s`. After `tries` of one master the round begins
    again with the first. `masters` are in the order in which they are shown, by product.
    """

    shift_starts: tuple[time, ...] = ()
    every_parts: int = 0
    every_s: float = 0.0
    grace_s: float = 0.0
    tries: int = 1
    masters: Mapping[str, tuple[Master, ...]] = field(default_factory=dict)


class Challenge:
    """What has been shown of the product that is judged now, and what is due. For the station's thread.

    Parameters
    ----------
    rules
        What the site demands.
    product
        The product that the station starts with: its masters are due at once.
    clock
        Where time comes from.
    """

    def __init__(self, rules: ChallengeRules, product: str, clock: Clock) -> None:
        self._rules, self._clock = rules, clock
        self._whole_s = clock.monotonic()
        self._shift = self._last_shift()
        self._parts = self._tries = 0
        self._due_s = self._whole_s
        self.due, self.seen, self.trouble = Due.NOT, 0, ""
        self.begin(product, Due.START)

    def begin(self, product: str, because: Due) -> None:
        """Demand a round of the masters of `product`, from the first one on; nothing before it counts any more."""
        self._masters = self._rules.masters.get(product, ())
        self.trouble = ""
        self._demand(because if self._masters else Due.NOT)

    @property
    def is_open(self) -> bool:
        """Whether a challenge part can be shown at all."""
        return bool(self._masters)

    @property
    def is_held(self) -> bool:
        """Whether the station must not be ready."""
        if not self.due:
            return False
        return bool(self.trouble) or self.due not in _WITH_GRACE or self.held_in_s() <= 0.0

    @property
    def has_failed(self) -> bool:
        """Whether a master was not judged as it must be, and no whole round has followed."""
        return bool(self.trouble)

    @property
    def masters(self) -> tuple[Master, ...]:
        """The masters of the product, in their order."""
        return self._masters

    @property
    def following(self) -> Master | None:
        """The master that must be shown next, None where there are none."""
        return self._masters[self.seen] if self._masters else None

    def held_in_s(self) -> float:
        """Return for how long the line may still go on, 0.0 where the station is held or should be; only while due."""
        return max(0.0, self._due_s + self._rules.grace_s - self._clock.monotonic())

    def look(self) -> None:
        """Notice that a shift has begun, or that the hours or parts of a round are over."""
        if not self._masters or self.due:
            return
        if self._last_shift() != self._shift:
            self._demand(Due.SHIFT)
        elif self._rules.every_s and self._clock.monotonic() - self._whole_s >= self._rules.every_s:
            self._demand(Due.HOURS)
        elif self._rules.every_parts and self._parts >= self._rules.every_parts:
            self._demand(Due.PARTS)

    def count(self) -> None:
        """Count a part of the production."""
        self._parts += 1
        self.look()

    def saw(self, inspection: Inspection, signal: Signal, shown_by: int) -> ChallengeShown:
        """Return what came of the master that was shown, and go on to the next one, to the first again, or to the end.

        Parameters
        ----------
        inspection, signal
            What was found, and what the controller was shown: a verdict that came too late counts for nothing.
        shown_by
            The badge that the controller gave, 0 for none.
        """
        master = self.following or Master("", Outcome.REJECT)
        trouble = _trouble(master, inspection, signal) if self._masters else "no challenge part was asked for"
        because = self.due
        ended = self._misjudged(trouble) if trouble else self._well_judged()
        return ChallengeShown(
            master=master.name,
            expected=master.expected,
            zone=master.zone,
            trouble=trouble,
            due=str(because),
            shown_by=shown_by,
            round=ended,
        )

    def _well_judged(self) -> Round:
        self.seen, self._tries = self.seen + 1, 0
        if self.seen < len(self._masters):
            return Round.OPEN
        self.trouble = ""
        self._demand(Due.NOT)
        self._whole_s, self._shift, self._parts = self._clock.monotonic(), self._last_shift(), 0
        return Round.KEPT

    def _misjudged(self, trouble: str) -> Round:
        """Hold the line: nobody knows what was passed since the last whole round."""
        self.trouble, self._tries = trouble, self._tries + 1
        if not self.due:
            self.due, self._due_s = Due.MISJUDGED, self._clock.monotonic()
        if self._tries < self._rules.tries:
            return Round.OPEN
        self.seen = self._tries = 0
        return Round.BROKEN

    def _demand(self, because: Due) -> None:
        self.due, self._due_s = because, self._clock.monotonic()
        self.seen = self._tries = 0

    def _last_shift(self) -> datetime | None:
        """Return when the last shift began on the clock of this PC; a clock that is set makes it another one."""
        now = self._clock.utc().astimezone().replace(tzinfo=None)
        days = (now.date() - timedelta(days=1), now.date())
        starts = [datetime.combine(day, start) for day in days for start in self._rules.shift_starts]
        return max((start for start in starts if start <= now), default=None)


def _trouble(master: Master, inspection: Inspection, signal: Signal) -> str:
    """Return in one line how the master was not judged as it must be, empty where it was."""
    verdict = inspection.verdict
    if signal.reason is not Reason.CHALLENGE:
        why = "not judged in time" if signal.late else "no verdict"
        return f"{master.name}: {why}, {signal.outcome.name} {signal.reason.name}"
    if verdict.outcome is not master.expected:
        return f"{master.name}: judged {verdict.outcome.name}, must be {master.expected.name}"
    if verdict.reason is Reason.NOT_ALIGNED:
        # An empty nest, or the master of another product: of what the comparison sees it says nothing.
        return f"{master.name}: it was not aligned, must be rejected for its defect"
    zones = sorted({defect.zone for defect in verdict.defects})
    if master.zone and master.zone not in zones:
        return f"{master.name}: rejected in {', '.join(zones)}, must be in {master.zone}"
    return ""

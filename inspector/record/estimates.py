"""What the dispositions tell of the station: how many bad parts pass, how many good ones do not, and how sure that is.

Escapes cannot be counted among rejects. They are estimated from the audit sample: passes that were drawn at random and
looked at all the same; a pass that somebody looked at because it seemed wrong says nothing of all others.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from inspector.part import Outcome
from inspector.record.dispositions import Disposition, Seen

AUDITS_MIN: Final = 60
"""Audited passes below which no share is told: with no escape among 60, the interval still reaches to 6 %."""


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`, and Wilson's 95 % interval of the true share, 0..1."""

    count: int
    of: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class EscapeEstimate:
    """How large a share of passed parts is defective.

    Parameters
    ----------
    share
        Of the audited passes; None below `AUDITS_MIN` of them: nothing is said then, and never 0.
    audited
        Passes of the audit sample of which somebody said good or escape.
    uncertain
        Passes of the sample of which nobody could tell: they are in no share.
    found_otherwise
        Escapes outside the sample: real, but they tell of no share.
    """

    share: Share | None
    audited: int
    uncertain: int
    found_otherwise: int

    def text(self) -> str:
        """Return it in one line for people."""
        more = f", {self.found_otherwise} found otherwise" if self.found_otherwise else ""
        if self.share is None:
            return f"not enough audit data (n = {self.audited}){more}"
        return f"escapes {self.share.count}/{self.share.of}, {_between(self.share, 2)} of passes{more}"


@dataclass(frozen=True, slots=True)
class OverkillEstimate:
    """How many rejects were good parts.

    Parameters
    ----------
    share
        Overkill among the rejects of which somebody said what they are; None while nobody said anything.
    reviewed
        Share of the rejects that were looked at, 0..1; 0.0 where nothing was rejected.
    of_good
        Overkill as a share of all good parts, as far as they are known to be good: it leaves out rejects that nobody
        looked at, so it is a lower bound while `reviewed` is below 1.0. None while nothing is good.
    """

    share: Share | None
    reviewed: float
    of_good: float | None

    def text(self) -> str:
        """Return it in one line for people."""
        if self.share is None:
            return f"no reject has a disposition (reviewed {self.reviewed:.0%})"
        told = f"overkill {self.share.count}/{self.share.of}, {_between(self.share, 1)} of rejects"
        return f"{told} (reviewed {self.reviewed:.0%})"


def escape_estimate(seen: Iterable[Seen], audits_min: int = AUDITS_MIN) -> EscapeEstimate:
    """Return what the audited passes among `seen` tell of all passes.

    References
    ----------
    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22, 1927.

    Examples
    --------
    >>> audited = Seen(Outcome.PASS, True, Disposition.GOOD, 7)
    >>> escape_estimate([audited]).text()
    'not enough audit data (n = 7)'
    """
    counts = tuple(seen)
    escapes, good = (_passes(counts, word, audit=True) for word in (Disposition.ESCAPE, Disposition.GOOD))
    audited = escapes + good
    return EscapeEstimate(
        share=wilson(escapes, audited) if audited >= audits_min else None,
        audited=audited,
        uncertain=_passes(counts, Disposition.UNCERTAIN, audit=True),
        found_otherwise=_passes(counts, Disposition.ESCAPE, audit=False),
    )


def overkill_estimate(seen: Iterable[Seen], passed: int, rejected: int) -> OverkillEstimate:
    """Return what the dispositions of rejects tell.

    Parameters
    ----------
    seen
        What was said of the parts of a span.
    passed, rejected
        How many parts were passed, and rejected or rechecked, in that span; faults are no judgement.
    """
    held_back = {Outcome.REJECT, Outcome.RECHECK}
    counts = [each for each in seen if each.outcome in held_back]
    overkill = sum(each.count for each in counts if each.disposition is Disposition.OVERKILL)
    told = sum(each.count for each in counts if each.disposition.is_defective is not None)
    reviewed = sum(each.count for each in counts)
    return OverkillEstimate(
        share=wilson(overkill, told) if told else None,
        reviewed=min(reviewed / rejected, 1.0) if rejected else 0.0,
        of_good=overkill / (passed + overkill) if passed + overkill else None,
    )


def _passes(counts: tuple[Seen, ...], word: Disposition, *, audit: bool) -> int:
    return sum(
        each.count
        for each in counts
        if each.outcome is Outcome.PASS and each.disposition is word and each.audit == audit
    )


def _between(share: Share, decimals: int) -> str:
    """Return an interval for people, never narrower than it is: no bound is told as 0 that is above it."""
    step = Decimal(1).scaleb(-decimals - 2)
    low = Decimal(str(share.low)).quantize(step, ROUND_FLOOR)
    high = Decimal(str(share.high)).quantize(step, ROUND_CEILING)
    return f"between {low:.{decimals}%} and {high:.{decimals}%}"


def wilson(count: int, of: int) -> Share:
    """Return `count` of `of`, which is at least 1, with Wilson's 95 % interval."""
    # Not with the module: the station's process, which has no use for it, would hold all of scipy.
    from scipy.stats import binomtest  # noqa: PLC0415

    found = binomtest(count, of).proportion_ci(0.95, method="wilson")
    return Share(count, of, float(found.low), float(found.high))

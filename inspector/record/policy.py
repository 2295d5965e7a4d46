"""Which parts' images are kept: every one that did not pass, a share of those that did, all after a change. Pure."""

from dataclasses import dataclass, replace

from inspector.part import Outcome, Provenance
from inspector.record.audit import AuditSample


@dataclass(frozen=True, slots=True)
class Policy:
    """What is kept beside the rows.

    Parameters
    ----------
    pass_every
        One in so many passed parts keeps its images; 1 keeps all, 0 none.
    after_change_us
        So long after golden or recipe changed, every part keeps its images, microseconds.
    audit
        Which passed parts people will look at: they keep their images whatever `pass_every` says. None: none.
    """

    pass_every: int = 1
    after_change_us: int = 3_600_000_000
    audit: AuditSample | None = None

    def awaits_people(self, part_id: str) -> bool:
        """Return whether a passed part is one that people will look at."""
        return self.audit is not None and self.audit.holds(part_id)


@dataclass(frozen=True, slots=True)
class GoldenInUse:
    """What parts are judged with, by hash, and since when (microseconds of 1970, UTC)."""

    golden_sha256: str
    recipe_sha256: str
    since_us: int

    def after(self, provenance: Provenance, now_us: int) -> "GoldenInUse":
        """Return what is in use at `now_us`: this one, or another one from that moment on."""
        given = (provenance.golden_sha256, provenance.recipe_sha256)
        return self if given == (self.golden_sha256, self.recipe_sha256) else GoldenInUse(*given, now_us)


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen for the parts so far; `why_not` is empty where the last one is kept."""

    policy: Policy
    golden: GoldenInUse
    passed: int = 0
    why_not: str = ""

    def next(self, part_id: str, outcome: Outcome, provenance: Provenance, now_us: int) -> "Choice":
        """Return the choice for the part of that name, which was signalled `outcome` at `now_us`."""
        golden = self.golden.after(provenance, now_us)
        if outcome is not Outcome.PASS:
            return replace(self, golden=golden, why_not="")
        is_fresh = now_us - golden.since_us < self.policy.after_change_us
        every = self.policy.pass_every
        is_kept = is_fresh or (every > 0 and self.passed % every == 0) or self.policy.awaits_people(part_id)
        return replace(self, golden=golden, passed=self.passed + 1, why_not="" if is_kept else _told(every))


def _told(every: int) -> str:
    share = f"1 in {every} passed parts is kept" if every else "no passed part is kept"
    return f"{share} (archive.pass_every)"

"""The challenge parts that the settings demand."""

from datetime import time

from inspector.part import Outcome
from inspector.settings import ChallengeSettings
from inspector.station.challenge import ChallengeRules, Master

_EXPECTED = {"pass": Outcome.PASS, "reject": Outcome.REJECT}


def challenge_rules(challenge: ChallengeSettings) -> ChallengeRules:
    """Return what `challenge` demands; nothing where it is not on."""
    if not challenge.on:
        return ChallengeRules()
    masters: dict[str, tuple[Master, ...]] = {}
    for each in challenge.masters:
        master = Master(each.name, _EXPECTED[each.expected], each.zone)
        masters[each.product] = (*masters.get(each.product, ()), master)
    return ChallengeRules(
        shift_starts=tuple(time.fromisoformat(start) for start in challenge.shift_starts),
        every_parts=challenge.every_parts,
        every_s=3600 * challenge.every_h,
        grace_s=60 * challenge.grace_min,
        tries=challenge.tries,
        masters=masters,
    )

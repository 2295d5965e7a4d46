"""From signs that come and go to alarms raised and returned: chatter makes one entry, a cause hides effects."""

from collections.abc import Iterable
from dataclasses import dataclass

from inspector.alarms.alarm import Key, Sign
from inspector.alarms.catalogue import CATALOGUE, hidden_by


@dataclass(frozen=True, slots=True)
class Turns:
    """What turned at one look: signs that held long enough, and alarms whose sign was gone long enough."""

    raised: tuple[Sign, ...] = ()
    returned: tuple[Key, ...] = ()


class Delays:
    """Remembers since when each sign is there, or gone; monotonic seconds come with each look."""

    def __init__(self) -> None:
        self._since_s: dict[Key, float] = {}

    def look(self, signs: Iterable[Sign], active: frozenset[Key], now_s: float) -> Turns:
        """Return what turns now.

        A sign that is hidden by another, or by an alarm that is active, says nothing: its alarm stays as it is.
        """
        here = {sign.key: sign for sign in signs}
        hidden = hidden_by(frozenset(key.kind for key in (*here, *active)))
        turning = {key for key in here.keys() ^ active if key.kind not in hidden}
        self._since_s = {key: self._since_s.get(key, now_s) for key in turning}
        due = [key for key in turning if now_s - self._since_s[key] >= _delay_s(key, is_there=key in here)]
        # The order of the signs, so that what happened at one moment is told the same way every time.
        raised = tuple(sign for key, sign in here.items() if key in due)
        return Turns(raised, tuple(sorted(set(due) - here.keys(), key=str)))


def _delay_s(key: Key, *, is_there: bool) -> float:
    rule = CATALOGUE[key.kind]
    return rule.on_s if is_there else rule.off_s

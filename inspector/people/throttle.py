"""How long whoever guesses has to wait: each wrong try doubles it, for one user and for one address. Pure."""

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

FREE_TRIES = 3
FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 300.0
FORGOTTEN_AFTER_S = 3_600.0
KEPT = 1_024
_DOUBLINGS = 10


@dataclass(frozen=True, slots=True)
class _Tries:
    count: int
    last_s: float
    free_at_s: float
    before_s: float


class Throttle:
    """Counts the tries of each key, of the last `KEPT` keys; moments are seconds of a clock that only goes forward.

    A try counts before it is checked, so that many at once gain nothing; after one that was right all are forgotten, or
    that one alone is taken back.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._tries: OrderedDict[str, _Tries] = OrderedDict()

    def wait_s(self, key: str, now_s: float) -> float:
        """Return how long `key` has to wait, 0.0 where it may try."""
        tries = self._tries.get(key)
        return max(0.0, tries.free_at_s - now_s) if tries else 0.0

    def count(self, key: str, now_s: float) -> int:
        """Count a try, and return how many there are now; the waiting begins with it."""
        before = self._tries.pop(key, None)
        count = before.count + 1 if before and now_s - before.last_s < FORGOTTEN_AFTER_S else 1
        self._tries[key] = _Tries(count, now_s, now_s + delay_s(count), before.last_s if before else now_s)
        if len(self._tries) > self._kept:
            self._tries.popitem(last=False)
        return count

    def take_back(self, key: str) -> None:
        """Take back the last try of a key, which was right; those before it stay."""
        tries = self._tries.pop(key, None)
        if tries and tries.count > 1:
            self._tries[key] = _Tries(tries.count - 1, tries.before_s, 0.0, tries.before_s)

    def forget(self, key: str) -> None:
        """Forget the tries of a key: the last one was right."""
        self._tries.pop(key, None)


def delay_s(count: int) -> float:
    """Return how long the try after number `count` has to wait, in seconds.

    Examples
    --------
    >>> [delay_s(count) for count in (1, 2, 3, 4, 5, 20)]
    [0.0, 0.0, 2.0, 4.0, 8.0, 300.0]
    """
    if count < FREE_TRIES:
        return 0.0
    return float(min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(count - FREE_TRIES, _DOUBLINGS)))


def address_key(address: str) -> str:
    """Return what counts as one address: of IPv6 the network, in which one PC has as many as it likes.

    Examples
    --------
    >>> address_key("192.168.10.7"), address_key("2001:db8::7"), address_key("::ffff:192.168.10.7")
    ('192.168.10.7', '2001:db8::/64', '192.168.10.7')
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"

"""How a replay gives way to live inspection, and what it says of its progress. Pure."""

from dataclasses import dataclass

_PLAIN = (0, 2, 5, 6)
"""Fields of the `cpu` line of /proc/stat: user, system, irq and softirq; 1 is user time of processes made nicer."""


@dataclass(frozen=True, slots=True)
class Ticks:
    """Processor time since the PC started: that of processes which gave way to nobody, and all there was."""

    plain: int
    total: int


def ticks_of(stat: str) -> Ticks:
    """Return the ticks in the text of /proc/stat.

    Examples
    --------
    >>> ticks_of("cpu  30 500 10 60 0 0 0 0 0 0")
    Ticks(plain=40, total=600)
    """
    fields = [int(word) for word in stat.splitlines()[0].split()[1:9]]
    return Ticks(sum(fields[number] for number in _PLAIN), sum(fields))


def plain_share(before: Ticks, after: Ticks) -> float:
    """Return the share of all processors that processes took between two looks which gave way to nobody, 0..1.

    A replay is made as nice as can be, so its own work does not count.
    """
    total = after.total - before.total
    return (after.plain - before.plain) / total if total > 0 else 0.0


def progress_line(done: int, total: int, fresh: int, seconds: float) -> str:
    """Return how far it is; `fresh` parts were judged in the last `seconds`, the others were in the journal.

    Examples
    --------
    >>> progress_line(300, 1000, 100, 50.0)
    'replay: 300 of 1000 parts (30 %), 2.0 a second, 6 min left'
    """
    share = f"{100 * done // max(total, 1)} %"
    if fresh == 0 or seconds <= 0:
        return f"replay: {done} of {total} parts ({share})"
    rate = fresh / seconds
    return f"replay: {done} of {total} parts ({share}), {rate:.1f} a second, {_left((total - done) / rate)} left"


def _left(seconds: float) -> str:
    if seconds < 100:
        return f"{round(seconds)} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"

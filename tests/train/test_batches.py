"""Batches from processes of their own: the same whoever makes them, and nobody left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from inspector.errors import StoppedError
from inspector.train.batches import Batch, Feed, Order, make_batch, sources

ORDER = Order(("pads", "tiles"), 3, 2, 64)
ABANDONED = """
import sys, time
from inspector.train.batches import Feed, Order
if __name__ == "__main__":
    feed = Feed(Order(("pads", "tiles"), 3, 2, 64), 1)
    next(iter(feed))
    print(feed._processes[0].pid, flush=True)
    time.sleep(120)
"""


def same(one: Batch, other: Batch) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("goldens", "captures", "labels"))


def test_the_batches_do_not_depend_on_who_makes_them() -> None:
    made_of = sources(ORDER)
    expected = [make_batch(ORDER, number, made_of) for number in range(2, 5)]
    with Feed(ORDER, workers=2, start=2) as feed:
        found = [batch for batch, _ in zip(feed, range(3), strict=False)]
    assert all(same(*pair) for pair in zip(found, expected, strict=True))
    assert not same(found[0], found[1])


def test_each_part_is_shown_good_and_with_its_defects() -> None:
    made_of = sources(ORDER)
    batches = [make_batch(ORDER, number, made_of) for number in range(6)]
    assert all(not batch.labels[:, 0].any() for batch in batches)
    assert any((batch.labels[:, 1] == 1).any() for batch in batches)


def test_a_process_that_is_gone_ends_the_training() -> None:
    with Feed(ORDER, workers=1) as feed:
        batches = iter(feed)
        next(batches)
        os.kill(feed._processes[0].pid or 0, signal.SIGKILL)  # noqa: SLF001 -- as the kernel does, short of memory
        with pytest.raises(StoppedError, match=r"the process that draws parts ended with status -9; see to memory"):
            list(batches)


def test_nobody_is_left_when_the_training_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text(ABANDONED)
    training = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
    assert training.stdout is not None
    worker = int(training.stdout.readline())
    training.send_signal(signal.SIGKILL)
    training.wait()
    training.stdout.close()
    assert gone(worker, within_s=30)


def gone(process: int, within_s: float) -> bool:
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False

"""The fault matrix, measured: each fault many times, one row after the other into docs/fault-matrix.md.

`--only NAME` measures the faults whose name holds NAME and leaves the other rows as they are, `--missing` those that
have no row with so many repetitions yet. Needs about forty minutes of two free cores: on a PC that is busy a part is
judged after its deadline, and the line has to be waited for.
"""

import argparse
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from faults.matrix import DOCUMENT, chosen, measure, rows_of, with_row
from faults.scenario import Scenario, Shop


def main() -> int:
    """Measure; return 1 where a part was wrongly passed or a line did not recover."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--repetitions", type=int, default=20)
    arguments.add_argument("--only", action="append", default=[])
    arguments.add_argument("--missing", action="store_true")
    arguments.add_argument("--out", type=Path, default=DOCUMENT)
    asked = arguments.parse_args()
    found = chosen(asked.only)
    if asked.missing and asked.out.exists():
        rows = rows_of(asked.out.read_text("utf-8"))
        found = tuple(each for each in found if each.name not in rows or int(rows[each.name][6]) < asked.repetitions)
    failed = [each.name for each in found if not _measured(each, asked.repetitions, asked.out)]
    if failed:
        sys.stderr.write(f"failed: {', '.join(failed)}\n")
    return 1 if failed else 0


_SHOPS: list[Shop] = []


def _measured(scenario: Scenario, repetitions: int, out: Path) -> bool:
    """Write the row of one fault; a line that broke for good is left for the next fault, on a new one."""
    start_s = time.monotonic()
    if not _SHOPS:
        _SHOPS.append(Shop(Path(tempfile.mkdtemp(prefix="fault-matrix-"))))
    try:
        row = measure(scenario, _SHOPS[0], repetitions)
    except (AssertionError, OSError) as error:
        sys.stderr.write(f"{scenario.name}: {error}\n")
        _close()
        return False
    out.write_text(with_row(out.read_text("utf-8") if out.exists() else "", row), "utf-8")
    sys.stderr.write(f"{time.monotonic() - start_s:6.1f} s  {row}\n")
    return not row.wrong


def _close() -> None:
    while _SHOPS:
        shop = _SHOPS.pop()
        shop.close()
        shutil.rmtree(shop.home, ignore_errors=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        status = main()
    finally:
        _close()
    raise SystemExit(status)

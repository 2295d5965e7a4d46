"""Whether the demo line stays the same over many parts: memory, open files and p99 of the verdict, by tenths, drawn.

Starts `inspector demo --headless` at full speed in a process of its own and looks at all its processes from outside;
how long each part took comes from its record. A hundred parts come again and again: drawing one takes longer than
inspecting it. The status is 1 where the last tenth holds more than 2 % more memory than the second, more open files, or
its p99 is more than 10 % longer, and where a tenth was not looked at.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.errors import StoreError
from inspector.record.sqlite import SqliteReader

LOOK_EVERY_S = 0.5
PANE = (240, 900)
MEMORY_MOST, P99_MOST = 1.02, 1.10


@dataclass(frozen=True, slots=True)
class Look:
    """What all processes of the line held when `parts` were recorded."""

    parts: int
    resident_mib: float
    handles: int


def family(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [each for child in children.read_text().split() for each in family(int(child))]
    return found


def look(pid: int, parts: int) -> Look:
    """Return what the process and all below it hold now."""
    pages = handles = 0
    for each in family(pid):
        try:
            pages += int(Path(f"/proc/{each}/statm").read_text().split()[1])
            handles += len(list(Path(f"/proc/{each}/fd").iterdir()))
        except OSError:
            continue
    return Look(parts, pages * 4_096 / 2**20, handles)


def watched(data: Path, parts: int, models: Path) -> list[Look]:
    """Run the line for so many parts and return what was seen."""
    command = [sys.executable, "-m", "inspector", "demo", "--headless", "--parts", str(parts), "--json"]
    command += ["--takt-ms", "1", "--distinct-parts", "100", "--data-dir", str(data), "--models", str(models)]
    line = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    looks = []
    with closing(SqliteReader(data)) as reader:
        while line.poll() is None:
            time.sleep(LOOK_EVERY_S)
            try:
                newest = reader.latest(1)
            except StoreError:
                continue
            if newest:
                looks.append(look(line.pid, newest[0].seq))
    if line.returncode:
        raise SystemExit(f"the line ended with {line.returncode}")
    # From the last part on the line goes down and counts up what it found.
    return [each for each in looks if each.parts < parts]


def verdict_ms(data: Path) -> NDArray[np.float64]:
    """Return how long each part took from capture to verdict."""
    times: list[float] = []
    with closing(SqliteReader(data)) as reader:
        after = 0
        while page := reader.after(after, 5_000):
            times += [row.stage_times.total_ms for row in page]
            after = page[-1].seq
    return np.asarray(times)


def draw(rows: NDArray[np.float64], names: tuple[str, ...], path: Path) -> None:
    """Draw one pane a column of `rows` (one row a tenth), each from 0."""
    height, width = PANE
    sheet = np.full((height * len(names), width, 3), 255, np.uint8)
    for pane, name in enumerate(names):
        values, top = rows[:, pane], pane * height
        xs = np.linspace(60, width - 30, len(values))
        ys = top + height - 30 - values / max(values.max(), 1e-9) * (height - 70)
        cv2.polylines(sheet, [np.stack([xs, ys], 1).astype(np.int32)], isClosed=False, color=(160, 80, 0), thickness=2)
        text = f"{name}: {values[0]:.1f} ... {values[-1]:.1f}, from 0 to {values.max():.1f}"
        cv2.putText(sheet, text, (60, top + 24), cv2.FONT_HERSHEY_SIMPLEX, 0.55, (0, 0, 0), 1, cv2.LINE_AA)
    cv2.imwrite(str(path), sheet)


def bench(data: Path, parts: int, models: Path, plot: Path) -> None:
    """Print and draw each tenth of the run."""
    looks, times = watched(data, parts, models), verdict_ms(data)
    rows = []
    for tenth in range(10):
        seen = [each for each in looks if tenth * parts < 10 * each.parts <= (tenth + 1) * parts]
        p99 = float(np.percentile(times[tenth * parts // 10 : (tenth + 1) * parts // 10], 99))
        if not seen:
            raise SystemExit(f"tenth {tenth + 1} went by without a look: take more parts")
        memory = float(np.median([each.resident_mib for each in seen]))
        # The fewest: a frame that is just being written is a file more for a moment, one that is never closed for ever.
        handles = float(min(each.handles for each in seen))
        rows.append((memory, handles, p99))
        print(f"tenth {tenth + 1:2}: {memory:8.1f} MiB resident, {handles:.0f} open files, p99 {p99:6.1f} ms")
    second, last = rows[1], rows[-1]
    change = f"memory x{last[0] / second[0]:.3f}, open files {last[1] - second[1]:+.0f}, p99 x{last[2] / second[2]:.3f}"
    print(f"{parts} parts; last to second tenth: {change}; drawn in {plot}")
    draw(np.asarray(rows), ("resident MiB", "open files", "p99 ms"), plot)
    missed = [
        name
        for name, is_missed in (
            (f"memory beyond x{MEMORY_MOST}", last[0] > MEMORY_MOST * second[0]),
            ("more open files", last[1] > second[1]),
            (f"p99 beyond x{P99_MOST}", last[2] > P99_MOST * second[2]),
        )
        if is_missed
    ]
    if missed:
        raise SystemExit(f"not flat: {', '.join(missed)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=int, default=100_000)
    parser.add_argument("--models", type=Path, default=Path("models"), help="models/fast: the fast form")
    parser.add_argument("--room", type=Path, help="folder of a disk of its own: 2 MB a part, or what retention leaves")
    parser.add_argument("--plot", type=Path, default=Path("soak.png"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.room) as folder:
        bench(Path(folder) / "data", given.parts, given.models, given.plot)

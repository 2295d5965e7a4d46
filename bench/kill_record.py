"""What kill -9 at random moments loses and tears while parts are recorded and their images kept.

A child writes as fast as it can and says each part once its row is appended; it is killed after a random time, and the
next child opens the same record and archive. At the end every row that was said must be there, every image and every
copy whole and of its own part, no file without a row, the record in order. The status is 1 where that is not so, or
where opening took longer than `--open-within-s`: it is the part of a restart that a killed process can make longer.
"""

import argparse
import hashlib
import multiprocessing
import multiprocessing.connection
import random
import signal
import sqlite3
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from recorded import inspected, noise, signalled

from inspector.image_file import read_image
from inspector.record.connection import IMAGES_FOLDER, RECORD_FILE
from inspector.record.images import FileArchive
from inspector.record.retention import FileRetention, Limits
from inspector.record.sqlite import SqliteReader, SqliteRecorder
from inspector.record.store import PartRow

HEIGHT, WIDTH = 120, 160


def write(data: Path, turn: int, free_bytes: int, said: multiprocessing.connection.Connection) -> None:
    """Record parts without an end; retention removes all the while where `free_bytes` is more than there is."""
    start = time.monotonic()
    retention = FileRetention(data, Limits(free_bytes, rows_bytes=0), lambda: datetime.now(UTC))
    recorder, archive = SqliteRecorder(data), FileArchive(data, retention=retention)
    recorder.open()
    archive.open()
    said.send(time.monotonic() - start)
    number = 0
    while True:
        number += 1
        inspection = inspected(
            f"T{turn:04d}-{number:05d}", number, noise(number, HEIGHT, WIDTH), passed=number % 2 == 0
        )
        recorder.append(inspection, signalled(inspection))
        said.send(inspection.part_id)
        archive.keep(inspection, signalled(inspection))
        time.sleep(0.005)


def killed_once(data: Path, turn: int, chance: random.Random) -> tuple[float, list[str]]:
    """Return how long the record took to open, and the parts that were said before the kill."""
    processes = multiprocessing.get_context("forkserver")
    ours, theirs = processes.Pipe(duplex=False)
    free_bytes = 2**62 if turn % 20 == 9 else 1
    child = processes.Process(target=write, args=(data, turn, free_bytes, theirs))
    child.start()
    theirs.close()
    said: list[str] = []
    with ours:
        opened_s = float(ours.recv())
        time.sleep(chance.uniform(0.0, 0.2))
        child.kill()
        child.join()
        if child.exitcode != -signal.SIGKILL:
            raise SystemExit(f"child {turn} ended by itself with {child.exitcode}")
        while True:
            try:
                said.append(ours.recv())
            except EOFError:
                return opened_s, said


def is_torn(data: Path, row: PartRow) -> bool:
    """Return whether the image of a row is not what was taken or not what the row says."""
    file = data / IMAGES_FOLDER / row.image
    right = noise(int(row.part_id.split("-")[1]), HEIGHT, WIDTH)
    is_hashed = hashlib.sha256(file.read_bytes()).hexdigest() == row.image_sha256
    return not is_hashed or not np.array_equal(read_image(file), right)


def is_copy_torn(data: Path, file: str, sha256: str) -> bool:
    """Return whether a copy is not what its row says, or is not there at all."""
    path = data / IMAGES_FOLDER / file
    return not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256


def without_a_row(data: Path, known: set[str]) -> list[str]:
    """Return the files in the archive that no row names: nothing would ever remove them."""
    images = data / IMAGES_FOLDER
    found = {path.relative_to(images).as_posix() for path in images.rglob("*") if path.is_file()}
    return sorted(found - known)


def bench(data: Path, kills: int, open_within_s: float) -> None:
    """Kill so many times, then look at everything."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(["recorded", "inspector.record.images"])
    chance, said, opened = random.Random(1), [], []
    for turn in range(kills):
        opened_s, parts = killed_once(data, turn, chance)
        said += parts
        opened.append(opened_s)
    archive = FileArchive(data, retention=FileRetention(data, Limits(1, rows_bytes=0), lambda: datetime.now(UTC)))
    archive.open()
    archive.close()
    with closing(SqliteReader(data)) as reader:
        rows = {row.part_id: row for row in reader.after(0, 10_000_000)}
    kept = [row for row in rows.values() if row.image]
    lost = [part_id for part_id in said if part_id not in rows]
    gone = [row for row in kept if not (data / IMAGES_FOLDER / row.image).exists()]
    torn = [row for row in kept if row not in gone and is_torn(data, row)]
    undecided = [row for row in rows.values() if row.image_note == "waiting"]
    with closing(sqlite3.connect(data / RECORD_FILE)) as db:
        integrity = db.execute("PRAGMA integrity_check").fetchone()[0]
        copies = db.execute("SELECT file, sha256 FROM copies").fetchall()
    bad_copies = [file for file, sha256 in copies if is_copy_torn(data, file, sha256)]
    orphans = without_a_row(data, {row.image for row in kept} | {file for file, _ in copies})
    print(
        f"{kills} kills, {len(said)} rows acknowledged, {len(lost)} lost; {len(kept)} images kept, {len(torn)} torn,"
        f" {len(gone)} missing unsaid, {len(undecided)} undecided; {len(copies)} copies, {len(bad_copies)} torn or"
        f" missing; {len(orphans)} files without a row; integrity {integrity};"
        f" record and archive open again within {max(opened):.2f} s"
    )
    is_slow = max(opened) > open_within_s
    if not kept or not copies or lost or torn or gone or undecided or bad_copies or orphans or is_slow:
        raise SystemExit(1)
    if integrity != "ok":
        raise SystemExit(1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--open-within-s", type=float, default=5.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench(Path(folder), given.kills, given.open_within_s)

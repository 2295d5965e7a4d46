"""The record in one SQLite file: a row is on the disk when `append` returns, and reading never holds up writing."""

import fcntl
import json
import os
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, fields
from datetime import datetime
from itertools import groupby
from pathlib import Path
from threading import Lock

from sqlite_utils import Database

from inspector.errors import StoreError
from inspector.part import Defect, Inspection, Provenance, Signal
from inspector.record.connection import (
    RECORD_FILE,
    merge_log,
    open_if_made,
    open_to_read,
    open_to_write,
    told_as_store_errors,
    writing,
)
from inspector.record.durable import make_durable_folder
from inspector.record.image_names import image_name
from inspector.record.late_facts import learnt_more
from inspector.record.quality_tallies import count_quality
from inspector.record.rows import (
    WAITING,
    challenge_cells,
    defect_cells,
    defect_of,
    microseconds,
    moment_of,
    part_cells,
    part_row,
)
from inspector.record.search import Choices, Found, Search
from inspector.record.sqlite_search import choices, search
from inspector.record.store import ChallengeStatus, Counts, PartRow, StationStatus
from inspector.record.tallies import count, counted

_IMAGE = """
INSERT INTO images (part_id, state, file, sha256, size_bytes, note, outcome, taken_us)
VALUES (?, ?, ?, '', 0, '', ?, ?) ON CONFLICT DO NOTHING
"""
_LOCK_FILE = "station.lock"
_IDLE_READERS = 4
# Of so many parts it knows the row to put an acknowledgement in: more than any link keeps unread.
_ACKNOWLEDGEABLE = 64

_PARTS = """
SELECT parts.*, product, revision, golden_sha256, recipe_sha256, comparator, model_sha256, runtime, device,
    package_version, images.state AS image_state, images.file AS image_file, images.sha256 AS image_sha256,
    images.note AS image_note, images.pinned AS image_pinned,
    (SELECT file FROM copies WHERE copies.part_id = parts.part_id AND kind = 'review') AS review_file,
    (SELECT file FROM copies WHERE copies.part_id = parts.part_id AND kind = 'thumbnail') AS thumbnail_file,
    (SELECT file FROM copies WHERE copies.part_id = parts.part_id AND kind = 'map') AS map_file,
    (SELECT sha256 FROM copies WHERE copies.part_id = parts.part_id AND kind = 'map') AS map_sha256,
    master, expected, expected_zone, trouble, due, shown_by, round
FROM parts JOIN provenances ON provenances.id = provenance_id LEFT JOIN images USING (part_id)
LEFT JOIN challenges ON part_seq = seq
"""
_SAME_PROVENANCE = """
SELECT id FROM provenances WHERE product = :product AND revision = :revision AND golden_sha256 = :golden_sha256
AND recipe_sha256 = :recipe_sha256 AND comparator = :comparator AND model_sha256 = :model_sha256
AND runtime = :runtime AND device = :device AND package_version = :package_version
"""
_DEFECTS = "SELECT * FROM defects WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq, number"
_NUMBERED = "WHERE parts.seq IN (SELECT value FROM json_each(?))"
_SEQ_MAX = 2**63 - 1


class SqliteRecorder:
    """Writes the record in a folder; one process at a time, from one thread.

    Rows wait for the disk (`synchronous=FULL`). Status and acknowledgements do not: a power cut may take the last of
    them, which then claim less than happened, never more.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        self._path = data / RECORD_FILE
        self._closing = ExitStack()
        self._rows: Database | None = None
        self._notes: Database | None = None
        self._newest: OrderedDict[int, int] = OrderedDict()

    def open(self) -> None:
        """Make ready to write, bringing an older record up to date.

        Raises
        ------
        StoreError
            The folder cannot be written, another station writes there, the record is damaged or of a newer version.
        """
        self.close()
        with ExitStack() as closing:
            with told_as_store_errors("open the record", self._data):
                make_durable_folder(self._data)
                closing.callback(os.close, _locked(self._data / _LOCK_FILE))
            open_to_write(self._path, durable=True).close()
            # Closed last, it keeps SQLite's log beside the record: without one, a dashboard that may write nothing
            # could not read the record of a station that stopped.
            closing.enter_context(open_to_read(self._path))
            self._rows = closing.enter_context(open_to_write(self._path, durable=True))
            self._notes = closing.enter_context(open_to_write(self._path, durable=False))
            self._closing = closing.pop_all()

    def append(self, inspection: Inspection, signal: Signal) -> int:
        """Return the row's `seq` once the row is on the disk: it outlives a killed process and a power cut.

        A part that is appended again, because nobody knew whether the first time went through, keeps its row.

        Raises
        ------
        StoreError
            The row could not be written, and nothing of it was.
        """
        with told_as_store_errors(f"record part {inspection.part_id}", self._path):
            seq = _append(_open(self._rows), inspection, signal)
        self._remember(inspection.trigger_id, seq)
        return seq

    def acknowledge(self, trigger_id: int, at: datetime) -> None:
        """Note that the controller has read the newest result of `trigger_id`; its first acknowledgement stands.

        Results of an earlier run of the station are left alone: the controller was shown none of them since.

        Raises
        ------
        StoreError
            It could not be written.
        """
        seq = self._newest.get(trigger_id)
        with told_as_store_errors(f"record the acknowledgement of trigger {trigger_id}", self._path):
            _open(self._notes).execute(
                "UPDATE parts SET acknowledged_us = ? WHERE seq = ? AND acknowledged_us IS NULL",
                (microseconds(at), seq),
            )

    def report(self, status: StationStatus) -> None:
        """Replace the station's status.

        Raises
        ------
        StoreError
            It could not be written.
        """
        cells = asdict(status)
        cells.pop("at")
        with told_as_store_errors("record the station's status", self._path):
            _open(self._notes).execute(
                "INSERT INTO station_status VALUES (1, :us, :status)"
                " ON CONFLICT (id) DO UPDATE SET reported_us = :us, status = :status",
                {"us": microseconds(status.at), "status": json.dumps(cells)},
            )

    def close(self) -> None:
        """Finish; closing twice is fine."""
        if self._rows:
            merge_log(self._rows)
        self._rows = self._notes = None
        self._newest.clear()
        self._closing.close()

    def _remember(self, trigger_id: int, seq: int) -> None:
        self._newest[trigger_id] = seq
        self._newest.move_to_end(trigger_id)
        if len(self._newest) > _ACKNOWLEDGEABLE:
            self._newest.popitem(last=False)


class SqliteReader:
    """Reads the record in a folder from any number of threads, through connections that cannot write."""

    def __init__(self, data: Path) -> None:
        self._path = data / RECORD_FILE
        self._lock = Lock()
        self._idle: list[Database] = []
        self._versions: Database | None = None

    def version(self) -> int:
        """Return a number that is another one as soon as something was written; 0 while there is no record."""
        with told_as_store_errors("read the record", self._path), self._lock:
            if self._versions is None:
                self._versions = open_if_made(self._path)
            # The number means something only on one and the same connection.
            return 0 if self._versions is None else int(self._versions.execute("PRAGMA data_version").fetchone()[0])

    def latest(self, limit: int, before: int | None = None) -> tuple[PartRow, ...]:
        """Return up to `limit` rows, newest first, all older than row `before` where that is given."""
        older_than = _SEQ_MAX if before is None else before
        return self._parts("WHERE seq < ? ORDER BY seq DESC LIMIT ?", (older_than, limit))

    def after(self, seq: int, limit: int) -> tuple[PartRow, ...]:
        """Return up to `limit` rows newer than row `seq`, oldest first."""
        return self._parts("WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit))

    def changed(self, known: Sequence[PartRow]) -> tuple[PartRow, ...]:
        """Return, oldest first, those of the known rows that tell something else by now; cheap where few do."""
        with self._reading() as db:
            seqs = learnt_more(db, known) if db and known else ()
        return self._parts(f"{_NUMBERED} ORDER BY seq", (json.dumps(seqs),)) if seqs else ()

    def search(self, asked: Search, limit: int, before: int | None = None) -> Found:
        """Return up to `limit` parts that are asked for, newest first, all behind row `before` where that is given.

        It looks through 20,000 rows at most, and may therefore hold fewer without being the last.
        """
        with self._reading() as db:
            if db is None:
                return Found((), None)
            with db.atomic():
                taken = search(db, asked, limit, before)
        found = {row.seq: row for row in self._parts(_NUMBERED, (json.dumps(taken.seqs),))}
        return Found(tuple(found[seq] for seq in taken.seqs), taken.next_before)

    def choices(self) -> Choices:
        """Return what the record can be searched for by name."""
        with self._reading() as db:
            return choices(db) if db else Choices((), ())

    def part(self, part_id: str) -> PartRow | None:
        """Return the row of one part, None where there is none."""
        found = self._parts("WHERE parts.part_id = ?", (part_id,))
        return found[0] if found else None

    def counts(self, since: datetime, up_to: int | None = None) -> Counts:
        """Return how many parts were signalled what since `since`, none newer than row `up_to` where given."""
        with self._reading() as db:
            if db is None:
                return Counts(since, 0, 0, 0, 0)
            with db.atomic():
                return counted(db, since, _SEQ_MAX if up_to is None else up_to)

    def status(self) -> StationStatus | None:
        """Return the station's last status, None before it ever ran."""
        with self._reading() as db:
            found = db.execute("SELECT reported_us, status FROM station_status").fetchone() if db else None
            return _status(*found) if found else None

    def close(self) -> None:
        """Let go of the record; a later call opens it again."""
        with self._lock:
            open_ones, self._idle = self._idle, []
            if self._versions:
                open_ones.append(self._versions)
                self._versions = None
        for db in open_ones:
            db.close()

    def _parts(self, where: str, values: tuple[int | str, ...]) -> tuple[PartRow, ...]:
        with self._reading() as db:
            if db is None:
                return ()
            # One snapshot, so that a part and its defects belong together.
            with db.atomic():
                found = list(db.query(f"{_PARTS} {where}", values))
                defects = _defects(db, [int(cells["seq"]) for cells in found])
            return tuple(part_row(cells, defects.get(cells["seq"], ())) for cells in found)

    @contextmanager
    def _reading(self) -> Iterator[Database | None]:
        """Lend a connection, None while there is no record; after an error it is not lent again."""
        with told_as_store_errors("read the record", self._path):
            db = self._lent()
            try:
                yield db
            except BaseException:
                if db:
                    db.close()
                raise
            self._give_back(db)

    def _lent(self) -> Database | None:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return open_if_made(self._path)

    def _give_back(self, db: Database | None) -> None:
        with self._lock:
            if db and len(self._idle) < _IDLE_READERS:
                self._idle.append(db)
                return
        if db:
            db.close()


def _append(db: Database, inspection: Inspection, signal: Signal) -> int:
    with writing(db):
        known = db.execute("SELECT seq, inspected_us FROM parts WHERE part_id = ?", (inspection.part_id,)).fetchone()
        if known:
            return _same_part(inspection, *known)
        provenance_id = _provenance_id(db, inspection.provenance)
        db.table("parts").insert(part_cells(inspection, signal, provenance_id))
        seq = int(db.execute("SELECT last_insert_rowid()").fetchone()[0])
        found = enumerate(inspection.verdict.defects, start=1)
        db.table("defects").insert_all(defect_cells(seq, number, defect) for number, defect in found)
        if inspection.capture:
            # The archive may have been faster: what it noted of the frame stands.
            taken_us = microseconds(inspection.capture.captured_at)
            name = image_name(inspection.capture)
            db.execute(_IMAGE, (inspection.part_id, WAITING, name, int(signal.outcome), taken_us))
        if inspection.challenge:
            db.table("challenges").insert(challenge_cells(seq, inspection.challenge))
        else:
            count(db, inspection.inspected_at, signal.outcome)
            count_quality(db, provenance_id, inspection, signal.outcome)
        return seq


def _same_part(inspection: Inspection, seq: int, inspected_us: int) -> int:
    if inspected_us != microseconds(inspection.inspected_at):
        raise StoreError(
            f"record part {inspection.part_id}",
            f"row {seq} holds another part of that name, inspected at {moment_of(inspected_us).isoformat()}",
            "check that no two stations use one folder and that the clock was not set back",
        )
    return seq


def _provenance_id(db: Database, provenance: Provenance) -> int:
    cells = asdict(provenance)
    db.table("provenances").insert(cells, ignore=True)
    return int(db.execute(_SAME_PROVENANCE, cells).fetchone()[0])


def _defects(db: Database, seqs: list[int]) -> dict[int, tuple[Defect, ...]]:
    found = groupby(db.query(_DEFECTS, (json.dumps(seqs),)), key=lambda cells: int(cells["seq"]))
    return {seq: tuple(defect_of(cells) for cells in group) for seq, group in found}


def _status(reported_us: int, text: str) -> StationStatus:
    cells = json.loads(text)
    known = {field.name: cells[field.name] for field in fields(StationStatus) if field.name in cells}
    challenge = ChallengeStatus(**known["challenge"]) if known.get("challenge") else None
    made = {**known, "warnings": tuple(known["warnings"]), "challenge": challenge}
    return StationStatus(at=moment_of(reported_us), **made)


def _open(db: Database | None) -> Database:
    if db is None:
        raise OSError("it is not open")
    return db


def _locked(path: Path) -> int:
    """Return a file descriptor that holds the folder until it is closed, or its process ends however it ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise StoreError(
            f"open the record in {path.parent}",
            "another station writes there",
            "stop the other station or give this one a folder of its own",
        ) from error
    return descriptor

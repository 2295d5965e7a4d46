"""Connections to the record's SQLite file, and its errors in our words."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database

from inspector.errors import StoreError
from inspector.record.schema import RECORD, Schema

RECORD_FILE = "inspections.sqlite3"
IMAGES_FOLDER = "images"
INCOMING_FOLDER = ".incoming"
"""Inside of the former: images that have no name yet. Without it the folder is not the archive's."""

# One statement sees one moment: asked one after the other, a file that is just being made looks like another program's.
_KIND = """
SELECT (SELECT user_version FROM pragma_user_version), (SELECT application_id FROM pragma_application_id),
    (SELECT count(*) FROM sqlite_master)
"""
_ROOT = 0
_BUSY_S = 2.0
_WAL_BYTES_KEPT = 64 * 2**20


@contextmanager
def told_as_store_errors(cannot: str, path: Path) -> Iterator[None]:
    """Raise what SQLite or the system says inside the block as StoreError; `cannot` names the act."""
    try:
        yield
    except (sqlite3.Error, OSError, ValueError, TypeError, OverflowError) as error:
        # The last three: a cell that no row of ours can hold.
        raise StoreError(cannot, f"{path}: {error}", "check the disk's room, its rights and its health") from error


def make_shared(path: Path) -> None:
    """Make an empty file at `path`, where there is none, that whoever may write into its folder may write.

    On a line PC the pages and the commands are two accounts of one group. Whichever writes first makes the file, and
    the mask of new files of the pages shuts everybody else out. What SQLite puts beside the file has the same rights.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    try:
        folder = path.parent.stat()
        if os.geteuid() == _ROOT:
            os.fchown(descriptor, folder.st_uid, folder.st_gid)
        os.fchmod(descriptor, folder.st_mode & 0o666)
    finally:
        os.close(descriptor)


def open_to_write(path: Path, *, durable: bool, schema: Schema = RECORD) -> Database:
    """Return a connection that writes, with the record brought up to date.

    Parameters
    ----------
    path
        The file; made where it is missing.
    durable
        True: what is committed survives a power cut. False: it survives a killed process, and a power cut only
        together with the next durable commit, in exchange for no wait for the disk.
    schema
        What kind of file it is.

    Raises
    ------
    StoreError
        The file cannot be written, is damaged, is of another program or of a newer version of this one.
    """
    with told_as_store_errors("open the record to write", path):
        db = Database(_connect(f"{path.resolve().as_uri()}?mode=rwc"))
        try:
            _prepare(db, durable=durable)
            bring_up_to_date(db, path, schema)
        except BaseException:
            db.close()
            raise
        return db


def open_to_read(path: Path, schema: Schema = RECORD) -> Database:
    """Return a connection that cannot write, to a record that exists.

    Raises
    ------
    StoreError
        As for `open_to_write`.
    """
    with told_as_store_errors("open the record to read", path):
        db = Database(_connect(f"{path.resolve().as_uri()}?mode=ro"), recursive_triggers=False)
        try:
            _check_kind(db, path, schema)
        except BaseException:
            db.close()
            raise
        return db


def open_if_made(path: Path, schema: Schema = RECORD) -> Database | None:
    """Return a connection that cannot write, None where there is no record yet or a station is still making it.

    Raises
    ------
    StoreError
        As for `open_to_write`.
    """
    if not path.exists():
        return None
    db = open_to_read(path, schema)
    if _number(db, "PRAGMA user_version") > 0:
        return db
    db.close()
    return None


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """Commit what the block writes, all of it or nothing.

    The write lock is taken at the beginning: a transaction that reads first would be refused, not made to wait,
    when another connection commits in between.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise


def merge_log(db: Database) -> None:
    """Bring what is in SQLite's log into the file itself, as far as nobody is reading it and the disk allows.

    Nothing depends on it: the log is read with the file. It is for people who copy the one file of a stopped station.
    """
    with suppress(sqlite3.Error):
        db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()


def bring_up_to_date(db: Database, path: Path, schema: Schema = RECORD) -> None:
    """Take the record through the steps it has not taken yet, each whole or not at all.

    Raises
    ------
    StoreError
        The record is of a newer version or of another program.
    """
    steps = schema.steps
    if _check_kind(db, path, schema) == len(steps):
        return
    with writing(db):
        # Another process may have been faster while this one waited for the lock.
        for number in range(_check_kind(db, path, schema), len(steps)):
            db.executescript(steps[number])
            db.execute(f"PRAGMA user_version = {number + 1}")
        db.execute(f"PRAGMA application_id = {schema.application_id}")


def _connect(uri: str) -> sqlite3.Connection:
    # No implicit transactions: the ones that exist are written down. Whoever shares a connection takes care of threads.
    return sqlite3.connect(uri, uri=True, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)


@contextmanager
def durably(db: Database) -> Iterator[None]:
    """Let what is committed meanwhile be on the disk by then, over a connection that is not durable otherwise."""
    db.execute("PRAGMA synchronous = FULL")
    try:
        yield
    finally:
        db.execute("PRAGMA synchronous = NORMAL")


def _prepare(db: Database, *, durable: bool) -> None:
    db.enable_wal()
    if db.journal_mode != "wal":
        raise sqlite3.OperationalError("the disk allows no write-ahead log, it must be a local one")
    db.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute(f"PRAGMA journal_size_limit = {_WAL_BYTES_KEPT}")


def _check_kind(db: Database, path: Path, schema: Schema) -> int:
    """Return how many steps the record has taken, 0 for an empty file."""
    taken, kind, tables = map(int, db.execute(_KIND).fetchone())
    known = len(schema.steps)
    if tables and kind != schema.application_id:
        raise StoreError(f"use {path}", "it is no record of Inspector", "choose another folder for the data")
    if taken > known:
        raise StoreError(
            f"use the record {path}",
            f"its schema is {taken}, this version knows up to {known}",
            "install the newer version of Inspector that wrote it",
        )
    return taken


def _number(db: Database, sql: str) -> int:
    return int(db.execute(sql).fetchone()[0])

"""An SQLite file of people's, apart from the evidence: one writer and one reader, for any number of threads."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sqlite_utils import Database

from inspector.errors import StoreError
from inspector.record.connection import open_if_made, open_to_write, told_as_store_errors, writing
from inspector.record.durable import make_durable_folder
from inspector.record.schema import Schema

PEOPLE_FOLDER = "users"
# Nobody but the account of the services reads who has which PIN.
_FOLDER_MODE = 0o700
_ROOT = 0


class OwnFile:
    """The file at `path`, made with the first write; `what` names it in errors."""

    def __init__(self, path: Path, schema: Schema, what: str) -> None:
        self._path = path
        self._schema = schema
        self._what = what
        self._lock = Lock()
        self._writer: Database | None = None
        self._reader: Database | None = None

    @contextmanager
    def to_write(self) -> Iterator[Database]:
        """Lend the connection that writes; what the block writes is on the disk when it ends, all of it or nothing."""
        with self._lock, told_as_store_errors(f"write {self._what}", self._path):
            if self._writer is None:
                if not self._path.parent.is_dir():
                    make_durable_folder(self._path.parent)
                    self._path.parent.chmod(_FOLDER_MODE)
                self._check_account()
                self._writer = open_to_write(self._path, durable=True, schema=self._schema)
            with writing(self._writer):
                yield self._writer

    @contextmanager
    def to_read(self) -> Iterator[Database | None]:
        """Lend a connection that cannot write, with one snapshot of the file; None while there is none."""
        with self._lock, told_as_store_errors(f"read {self._what}", self._path):
            self._reader = self._reader or open_if_made(self._path, self._schema)
            if self._reader is None:
                yield None
                return
            with self._reader.atomic():
                yield self._reader

    def _check_account(self) -> None:
        """Raise StoreError where root would own a new file in another account's folder: that could not write it."""
        owner = self._path.parent.stat().st_uid
        if os.geteuid() == _ROOT and owner != _ROOT and not self._path.exists():
            found = f"this is root, and {self._path.parent} is of another account, which could not write what root made"
            remedy = "give the command as the pages' account: sudo -u inspector-dashboard -g inspector"
            raise StoreError(f"make {self._what}", found, remedy)

    def close(self) -> None:
        """Let go of the file; a later call opens it again."""
        with self._lock:
            for db in (self._writer, self._reader):
                if db:
                    db.close()
            self._writer = self._reader = None

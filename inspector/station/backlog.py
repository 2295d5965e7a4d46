"""What waits for the disk: rows and frames in the order they must reach it, and nothing of it is ever forgotten."""

from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

import structlog

from inspector.errors import StoreError
from inspector.part import Inspection, Signal
from inspector.record.store import Archive, Recorder, StationStatus


class Backlog:
    """Writes one thing after the other; longer than one part only while the disk refuses.

    Parameters
    ----------
    recorder, archive
        Where rows and frames go.
    station
        Whose log tells of what is not recorded.
    """

    def __init__(self, recorder: Recorder, archive: Archive, station: str) -> None:
        self._recorder, self._archive = recorder, archive
        self._unwritten: deque[Callable[[], object]] = deque()
        self._log = structlog.get_logger().bind(station=station)
        self.error: StoreError | None = None

    def add_part(self, inspection: Inspection, signal: Signal) -> None:
        """Let a part's row wait, and its frame where it has one."""
        self._unwritten.append(partial(self._recorder.append, inspection, signal))
        if inspection.capture:
            self._unwritten.append(partial(self._archive.keep, inspection, signal))

    def add_acknowledged(self, read: Iterable[tuple[int, datetime]]) -> None:
        """Let wait which results the controller has read, and when."""
        self._unwritten.extend(partial(self._recorder.acknowledge, *each) for each in read)

    def add_status(self, status: StationStatus) -> None:
        """Let wait how the station is, unless the disk refuses: it is old before the disk takes it."""
        if not self.error:
            self._unwritten.append(partial(self._recorder.report, status))

    def write(self) -> None:
        """Put on the disk what waits; where the disk refuses, `error` says why and everything goes on waiting."""
        while self._unwritten and self.error is None:
            try:
                self._unwritten[0]()
            except StoreError as error:
                self._log.critical("not recorded", error=str(error), waiting=len(self._unwritten))
                self.error = error
            else:
                self._unwritten.popleft()

    def retry(self) -> None:
        """Try once more what the disk refused."""
        self.error = None
        self.write()

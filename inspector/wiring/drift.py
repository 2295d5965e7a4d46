"""The watch for drift on a running line: each judged part against the calibration of the revision that judged it.

It works in a thread of its own, one part at a time. Parts that come while it is busy are not looked at: it wants to see
how parts come about, not each of them.
"""

from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import structlog

from inspector.calibrate.calibration_file import read_calibration
from inspector.calibrate.drift import Watch
from inspector.calibrate.reading import read
from inspector.errors import InspectorError
from inspector.golden.library import files_of
from inspector.golden.revision import golden_of
from inspector.part import Inspection, Provenance
from inspector.record.store import DRIFTED

# Products that a line goes back to go on where they were; a watch is a few numbers.
_KEPT = 32


@dataclass(frozen=True, slots=True)
class _Watched:
    """The watch over one revision, or why there is none; neither where it was calibrated on too few parts, or never."""

    watch: Watch | None = None
    why_not: str = ""

    def after(self, inspection: Inspection) -> "_Watched":
        reading = read(inspection) if self.watch else None
        return _Watched(self.watch.after(reading)) if self.watch and reading else self

    def warning(self) -> str:
        if self.watch is None or not self.watch.alarms:
            return self.why_not
        figures = "; ".join(map(str, self.watch.alarms))
        return f"{DRIFTED}: {figures}; look at lamp, lens, nest and lot, or calibrate again"


class DriftWatch:
    """Watches the parts of one station, whatever product and revision judges them.

    Parameters
    ----------
    golden_refs
        The library; a revision's `calibration.json` says how its parts were.
    """

    def __init__(self, golden_refs: Path) -> None:
        self._golden_refs = golden_refs
        self._watched: OrderedDict[Provenance, _Watched] = OrderedDict()
        self._now = _Watched()
        self._looking: Future[None] | None = None
        self._thread = ThreadPoolExecutor(1, "drift")
        self._log = structlog.get_logger()

    def __enter__(self) -> Self:
        """Begin to watch."""
        # The thread is begun here: a PC that is out of memory later has none to give, and no part may end the line.
        self._thread.submit(_nothing)
        return self

    def __exit__(self, *_: object) -> None:
        """Let the look that has begun come to its end."""
        self._thread.shutdown()

    @property
    def is_idle(self) -> bool:
        """Whether every part that it looked at has counted."""
        return self._looking is None or self._looking.done()

    def saw(self, inspection: Inspection) -> None:
        """Look at one part in the other thread, unless that one is still busy."""
        if not self.is_idle:
            return
        if self._looking is not None and self._looking.exception():
            self._log.error("no watch for drift", exc_info=self._looking.exception())
        self._looking = self._thread.submit(self._look, inspection)

    def warning(self) -> str:
        """Return which figures of the product that is judged now have drifted, or why they cannot be watched."""
        return self._now.warning()

    def _look(self, inspection: Inspection) -> None:
        provenance = inspection.provenance
        before = self._watched.pop(provenance, None) or self._begun(provenance)
        now = before.after(inspection)
        self._watched[provenance] = now
        while len(self._watched) > _KEPT:
            self._watched.popitem(last=False)
        if now.warning() and not before.warning():
            self._log.warning("drift", product=provenance.product, warning=now.warning())
        self._now = now

    def _begun(self, provenance: Provenance) -> _Watched:
        """Return the watch over a revision that has seen no part yet."""
        product, revision = provenance.product, provenance.revision
        try:
            files = files_of(self._golden_refs, product, revision)
            if files.calibration is None:
                return _Watched()
            golden = golden_of(files, product, revision)
            calibration = read_calibration(files.calibration, golden, provenance.model_sha256)
        except InspectorError as error:
            self._log.error("no watch for drift", product=product, error=str(error))
            return _Watched(why_not=f"no watch for drift: {error}")
        return _Watched(calibration.drift.watch() if calibration.drift else None)


def _nothing() -> None:
    """Do nothing."""

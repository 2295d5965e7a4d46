"""The active revision of a product as people change it: found by a look at one file, learnt beside the line."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import structlog

from inspector.errors import InspectorError
from inspector.golden.golden import Golden
from inspector.golden.library import find_active, load_active
from inspector.golden.revocations import revocations_file
from inspector.golden.trust import ACTIVE_FILE, Demands
from inspector.station.judging import Gauge

_Seen = tuple[tuple[int, int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """Where a product's revisions are, and what this site demands of the active one."""

    golden_refs: Path
    product: str
    demands: Demands


@dataclass(frozen=True, slots=True, eq=False)
class _Learnt:
    gauge: Gauge
    warning: str


class ActiveRevision:
    """Follows the ACTIVE of one product, used by the station's thread; what it names is learnt in another.

    Parameters
    ----------
    library
        Whose ACTIVE.
    learn
        Makes the gauge of a golden; called in another thread while the station judges with the one before.

    Raises
    ------
    RecipeError
        The revision that is active now cannot be used. The station refuses to start.
    """

    def __init__(self, library: Library, learn: Callable[[Golden], Gauge]) -> None:
        self._library, self._learn = library, learn
        # A key that is revoked may have signed for the active revision.
        self._files = (library.golden_refs / library.product / ACTIVE_FILE, revocations_file(library.golden_refs))
        # Looked at before it is read: what changes in between is seen as a change later.
        self._seen = _look(self._files)
        first = self._load()
        self.first = self._present = first.gauge
        self._warning = first.warning
        self._learning: Future[_Learnt] | None = None
        self._thread = ThreadPoolExecutor(1, "learning")
        self._log = structlog.get_logger()

    def __enter__(self) -> Self:
        """Begin to follow."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let a learning that has begun come to its end."""
        self._thread.shutdown()

    @property
    def present(self) -> Gauge:
        """What is judged with now."""
        return self._present

    def is_current(self) -> bool:
        """Return whether nothing became active that was not looked at yet."""
        return self._learning is None and _look(self._files) == self._seen

    def close(self) -> None:
        """Follow no longer; a learning that has begun comes to its end unheard."""
        self._thread.shutdown(wait=False)

    def following(self) -> Gauge | None:
        """Return the gauge of a revision that became active since, once it is learnt, and only once; else None."""
        if self._learning is None:
            now = _look(self._files)
            if now != self._seen:
                self._seen = now
                self._learning = self._thread.submit(self._load)
            return None
        if not self._learning.done():
            return None
        learnt, self._learning = self._learning, None
        return self._taken(learnt)

    def warning(self) -> str:
        """Return why the active revision is not judged with, or what was interrupted; ``""`` where all is well."""
        return self._warning

    def _load(self) -> _Learnt:
        """Return the active revision learnt, and what to say of it."""
        library = self._library
        golden = load_active(library.golden_refs, library.product, library.demands)
        active, _ = find_active(library.golden_refs, library.product)
        return _Learnt(self._learn(golden), active.interrupted)

    def _taken(self, learning: Future[_Learnt]) -> Gauge | None:
        error = learning.exception()
        if error:
            self._warning = f"{self._present.golden.revision} stays: {error}"
            self._log.error(
                "not taken over", warning=self._warning, exc_info=None if isinstance(error, InspectorError) else error
            )
            return None
        learnt, before = learning.result(), self._present
        self._warning, self._present = learnt.warning, learnt.gauge
        same = learnt.gauge.provenance == before.provenance and (
            learnt.gauge.golden.checksum() == before.golden.checksum()
        )
        return None if same else learnt.gauge


def _look(paths: Sequence[Path]) -> _Seen:
    """Return what changes whenever one of `paths` is replaced or grows: no byte of it is read."""
    return tuple(_stat(path) for path in paths)


def _stat(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size

"""Who judges many parts: this process, several of this PC, or those of a Dask cluster.

Parts of the archive that are replayed, or those of a manifest that is evaluated. Whoever does it gives the same bits. A
worker that is killed loses nothing: what it had is given to another.
"""

import multiprocessing
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Final, Generic, Protocol, TypeVar

from inspector.compare.comparator import Comparator
from inspector.errors import CaptureError, RecipeError, RuntimeLostError, StationError, StoppedError
from inspector.part import Provenance
from inspector.replay.inputs import Versions, changed_versions
from inspector.replay.judgement import Judgement
from inspector.station.judging import Gauge
from inspector.wiring.archived import ArchivedPart, judge_again, map_difference
from inspector.wiring.material import Material, Tool, comparator_of, gauge_of
from inspector.wiring.versions import versions_here

NICEST: Final = 19
_AHEAD = 2
_BREAKS_MAX = 3
_GAUGES_KEPT = 4
_OF_THE_PC = ("python", "system", "processor", "the processor")

# Of this process: what was sent to it, and one part at a time, because a comparison is for one thread.
_materials: dict[str, Material | Tool] = {}
_judging = threading.Lock()


class Answer(Protocol):
    """What came out of some work; `lost` says why this worker can judge nothing at all, empty where it can."""

    @property
    def key(self) -> str:
        """Of the work."""

    @property
    def lost(self) -> str:
        """Why its worker is of no use."""


A = TypeVar("A", bound=Answer)
A_co = TypeVar("A_co", bound=Answer, covariant=True)


class Work(Protocol[A_co]):
    """One part to judge, on any PC: it carries what is judged, and names what it is judged by."""

    @property
    def key(self) -> str:
        """Another one for anything that decides what comes out."""

    @property
    def versions(self) -> Versions:
        """Those of the PC that asks; a worker with other libraries refuses."""

    @property
    def needs(self) -> tuple[str, ...]:
        """The keys of the materials that it is judged by."""

    def judged(self) -> A_co:
        """Return what comes out, in whatever process has the materials."""

    def refused(self, why: str) -> A_co:
        """Return that this worker is of no use."""


W_contra = TypeVar("W_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class Task:
    """One part to judge: by what judged it then, and by the candidate; each the key of a material, `old` may be ``""``.

    `versions` are those of the PC that asks; a worker with other libraries refuses.
    """

    key: str
    part: ArchivedPart
    old: str
    candidate: str
    versions: Versions

    @property
    def needs(self) -> tuple[str, ...]:
        """The keys of the materials that it is judged by."""
        return tuple(key for key in (self.old, self.candidate) if key)

    def judged(self) -> "Done":
        """Return what comes out, in whatever process has the materials."""
        try:
            return _judged_again(self)
        except CaptureError as error:
            return Done(self.key, frame_trouble=str(error))

    def refused(self, why: str) -> "Done":
        """Return that this worker is of no use."""
        return Done(self.key, lost=why)


@dataclass(frozen=True, slots=True)
class Done:
    """What came out of a task.

    `old` is None where `old_trouble` says why, `new` is None where the frame is none (`frame_trouble`). `old_map` says
    how the score map did not come again. `lost` says why this worker can judge nothing at all.
    """

    key: str
    old: Judgement | None = None
    old_by: Provenance | None = None
    old_trouble: str = ""
    old_map: str = ""
    new: Judgement | None = None
    frame_trouble: str = ""
    lost: str = ""


class Crew(Protocol[W_contra, A_co]):
    """Workers."""

    def judge(self, tasks: Iterable[W_contra]) -> Iterator[A_co]:
        """Yield what came of each task, in whatever order; tasks are taken as there is somebody to judge them.

        Raises
        ------
        RuntimeLostError
            A worker can judge nothing.
        StoppedError
            Workers were killed again and again with nothing done in between.
        """


class OneByOne:
    """The process that asks.

    Parameters
    ----------
    materials
        What tasks are judged by, by key.
    """

    def __init__(self, materials: Mapping[str, Material | Tool]) -> None:
        take_materials(materials)

    def judge(self, tasks: Iterable[Work[A]]) -> Iterator[A]:
        """Yield what came of each task, in order."""
        yield from (checked(judge_task(task)) for task in tasks)


class Processes:
    """Processes of this PC, as nice as can be; killed ones are replaced.

    Parameters
    ----------
    workers
        How many.
    materials
        What tasks are judged by, by key.
    """

    def __init__(self, workers: int, materials: Mapping[str, Material | Tool]) -> None:
        self._workers, self._materials = workers, dict(materials)

    def judge(self, tasks: Iterable[Work[A]]) -> Iterator[A]:
        """Yield what came of each task, in whatever order."""
        yield from _Shift(self._workers, self._materials, iter(tasks)).judge()


class _Shift(Generic[A]):
    """Processes at work on one row of tasks."""

    def __init__(self, workers: int, materials: dict[str, Material | Tool], waiting: Iterator[Work[A]]) -> None:
        self._workers, self._materials, self._waiting = workers, materials, waiting
        self._left: list[Work[A]] = []
        self._begun: dict[Future[A], Work[A]] = {}

    def judge(self) -> Iterator[A]:
        """Yield what came of each task, in whatever order."""
        breaks = 0
        while breaks < _BREAKS_MAX:
            breaks += 1
            with self._pool() as pool:
                try:
                    for done in self._through(pool):
                        breaks = 0
                        yield checked(done)
                except BrokenProcessPool:
                    self._left += self._begun.values()
                    self._begun.clear()
                else:
                    return
                finally:
                    pool.shutdown(cancel_futures=True)
        found = f"its processes were ended {breaks} times before one part was done"
        raise StoppedError("judge the parts", found, "see that there is memory, then start it again")

    def _pool(self) -> ProcessPoolExecutor:
        # Spawned: a forked process would carry the threads of the inference runtime, which do not survive that.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, context, initializer=_begin, initargs=(self._materials,))

    def _through(self, pool: ProcessPoolExecutor) -> Iterator[A]:
        while True:
            self._fill(pool)
            if not self._begun:
                return
            for future in wait(self._begun, return_when=FIRST_COMPLETED).done:
                done = future.result()
                del self._begun[future]
                yield done

    def _fill(self, pool: ProcessPoolExecutor) -> None:
        """Give out tasks; one that the pool does not take stays with those that are left."""
        while len(self._begun) < self._workers * _AHEAD:
            if not self._left:
                self._left += islice(self._waiting, 1)
            if not self._left:
                return
            self._begun[pool.submit(judge_task, self._left[0])] = self._left[0]
            del self._left[0]


def crew_with(materials: Mapping[str, Material | Tool], workers: int) -> "OneByOne | Processes":
    """Return so many processes of this PC; one is this process."""
    return Processes(workers, materials) if workers > 1 else OneByOne(materials)


def judge_task(task: Work[A]) -> A:
    """Return what comes of one task, in this process."""
    other = [line for line in changed_versions(task.versions, versions_here()) if not line.startswith(_OF_THE_PC)]
    if other:
        return task.refused(f"a worker has {', '.join(other)} by this PC")
    try:
        with _judging:
            return task.judged()
    except (StationError, RecipeError) as error:
        return task.refused(str(error))


def take_materials(materials: Mapping[str, Material | Tool]) -> None:
    """Make ready to judge by `materials`, given by key."""
    _materials.update(materials)


def learnt(material: Material) -> Gauge:
    """Return the gauge of `material`, which this process then has ready.

    Raises
    ------
    RecipeError
        Golden, recipe or model cannot be used on this PC.
    """
    key = material.key()
    take_materials({key: material})
    return gauge_by(key)


def checked(done: A) -> A:
    """Return `done`, or raise RuntimeLostError where its worker can judge nothing."""
    if done.lost:
        raise RuntimeLostError("judge the parts", done.lost, "mend that, then start it again; a replay goes on")
    return done


def _judged_again(task: Task) -> Done:
    old = _by_the_old(task) if task.old else Done(task.key)
    return replace(old, new=Judgement.of(judge_again(task.part, gauge_by(task.candidate))))


def _by_the_old(task: Task) -> Done:
    try:
        gauge = gauge_by(task.old)
    except RecipeError as error:
        return Done(task.key, old_trouble=str(error))
    inspection = judge_again(task.part, gauge)
    return Done(task.key, Judgement.of(inspection), gauge.provenance, old_map=map_difference(task.part, inspection))


@lru_cache(maxsize=_GAUGES_KEPT)
def gauge_by(key: str) -> Gauge:
    """Return the gauge of the material of that key, which this process has.

    Raises
    ------
    RecipeError
        Golden, recipe or model cannot be used on this PC.
    """
    material = _materials[key]
    if not isinstance(material, Material):
        raise TypeError(f"{key} is no material with a golden")
    # One thread: there is a process for each core that may be used, and the bits are the same.
    return gauge_of(material, threads=1)


@lru_cache(maxsize=1)
def comparator_by(key: str) -> Comparator:
    """Return the comparator of the tool of that key, which this process has.

    Raises
    ------
    RecipeError
        The model cannot be used on this PC.
    """
    tool = _materials[key]
    if not isinstance(tool, Tool):
        raise TypeError(f"{key} is a material, no tool alone")
    return comparator_of(tool, threads=1)


def _begin(materials: Mapping[str, Material | Tool]) -> None:
    """Make a worker ready: as nice as can be, and with what it judges by."""
    os.setpriority(os.PRIO_PROCESS, 0, NICEST)
    take_materials(materials)

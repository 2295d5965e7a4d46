"""Who judges archived parts again: this process, several of this PC, or those of a Dask cluster.

Whoever does it gives the same bits. A worker that is killed loses nothing: what it had is given to another.
"""

import multiprocessing
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final, Protocol

from inspector.errors import CaptureError, RecipeError, RuntimeLostError, StationError, StoppedError
from inspector.part import Provenance
from inspector.replay.inputs import Versions, changed_versions
from inspector.replay.judgement import Judgement
from inspector.station.judging import Gauge
from inspector.wiring.archived import ArchivedPart, judge_again
from inspector.wiring.material import Material, gauge_of
from inspector.wiring.versions import versions_here

NICEST: Final = 19
_AHEAD = 2
_BREAKS_MAX = 3
_GAUGES_KEPT = 4
_OF_THE_PC = ("python", "system", "processor", "the processor")

# Of this process: what was sent to it, and one part at a time, because a comparison is for one thread.
_materials: dict[str, Material] = {}
_judging = threading.Lock()


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


@dataclass(frozen=True, slots=True)
class Done:
    """What came out of a task.

    `old` is None where `old_trouble` says why, `new` is None where the frame is none (`frame_trouble`). `lost` says why
    this worker can judge nothing at all.
    """

    key: str
    old: Judgement | None = None
    old_by: Provenance | None = None
    old_trouble: str = ""
    new: Judgement | None = None
    frame_trouble: str = ""
    lost: str = ""


class Crew(Protocol):
    """Workers."""

    def judge(self, tasks: Iterable[Task]) -> Iterator[Done]:
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

    def __init__(self, materials: Mapping[str, Material]) -> None:
        take_materials(materials)

    def judge(self, tasks: Iterable[Task]) -> Iterator[Done]:
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

    def __init__(self, workers: int, materials: Mapping[str, Material]) -> None:
        self._workers, self._materials = workers, dict(materials)
        self._left: list[Task] = []
        self._begun: dict[Future[Done], Task] = {}

    def judge(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """Yield what came of each task, in whatever order."""
        waiting = iter(tasks)
        breaks = 0
        while breaks < _BREAKS_MAX:
            breaks += 1
            with self._pool() as pool:
                try:
                    for done in self._through(pool, waiting):
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
        raise StoppedError("judge the archive again", found, "see that there is memory, then start the replay again")

    def _pool(self) -> ProcessPoolExecutor:
        # Spawned: a forked process would carry the threads of the inference runtime, which do not survive that.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, context, initializer=_begin, initargs=(self._materials,))

    def _through(self, pool: ProcessPoolExecutor, waiting: Iterator[Task]) -> Iterator[Done]:
        while True:
            self._fill(pool, waiting)
            if not self._begun:
                return
            for future in wait(self._begun, return_when=FIRST_COMPLETED).done:
                done = future.result()
                del self._begun[future]
                yield done

    def _fill(self, pool: ProcessPoolExecutor, waiting: Iterator[Task]) -> None:
        """Give out tasks; one that the pool does not take stays with those that are left."""
        while len(self._begun) < self._workers * _AHEAD:
            if not self._left:
                self._left += islice(waiting, 1)
            if not self._left:
                return
            self._begun[pool.submit(judge_task, self._left[0])] = self._left[0]
            del self._left[0]


def judge_task(task: Task) -> Done:
    """Return what comes of one task, in this process."""
    other = [line for line in changed_versions(task.versions, versions_here()) if not line.startswith(_OF_THE_PC)]
    if other:
        return Done(task.key, lost=f"a worker has {', '.join(other)} by this PC")
    try:
        with _judging:
            return _judged(task)
    except CaptureError as error:
        return Done(task.key, frame_trouble=str(error))
    except (StationError, RecipeError) as error:
        return Done(task.key, lost=str(error))


def take_materials(materials: Mapping[str, Material]) -> None:
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
    return _gauge(key)


def checked(done: Done) -> Done:
    """Return `done`, or raise RuntimeLostError where its worker can judge nothing."""
    if done.lost:
        raise RuntimeLostError(
            "judge the archive again", done.lost, "mend that, then start the replay again: it goes on"
        )
    return done


def _judged(task: Task) -> Done:
    old: Judgement | None = None
    by: Provenance | None = None
    trouble = ""
    if task.old:
        try:
            gauge = _gauge(task.old)
        except RecipeError as error:
            trouble = str(error)
        else:
            old, by = Judgement.of(judge_again(task.part, gauge)), gauge.provenance
    new = Judgement.of(judge_again(task.part, _gauge(task.candidate)))
    return Done(task.key, old, by, trouble, new)


@lru_cache(maxsize=_GAUGES_KEPT)
def _gauge(key: str) -> Gauge:
    # One thread: there is a process for each core that may be used, and the bits are the same.
    return gauge_of(_materials[key], threads=1)


def _begin(materials: Mapping[str, Material]) -> None:
    """Make a worker ready: as nice as can be, and with what it judges by."""
    os.setpriority(os.PRIO_PROCESS, 0, NICEST)
    take_materials(materials)

"""Parts judged by the workers of a Dask cluster: the only module that knows Dask."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from itertools import islice
from typing import Any, Final, Protocol

from inspector.errors import InputError, StoppedError
from inspector.wiring.material import Material, Tool
from inspector.wiring.workers import A, Work, checked, judge_task, take_materials

_AHEAD: Final = 2
_CONNECTS_WITHIN_S: Final = 20
# Frames and models travel inside the graph, so that the scheduler can give them to another worker when one is gone.
_LARGE: Final = {"distributed.admin.large-graph-warning-threshold": "4GiB"}


class _Client(Protocol):
    """What is used of a Dask client."""

    def submit(self, function: object, *arguments: object, key: str, pure: bool) -> Any: ...  # noqa: ANN401

    def nthreads(self) -> Mapping[str, int]: ...

    def wait_for_workers(self, n_workers: int, timeout: float) -> None: ...


class Cluster:
    """The workers of a scheduler; each needs this release installed, and nothing of its disk.

    Parameters
    ----------
    scheduler
        Its address, as in ``"tcp://10.0.0.5:8786"``.
    materials
        What tasks are judged by, by key.
    """

    def __init__(self, scheduler: str, materials: Mapping[str, Material | Tool]) -> None:
        self._scheduler, self._materials = scheduler, materials

    def judge(self, tasks: Iterable[Work[A]]) -> Iterator[A]:
        """Yield what came of each task, in whatever order.

        Raises
        ------
        InputError
            The extra [cluster] is not installed, no scheduler answers, or it has no worker.
        StoppedError
            A part took one worker after another with it, or the scheduler went away.
        RuntimeLostError
            A worker can judge nothing, or has other libraries.
        """
        with ExitStack() as closing:
            client = self._connected(closing)
            closing.enter_context(_told_as_stopped())
            self._check_workers(client)
            yield from self._through(client, iter(tasks))

    def _through(self, client: _Client, waiting: Iterator[Work[A]]) -> Iterator[A]:
        from distributed import as_completed  # noqa: PLC0415 -- an extra

        materials = {
            key: client.submit(_as_it_is, material, key=f"material-{key}", pure=True)
            for key, material in self._materials.items()
        }
        running = as_completed()  # type: ignore[no-untyped-call]
        self._give(client, materials, running, waiting)
        for future in running:
            done = checked(future.result())
            future.release()
            self._give(client, materials, running, waiting)
            yield done

    def _give(
        self,
        client: _Client,
        materials: Mapping[str, object],
        running: Any,  # noqa: ANN401
        waiting: Iterator[Work[A]],
    ) -> None:
        """Give out so many tasks that nobody waits for one."""
        wanted = max(sum(client.nthreads().values()), 1) * _AHEAD - running.count()
        for task in islice(waiting, max(wanted, 0)):
            needed = {key: materials[key] for key in task.needs}
            running.add(client.submit(_judge_with, task, needed, key=f"part-{task.key}", pure=True))

    def _check_workers(self, client: _Client) -> None:
        """Raise InputError where nobody would ever take a part."""
        try:
            client.wait_for_workers(1, timeout=_CONNECTS_WITHIN_S)
        except TimeoutError as error:
            found = f"no worker came to it within {_CONNECTS_WITHIN_S} s"
            remedy = f"start some: dask worker {self._scheduler}"
            raise InputError(f"use the cluster of {self._scheduler}", found, remedy) from error

    def _connected(self, closing: ExitStack) -> _Client:
        try:
            import dask  # noqa: PLC0415 -- an extra
            from distributed import Client  # noqa: PLC0415
        except ImportError as error:
            found = f"{error.name} is not installed"
            raise InputError("use a cluster", found, "install the extra: pip install 'inspector[cluster]'") from error
        closing.enter_context(dask.config.set(_LARGE))
        try:
            client: _Client = closing.enter_context(
                Client(self._scheduler, timeout=_CONNECTS_WITHIN_S)  # type: ignore[no-untyped-call]
            )
        except (OSError, ValueError) as error:
            found = f"no scheduler answers there within {_CONNECTS_WITHIN_S} s ({error})"
            raise InputError(f"use the cluster of {self._scheduler}", found, "start one: dask scheduler") from error
        return client


@contextmanager
def _told_as_stopped() -> Iterator[None]:
    """Raise as StoppedError what Dask says of parts that nobody judges to their end."""
    from distributed import KilledWorker  # noqa: PLC0415 -- an extra

    what, again = "judge the parts on the cluster", "then start it again; a replay goes on"
    try:
        yield
    except KilledWorker as error:
        raise StoppedError(what, str(error), f"see that the workers have memory, {again}") from error
    except (CancelledError, OSError) as error:
        # Where the scheduler goes away parts are cancelled, and a question to it fails as any connection does.
        raise StoppedError(what, str(error), f"see that scheduler and workers run, {again}") from error


def _as_it_is(material: Material | Tool) -> Material | Tool:
    """Be a task of its own, so that a worker which takes over can have the material made again."""
    return material


def _judge_with(task: Work[A], materials: Mapping[str, Material | Tool]) -> A:
    take_materials(materials)
    return judge_task(task)

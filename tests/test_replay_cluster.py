"""The archive judged again on a real Dask cluster on loopback, one of whose workers is killed."""

import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from archives import candidate, fill_archive
from distributed import LocalCluster

from inspector.errors import InputError, StoppedError
from inspector.replay.inputs import Versions
from inspector.replay.truths import NoTruths
from inspector.wiring.cluster import Cluster
from inspector.wiring.material import Places
from inspector.wiring.replaying import Order, crew_of, plan_of, replay
from inspector.wiring.versions import versions_here
from inspector.wiring.workers import Crew, Done, Task


class KillsOne:
    """Kills a worker of the cluster, once the first part is done."""

    def __init__(self, crew: Crew[Task, Done], cluster: LocalCluster) -> None:
        self._crew, self._cluster = crew, cluster
        self.killed = 0

    def judge(self, tasks: Iterable[Task]) -> Iterator[Done]:
        for done in self._crew.judge(tasks):
            if not self.killed:
                self.killed = next(nanny.pid for nanny in self._cluster.workers.values())
                os.kill(self.killed, signal.SIGKILL)
            yield done


def test_a_cluster_gives_the_same_bytes_though_a_worker_is_killed(tmp_path: Path) -> None:
    filled = fill_archive(tmp_path)
    places = Places(filled.library.golden_refs, filled.models)
    revision = candidate(filled.library)

    def order(out: str) -> Order:
        return Order("PN-1042", revision, filled.data, places, "openvino", "CPU", "comparator.json", tmp_path / out)

    plan = plan_of(order("alone.json"))
    replay(order("alone.json"), plan, crew_of(plan, 1), NoTruths(), lambda *_: None)
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        crew = KillsOne(crew_of(plan, 1, cluster.scheduler_address), cluster)
        report = replay(order("cluster.json"), plan, crew, NoTruths(), lambda *_: None)
    assert crew.killed
    assert report.same == 5
    assert (tmp_path / "cluster.json").read_bytes() == (tmp_path / "alone.json").read_bytes()


def test_a_scheduler_that_does_not_answer_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspector.wiring.cluster._CONNECTS_WITHIN_S", 0.5)
    with pytest.raises(InputError, match=r"cannot use the cluster of tcp://127\.0\.0\.1:9: no scheduler answers"):
        list(Cluster("tcp://127.0.0.1:9", {}).judge([]))


def test_a_cluster_without_its_extra_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"distributed is not installed; install the extra: pip install 'inspector"):
        list(Cluster("tcp://127.0.0.1:9", {}).judge([]))


@dataclass(frozen=True, slots=True)
class Slow:
    """A piece of work that takes a moment and needs no material."""

    key: str
    versions: Versions = field(default_factory=versions_here)
    needs: tuple[str, ...] = ()

    def judged(self) -> Done:
        time.sleep(0.05)
        return Done(self.key)

    def refused(self, why: str) -> Done:
        return Done(self.key, lost=why)


def cluster_of(workers: int) -> LocalCluster:
    """Return a cluster of threads of this process."""
    return LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=workers, threads_per_worker=1, processes=False, dashboard_address=None, protocol="tcp"
    )


def test_a_scheduler_that_goes_away_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with cluster_of(1) as cluster:
        monkeypatch.setattr("inspector.wiring.cluster._CONNECTS_WITHIN_S", 5)
        answers = Cluster(cluster.scheduler_address, {}).judge(Slow(str(number)) for number in range(100))
        assert next(answers).key
        cluster.close()
        with pytest.raises(StoppedError, match=r"lost the connection to the scheduler.* then start it again"):
            list(answers)


def test_a_scheduler_without_workers_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspector.wiring.cluster._CONNECTS_WITHIN_S", 0.5)
    with cluster_of(0) as cluster, pytest.raises(InputError, match=r"no worker came to it .* dask worker tcp://"):
        list(Cluster(cluster.scheduler_address, {}).judge([Slow("1")]))

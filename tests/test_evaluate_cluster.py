"""Parts evaluated by processes of this PC and on a real Dask cluster: the same, whoever judges and who is killed."""

import csv
import json
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from distributed import LocalCluster
from lines import board, board_with_hole

from inspector.cli.app import inspector
from inspector.errors import InputError, RecipeError
from inspector.evaluate.labels import LabelledPair, read_labelled
from inspector.evaluate.manifest import Pair
from inspector.evaluate.tally import Tally
from inspector.image_file import encode_png
from inspector.part import Outcome
from inspector.wiring.cluster import Cluster
from inspector.wiring.pair_work import PairChain, PairDone, PairTask, chain_of, crew_for, judge_pairs, tool_of
from inspector.wiring.workers import Crew, OneByOne, Processes

MODELS = Path(__file__).parents[1] / "models" / "classical"
GOODS, HOLES = 9, 3


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a manifest, in which one picture is torn and one golden is missing, and a product."""
    folder = tmp_path_factory.mktemp("site")
    rng = np.random.default_rng(1)
    rows = []
    for number in range(GOODS + HOLES):
        is_good = number % 4 != 3
        picture = board() if is_good else board_with_hole()
        taken = np.clip(picture + rng.normal(0, 3, picture.shape), 0, 255).astype(np.uint8)
        (folder / f"{number}.png").write_bytes(encode_png(taken))
        boxes = "" if is_good else "hole.txt"
        rows.append((f"P{number}", "golden.png", f"{number}.png", "good" if is_good else "defective", boxes))
    (folder / "golden.png").write_bytes(encode_png(board()))
    (folder / "hole.txt").write_text("150 100 190 130 hole\n")
    (folder / "torn.png").write_bytes(encode_png(board())[:500])
    (folder / "no-golden.png").write_bytes(b"no picture")
    rows.insert(2, ("torn", "golden.png", "torn.png", "good", ""))
    rows.insert(5, ("no golden", "no-golden.png", "1.png", "good", ""))
    with (folder / "manifest.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("pair_id", "golden_path", "test_path", "label", "boxes_path"), *rows])
    revision = folder / "golden_refs" / "plate" / "r001"
    revision.mkdir(parents=True)
    (revision / "golden.png").write_bytes(encode_png(board()))
    (revision / "recipe.toml").write_text("[limits]\nmin_area_px = 12\n")
    (revision.parent / "ACTIVE").write_text("r001\n")
    return folder


def chain(site: Path, product: str | None) -> PairChain:
    return chain_of(tool_of(MODELS, "comparator.json", "onnx", ("CPU",)), site / "golden_refs", product, None, None)


def evaluated(pairs: Iterable[LabelledPair], by: PairChain, crew: Crew[PairTask, PairDone]) -> dict[str, Any]:
    """Return everything that is counted but how long it took."""
    held, tally = list(pairs), Tally("manifest.csv")
    for labelled, inspection in zip(held, judge_pairs((each.pair for each in held), by, crew), strict=True):
        assert inspection.part_id == labelled.pair.pair_id
        tally.add(labelled, inspection)
    return tally.document().model_dump(exclude={"median_ms"})


class KillsOne:
    """Kills a worker once the first pair is done."""

    def __init__(self, crew: Crew[PairTask, PairDone], victim: Callable[[], int]) -> None:
        self._crew, self._victim = crew, victim
        self.killed = 0

    def judge(self, tasks: Iterable[PairTask]) -> Iterator[PairDone]:
        for done in self._crew.judge(tasks):
            if not self.killed:
                self.killed = self._victim()
                os.kill(self.killed, signal.SIGKILL)
            yield done


@pytest.fixture(scope="module")
def pairs(site: Path) -> tuple[LabelledPair, ...]:
    return read_labelled(site / "manifest.csv")


@pytest.fixture(scope="module", params=[None, "plate"], ids=["own goldens", "product"])
def alone(request: pytest.FixtureRequest, site: Path, pairs: tuple[LabelledPair, ...]) -> tuple[PairChain, Any]:
    """Return what judges, and what this process alone finds."""
    by = chain(site, request.param)
    return by, evaluated(pairs, by, OneByOne(by.materials()))


def test_what_cannot_be_judged_is_fault_in_its_place(site: Path, pairs: tuple[LabelledPair, ...]) -> None:
    by = chain(site, None)
    found = list(judge_pairs((each.pair for each in pairs), by, OneByOne(by.materials())))
    faults = [each.part_id for each in found if each.verdict.outcome is Outcome.FAULT]
    assert faults == ["torn", "no golden"]
    assert [each.part_id for each in found] == [each.pair.pair_id for each in pairs]
    assert "no-golden.png" in found[5].verdict.message


class Backwards:
    """A crew whose last pair is done first."""

    def __init__(self, crew: Crew[PairTask, PairDone]) -> None:
        self._crew = crew

    def judge(self, tasks: Iterable[PairTask]) -> Iterator[PairDone]:
        yield from reversed(list(self._crew.judge(tasks)))


def test_whoever_is_faster_and_whatever_is_gone_pairs_come_in_their_order(site: Path, tmp_path: Path) -> None:
    by, there = chain(site, None), Pair("there", site / "golden.png", site / "1.png")
    gone = tmp_path / "gone.png"
    asked = [replace(there, pair_id="first", capture=gone), there, replace(there, pair_id="last", golden=gone)]
    asked.insert(2, replace(there, pair_id="torn", capture=site / "torn.png"))
    found = list(judge_pairs(asked, by, Backwards(OneByOne(by.materials()))))
    assert [each.part_id for each in found] == ["first", "there", "torn", "last"]
    assert [each.verdict.outcome.name for each in found] == ["FAULT", "PASS", "FAULT", "FAULT"]
    assert all("gone.png" in found[number].verdict.message for number in (0, 3))


def test_processes_of_which_one_is_killed_find_the_same(
    alone: tuple[PairChain, Any], pairs: tuple[LabelledPair, ...]
) -> None:
    by, wanted = alone
    crew = KillsOne(
        Processes(2, by.materials()), lambda: next(c.pid for c in multiprocessing.active_children() if c.pid)
    )
    assert evaluated(pairs, by, crew) == wanted
    assert crew.killed


def test_a_cluster_of_which_a_worker_is_killed_finds_the_same(
    alone: tuple[PairChain, Any], pairs: tuple[LabelledPair, ...]
) -> None:
    by, wanted = alone
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        workers = Cluster(cluster.scheduler_address, by.materials())
        crew = KillsOne(workers, lambda: next(int(nanny.pid) for nanny in cluster.workers.values()))
        assert evaluated(pairs, by, crew) == wanted
    assert crew.killed


def test_the_command_says_the_same_with_processes(site: Path, alone: tuple[PairChain, Any]) -> None:
    by, wanted = alone
    product = ["--product", "plate", "--golden-refs", str(site / "golden_refs")] if by.product else []
    fixed = ["--models", str(MODELS), "--comparator", "onnx", "--device", "CPU", "--workers", "2", "--json"]
    ended = CliRunner().invoke(inspector, ["evaluate", str(site / "manifest.csv"), *product, *fixed])
    found = json.loads(ended.stdout)
    found.pop("median_ms")
    assert found == json.loads(json.dumps(wanted))


def test_a_model_or_product_that_cannot_be_used_is_refused_before_any_part_is_judged(site: Path) -> None:
    with pytest.raises(RecipeError, match="nowhere"):
        chain(site, "nowhere")
    with pytest.raises(RecipeError):
        tool_of(site, "comparator.json", "onnx", ("CPU",))


def test_a_scheduler_that_does_not_answer_is_said_in_one_line(
    site: Path, pairs: tuple[LabelledPair, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.wiring.cluster._CONNECTS_WITHIN_S", 0.5)
    by = chain(site, None)
    with pytest.raises(InputError, match="no scheduler answers"):
        list(judge_pairs((each.pair for each in pairs), by, crew_for(by, 1, "tcp://127.0.0.1:9")))

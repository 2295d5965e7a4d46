"""The archive judged again: to the bit, with the cause where not, with the flips under a candidate, by any crew."""

import json
import multiprocessing
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from archives import FilledArchive, candidate, fill_archive
from comparators import make_models
from typing_extensions import override

from inspector.errors import InputError, RuntimeLostError, StoppedError
from inspector.part import Outcome, Provenance
from inspector.record.connection import RECORD_FILE
from inspector.replay.inputs import changed_inputs
from inspector.replay.pace import Ticks
from inspector.replay.rejudged import parse_journal
from inspector.replay.report import Report, report_lines
from inspector.replay.truths import NoTruths, Truth, Truths
from inspector.wiring.giving_way import GivesWay
from inspector.wiring.journal import Journal
from inspector.wiring.material import Places
from inspector.wiring.replaying import Order, crew_of, plan_of, replay
from inspector.wiring.versions import code_of, package_version
from inspector.wiring.workers import Crew, Done, OneByOne, Processes, Task

OLDER = (
    "UPDATE provenances SET runtime = 'openvino 2020.1', device = 'CPU.old',"
    " package_version = '0.0.9, opencv 4.1.0, numpy 1.9'"
)


@dataclass(frozen=True, slots=True)
class Said:
    """What people said of parts."""

    words: dict[str, Truth]

    def truth(self, part_id: str) -> Truth | None:
        return self.words.get(part_id)


@dataclass
class Counting:
    """A crew that counts what it is given, and is cut off after so many parts."""

    crew: Crew[Task, Done]
    after: int = 1_000_000
    given: int = 0

    def judge(self, tasks: Iterable[Task]) -> Iterator[Done]:
        for done in self.crew.judge(tasks):
            if self.given == self.after:
                raise StoppedError("judge the archive again", "cut off", "start it again")
            self.given += 1
            yield done


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> FilledArchive:
    archive = fill_archive(tmp_path_factory.mktemp("archive"))
    candidate(archive.library)
    return archive


def order_of(filled: FilledArchive, out: Path, revision: str = "r002") -> Order:
    return Order(
        product="PN-1042",
        candidate=revision,
        data=filled.data,
        places=Places(filled.library.golden_refs, filled.models),
        runtime="openvino",
        device="CPU",
        card="comparator.json",
        out=out,
    )


def replayed(order: Order, crew: Crew[Task, Done] | None = None, truths: Truths | None = None) -> Report:
    plan = plan_of(order)
    return replay(order, plan, crew or crew_of(plan, 1), truths or NoTruths(), lambda *_: None)


def change_record(data: Path, to: Path, sql: str) -> Path:
    """Return a copy of a record that was changed: frames are those of the original."""
    to.mkdir()
    (to / "images").symlink_to(data / "images")
    with closing(sqlite3.connect(data / RECORD_FILE)) as db, closing(sqlite3.connect(to / RECORD_FILE)) as copy:
        db.backup(copy)
        copy.execute(sql)
        copy.commit()
    return to


@pytest.fixture(scope="module")
def out(filled: FilledArchive, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the result of a replay, whose journal has every part."""
    path = tmp_path_factory.mktemp("replayed") / "r.json"
    replayed(order_of(filled, path))
    return path


def test_every_archived_verdict_comes_again_to_the_bit(out: Path) -> None:
    report = Report.model_validate_json(out.read_bytes())
    assert (report.parts, report.same, report.not_same) == (5, 5, ())


def test_the_flips_are_those_that_the_candidate_judges_otherwise(out: Path) -> None:
    report = Report.model_validate_json(out.read_bytes())
    assert [(flip.part_id, flip.was, flip.becomes) for flip in report.flips] == [("P22", Outcome.REJECT, Outcome.PASS)]
    cells = {(cell.was.name, cell.becomes.name): cell.parts for cell in report.matrix}
    assert cells == {("PASS", "PASS"): 2, ("REJECT", "PASS"): 1, ("REJECT", "REJECT"): 2}


@pytest.mark.parametrize(
    ("word", "escapes"),
    [(Truth.TRUE_DEFECT, ("P22",)), (Truth.ESCAPE, ("P22",)), (Truth.OVERKILL, ()), (Truth.UNCERTAIN, ())],
)
def test_a_new_escape_is_a_defective_part_that_the_candidate_passes(
    word: Truth, escapes: tuple[str, ...], filled: FilledArchive, out: Path, tmp_path: Path
) -> None:
    shutil.copy(out.with_name("r.json.journal"), tmp_path)
    words = Said({"P22": word, "P1": Truth.ESCAPE, "P14": Truth.TRUE_DEFECT})
    report = replayed(order_of(filled, tmp_path / "r.json"), truths=words)
    assert report.new_escapes == escapes
    assert report.flips[0].truth is word
    assert any(line.startswith("  NEW ESCAPE  P22") for line in report_lines(report)) == bool(escapes)


def test_another_version_is_the_cause_where_the_verdict_does_not_come_again(
    filled: FilledArchive, tmp_path: Path
) -> None:
    data = change_record(filled.data, tmp_path / "data", OLDER)
    assert replayed(replace(order_of(filled, tmp_path / "same.json"), data=data)).same == 5
    other = change_record(data, tmp_path / "other", "UPDATE parts SET score = 0.25 WHERE part_id = 'P1'")
    report = replayed(replace(order_of(filled, tmp_path / "r.json"), data=other))
    assert [(part.part_id, part.again) for part in report.not_same] == [("P1", "changed")]
    score, runtime, device, package, opencv, numpy = report.not_same[0].why
    assert score.endswith(", recorded 0.25")
    assert runtime.endswith(", recorded openvino 2020.1")
    assert device == "device CPU, recorded CPU.old"
    assert package.endswith(", recorded 0.0.9")
    assert (opencv.endswith(", recorded 4.1.0"), numpy.endswith(", recorded 1.9")) == (True, True)


@pytest.mark.parametrize(("name", "was"), [("imagecodecs", "1.0"), ("code", "0123456789ab"), ("processor", "Z80")])
def test_changed_code_of_the_same_version_or_another_decoder_or_processor_is_named(name: str, was: str) -> None:
    here = Provenance("P", "r001", "ab", "cd", "net", "ef", "openvino 2026.1", "CPU", package_version())
    recorded = replace(here, package_version=re.sub(rf"{name} [^,]+", f"{name} {was}", here.package_version))
    assert [line.split(", recorded ")[1] for line in changed_inputs(recorded, here)] == [was]
    assert changed_inputs(recorded, here)[0].startswith(f"{name} ")
    # Rows of before it was kept: the record does not know, so nothing is claimed.
    older = replace(here, package_version=re.sub(rf", {name} [^,]+", "", here.package_version))
    assert changed_inputs(older, here) == ()


def test_the_code_is_another_for_any_change_in_any_of_its_files(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "a.py").write_text("LIMIT = 1\n")
    first = code_of(tmp_path)
    (tmp_path / "room" / "a.py").write_text("LIMIT = 2\n")
    second = code_of(tmp_path)
    (tmp_path / "room" / "a.py").rename(tmp_path / "a.py")
    assert len({first, second, code_of(tmp_path)}) == 3


def test_a_verdict_that_does_not_come_again_though_nothing_changed_is_said_to_differ(
    filled: FilledArchive, tmp_path: Path
) -> None:
    data = change_record(filled.data, tmp_path / "data", "UPDATE defects SET golden_x0 = 1.5 WHERE number = 1")
    report = replayed(replace(order_of(filled, tmp_path / "r.json"), data=data))
    assert {part.part_id for part in report.not_same} == {"P14", "P22", "P75"}
    assert {part.again for part in report.not_same} == {"differs"}


def test_a_model_that_is_gone_is_named_and_the_candidate_judges_all_the_same(
    filled: FilledArchive, tmp_path: Path
) -> None:
    models = make_models(tmp_path / "models", version="another")
    order = replace(order_of(filled, tmp_path / "r.json"), places=Places(filled.library.golden_refs, models))
    report = replayed(order)
    assert (report.same, report.changed, len(report.flips)) == (0, 5, 1)
    assert report.not_same[0].why[0].startswith("model: ")


def test_a_recipe_that_was_changed_on_the_disk_is_named(tmp_path: Path) -> None:
    filled = fill_archive(tmp_path, (1,))
    candidate(filled.library)
    recipe = filled.library.folder / "r001" / "recipe.toml"
    recipe.write_bytes(recipe.read_bytes() + b"\n")
    report = replayed(order_of(filled, tmp_path / "r.json"))
    assert report.changed == 1
    assert "recipe.toml was changed" in report.not_same[0].why[0]


def test_parts_that_cannot_be_judged_again_are_counted_with_the_reason(tmp_path: Path) -> None:
    filled = fill_archive(tmp_path, (1, 2))
    candidate(filled.library)
    frame = next(tmp_path.rglob("P2.jxl"))
    frame.write_bytes(frame.read_bytes()[:-1])
    data = change_record(
        filled.data, tmp_path / "copy", "UPDATE parts SET outcome = 4, reason = 20 WHERE part_id = 'P1'"
    )
    report = replayed(order_of(filled, tmp_path / "r.json"))
    assert (report.parts, [each.parts for each in report.left_out]) == (1, [1])
    assert "was changed: its sha256" in report.left_out[0].why
    with pytest.raises(InputError, match="no part of PN-1042"):
        replayed(replace(order_of(filled, tmp_path / "x.json"), data=data, outcomes=(Outcome.RECHECK,)))
    with pytest.raises(InputError, match="no part of PN-1042"):
        replayed(replace(order_of(filled, tmp_path / "x.json"), data=data, outcomes=(Outcome.FAULT,)))


def test_a_replay_that_could_compare_nothing_says_so_and_leaves_no_result(tmp_path: Path) -> None:
    """As where the disk of the images is not there: no part was left to differ, and none to be a new escape."""
    filled = fill_archive(tmp_path, (1, 2))
    candidate(filled.library)
    (filled.data / "images").rename(tmp_path / "elsewhere")
    with pytest.raises(
        InputError, match=r"none of its 2 parts with a frame could be judged, first: cannot judge part P"
    ):
        replayed(order_of(filled, tmp_path / "r.json"))
    assert not (tmp_path / "r.json").exists()
    (tmp_path / "elsewhere").rename(filled.data / "images")
    assert replayed(order_of(filled, tmp_path / "r.json")).same == 2


def change(data: Path, sql: str, *values: str) -> None:
    with closing(sqlite3.connect(data / RECORD_FILE, isolation_level=None)) as db:
        db.execute(sql, values)


@dataclass
class _Removes:
    """A crew that works while retention removes the frames of parts, once the part named `after` is done."""

    crew: Crew[Task, Done]
    data: Path
    after: str
    gone: tuple[str, ...]

    def judge(self, tasks: Iterable[Task]) -> Iterator[Done]:
        named: dict[str, str] = {}

        def noted() -> Iterator[Task]:
            for task in tasks:
                named[task.key] = task.part.part_id
                yield task

        for done in self.crew.judge(noted()):
            yield done
            if named[done.key] == self.after:
                for part_id in self.gone:
                    next((self.data / "images").rglob(f"{part_id}.jxl")).unlink()
                    change(self.data, "UPDATE images SET state = 'removed' WHERE part_id = ?", part_id)


def test_a_part_whose_frame_is_removed_meanwhile_is_in_the_result_or_left_out_and_never_in_neither(
    tmp_path: Path,
) -> None:
    filled = fill_archive(tmp_path, (1, 22, 75))
    candidate(filled.library)
    order = order_of(filled, tmp_path / "r.json")
    crew = _Removes(OneByOne(plan_of(order).materials), filled.data, "P22", ("P22", "P75"))
    report = replayed(order, crew, Said({"P22": Truth.TRUE_DEFECT}))
    assert (report.parts, report.same, report.new_escapes) == (2, 2, ("P22",))
    assert [each.parts for each in report.left_out] == [1]
    # Given again, the verdict on a part that is gone still stands.
    again = replayed(order, truths=Said({"P22": Truth.TRUE_DEFECT}))
    assert (again.parts, again.new_escapes) == (2, ("P22",))
    assert [(each.why, each.parts) for each in again.left_out] == [("no raw frame is kept", 1)]


def test_a_frame_that_is_kept_only_after_the_look_at_the_record_is_judged_by_what_judged_it(
    filled: FilledArchive, tmp_path: Path
) -> None:
    data = change_record(filled.data, tmp_path / "data", "UPDATE images SET state = 'waiting' WHERE part_id = 'P75'")
    change(
        data,
        "INSERT INTO provenances SELECT 9, product, revision, golden_sha256, recipe_sha256, comparator, model_sha256,"
        " runtime, 'CPU alone', package_version FROM provenances",
    )
    change(data, "UPDATE parts SET provenance_id = 9 WHERE part_id = 'P75'")
    order = replace(order_of(filled, tmp_path / "r.json"), data=data)
    plan = plan_of(order)
    change(data, "UPDATE images SET state = 'kept' WHERE part_id = 'P75'")
    report = replay(order, plan, crew_of(plan, 1), NoTruths(), lambda *_: None)
    assert (plan.parts, report.parts, report.same) == (4, 5, 5)


def test_a_replay_that_was_cut_off_goes_on_and_ends_the_same(filled: FilledArchive, out: Path, tmp_path: Path) -> None:
    order = order_of(filled, tmp_path / "cut.json")
    plan = plan_of(order)
    with pytest.raises(StoppedError):
        replayed(order, Counting(OneByOne(plan.materials), after=2))
    journal = tmp_path / "cut.json.journal"
    journal.write_bytes(journal.read_bytes() + b'{"key": "torn')
    rest = Counting(OneByOne(plan.materials))
    replayed(order, rest)
    assert rest.given == 3
    assert len(parse_journal(journal.read_bytes())[0]) == 5
    assert order.out.read_bytes() == out.read_bytes()


def test_another_candidate_does_not_take_what_the_journal_has_of_the_first(
    filled: FilledArchive, out: Path, tmp_path: Path
) -> None:
    order = order_of(filled, tmp_path / "r.json", "r001")
    shutil.copy(out.with_name("r.json.journal"), tmp_path)
    crew = Counting(OneByOne(plan_of(order).materials))
    assert replayed(order, crew).flips == ()
    assert crew.given == 5


def test_the_result_is_the_same_to_the_byte_with_three_processes_of_which_one_is_killed(
    filled: FilledArchive, out: Path, tmp_path: Path
) -> None:
    together = order_of(filled, tmp_path / "together.json")
    plan = plan_of(together)
    crew = _KillsOne(Processes(3, plan.materials))
    replayed(together, crew)
    assert crew.killed
    assert together.out.read_bytes() == out.read_bytes()


class _KillsOne:
    """Kills a worker process once the first part is done."""

    def __init__(self, crew: Crew[Task, Done]) -> None:
        self._crew = crew
        self.killed = 0

    def judge(self, tasks: Iterable[Task]) -> Iterator[Done]:
        for done in self._crew.judge(tasks):
            if not self.killed:
                self.killed = next(iter(_children()))
                os.kill(self.killed, signal.SIGKILL)
            yield done


def _children() -> list[int]:
    return [child.pid for child in multiprocessing.active_children() if child.pid]


def test_processes_that_are_killed_again_and_again_end_the_replay() -> None:
    with pytest.raises(StoppedError, match="ended 3 times"):
        list(Processes(1, {}).judge([_Deadly()]))  # type: ignore[arg-type]


class _Deadly:
    """Ends the process that unpacks it."""

    @override
    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (1,)


def test_a_worker_with_other_libraries_refuses(filled: FilledArchive, tmp_path: Path) -> None:
    plan = plan_of(order_of(filled, tmp_path / "r.json"))
    seen = _Older(OneByOne(plan.materials))
    with pytest.raises(RuntimeLostError, match=r"opencv .*, recorded 4\.0"):
        replayed(order_of(filled, tmp_path / "r.json"), seen)


@dataclass(frozen=True, slots=True)
class _Older:
    """A crew that is asked by a PC with an older library."""

    crew: Crew[Task, Done]

    def judge(self, tasks: Iterable[Task]) -> Iterator[Done]:
        for task in tasks:
            yield from self.crew.judge([replace(task, versions=task.versions.model_copy(update={"opencv": "4.0"}))])


def test_a_replay_that_is_killed_goes_on_with_at_most_the_parts_in_work_lost(
    filled: FilledArchive, tmp_path: Path
) -> None:
    out = tmp_path / "r.json"
    process = subprocess.Popen([*command(filled, out), "--pause-above", "1"], stderr=subprocess.PIPE)
    journal = out.with_name("r.json.journal")
    while process.poll() is None and not (journal.exists() and journal.read_bytes().count(b"\n") >= 2):
        threading.Event().wait(0.01)
    process.kill()
    process.communicate()
    lines = journal.read_bytes().count(b"\n")
    again = subprocess.run([*command(filled, out), "--json"], capture_output=True, text=True, check=False)
    assert lines >= 2
    assert f"replay: {lines} of 5 parts" in again.stderr
    assert json.loads(again.stdout)["same"] == 5
    assert (again.returncode, again.stdout) == (0, out.read_text())


def command(filled: FilledArchive, out: Path) -> list[str]:
    words = ["replay", "PN-1042", "--candidate", "r002", "--workers", "1", "--no-entry", "--out", str(out)]
    where = ["--data-dir", str(filled.data), "--golden-refs", str(filled.library.golden_refs)]
    return [sys.executable, "-m", "inspector", *words, *where, "--models", str(filled.models)]


def test_two_replays_do_not_write_one_journal(filled: FilledArchive, tmp_path: Path) -> None:
    with Journal(tmp_path / "r.json.journal"), pytest.raises(InputError, match="another replay writes it"):
        replayed(order_of(filled, tmp_path / "r.json"))


def test_a_replay_waits_while_others_need_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter(range(100))
    monkeypatch.setattr("inspector.wiring.giving_way.time.monotonic", lambda: float(next(moments)))
    looks = iter([Ticks(0, 0), Ticks(95, 100), Ticks(190, 200), Ticks(200, 300), Ticks(200, 400)])
    said: list[str] = []
    slept: list[float] = []
    way = GivesWay(0.8, said.append, lambda: next(looks), slept.append)
    assert list(way.through(["a", "b"])) == ["a", "b"]
    assert said == ["replay: waits, others take 95% of the processor (--pause-above 0.8)"] * 2
    assert slept == [1.0, 1.0]


def test_a_wrong_outcome_is_refused_in_one_line(filled: FilledArchive, tmp_path: Path) -> None:
    words = [*command(filled, tmp_path / "r.json"), "--outcomes", "reject,nonsense"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "'nonsense' is none of pass, reject, recheck, fault" in done.stderr


@pytest.mark.parametrize(("trouble", "escapes"), [("", ("P22",)), ("judged REJECT outside of zone U20", ())])
def test_a_bad_master_that_the_candidate_would_pass_is_a_new_escape(
    tmp_path: Path, trouble: str, escapes: tuple[str, ...]
) -> None:
    filled = fill_archive(tmp_path, (1, 22))
    candidate(filled.library)
    for seq, master, expected in ((1, "M1 good", "1"), (2, "M2 hole", "2")):
        change(
            filled.data,
            "INSERT INTO challenges VALUES (?, ?, ?, '', ?, ?, 'start', 0, 'kept')",
            *(str(seq), master, expected, str(int(not trouble)), trouble),
        )
    report = replayed(order_of(filled, tmp_path / "r.json"))
    assert report.new_escapes == escapes

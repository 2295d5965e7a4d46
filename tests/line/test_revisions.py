"""Another revision becomes active while the line runs: from one part to the next, whole, or not at all."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from libraries import PRODUCT, Library, make_library
from lines import Line, board, board_with_hole, running

from inspector.compare.comparator import Comparator
from inspector.errors import RecipeError
from inspector.golden import acts
from inspector.golden.golden import Golden
from inspector.golden.library import load_revision
from inspector.golden.revision import RevisionFiles
from inspector.golden.revoking import revoke
from inspector.golden.trust import Demands
from inspector.image_file import encode_png
from inspector.part import Outcome
from inspector.record.sqlite import SqliteReader
from inspector.station.judging import Gauge
from inspector.wiring.comparators import load_comparator
from inspector.wiring.pairs import learn_gauge
from inspector.wiring.places import shipped
from inspector.wiring.revisions import ActiveRevision
from inspector.wiring.revisions import Library as Followed

STRICT = RevisionFiles(encode_png(board()), b"[limits]\nmin_area_px = 12\n")
BLIND = replace(STRICT, recipe=b"[limits]\nmin_area_px = 12\n[[ignore]]\nbox = [140, 90, 200, 140]\nwhy = 'a hole'\n")


@pytest.fixture(scope="module")
def comparator() -> Comparator:
    return load_comparator("onnx", ["CPU"], shipped("models"), threads=1)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Return a library in which a hole is a defect; its second, approved revision ignores where the hole is."""
    made = make_library(tmp_path)
    made.active(STRICT)
    made.approved(BLIND)
    return made


@contextmanager
def line_of(
    library: Library, comparator: Comparator, folder: Path, learn: Callable[[Golden], Gauge] | None = None
) -> Iterator[tuple[Line, ActiveRevision]]:
    """Run a station that follows the library, on parts with a hole."""
    followed = Followed(library.golden_refs, PRODUCT, Demands(ledger=True))
    with (
        ActiveRevision(followed, learn or (lambda golden: learn_gauge(golden, comparator))) as revisions,
        running(folder, revisions.first, board_with_hole, revisions=revisions) as line,
    ):
        yield line, revisions


def activate(library: Library, revision: str) -> None:
    acts.activate(library.golden_refs, PRODUCT, revision, library.bert)


def wait_until(claim: Callable[[], bool]) -> None:
    end_s = time.monotonic() + 20
    while not claim():
        assert time.monotonic() < end_s, "it never came true"
        time.sleep(0.01)


def test_the_next_part_is_judged_with_the_activated_revision(
    library: Library, comparator: Comparator, tmp_path: Path
) -> None:
    with line_of(library, comparator, tmp_path) as (line, _):
        before = line.trigger(2)
        activate(library, "r002")
        wait_until(lambda: line.shown().golden_revision == 2)
        after = line.trigger(2)
    outcomes = [part.outcome for part in (*before.parts, *after.parts)]
    assert outcomes == [Outcome.REJECT, Outcome.REJECT, Outcome.PASS, Outcome.PASS]


def test_each_part_is_on_record_with_the_hashes_of_its_own_revision(
    library: Library, comparator: Comparator, tmp_path: Path
) -> None:
    goldens = [load_revision(library.golden_refs, PRODUCT, revision) for revision in ("r001", "r002")]
    with line_of(library, comparator, tmp_path) as (line, _):
        line.trigger(1)
        activate(library, "r002")
        wait_until(lambda: line.shown().golden_revision == 2)
        line.trigger(1)
    recorded = [(row.provenance.revision, row.provenance.recipe_sha256) for row in line.rows()]
    assert recorded == [(golden.revision, golden.recipe_sha256) for golden in goldens]


def test_the_plc_reads_the_checksum_of_what_judges(library: Library, comparator: Comparator, tmp_path: Path) -> None:
    goldens = [load_revision(library.golden_refs, PRODUCT, revision) for revision in ("r001", "r002")]
    with line_of(library, comparator, tmp_path) as (line, _):
        first = line.shown().recipe_checksum
        activate(library, "r002")
        wait_until(lambda: line.shown().golden_revision == 2)
        second = line.shown().recipe_checksum
    assert [first, second] == [golden.checksum() for golden in goldens]


def test_a_line_at_full_speed_goes_over_without_losing_a_part(
    library: Library, comparator: Comparator, tmp_path: Path
) -> None:
    with line_of(library, comparator, tmp_path) as (line, _), ThreadPoolExecutor(1) as plc:
        running_line = plc.submit(line.trigger, 60)
        wait_until(lambda: len(line.rows()) > 5)
        activate(library, "r002")
        report = running_line.result(120)
    judged = [row.provenance.revision for row in line.rows()]
    assert judged == sorted(judged)
    assert set(judged) == {"r001", "r002"}
    expected = [Outcome.REJECT if revision == "r001" else Outcome.PASS for revision in judged]
    assert [part.outcome for part in report.parts] == expected


def test_a_rollback_is_followed_too(library: Library, comparator: Comparator, tmp_path: Path) -> None:
    with line_of(library, comparator, tmp_path) as (line, _):
        activate(library, "r002")
        wait_until(lambda: line.shown().golden_revision == 2)
        roll_back(library)
        wait_until(lambda: line.shown().golden_revision == 1)
        assert line.trigger(1).parts[0].outcome is Outcome.REJECT


def test_a_running_station_says_that_its_revision_rests_on_a_revoked_key_and_judges_on(
    library: Library, comparator: Comparator, tmp_path: Path
) -> None:
    key = library.bert.key
    assert key
    with line_of(library, comparator, tmp_path) as (line, revisions):
        line.trigger(1)
        revoke(library.golden_refs, key.key_id, None, library.anna)
        wait_until(lambda: bool(revisions.warning()))
        assert line.trigger(1).parts[0].outcome is Outcome.REJECT
        assert "r001 stays: cannot use PN-1042 r001: entry" in revisions.warning()
        assert "do not count at all (revoked by Anna" in revisions.warning()


def roll_back(library: Library) -> None:
    acts.rollback(library.golden_refs, PRODUCT, library.bert)


def tamper(library: Library) -> None:
    (library.folder / "r002" / "recipe.toml").write_bytes(b"[limits]\nmin_area_px = 9999\n")


def test_a_tampered_revision_is_refused_and_the_old_one_keeps_judging(
    library: Library, comparator: Comparator, tmp_path: Path
) -> None:
    with line_of(library, comparator, tmp_path) as (line, revisions):
        activate(library, "r002")
        wait_until(lambda: line.shown().golden_revision == 2)
        tamper(library)
        roll_back(library)
        wait_until(lambda: line.shown().golden_revision == 1)
        # Written by hand: what the commands would refuse.
        (library.folder / "ACTIVE").write_text("r002\n", "ascii")
        wait_until(lambda: line.shown().warning)
        outcome = line.trigger(1).parts[0].outcome
    assert outcome is Outcome.REJECT
    assert revisions.warning().startswith("r001 stays: cannot trust")


def test_a_recipe_that_cannot_be_used_is_refused_with_key_value_and_range(
    library: Library, comparator: Comparator, tmp_path: Path
) -> None:
    def learn(golden: Golden) -> Gauge:
        if golden.revision == "r002":
            raise RecipeError("use recipe r002", "limits.min_area_px = 0: input should be at least 1", "mend the key")
        return learn_gauge(golden, comparator)

    with line_of(library, comparator, tmp_path, learn) as (line, _):
        activate(library, "r002")
        wait_until(lambda: line.shown().warning)
        line.trigger(1)
        wait_until(lambda: "limits.min_area_px = 0" in " ".join(warnings_of(tmp_path)))
        shown = line.shown()
    assert (shown.ready or shown.busy, shown.golden_revision) == (True, 1)


def warnings_of(folder: Path) -> tuple[str, ...]:
    status = SqliteReader(folder).status()
    return status.warnings if status else ()


def test_parts_are_judged_with_the_old_revision_while_the_new_one_is_learnt(
    library: Library, comparator: Comparator, tmp_path: Path
) -> None:
    may_learn = threading.Event()

    def learn(golden: Golden) -> Gauge:
        if golden.revision == "r002":
            assert may_learn.wait(20)
        return learn_gauge(golden, comparator)

    with line_of(library, comparator, tmp_path, learn) as (line, _):
        activate(library, "r002")
        during = line.trigger(3)
        may_learn.set()
        wait_until(lambda: line.shown().golden_revision == 2)
    assert [part.outcome for part in during.parts] == [Outcome.REJECT] * 3


def test_a_station_does_not_start_with_a_tampered_revision(library: Library, comparator: Comparator) -> None:
    activate(library, "r002")
    tamper(library)
    followed = Followed(library.golden_refs, PRODUCT, Demands(ledger=True))
    with pytest.raises(RecipeError, match=r"recipe.toml was changed"):
        ActiveRevision(followed, lambda golden: learn_gauge(golden, comparator))

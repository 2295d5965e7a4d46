"""A revision whose replay found a new escape is activated only by a person who signs for it, in the ledger."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from archives import candidate, fill_archive
from click.testing import CliRunner
from libraries import PRODUCT, Library, make_library

from inspector.cli.golden import golden as golden_command
from inspector.cli.replay import replay_command
from inspector.errors import InputError, RecipeError
from inspector.golden import acts
from inspector.golden.ledger import ActKind, ReplayResult
from inspector.golden.library import Act
from inspector.golden.trust import read_trusted
from inspector.golden.verify import verify
from inspector.golden.writing import write_entry
from inspector.replay.truths import NoTruths, Truth

ESCAPES = ReplayResult(report_sha256="ab" * 32, parts=200, new_escapes=2, escapes=("P1", "P2"))
CLEAN = ReplayResult(report_sha256="cd" * 32, parts=200, new_escapes=0, judged_again=("P1", "P2"))
BEFORE_NAMES = ReplayResult(report_sha256="ef" * 32, parts=200, new_escapes=2)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return make_library(tmp_path)


def enter(library: Library, revision: str, result: ReplayResult, act: Act | None = None) -> None:
    acts.enter_replay(library.golden_refs, PRODUCT, revision, act or library.anna, result)


def activate(library: Library, revision: str, *, accept_escapes: bool = False) -> None:
    acts.activate(library.golden_refs, PRODUCT, revision, library.bert, accept_escapes=accept_escapes)


def test_a_new_escape_holds_the_activation_up(library: Library) -> None:
    revision = library.approved()
    enter(library, revision, ESCAPES)
    with pytest.raises(InputError, match=r"r001 would pass 2 of 200 replayed parts .* sign for them with --accept-esc"):
        activate(library, revision)


def test_a_person_can_sign_for_it_and_the_entry_says_for_what(library: Library) -> None:
    revision = library.approved()
    enter(library, revision, ESCAPES)
    activate(library, revision, accept_escapes=True)
    trusted = read_trusted(library.golden_refs, PRODUCT)
    assert trusted
    entry = trusted.ledger.entries[-1]
    assert (entry.act, entry.who, entry.replay) == (ActKind.ACTIVATE, "Bert", ESCAPES)
    assert verify(library.golden_refs, PRODUCT).faults == ()


def test_an_entry_that_somebody_signs_past_the_rule_is_not_trusted(library: Library) -> None:
    revision = library.approved()
    enter(library, revision, ESCAPES)
    trusted = read_trusted(library.golden_refs, PRODUCT)
    assert trusted
    files = trusted.ledger.entries[-1].files
    write_entry(library.folder, library.bert.entry(trusted, PRODUCT, ActKind.ACTIVATE, revision, files, CLEAN))
    with pytest.raises(RecipeError, match="would pass 2 of 200"):
        read_trusted(library.golden_refs, PRODUCT)


@pytest.mark.parametrize(
    ("later", "signed", "clears"),
    [
        (CLEAN, True, True),
        (CLEAN, False, False),
        (CLEAN.model_copy(update={"parts": 199}), True, False),
        (CLEAN.model_copy(update={"new_escapes": 1, "escapes": ("P1",), "parts": 100}), True, False),
        (CLEAN.model_copy(update={"parts": 9_000, "judged_again": ()}), True, False),
        (CLEAN.model_copy(update={"parts": 9_000, "judged_again": ("P1",)}), True, False),
        (CLEAN.model_copy(update={"new_escapes": 3, "escapes": ("P7", "P8", "P9"), "judged_again": ()}), True, False),
    ],
    ids=["clean", "unsigned", "fewer parts", "still one", "other parts", "one of two", "other escapes"],
)
def test_a_later_replay_clears_the_way_only_if_signed_and_over_as_many_parts_and_the_very_ones(
    later: ReplayResult, *, signed: bool, clears: bool, library: Library
) -> None:
    revision = library.approved()
    enter(library, revision, ESCAPES)
    enter(library, revision, later, library.anna if signed else replace(library.anna, key=None))
    if clears:
        activate(library, revision)
        return
    with pytest.raises(InputError, match="would pass 2 of 200"):
        activate(library, revision)


def test_escapes_that_were_not_judged_again_stay_found() -> None:
    other = ReplayResult(report_sha256="12" * 32, parts=9, new_escapes=1, escapes=("P7",), judged_again=("P2",))
    found = other.after(ESCAPES)
    assert (found.new_escapes, found.escapes) == (2, ("P1", "P7"))
    assert (CLEAN.after(ESCAPES), other.after(None)) == (CLEAN, other)


def test_more_escapes_count_though_nobody_signed_for_them(library: Library) -> None:
    revision = library.approved()
    enter(library, revision, ESCAPES, replace(library.anna, key=None))
    more = ESCAPES.model_copy(update={"report_sha256": "34" * 32, "new_escapes": 3, "escapes": ("P1", "P2", "P3")})
    enter(library, revision, more, replace(library.anna, key=None))
    with pytest.raises(InputError, match="would pass 3 of 200"):
        activate(library, revision)


def test_a_result_of_before_escapes_had_names_is_cleared_by_its_number(library: Library) -> None:
    revision = library.approved()
    enter(library, revision, BEFORE_NAMES)
    # Its line has the bytes it always had: hashes and signatures of before hold.
    assert b'"replay":{"new_escapes":2,"parts":200,"report_sha256":"' in (library.folder / "ledger.jsonl").read_bytes()
    enter(library, revision, CLEAN)
    activate(library, revision)


def test_going_back_is_never_held_up(library: Library) -> None:
    first, second = library.active(), library.active()
    enter(library, first, ESCAPES)
    assert second == "r002"
    assert acts.rollback(library.golden_refs, PRODUCT, library.bert).revision == first


def test_the_same_result_is_entered_once(library: Library) -> None:
    revision = library.approved()
    enter(library, revision, CLEAN)
    assert acts.enter_replay(library.golden_refs, PRODUCT, revision, library.anna, CLEAN) is None
    assert acts.enter_replay(library.golden_refs, PRODUCT, "r009", library.anna, CLEAN) is None


def test_entries_without_a_replay_keep_their_bytes(library: Library) -> None:
    library.active()
    assert b'"replay"' not in (library.folder / "ledger.jsonl").read_bytes()


def test_replay_then_activate_by_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled = fill_archive(tmp_path, (1, 22))
    revision = candidate(filled.library)
    # Nice would be for good: this process has other tests to run.
    monkeypatch.setattr("inspector.cli.replay.be_nice", lambda: None)
    monkeypatch.setattr("inspector.cli.replay.truths_of", lambda _: _Said())
    where = ["--golden-refs", str(filled.library.golden_refs)]
    key = ["--key", str(tmp_path / "bert.key"), "--who", "Bert", "--why", "it is only dust"]
    asked = [PRODUCT, "--candidate", revision, "--data-dir", str(filled.data), "--models", str(filled.models)]
    more = ["--out", str(tmp_path / "r.json"), "--workers", "1", "--json"]
    done = CliRunner().invoke(replay_command, [*asked, *where, *more, *key], standalone_mode=False)
    assert (done.return_value, json.loads(done.stdout)["new_escapes"]) == (1, ["P22"])
    held = CliRunner().invoke(golden_command, ["activate", PRODUCT, revision, *where, *key])
    assert "would pass 1 of 2 replayed parts" in str(held.exception)
    signed = CliRunner().invoke(golden_command, ["activate", PRODUCT, revision, "--accept-escapes", *where, *key])
    assert "it is only dust; accepts 1 new escapes of 2 parts" in signed.stdout


def test_a_replay_of_other_parts_does_not_clear_the_way_by_the_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of parts that passed none can be a new escape: asked for these alone, a replay proves nothing."""
    filled = fill_archive(tmp_path, (1, 2, 22))
    revision = candidate(filled.library)
    monkeypatch.setattr("inspector.cli.replay.be_nice", lambda: None)
    monkeypatch.setattr("inspector.cli.replay.truths_of", lambda _: _Said())
    where = ["--golden-refs", str(filled.library.golden_refs)]
    key = ["--key", str(tmp_path / "bert.key"), "--who", "Bert"]
    asked = [PRODUCT, "--candidate", revision, "--data-dir", str(filled.data), "--models", str(filled.models)]

    def replayed(outcomes: str) -> list[str]:
        more = ["--out", str(tmp_path / "r.json"), "--workers", "1", "--outcomes", outcomes, "--json"]
        done = CliRunner().invoke(replay_command, [*asked, *where, *more, *key], standalone_mode=False)
        return list(json.loads(done.stdout)["new_escapes"])

    assert (replayed("reject"), replayed("pass")) == (["P22"], [])
    with pytest.raises(InputError, match="would pass 1 of 2 replayed parts"):
        activate(filled.library, revision)
    monkeypatch.setattr("inspector.cli.replay.truths_of", lambda _: NoTruths())
    # Somebody looked again: it is none. This one judged that very part.
    assert replayed("pass,reject") == []
    activate(filled.library, revision)


class _Said:
    def truth(self, part_id: str) -> Truth | None:
        return Truth.TRUE_DEFECT if part_id == "P22" else None

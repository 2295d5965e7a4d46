"""The ledger of dispositions: it only grows, two operators at once are safe, and a changed entry is found."""

import multiprocessing
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from dispositions import DEFECT, ESCAPE, GOOD, HOSTILE, OVERKILL, SAID, UNCERTAIN, make_subject, make_word
from makers import MOMENT

from inspector.errors import ChangedError, InputError, StoreError
from inspector.part import Outcome
from inspector.record.chain import NO_ENTRY
from inspector.record.dispositions import Seen, State
from inspector.record.schema_dispositions import DISPOSITIONS_FILE
from inspector.record.sqlite_dispositions import SqliteDispositions

GUARDS = ("dispositions_never_change", "dispositions_never_go", "dispositions_follow")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteDispositions]:
    with closing(SqliteDispositions(tmp_path)) as opened:
        yield opened


def state(ledger: SqliteDispositions, part_id: str = "P8") -> State:
    return ledger.states((part_id,))[part_id]


def tamper(data: Path, sql: str, values: dict[str, str | int | None] | None = None, *, unguarded: bool = True) -> None:
    """Change the file as somebody who knows SQLite would."""
    with closing(sqlite3.connect(data / DISPOSITIONS_FILE)) as db, db:
        guards = list(db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")) if unguarded else []
        for name, _ in guards:
            db.execute(f"DROP TRIGGER {name}")
        db.execute(sql, values or {})
        for _, guard in guards:
            db.execute(guard)


def dispose_three(ledger: SqliteDispositions) -> None:
    for number in (1, 2, 3):
        ledger.dispose(make_subject(f"P{number}", seq=number), make_word(), 0)


def test_before_the_first_word_nothing_stands_and_no_file_is_made(ledger: SqliteDispositions, tmp_path: Path) -> None:
    assert state(ledger) == State()
    assert (ledger.history("P8"), ledger.standing(0, 9), ledger.seen()) == ((), (), ())
    assert ledger.verify().entries == 0
    assert not (tmp_path / DISPOSITIONS_FILE).exists()


AS_ACCOUNT = """
import os, sys
from contextlib import closing
from pathlib import Path
from dispositions import make_subject, make_word
from inspector.record.sqlite_dispositions import SqliteDispositions
data, account, groups, part_id = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3].split(), sys.argv[4]
os.umask(0o077)
os.setgroups([int(group) for group in groups])
os.setgid(account)
os.setuid(account)
with closing(SqliteDispositions(data)) as ledger:
    ledger.dispose(make_subject(part_id), make_word(), 0)
    print(ledger.verify().entries)
"""
STATION, PAGES = 4_001, 4_002


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as other accounts")
@pytest.mark.parametrize("order", [(STATION, PAGES), (PAGES, STATION), (0, PAGES, STATION)], ids=str)
def test_the_pages_and_the_commands_of_the_station_write_one_ledger(order: tuple[int, ...]) -> None:
    """As `install.sh` makes the folder: the station's, and new files get its group, to which the pages belong."""
    path = os.pathsep.join(filter(None, map(str, sys.path)))
    with tempfile.TemporaryDirectory() as name:
        data = Path(name)
        folder = (data / DISPOSITIONS_FILE).parent
        folder.mkdir()
        data.chmod(0o755)
        os.chown(folder, STATION, STATION)
        folder.chmod(0o2770)
        said = []
        for number, account in enumerate(order, 1):
            words = [str(data), str(account), str(STATION) if account == PAGES else "", f"P{number}"]
            acted = subprocess.run(
                [sys.executable, "-c", AS_ACCOUNT, *words],
                env={**os.environ, "PYTHONPATH": path},
                capture_output=True,
                text=True,
                check=False,
            )
            said.append(acted.stdout.strip() or acted.stderr)
    assert said == [str(number) for number in range(1, len(order) + 1)]


def test_what_was_said_comes_back_from_the_disk_word_for_word(ledger: SqliteDispositions, tmp_path: Path) -> None:
    entry = ledger.dispose(make_subject(), make_word(OVERKILL, "Wang", "light", "lamp 2 flickered"), 0)
    with closing(SqliteDispositions(tmp_path)) as again:
        assert again.history("P8") == (entry,)
        assert state(again) == State(1, entry)
    assert (entry.number, entry.stands, entry.previous_sha256) == (1, 1, NO_ENTRY)


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_people_write_is_text_and_comes_back_as_it_was(ledger: SqliteDispositions, text: str) -> None:
    subject = make_subject(part_id=text)
    ledger.dispose(subject, make_word(who=text, reason=text, note=text), 0)
    standing = state(ledger, text).standing
    assert standing is not None
    assert (standing.subject, standing.who, standing.reason, standing.note) == (subject, text, text, text)
    assert ledger.verify().wrong == ""


def test_a_name_that_is_no_text_is_written_out_as_in_the_record(ledger: SqliteDispositions) -> None:
    entry = ledger.dispose(make_subject(), make_word(who="Li\udcff"), 0)
    assert entry.who == "Li\\udcff"
    assert ledger.verify().wrong == ""


def test_a_later_word_stands_and_the_earlier_one_stays_readable(ledger: SqliteDispositions) -> None:
    first = ledger.dispose(make_subject(), make_word(UNCERTAIN), 0)
    second = ledger.dispose(make_subject(), make_word(DEFECT), first.number)
    assert state(ledger) == State(2, second)
    assert ledger.history("P8") == (first, second)
    assert ledger.standing(0, 9) == (second,)


def test_an_undo_is_a_further_entry_and_what_stood_before_stands_again(ledger: SqliteDispositions) -> None:
    first = ledger.dispose(make_subject(), make_word(UNCERTAIN), 0)
    ledger.dispose(make_subject(), make_word(DEFECT), 1)
    undo = ledger.undo("P8", "Li", SAID, 2)
    assert (undo.undoes, undo.stands, state(ledger)) == (2, 1, State(3, first))
    again = ledger.undo("P8", "Li", SAID, 3)
    assert (again.undoes, again.stands, state(ledger)) == (1, 0, State(4, None))
    assert len(ledger.history("P8")) == 4


def test_after_an_undo_the_part_can_be_disposed_of_again(ledger: SqliteDispositions) -> None:
    ledger.dispose(make_subject(), make_word(DEFECT), 0)
    ledger.undo("P8", "Li", SAID, 1)
    word = ledger.dispose(make_subject(), make_word(OVERKILL), 2)
    ledger.undo("P8", "Li", SAID, 3)
    assert word.stands == 3
    assert state(ledger) == State(4, None)


@pytest.mark.parametrize("answers", [0, 2, 7], ids=["as-if-nothing", "not-yet", "never"])
def test_a_word_on_a_state_that_has_changed_is_refused_and_says_who_was_faster(
    ledger: SqliteDispositions, answers: int
) -> None:
    ledger.dispose(make_subject(), make_word(DEFECT, "Wang"), 0)
    with pytest.raises(ChangedError, match=r"Wang said true-defect in entry 1, this answers to .*; look at the part"):
        ledger.dispose(make_subject(), make_word(OVERKILL, "Li"), answers)
    with pytest.raises(ChangedError):
        ledger.undo("P8", "Li", SAID, answers)
    assert len(ledger.history("P8")) == 1


def test_a_word_that_answers_to_nothing_there_is_refused(ledger: SqliteDispositions) -> None:
    with pytest.raises(ChangedError, match="nobody has said anything of it"):
        ledger.dispose(make_subject(), make_word(), 3)


def test_nothing_is_undone_where_nothing_stands(ledger: SqliteDispositions) -> None:
    with pytest.raises(InputError, match="none stands"):
        ledger.undo("P8", "Li", SAID, 0)


@pytest.mark.parametrize(
    ("outcome", "disposition"),
    [(Outcome.PASS, DEFECT), (Outcome.PASS, OVERKILL), (Outcome.REJECT, ESCAPE), (Outcome.RECHECK, GOOD)],
)
def test_a_part_is_disposed_of_only_as_what_it_can_be(
    ledger: SqliteDispositions, outcome: Outcome, disposition: str
) -> None:
    word = make_word({word.value: word for word in (DEFECT, OVERKILL, ESCAPE, GOOD)}[disposition])
    with pytest.raises(InputError, match=f"signalled {outcome.name}"):
        ledger.dispose(make_subject(outcome=outcome), word, 0)


def test_nobody_is_no_name_and_a_novel_no_note() -> None:
    with pytest.raises(InputError, match="nobody is named"):
        make_word(who="  ")
    with pytest.raises(InputError, match="its note has 501 characters, at most 500"):
        make_word(note="x" * 501)


def test_of_many_operators_at_once_one_wins_and_all_others_are_told(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(4) as pool:
        won = pool.starmap(dispose_all, [(tmp_path, f"operator {number}") for number in range(4)])
    with closing(SqliteDispositions(tmp_path)) as ledger:
        assert sum(won) == 25
        assert (ledger.verify().entries, ledger.verify().wrong) == (25, "")


def dispose_all(data: Path, who: str) -> int:
    """Dispose of 25 parts that nobody spoke of, and return of how many this operator was the first."""
    won = 0
    with closing(SqliteDispositions(data)) as ledger:
        for number in range(1, 26):
            try:
                ledger.dispose(make_subject(f"P{number}", seq=number), make_word(who=who), 0)
            except ChangedError:
                continue
            won += 1
    return won


COPIED = """
INSERT OR REPLACE INTO dispositions
SELECT :number, :part_id, seq, inspected_us, product, outcome, audit, act, :answers, undoes, :number, disposition,
    reason, note, who, said_us, coalesce(:previous, sha256), sha256
FROM dispositions WHERE number = 3
"""


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        ("UPDATE dispositions SET disposition = 'overkill' WHERE number = 2", {}),
        ("DELETE FROM dispositions WHERE number = 2", {}),
        (COPIED, {"number": 3, "part_id": "P3", "answers": 0, "previous": None}),
        (COPIED, {"number": 5, "part_id": "P4", "answers": 0, "previous": None}),
        (COPIED, {"number": 4, "part_id": "P3", "answers": 0, "previous": None}),
        (COPIED, {"number": 4, "part_id": "P4", "answers": 0, "previous": "a"}),
    ],
    ids=["changed", "taken-away", "replaced", "with-a-gap", "answering-to-the-past", "beside-the-chain"],
)
def test_the_file_itself_refuses_to_be_changed(
    ledger: SqliteDispositions, tmp_path: Path, sql: str, values: dict[str, str | int | None]
) -> None:
    dispose_three(ledger)
    with pytest.raises(sqlite3.IntegrityError, match="an entry"):
        tamper(tmp_path, sql, values, unguarded=False)
    assert ledger.verify().wrong == ""


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE dispositions SET disposition = 'overkill' WHERE number = 2", "entry 2: it is not as it was written"),
        ("UPDATE dispositions SET note = 'x' WHERE number = 3", "entry 3: it is not as it was written"),
        ("UPDATE dispositions SET audit = 1 WHERE number = 1", "entry 1: it is not as it was written"),
        ("DELETE FROM dispositions WHERE number = 2", "entry 2: it is missing, the next one is 3"),
        ("DELETE FROM dispositions WHERE number = 3", "entries 3 to 3 are missing"),
        ("UPDATE dispositions SET sha256 = hex(zeroblob(32)) WHERE number = 1", "entry 1: it is not as it was written"),
    ],
)
def test_verify_finds_what_was_changed_around_the_guards(
    ledger: SqliteDispositions, tmp_path: Path, sql: str, told: str
) -> None:
    dispose_three(ledger)
    assert ledger.verify().wrong == ""
    tamper(tmp_path, sql)
    assert ledger.verify().wrong == told


def test_verify_finds_an_entry_that_was_rewritten_with_a_fitting_hash(
    ledger: SqliteDispositions, tmp_path: Path
) -> None:
    dispose_three(ledger)
    with closing(SqliteDispositions(tmp_path / "other")) as other:
        forged = other.dispose(make_subject("P1", seq=1), make_word(OVERKILL), 0)
    sql = "UPDATE dispositions SET disposition = 'overkill', sha256 = :sha256 WHERE number = 1"
    tamper(tmp_path, sql, {"sha256": forged.sha256()})
    assert ledger.verify().wrong == "entry 2: it does not follow the entry before: one of the two was changed"


def test_verify_finds_that_a_guard_is_gone(ledger: SqliteDispositions, tmp_path: Path) -> None:
    dispose_three(ledger)
    tamper(tmp_path, f"DROP TRIGGER {GUARDS[0]}", unguarded=False)
    assert ledger.verify().wrong == "its guard dispositions_never_change was taken away"


def test_parts_are_counted_by_what_stands(ledger: SqliteDispositions) -> None:
    dispose_three(ledger)
    ledger.dispose(make_subject("P2", seq=2), make_word(OVERKILL), 2)
    ledger.undo("P3", "Li", SAID, 3)
    ledger.dispose(make_subject("P9", Outcome.PASS, 9, audit=True), make_word(GOOD), 0)
    found = {(Outcome.REJECT, False, DEFECT, 1), (Outcome.REJECT, False, OVERKILL, 1), (Outcome.PASS, True, GOOD, 1)}
    assert set(ledger.seen()) == {Seen(*each) for each in found}
    early = ledger.seen(MOMENT, MOMENT + timedelta(seconds=2))
    assert early == (Seen(Outcome.REJECT, audit=False, disposition=DEFECT, count=1),)


def test_what_stands_comes_in_pages(ledger: SqliteDispositions) -> None:
    dispose_three(ledger)
    page = ledger.standing(0, 2)
    assert [entry.number for entry in page + ledger.standing(page[-1].number, 2)] == [1, 2, 3]


def test_the_record_is_no_ledger(ledger: SqliteDispositions, tmp_path: Path) -> None:
    path = tmp_path / DISPOSITIONS_FILE
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE other (x)")
    with pytest.raises(StoreError, match="it is no record of Inspector"):
        ledger.dispose(make_subject(), make_word(), 0)


def test_a_reader_beside_a_writer_sees_each_entry_at_once(ledger: SqliteDispositions, tmp_path: Path) -> None:
    with closing(SqliteDispositions(tmp_path)) as reader:
        assert state(reader) == State()
        entry = ledger.dispose(make_subject(), make_word(), 0)
        assert state(reader) == State(1, entry)

"""`inspector records`: what people type, what they are told, and with which status it ends."""

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click
import numpy as np
import pytest
from archives import fill_archive
from click.testing import CliRunner
from libraries import PRODUCT
from makers import MOMENT, make_image, make_inspection
from recording import make_defective, make_signal, record

from inspector.cli.records import records
from inspector.cli.teach import teach
from inspector.errors import ChangedError, InputError, StoreError
from inspector.image_file import read_image
from inspector.part import ChallengeShown, Outcome, Round
from inspector.record.connection import RECORD_FILE
from inspector.record.images import FileArchive
from inspector.record.schema_dispositions import DISPOSITIONS_FILE
from inspector.record.sqlite import SqliteRecorder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a record of a pass and two rejects, the second with a hostile name."""
    with closing(SqliteRecorder(tmp_path)) as recorder:
        recorder.open()
        record(recorder, make_inspection("P1", 1))
        for number, name in ((2, "P2"), (3, "=1\x1b[31m\u202egnp")):
            record(recorder, replace(make_defective(name, number), inspected_at=MOMENT + timedelta(minutes=number)))
    return tmp_path


def said(data: Path, *order: str, status: int = 0) -> str:
    found = CliRunner().invoke(
        records, [*order, "--data-dir", str(data)], catch_exceptions=False, standalone_mode=False
    )
    assert (found.return_value or 0) == status
    return found.output


def dispose(data: Path, part_id: str = "P2", word: str = "true-defect", *more: str) -> str:
    reason = ("--reason", "bridge") if word in {"true-defect", "escape"} else ()
    return said(data, "dispose", part_id, "--as", word, "--who", "Li", *reason, *more)


def test_a_disposition_is_entered_undone_and_stays_in_the_history(data: Path) -> None:
    assert "'P2' true-defect for 'bridge' by 'Li'" in dispose(data)
    assert "undo of entry 1 by 'Wang'" in said(data, "undo", "P2", "--who", "Wang")
    lines = said(data, "history", "P2").splitlines()
    assert [line.split(",")[0] for line in lines] == ["entry 1", "entry 2"]
    assert said(data, "history", "P1") == "nobody has said anything of part 'P1'\n"
    assert [entry["who"] for entry in json.loads(said(data, "history", "P2", "--json"))] == ["Li", "Wang"]


def test_whoever_was_slower_is_told_and_nothing_is_entered(data: Path) -> None:
    dispose(data)
    with pytest.raises(ChangedError, match="Li said true-defect in entry 1, this answers to none"):
        dispose(data, "P2", "overkill", "--answers", "0")
    assert said(data, "verify").startswith("1 entries are as they were written")


def test_undecided_are_listed_until_somebody_decides(data: Path) -> None:
    assert len(said(data, "list", "--undecided").splitlines()) == 2
    dispose(data)
    left = said(data, "list", "--undecided")
    assert len(left.splitlines()) == 1
    # The terminal is told nothing by the name of a part.
    assert r"'=1\x1b[31m\u202egnp'" in left
    assert "P2' REJECT score 1.750: entry 1" in said(data, "list")


def test_nobody_is_asked_about_a_challenge_part_and_nothing_can_be_said_of_it(data: Path) -> None:
    shown = ChallengeShown("M1 hole", Outcome.REJECT, "", "", "start", 0, Round.KEPT)
    with closing(SqliteRecorder(data)) as recorder:
        recorder.open()
        record(recorder, replace(make_defective("M4", 4), challenge=shown))
    assert "M4" in said(data, "list")
    assert "M4" not in said(data, "list", "--undecided")
    with pytest.raises(InputError, match="cannot enter what part M4 is: it is the challenge part 'M1 hole', and known"):
        dispose(data, "M4")


def test_the_settings_of_a_station_say_who_is_drawn_and_which_reasons_there_are(data: Path, tmp_path: Path) -> None:
    config = tmp_path / "station.toml"
    config.write_text(
        'product = "PN-1042"\n[folders]\ndata = "."\n[camera]\nkind = "simulated"\n'
        '[review]\naudit_share = 1.0\ndefect_reasons = ["漏件"]\n'
    )
    found = CliRunner().invoke(records, ["list", "--undecided", "--config", str(config)], catch_exceptions=False)
    assert "'P1' PASS score 0.400, audit sample: undecided" in found.output
    with pytest.raises(InputError, match="offered are 漏件"):
        dispose(data, "P2", "true-defect", "--config", str(config))


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (("dispose", "P9", "--as", "good"), "has no such part"),
        (("dispose", "P1", "--as", "overkill"), "it was signalled PASS"),
        (("dispose", "P2", "--as", "true-defect"), "it has no reason"),
        (("dispose", "P2", "--as", "overkill", "--who", " "), "nobody is named"),
        (("undo", "P2"), "none stands"),
        (("export",), "it is not said as what"),
    ],
)
def test_what_cannot_be_done_is_one_line(data: Path, order: tuple[str, ...], told: str) -> None:
    with pytest.raises(InputError, match=told):
        said(data, *order)


def test_a_folder_that_is_not_there_is_no_empty_record(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no folder"):
        said(tmp_path / "none", "list")
    with pytest.raises(InputError, match="it is not said where it is"):
        CliRunner().invoke(records, ["list"], catch_exceptions=False)


def test_a_folder_without_a_record_exports_no_empty_table(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot export the record: .* holds no inspections\.sqlite3; give the"):
        said(tmp_path, "export", "--csv", str(tmp_path / "a.csv"))
    assert not list(tmp_path.iterdir())


def test_a_folder_that_may_not_be_looked_into_is_one_line(tmp_path: Path) -> None:
    """As the data folder of a line PC without sudo; root may look everywhere, but not at a name this long."""
    with pytest.raises(InputError, match="File name too long; give the station's data folder, as an account that may"):
        said(tmp_path / ("x" * 300), "list")


def test_estimates_say_when_there_is_too_little(data: Path) -> None:
    dispose(data, "P2", "overkill")
    told = said(data, "estimate").splitlines()
    assert told[0] == "not enough audit data (n = 0)"
    assert re.match(r"overkill 1/1, between 20\.6% and 100\.0% of rejects \(reviewed 50%\)", told[1])
    assert said(data, "estimate", "--since", "2027-01-01").splitlines()[1] == (
        "no reject has a disposition (reviewed 0%)"
    )


def test_verify_ends_with_status_1_where_an_entry_was_changed(data: Path) -> None:
    dispose(data)
    head = said(data, "verify").rsplit(maxsplit=1)[1]
    assert json.loads(said(data, "verify", "--head", head, "--json"))["wrong"] == ""
    assert "no entry has the hash" in said(data, "verify", "--head", "0" * 64, status=1)
    with closing(sqlite3.connect(data / DISPOSITIONS_FILE)) as db, db:
        guard = db.execute("SELECT sql FROM sqlite_master WHERE name = 'dispositions_never_change'").fetchone()[0]
        db.execute("DROP TRIGGER dispositions_never_change")
        db.execute("UPDATE dispositions SET who = 'nobody'")
        db.execute(guard)
    assert said(data, "verify", status=1) == "entry 1: it is not as it was written\n"


def test_a_ledger_that_is_no_database_is_a_fault_and_no_empty_one(data: Path) -> None:
    dispose(data)
    for file in (data / DISPOSITIONS_FILE).parent.iterdir():
        file.write_bytes(b"nonsense" * 2_000)
    with pytest.raises(StoreError, match=r"dispositions\.sqlite3"):
        said(data, "list")


def test_tables_are_written_and_counted(data: Path, tmp_path: Path) -> None:
    csv, parquet = tmp_path / "a.csv", tmp_path / "a.parquet"
    told = said(data, "export", "--csv", str(csv), "--parquet", str(parquet), "--outcome", "reject")
    assert told == f"2 parts in {csv}\n2 parts in {parquet}\n"
    assert b"'=1" in csv.read_bytes()


@pytest.fixture
def kept(data: Path) -> Path:
    """Return the record of `data` with the images of part P8 in it."""
    with closing(SqliteRecorder(data)) as recorder:
        recorder.open()
        inspection = make_defective("P8", 8)
        record(recorder, inspection)
        archive = FileArchive(data)
        archive.open()
        archive.keep(inspection, make_signal(inspection))
        archive.close()
    return data


def pinned(data: Path) -> str:
    with closing(sqlite3.connect(data / RECORD_FILE)) as db:
        return str(db.execute("SELECT pinned FROM images WHERE part_id = 'P8'").fetchone()[0])


def test_images_are_pinned_with_a_reason_and_let_go(kept: Path) -> None:
    assert "'P8' stay: complaint 4711" in said(kept, "pin", "P8", "--why", "complaint 4711")
    assert pinned(kept) == "complaint 4711"
    assert "'P8' go" in said(kept, "unpin", "P8")
    assert pinned(kept) == ""


def test_what_cannot_be_pinned_is_told(kept: Path) -> None:
    with pytest.raises(InputError, match="has no such part"):
        said(kept, "pin", "P77", "--why", "complaint")
    with pytest.raises(StoreError, match="no image of it is kept"):
        said(kept, "pin", "P1", "--why", "complaint")
    with pytest.raises(click.BadParameter, match="say why"):
        said(kept, "pin", "P8", "--why", " ")


def test_frames_are_written_as_pictures_whatever_parts_are_called(kept: Path, tmp_path: Path) -> None:
    out = tmp_path / "pictures"
    assert said(kept, "export", "--pictures", str(out)) == f"1 pictures in {out}; 3 left out: no frame\n"
    assert [path.name for path in out.iterdir()] == ["P8.png"]
    np.testing.assert_array_equal(read_image(out / "P8.png"), make_image())
    with pytest.raises(InputError, match="there are files in it"):
        said(kept, "export", "--pictures", str(out))


def test_a_golden_is_taught_from_parts_of_the_archive(tmp_path: Path) -> None:
    archive = fill_archive(tmp_path)
    out = tmp_path / "passed"
    said(archive.data, "export", "--pictures", str(out), "--outcome", "pass")
    assert sorted(path.name for path in out.iterdir()) == ["P1.png", "P2.png"]
    pictures = [str(path) for path in sorted(out.iterdir())]
    order = [PRODUCT, *pictures, "--golden-refs", str(archive.library.golden_refs), "--why", "lot 18", "--json"]
    found = CliRunner().invoke(teach, order, catch_exceptions=False)
    assert json.loads(found.output)["taken"] == pictures
    assert json.loads(found.output)["revision"] == "r002"

"""A whole station in one file: whole or refused, and what is there is kept until the new lies ready beside it."""

import fcntl
import hashlib
import json
import os
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner
from disks import mounted, no_room_for
from dispositions import make_subject, make_word
from kills import was_killed
from people import add_person
from recording import record_parts

from inspector.backup import plan, taking
from inspector.backup.backup_file import Manifest, write_manifest
from inspector.backup.restoring import check_backup
from inspector.cli.app import inspector
from inspector.errors import InputError, InspectorError, RecipeError
from inspector.record.connection import RECORD_FILE
from inspector.record.sqlite import SqliteReader, SqliteRecorder
from inspector.record.sqlite_dispositions import SqliteDispositions
from inspector.settings import load_settings
from inspector.wiring.backing_up import back_up, restore

ROOT = Path(__file__).parents[1]
SETTINGS = """station = "Line 3"  # as people call it
product = "demo-board"
[folders]
golden_refs = "golden_refs"
models = "models"
data = "data"
[camera]
kind = "simulated"
[plc]
port = 0
"""


def make_station(folder: Path, station: str = "Line 3") -> Path:
    """Make a station with two parts on record, and return its settings."""
    shutil.copytree(ROOT / "golden_refs", folder / "golden_refs")
    shutil.copytree(ROOT / "models" / "classical", folder / "models")
    (folder / "data").mkdir()
    with closing(SqliteRecorder(folder / "data")) as recorder:
        recorder.open()
        record_parts(recorder, 2)
    config = folder / "station.toml"
    config.write_text(SETTINGS.replace("Line 3", station), "utf-8")
    return config


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return make_station(tmp_path / "old")


@pytest.fixture
def backup(config: Path, tmp_path: Path) -> Path:
    back_up(config, tmp_path / "line-3.zip", pictures=False)
    return tmp_path / "line-3.zip"


def tree(folder: Path) -> dict[str, str]:
    """Return the hash of every file below `folder`, less what SQLite keeps beside a record that is read."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(("-wal", "-shm")))
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def rows(folder: Path) -> list[str]:
    with closing(SqliteReader(folder / "data")) as reader:
        return [row.part_id for row in reader.after(0, 1000)]


def test_a_restored_station_is_as_it_was(backup: Path, config: Path, tmp_path: Path) -> None:
    done = restore(backup, tmp_path / "new" / "station.toml", replace=False)
    was, now = tree(config.parent), tree(tmp_path / "new")
    assert done.kept == ()
    assert now == {name: now[name] if "sqlite3" in name else was[name] for name in was if "lock" not in name}
    assert rows(tmp_path / "new") == rows(config.parent) == ["P1", "P2"]


def test_pictures_go_with_it_where_they_are_asked_for(config: Path, tmp_path: Path) -> None:
    frame = config.parent / "data" / "images" / "2026" / "11" / "02" / "P1.png"
    frame.parent.mkdir(parents=True)
    frame.write_bytes(b"a frame")
    manifest = back_up(config, tmp_path / "all.zip", pictures=True)
    restore(tmp_path / "all.zip", tmp_path / "new" / "station.toml", replace=False)
    assert manifest.pictures
    assert (tmp_path / "new/data/images/2026/11/02/P1.png").read_bytes() == b"a frame"


def test_pictures_on_another_disk_go_with_it(config: Path, tmp_path: Path) -> None:
    large = tmp_path / "large" / "11" / "02"
    large.mkdir(parents=True)
    (large / "P1.png").write_bytes(b"a frame")
    months = config.parent / "data" / "images" / "2026"
    months.mkdir(parents=True)
    (months / "11").symlink_to(tmp_path / "large" / "11")
    back_up(config, tmp_path / "all.zip", pictures=True)
    restore(tmp_path / "all.zip", tmp_path / "new" / "station.toml", replace=False)
    assert (tmp_path / "new/data/images/2026/11/02/P1.png").read_bytes() == b"a frame"


def test_a_link_that_leads_back_is_told_and_what_was_there_before_stays(config: Path, tmp_path: Path) -> None:
    images = config.parent / "data" / "images"
    images.mkdir()
    (images / "again").symlink_to(images)
    (tmp_path / "all.zip").write_bytes(b"of yesterday")
    with pytest.raises(InputError, match="a link leads to a folder that is there twice"):
        back_up(config, tmp_path / "all.zip", pictures=True)
    assert (tmp_path / "all.zip").read_bytes() == b"of yesterday"


def test_people_come_with_it_and_nobody_is_signed_in(config: Path, tmp_path: Path) -> None:
    data = config.parent / "data"
    add_person(data)
    with closing(sqlite3.connect(data / "users" / "users.sqlite3")) as db:
        db.execute("INSERT INTO sessions VALUES (x'00', 'Li', '127.0.0.1', 1, 1)")
        db.commit()
    back_up(config, tmp_path / "b.zip", pictures=False)
    restore(tmp_path / "b.zip", tmp_path / "new" / "station.toml", replace=False)
    with closing(sqlite3.connect(tmp_path / "new/data/users/users.sqlite3")) as db:
        assert [name for (name,) in db.execute("SELECT name FROM users")] == ["Li"]
        assert db.execute("SELECT count(*) FROM sessions").fetchone() == (0,)


def test_nobody_but_its_owner_reads_a_backup(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600


def test_no_private_key_is_in_a_backup(backup: Path) -> None:
    with zipfile.ZipFile(backup) as bundle:
        assert all(b"PRIVATE KEY" not in bundle.read(name) for name in bundle.namelist())


def changed(backup: Path, target: Path, name: str, data: bytes | None, new_name: str = "") -> Path:
    """Write the backup again with one member changed, left out (None) or added."""
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(target, "w") as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
            elif data is not None:
                new.writestr(new_name or each, data)
        if name not in old.namelist() and data is not None:
            new.writestr(name, data)
    return target


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("station.toml", SETTINGS.replace("Line 3", "Line 4").encode(), "station.toml was changed"),
        (f"data/{RECORD_FILE}", b"", f"data/{RECORD_FILE} was changed"),
        ("golden_refs/demo-board/ACTIVE", b"r009\n", "golden_refs/demo-board/ACTIVE was changed"),
        ("models/comparator.json", None, "models/comparator.json is missing"),
        ("station.toml", None, "station.toml is missing"),
        ("manifest.json", None, "manifest.json is missing"),
        ("manifest.json", b"{}", "manifest.json is unusable: station"),
        ("data/more.txt", b"x", "data/more.txt is in no manifest"),
        ("data/../../escaped", b"x", "could leave its folder"),
        ("/etc/passwd", b"x", "could leave its folder"),
        ("data/a/..", b"x", "could leave its folder"),
        ("models//x", b"x", "could leave its folder"),
    ],
)
def test_what_is_not_as_it_was_taken_is_refused_before_anything_is_touched(
    backup: Path, tmp_path: Path, name: str, data: bytes | None, says: str
) -> None:
    there = make_station(tmp_path / "there", "Line 9")
    before = tree(there.parent)
    broken = changed(backup, tmp_path / "broken.zip", name, data)
    with pytest.raises(InputError, match=r"use backup .*broken.zip") as refused:
        restore(broken, there, replace=True)
    assert says in str(refused.value)
    assert tree(there.parent) == before


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_backup_that_was_cut_off_is_no_backup(backup: Path, tmp_path: Path, share: float) -> None:
    data = backup.read_bytes()
    (tmp_path / "cut.zip").write_bytes(data[: int(share * len(data))])
    with pytest.raises(InputError, match="it is no whole zip file"):
        restore(tmp_path / "cut.zip", tmp_path / "new" / "station.toml", replace=False)
    assert not (tmp_path / "new").exists()


def test_a_backup_in_which_a_name_was_damaged_is_no_backup(config: Path, tmp_path: Path) -> None:
    """One bit of it is enough: a name outside of ASCII is UTF-8."""
    frame = config.parent / "data" / "images" / "Prüfteil.png"
    frame.parent.mkdir(parents=True, exist_ok=True)
    frame.write_bytes(b"a frame")
    back_up(config, tmp_path / "all.zip", pictures=True)
    damaged = (tmp_path / "all.zip").read_bytes().replace("Prüfteil".encode(), b"Pr\xff\xfcfteil", 1)
    (tmp_path / "all.zip").write_bytes(damaged)
    with pytest.raises(InputError, match="it is no whole zip file"):
        check_backup(tmp_path / "all.zip")


@pytest.mark.parametrize("name", ["manifest.json", "station.toml"])
def test_a_member_that_no_backup_packs_so_is_refused(backup: Path, tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(tmp_path / "b.zip", "w") as new:
        for each in old.namelist():
            new.writestr(each, old.read(each), zipfile.ZIP_LZMA if each == name else zipfile.ZIP_DEFLATED)
    with pytest.raises(InputError, match=f"{name} is encrypted or packed in a way that no backup is"):
        check_backup(tmp_path / "b.zip")


def test_a_station_that_would_not_start_is_not_restored(config: Path, tmp_path: Path) -> None:
    recipe = config.parent / "golden_refs/demo-board/r001/recipe.toml"
    recipe.write_text(recipe.read_text() + "\n")
    back_up(config, tmp_path / "b.zip", pictures=False)
    there = make_station(tmp_path / "there", "Line 9")
    before = tree(there.parent)
    with pytest.raises(InspectorError, match=r"recipe.toml was changed"):
        restore(tmp_path / "b.zip", there, replace=True)
    assert tree(there.parent) == before


def test_what_is_there_is_not_written_over_unless_told_and_then_kept_beside(backup: Path, tmp_path: Path) -> None:
    there = make_station(tmp_path / "there", "Line 9")
    before = tree(there.parent)
    with pytest.raises(InputError, match=r"there is something already at .*data, .*station.toml; give --replace"):
        restore(backup, there, replace=False)
    assert tree(there.parent) == before
    done = restore(backup, there, replace=True)
    kept = {path.name.split(".before-restore-")[0]: path for path in done.kept}
    # Goldens and models are the same files: they stay where they are.
    assert set(kept) == {"data", "station.toml"}
    assert 'station = "Line 9"' in kept["station.toml"].read_text()
    assert 'station = "Line 3"' in there.read_text()


def test_a_running_station_is_not_restored_under_its_feet(backup: Path, tmp_path: Path) -> None:
    there = make_station(tmp_path / "there")
    with (there.parent / "data" / "station.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(InputError, match="a station writes there; stop station and dashboard first"):
            restore(backup, there, replace=True)


def test_a_full_disk_is_one_clear_line_and_leaves_the_backup_before(
    backup: Path, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = backup.read_bytes()
    says = r"cannot back up to .*: No space left on device; check the rights and the room"
    with no_room_for(monkeypatch, taking, "write_manifest"), pytest.raises(InputError, match=says):
        back_up(config, backup, pictures=False)
    assert backup.read_bytes() == before
    assert [path.name for path in backup.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    "name", [b"notes\nof May", b"Pr\xfcfung.txt", b"/".join([b"deep"] * 13)], ids=["line", "latin", "deep"]
)
def test_what_could_not_be_restored_is_no_backup(config: Path, tmp_path: Path, name: bytes) -> None:
    file = config.parent / "models" / os.fsdecode(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("x")
    with pytest.raises(InputError, match="could not be restored; give it another name") as told:
        back_up(config, tmp_path / "b.zip", pictures=False)
    assert "\n" not in str(told.value)
    assert not (tmp_path / "b.zip").exists()


def test_a_folder_that_is_not_there_is_named(config: Path, tmp_path: Path) -> None:
    """As where the disk for backups is not mounted."""
    with pytest.raises(InputError, match=r"there is no folder .*backups; make it, or mount its disk"):
        back_up(config, tmp_path / "backups" / "b.zip", pictures=False)


def test_what_a_killed_backup_left_goes_with_the_next_one(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is a copy of the whole record, with what is kept of PINs; every night another one."""
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(taking, "write_manifest", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        back_up(config, tmp_path / "monday.zip", pictures=False)
    assert was_killed(child)
    assert len(list(tmp_path.glob(".backup-*"))) == 1
    back_up(config, tmp_path / "tuesday.zip", pictures=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old", "tuesday.zip"]


def test_two_backups_to_one_file_at_once_leave_a_whole_one(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "b.zip"

    def with_another_one_meanwhile(bundle: zipfile.ZipFile, manifest: Manifest) -> None:
        monkeypatch.setattr(taking, "write_manifest", write_manifest)
        back_up(config, target, pictures=False)
        write_manifest(bundle, manifest)

    monkeypatch.setattr(taking, "write_manifest", with_another_one_meanwhile)
    manifest = back_up(config, target, pictures=False)
    assert check_backup(target) == manifest
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "old"]


def test_more_than_the_disk_has_room_for_is_refused(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 0))  # noqa: SLF001
    with pytest.raises(InputError, match="0 MiB are free; make room on the disk"):
        restore(backup, tmp_path / "new" / "station.toml", replace=False)


def test_room_is_asked_of_the_disk_that_needs_it(config: Path, tmp_path: Path) -> None:
    """The record lies on a disk of its own: the small one of the goldens has no say in how large it may be."""
    new = tmp_path / "new"
    new.mkdir()
    (config.parent / "data" / "images").mkdir(exist_ok=True)
    (config.parent / "data" / "images" / "P1.png").write_bytes(bytes(24 << 20))
    config.write_text(config.read_text("utf-8").replace('"golden_refs"\n', '"disk/golden_refs"\n'), "utf-8")
    (config.parent / "disk").mkdir()
    (config.parent / "golden_refs").rename(config.parent / "disk" / "golden_refs")
    back_up(config, tmp_path / "all.zip", pictures=True)
    with mounted(new / "disk", 12):
        assert restore(tmp_path / "all.zip", new / "station.toml", replace=False).manifest
    with (
        mounted(tmp_path / "small", 12),
        pytest.raises(InputError, match=r"restore to .*small: it takes 2\d MiB, 1[12]"),
    ):
        restore(tmp_path / "all.zip", tmp_path / "small" / "station.toml", replace=False)


def test_a_folder_that_is_a_link_stays_one(backup: Path, tmp_path: Path) -> None:
    """Beside the link the record would come to lie on another disk."""
    there = make_station(tmp_path / "there", "Line 9")
    (tmp_path / "large").mkdir()
    (there.parent / "data").rename(tmp_path / "large" / "data")
    (there.parent / "data").symlink_to(tmp_path / "large" / "data")
    restore(backup, there, replace=True)
    assert (there.parent / "data").readlink() == tmp_path / "large" / "data"
    assert rows(there.parent) == ["P1", "P2"]


@pytest.mark.skipif(os.geteuid() != 0, reason="whose files are whose is a matter of root")
def test_what_root_restores_can_be_read_by_the_services_however_strict_its_umask_is(
    backup: Path, tmp_path: Path
) -> None:
    before = os.umask(0o077)
    try:
        restore(backup, tmp_path / "new" / "station.toml", replace=False)
    finally:
        os.umask(before)
    modes = [tmp_path / "new" / name for name in ("station.toml", "golden_refs", "models", "data")]
    assert [oct(path.stat().st_mode & 0o777) for path in modes] == ["0o644", "0o755", "0o755", "0o755"]


@pytest.mark.skipif(os.geteuid() != 0, reason="whose files are whose is a matter of root")
def test_what_people_say_is_written_by_both_accounts_after_a_restore_too(config: Path, tmp_path: Path) -> None:
    add_person(config.parent / "data")
    with closing(SqliteDispositions(config.parent / "data")) as ledger:
        ledger.dispose(make_subject(), make_word(), 0)
    back_up(config, tmp_path / "b.zip", pictures=False)
    restore(tmp_path / "b.zip", tmp_path / "new" / "station.toml", replace=False)
    folders = [tmp_path / "new" / "data" / name for name in ("dispositions", "users")]
    assert [oct(folder.stat().st_mode & 0o7777) for folder in folders] == ["0o2770", "0o770"]


def test_the_commands_say_what_they_did(config: Path, tmp_path: Path) -> None:
    run = CliRunner()
    told = run.invoke(inspector, ["backup", str(tmp_path / "b.zip"), "--config", str(config)])
    assert told.output.startswith("Line 3 of 20")
    assert "without pictures" in told.output
    new = str(tmp_path / "new" / "station.toml")
    checked = run.invoke(inspector, ["restore", str(tmp_path / "b.zip"), "--config", new, "--check"])
    assert "is whole in" in checked.output
    assert not (tmp_path / "new").exists()
    done = run.invoke(inspector, ["restore", str(tmp_path / "b.zip"), "--config", new, "--json"])
    assert json.loads(done.output)["station"] == "Line 3"


def test_a_record_that_is_being_written_is_taken_as_it_stood_in_one_moment(config: Path, tmp_path: Path) -> None:
    """A process of its own writes rows all the while; each backup holds the first so many, without a gap."""
    script = (
        "import sys; from pathlib import Path; from recording import record_parts\n"
        "from inspector.record.sqlite import SqliteRecorder\n"
        "recorder = SqliteRecorder(Path(sys.argv[1])); recorder.open(); number = 3\n"
        "while True:\n record_parts(recorder, 1, first=number); print(number, flush=True); number += 1\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    words = [sys.executable, "-c", script, str(config.parent / "data")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as writer:
        assert writer.stdout
        seen = []
        for number in range(3):
            written = int(writer.stdout.readline())
            back_up(config, tmp_path / f"{number}.zip", pictures=False)
            restore(tmp_path / f"{number}.zip", tmp_path / str(number) / "station.toml", replace=False)
            found = rows(tmp_path / str(number))
            assert found == [f"P{each}" for each in range(1, len(found) + 1)]
            assert len(found) >= written
            seen.append(len(found))
        writer.kill()
    assert seen == sorted(seen)
    assert seen[-1] > seen[0]


RESTORER = """
import os, sys
from pathlib import Path
from kills import die_at, was_killed
from inspector.wiring.backing_up import restore

for line in sys.stdin:
    backup, config, line_number = line.split()
    child = os.fork()
    if child == 0:
        die_at(int(line_number), ("backup/plan.py",))
        restore(Path(backup), Path(config), replace=True)
        os._exit(0)
    print("killed" if was_killed(child) else "done", flush=True)
"""


def state_of(folder: Path) -> str:
    """Return which station would start there: the old, the new, or none; never a mix of both."""
    config = folder / "station.toml"
    if (folder / ".station.toml.restore-plan").exists():
        # From the first move on to the last no station starts, not even the old one.
        with pytest.raises(RecipeError, match="a restore of this station is not finished; give `inspector restore` ag"):
            load_settings(config)
        return "none"
    name = "old" if load_settings(config).station == "Line 9" else "new"
    assert rows(folder) == (["P1", "P2", "P3"] if name == "old" else ["P1", "P2"])
    return name


def test_killed_at_any_line_a_restore_leaves_the_old_or_the_new_or_is_finished_by_the_same_command(
    backup: Path, in_memory: Path
) -> None:
    base = make_station(in_memory / "base", "Line 9")
    with closing(SqliteRecorder(base.parent / "data")) as recorder:
        recorder.open()
        record_parts(recorder, 1, first=3)
    seen = []
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    with subprocess.Popen(
        [sys.executable, "-c", RESTORER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as restorer:
        assert restorer.stdin
        assert restorer.stdout
        for line_number in count(1, 3):
            folder = in_memory / str(line_number)
            shutil.copytree(base.parent, folder)
            print(backup, folder / "station.toml", line_number, file=restorer.stdin, flush=True)
            killed = restorer.stdout.readline() == "killed\n"
            seen.append(state_of(folder))
            restore(backup, folder / "station.toml", replace=True)
            assert state_of(folder) == "new"
            assert not list(folder.glob("*.restoring"))
            shutil.rmtree(folder)
            if not killed:
                break
        restorer.stdin.close()
    assert seen == sorted(seen, key=["old", "none", "new"].index)
    assert set(seen) == {"old", "none", "new"}


@pytest.fixture
def interrupted(backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the settings of a station to which a restore was written down and nothing was moved."""
    there = make_station(tmp_path / "there", "Line 9")

    def refused(*_: object) -> None:
        raise OSError(1, "Operation not permitted", "data")

    with monkeypatch.context() as patched:
        patched.setattr(plan, "_rename", refused)
        with pytest.raises(InputError, match="give the command again"):
            restore(backup, there, replace=True)
    return there


def test_a_station_that_was_running_all_the_same_is_not_moved_by_the_rest_of_a_restore(
    interrupted: Path, backup: Path
) -> None:
    before = tree(interrupted.parent)
    with (interrupted.parent / "data" / "station.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(InputError, match="a station writes there; stop station and dashboard first"):
            restore(backup, interrupted, replace=True)
    assert tree(interrupted.parent) == before
    assert restore(backup, interrupted, replace=True).manifest is None
    assert state_of(interrupted.parent) == "new"


@pytest.mark.parametrize("how", [[], ["--json"]], ids=["for people", "json"])
def test_a_file_that_was_not_used_is_said(how: list[str], interrupted: Path, tmp_path: Path) -> None:
    words = ["restore", str(tmp_path / "another.zip"), "--config", str(interrupted), "--replace", *how]
    told = CliRunner().invoke(inspector, words)
    assert (told.exit_code, told.stdout == "") == (0, bool(how))
    assert f"{tmp_path / 'another.zip'} was not used: if it is another one, give the command again" in told.output
    assert state_of(interrupted.parent) == "new"


def test_the_document_leads_through_a_backup_and_back(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "docs" / "backup.md").read_text("utf-8")
    lines = [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    monkeypatch.chdir(config.parent)
    for line in lines:
        words = shlex.split(line.removeprefix(".venv/bin/inspector "))
        assert CliRunner().invoke(inspector, words, catch_exceptions=False).exit_code == 0
    assert rows(config.parent / "new") == ["P1", "P2"]
    assert len(lines) == 3

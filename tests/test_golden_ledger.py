"""The ledger: a changed byte is found and named, and a crash leaves the old state, the new one, or one that says so."""

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import ModuleType

import pytest
from disks import no_room_for
from libraries import PRODUCT, Library, full_files, make_library, other_files, small_files

from inspector.errors import InputError, RecipeError
from inspector.golden import acts, writing
from inspector.golden import verify as verifying
from inspector.golden.keys import load_key, make_key, trust
from inspector.golden.ledger import read_ledger
from inspector.golden.library import Act, draft, load_active, load_revision
from inspector.golden.on_disk import write_folder
from inspector.golden.trust import Demands, Trusted, read_trusted
from inspector.golden.verify import Verification, verify

STATION = Demands(ledger=True)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Return a library whose second revision is active and whose third is a draft."""
    made = make_library(tmp_path)
    made.active()
    made.active(replace(full_files(), recipe=other_files(5).recipe))
    made.drafted(other_files(6))
    return made


def verified(library: Library) -> Verification:
    return verify(library.golden_refs, PRODUCT)


def lines_of(library: Library) -> list[bytes]:
    return (library.folder / "ledger.jsonl").read_bytes().splitlines(keepends=True)


def test_what_nobody_touched_is_clean(library: Library) -> None:
    found = verified(library)
    assert (found.faults, found.interrupted) == ((), ())
    assert (found.active, found.entries) == ("r002", 9)


def test_an_entry_says_who_did_what_when_why_and_to_which_bytes(library: Library) -> None:
    entry = json.loads(lines_of(library)[2])
    assert (entry["number"], entry["act"], entry["revision"], entry["who"]) == (3, "approve", "r001", "Bert")
    assert entry["why"] == "drilled and replayed"
    assert entry["at"].endswith("Z")
    assert entry["files"] == small_files().sha256()


def test_every_byte_of_the_ledger_counts(library: Library) -> None:
    path = library.folder / "ledger.jsonl"
    data = path.read_bytes()
    unnoticed = []
    for place in {*range(0, len(data), 53), len(data) - 1}:
        path.write_bytes(data[:place] + bytes([data[place] ^ 0x01]) + data[place + 1 :])
        if not verified(library).faults:
            unnoticed.append(place)
    assert unnoticed == []


@pytest.mark.parametrize("name", sorted(full_files().named()))
def test_a_changed_byte_of_the_active_revision_stops_the_station(library: Library, name: str) -> None:
    path = library.folder / "r002" / name
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 0x01]))
    with pytest.raises(RecipeError, match=rf"trust revision .*r002: {name} was changed: its sha256 is"):
        load_active(library.golden_refs, PRODUCT, STATION)


def change_file(library: Library) -> None:
    (library.folder / "r001" / "recipe.toml").write_bytes(b"[limits]\nmin_area_px = 9999\n")


def remove_file(library: Library) -> None:
    (library.folder / "r001" / "goods" / "01.png").unlink()


def add_file(library: Library) -> None:
    (library.folder / "r001" / "goods" / "02.png").write_bytes(small_files().golden)


def remove_revision(library: Library) -> None:
    (library.folder / "r001").rename(library.golden_refs / "gone")


def add_revision(library: Library) -> None:
    write_folder(library.folder / "r009", small_files().named())


def leave_an_entry_out(library: Library) -> None:
    lines = lines_of(library)
    (library.folder / "ledger.jsonl").write_bytes(b"".join(lines[:2] + lines[3:]))


def swap_entries(library: Library) -> None:
    lines = lines_of(library)
    (library.folder / "ledger.jsonl").write_bytes(b"".join([lines[1], lines[0], *lines[2:]]))


def say_it_otherwise(library: Library) -> None:
    path = library.folder / "ledger.jsonl"
    path.write_bytes(path.read_bytes().replace(b'","at":', b'", "at":', 1))


def remove_ledger(library: Library) -> None:
    (library.folder / "ledger.jsonl").unlink()


def cut_off_the_activation(library: Library) -> None:
    (library.folder / "ledger.jsonl").write_bytes(b"".join(lines_of(library)[:7]))


def name_another_revision(library: Library) -> None:
    active = library.folder / "ACTIVE"
    active.write_bytes(active.read_bytes().replace(b"r002", b"r001"))


def put_back_an_old_active(library: Library) -> None:
    entry = read_ledger(library.folder)
    assert entry
    (library.folder / "ACTIVE").write_text(f"r001 {entry.entries[3].sha256()}\n", "ascii")


def activate_by_hand(library: Library) -> None:
    (library.folder / "ACTIVE").write_text("r003\n", "ascii")


def remove_active(library: Library) -> None:
    (library.folder / "ACTIVE").unlink()


def distrust_the_key(library: Library) -> None:
    assert library.bert.key
    (library.golden_refs / "keys" / f"{library.bert.key.key_id}.pub").unlink()


@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        (change_file, "r001/recipe.toml was changed"),
        (remove_file, "r001/goods/01.png is missing"),
        (add_file, "r001/goods/02.png is in no entry of the ledger"),
        (remove_revision, "there is no such folder"),
        (add_revision, "r009 is in no entry of the ledger"),
        (leave_an_entry_out, "entry 3: it calls itself entry 4"),
        (swap_entries, "entry 1: it calls itself entry 2"),
        (say_it_otherwise, "entry 1: its bytes are not as they were written"),
        (remove_ledger, "has no ledger.jsonl"),
        (cut_off_the_activation, "none of the ledger's 7: the ledger's end was cut off"),
        (name_another_revision, "it says r001, its entry 8 is activate of r002"),
        (put_back_an_old_active, "it names entry 4, and entry 8 activated r002 since"),
        (activate_by_hand, "it names no entry, and entry 4 activated r001 since"),
        (remove_active, "it names no entry, and entry 4 activated r001 since"),
        (distrust_the_key, "is none of the 1 that the site trusts"),
    ],
)
def test_whatever_was_tampered_with_is_named(library: Library, tamper: Callable[[Library], None], says: str) -> None:
    tamper(library)
    assert says in " | ".join(verified(library).faults)


@pytest.mark.parametrize(
    "tamper",
    [leave_an_entry_out, remove_ledger, cut_off_the_activation, name_another_revision, activate_by_hand, remove_active],
)
def test_a_station_refuses_a_ledger_or_active_that_was_tampered_with(
    library: Library, tamper: Callable[[Library], None]
) -> None:
    tamper(library)
    with pytest.raises(RecipeError):
        load_active(library.golden_refs, PRODUCT, STATION)


def test_a_chain_made_anew_without_the_keys_is_found(library: Library) -> None:
    ledger = read_ledger(library.folder)
    assert ledger
    previous, lines = "0" * 64, []
    for entry in ledger.entries:
        forged = entry.model_copy(update={"previous": previous, "who": "Mallory"})
        lines.append(forged.line() + b"\n")
        previous = forged.sha256()
    (library.folder / "ledger.jsonl").write_bytes(b"".join(lines))
    assert "its signature is false" in verified(library).faults[0]


def test_a_draft_that_nobody_signed_is_held_by_the_entry_after_it(tmp_path: Path) -> None:
    library = make_library(tmp_path)
    unsigned = replace(library, anna=replace(library.anna, key=None))
    unsigned.active()
    path = library.folder / "ledger.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"who":"Anna"', b'"who":"Carl"', 1))
    assert "entry 2: it does not follow the entry before" in verified(library).faults[0]


def test_an_approval_without_signature_does_not_count(library: Library) -> None:
    library.drafted(other_files(8))
    ledger = read_ledger(library.folder)
    assert ledger
    entry = ledger.entries[2].model_copy(
        update={"number": 11, "revision": "r004", "previous": ledger.last_sha256(), "key": "", "signature": ""}
    )
    writing.write_entry(library.folder, entry)
    assert "entry 11: it is not signed (approve of r004 by Bert)" in verified(library).faults[0]


def test_what_cannot_be_found_offline_an_end_cut_off_after_the_activation(library: Library) -> None:
    """Show what the documents say: without a head kept elsewhere, a draft cut off with its folder leaves no trace."""
    head = verified(library).head
    (library.folder / "ledger.jsonl").write_bytes(b"".join(lines_of(library)[:8]))
    (library.folder / "r003").rename(library.golden_refs / "gone")
    assert verified(library).faults == ()
    assert verified(library).head != head


def test_nothing_is_added_to_a_ledger_that_cannot_be_trusted(library: Library) -> None:
    leave_an_entry_out(library)
    with pytest.raises(RecipeError, match="entry 3"):
        library.drafted()


@pytest.mark.parametrize(
    ("who", "why", "says"),
    [
        ("Anna", "gr\udcfcn", "who or why is no readable text"),
        ("M\udcfcller", "more good parts", "who or why is no readable text"),
        ("", "more good parts", "nobody is named"),
    ],
    ids=["why", "who", "nobody"],
)
def test_an_act_without_name_or_in_another_encoding_is_refused(library: Library, who: str, why: str, says: str) -> None:
    """A terminal that is not set to UTF-8 sends half characters, which no ledger holds."""
    with pytest.raises(InputError, match=says):
        acts.submit(library.golden_refs, PRODUCT, "r003", Act(who, why, library.anna.key))
    assert load_active(library.golden_refs, PRODUCT, STATION).revision == "r002"


def test_what_could_not_be_read_again_is_not_added_to_a_ledger(library: Library) -> None:
    with pytest.raises(InputError, match="a name in it is no readable text"):
        draft(library.golden_refs, "Pr\udcfcfstift", small_files(), library.anna)
    assert not (library.golden_refs / "Pr\udcfcfstift" / "ledger.jsonl").exists()


def test_a_tampered_revision_cannot_be_activated(library: Library) -> None:
    revision = library.approved(other_files(9))
    (library.folder / revision / "recipe.toml").write_bytes(b"")
    with pytest.raises(RecipeError, match=r"recipe.toml was changed"):
        acts.activate(library.golden_refs, PRODUCT, revision, library.bert)
    assert load_active(library.golden_refs, PRODUCT, STATION).revision == "r002"


def test_a_ledger_of_another_product_is_none(library: Library) -> None:
    library.folder.rename(library.golden_refs / "PN-2000")
    with pytest.raises(RecipeError, match=f"entry 1: it is of product {PRODUCT}"):
        load_active(library.golden_refs, "PN-2000", STATION)


def test_a_torn_last_line_did_not_happen_and_the_next_act_takes_it_away(library: Library) -> None:
    path = library.folder / "ledger.jsonl"
    with path.open("ab") as ledger:
        ledger.write(lines_of(library)[0][:100])
    assert (verified(library).faults, verified(library).entries) == ((), 9)
    assert "cut short (100 bytes)" in verified(library).interrupted[0]
    library.drafted()
    assert (verified(library).interrupted, verified(library).entries) == ((), 10)


def test_a_changed_last_line_end_takes_no_act_away(library: Library) -> None:
    """A submission leaves no file that would be missed."""
    acts.submit(library.golden_refs, PRODUCT, "r003", library.anna)
    path = library.folder / "ledger.jsonl"
    path.write_bytes(path.read_bytes()[:-1] + b"\x0b")
    assert "entry 10: bytes follow it where its line end was" in verified(library).faults[0]
    with pytest.raises(RecipeError, match="entry 10"):
        library.drafted()


def test_a_last_entry_that_lacks_nothing_but_its_line_end_happened(library: Library) -> None:
    path = library.folder / "ledger.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    assert (verified(library).faults, verified(library).entries) == ((), 9)
    assert "no end: its act happened" in verified(library).interrupted[0]
    library.drafted()
    assert path.read_bytes().startswith(whole)
    assert (verified(library).faults, verified(library).interrupted, verified(library).entries) == ((), (), 10)


def test_a_head_that_was_noted_has_to_be_in_the_ledger_for_ever(library: Library) -> None:
    """An end cut off after the activation, and all of it put back, are found by whoever noted the head."""
    noted = verified(library).head
    library.drafted()
    assert verify(library.golden_refs, PRODUCT, head=noted[:16]).faults == ()
    (library.folder / "ledger.jsonl").write_bytes(b"".join(lines_of(library)[:8]))
    for revision in ("r003", "r004"):
        (library.folder / revision).rename(library.golden_refs / f".{revision}")
    assert verified(library).faults == ()
    faults = verify(library.golden_refs, PRODUCT, head=noted).faults
    assert f"head {noted[:16]} is none of its 8 entries: the ledger's end was cut off" in faults[0]


@contextmanager
def room_for(bytes_more: int, path: Path) -> Iterator[None]:
    """Let no file grow beyond so many bytes more than `path` has: as on a disk that is nearly full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + bytes_more, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("bytes_more", [0, 1, 100])
def test_an_act_that_does_not_fit_on_the_disk_is_refused_and_leaves_nothing(library: Library, bytes_more: int) -> None:
    revision = library.approved(other_files(9))
    path = library.folder / "ledger.jsonl"
    before = path.read_bytes()
    with room_for(bytes_more, path), pytest.raises(InputError, match=r"cannot write .*: File too large"):
        acts.activate(library.golden_refs, PRODUCT, revision, library.bert)
    assert path.read_bytes() == before
    assert load_active(library.golden_refs, PRODUCT, STATION).revision == "r002"
    acts.activate(library.golden_refs, PRODUCT, revision, library.bert)
    assert load_active(library.golden_refs, PRODUCT, STATION).revision == revision


def test_a_key_that_does_not_fit_on_the_disk_leaves_the_library_trusted(library: Library, tmp_path: Path) -> None:
    made, empty = make_key(tmp_path / "carl.key"), tmp_path / "empty"
    empty.touch()
    with room_for(0, empty), pytest.raises(InputError, match=r"cannot write .*: File too large"):
        trust(library.golden_refs, made)
    assert load_active(library.golden_refs, PRODUCT, STATION).revision == "r002"


def test_a_private_key_that_does_not_fit_on_the_disk_is_not_in_the_way_of_the_next(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    with room_for(0, tmp_path / "empty"), pytest.raises(InputError, match=r"cannot write .*: File too large"):
        make_key(tmp_path / "carl.key")
    assert make_key(tmp_path / "carl.key").key_id == load_key(tmp_path / "carl.key").key_id


@contextmanager
def interrupted_at(monkeypatch: pytest.MonkeyPatch, module: ModuleType, step: str) -> Iterator[None]:
    """End an act where the disk is full from `step` on: what a crash at that moment leaves."""
    with no_room_for(monkeypatch, module, step), pytest.raises(InputError, match="No space left on device"):
        yield


def interrupt_activation(library: Library, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the revision whose activation is in the ledger and not in ACTIVE."""
    revision = library.approved(other_files(7))
    with interrupted_at(monkeypatch, acts, "write_active"):
        acts.activate(library.golden_refs, PRODUCT, revision, library.bert)
    return revision


def test_an_interrupted_activation_keeps_the_old_revision_and_says_so(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt_activation(library, monkeypatch)
    assert load_active(library.golden_refs, PRODUCT, STATION).revision == "r002"
    assert verified(library).faults == ()
    assert "activate of r004 by Bert (entry 13) was interrupted, r002 is active" in verified(library).interrupted[0]


def test_nothing_else_follows_an_interrupted_activation(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupt_activation(library, monkeypatch)
    with pytest.raises(InputError, match="was interrupted, r002 is active"):
        library.drafted()


def test_an_interrupted_activation_is_finished_by_giving_it_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    revision = interrupt_activation(library, monkeypatch)
    acts.activate(library.golden_refs, PRODUCT, revision, library.bert)
    assert load_active(library.golden_refs, PRODUCT, STATION).revision == revision
    assert (verified(library).entries, verified(library).interrupted) == (13, ())


def test_an_interrupted_activation_is_undone_by_a_rollback(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupt_activation(library, monkeypatch)
    acts.rollback(library.golden_refs, PRODUCT, library.bert)
    assert load_active(library.golden_refs, PRODUCT, STATION).revision == "r002"
    assert (verified(library).faults, verified(library).interrupted) == ((), ())


def test_a_draft_that_has_its_entry_gets_its_name_from_the_next_act(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with interrupted_at(monkeypatch, writing, "rename_folder"):
        library.drafted(other_files(7))
    assert verified(library).faults == ()
    assert "the draft of r004 has no name yet" in verified(library).interrupted[0]
    assert library.drafted() == "r005"
    assert load_revision(library.golden_refs, PRODUCT, "r004").recipe.limits.min_area_px == 7
    assert (verified(library).faults, verified(library).interrupted) == ((), ())


def test_a_draft_without_entry_is_cleared_away(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    with interrupted_at(monkeypatch, writing, "write_entry"):
        library.drafted(other_files(7))
    assert "left of an act that did not happen" in verified(library).interrupted[0]
    assert library.drafted() == "r004"
    assert (verified(library).faults, verified(library).interrupted) == ((), ())


def test_what_is_drafted_and_activated_while_it_is_verified_is_no_fault(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are looked through for minutes, and people go on working meanwhile."""

    def read_and_worked_on(golden_refs: Path, product: str) -> Trusted | None:
        read = read_trusted(golden_refs, product)
        library.active(other_files(7))
        return read

    with monkeypatch.context() as patched:
        patched.setattr(verifying, "read_trusted", read_and_worked_on)
        assert (verified(library).faults, verified(library).interrupted) == ((), ())


def test_a_draft_without_name_that_cannot_be_read_is_a_fault(library: Library) -> None:
    staged = library.folder / ".staged-r003"
    (library.folder / "r003").rename(staged)
    (staged / "notes").symlink_to("nowhere")
    assert "No such file or directory" in " ".join(verified(library).faults)


WRITER = """
import os, sys
from pathlib import Path
from kills import die_at, was_killed
from libraries import PRODUCT, other_files
from inspector.golden import acts
from inspector.golden.keys import load_key
from inspector.golden.library import Act, draft

WRITES = ("inspector/synced_file.py", "golden/on_disk.py", "golden/writing.py")

files = other_files(600)
for line in sys.stdin:
    golden_refs, key, line_number = line.split()
    refs, act = Path(golden_refs), Act("Bert", "again and again", load_key(Path(key)))
    child = os.fork()  # Killed, it leaves the imports to the next one.
    if child == 0:
        die_at(int(line_number), WRITES)
        revision = draft(refs, PRODUCT, files, act)
        acts.submit(refs, PRODUCT, revision, act)
        acts.approve(refs, PRODUCT, revision, act)
        acts.activate(refs, PRODUCT, revision, act)
        os._exit(0)
    print("killed" if was_killed(child) else "done", flush=True)
"""


@contextmanager
def writer_process() -> Iterator[Callable[[Path, Path, int], bool]]:
    """Yield what has a process draft, submit, approve and activate, and tells whether it was killed at that line."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    with subprocess.Popen(
        [sys.executable, "-c", WRITER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as writer:
        assert writer.stdin
        assert writer.stdout
        to_writer, from_writer = writer.stdin, writer.stdout

        def was_killed(golden_refs: Path, key: Path, line_number: int) -> bool:
            print(golden_refs, key, line_number, file=to_writer, flush=True)
            return from_writer.readline() == "killed\n"

        yield was_killed
        to_writer.close()


def test_killed_at_any_line_a_writer_leaves_the_old_or_the_new_and_nothing_unsaid(in_memory: Path) -> None:
    base = make_library(in_memory)
    base.active()
    told: set[str] = set()
    seen: list[str] = []
    with writer_process() as was_killed:
        for line_number in count(1):
            library = replace(base, golden_refs=in_memory / str(line_number))
            shutil.copytree(base.golden_refs, library.golden_refs)
            killed = was_killed(library.golden_refs, in_memory / "bert.key", line_number)
            found = verified(library)
            assert found.faults == ()
            assert load_active(library.golden_refs, PRODUCT, STATION).revision == found.active
            seen.append(found.active)
            told |= {word for line in found.interrupted for word in ("draft", "activate", "left of") if word in line}
            if found.interrupted:
                assert goes_on(library) == ()
            shutil.rmtree(library.golden_refs)
            if not killed:
                break
    # Once new, it stays new: no line after ACTIVE was written leads back.
    assert seen == sorted(seen)
    assert (seen[0], seen[-1], told) == ("r001", "r002", {"draft", "activate", "left of"})
    assert len(seen) > 200


def goes_on(library: Library) -> tuple[str, ...]:
    """Return what is still interrupted after doing as `verify` says: activate again, or do anything else."""
    ledger = read_ledger(library.folder)
    if ledger and any("was interrupted" in line for line in verified(library).interrupted):
        acts.activate(library.golden_refs, PRODUCT, ledger.entries[-1].revision, library.bert)
    else:
        library.drafted()
    return verified(library).interrupted

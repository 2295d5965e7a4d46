"""Exports onto a real disk that is full: one line says so, and nothing half written is left."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from archives import FilledArchive, fill_archive
from click.testing import CliRunner
from disks import mounted
from dispositions import DEFECT, GOOD, make_word

from inspector.cli.records import records
from inspector.errors import InputError
from inspector.record.export_rows import Filter
from inspector.record.pictures import write_pictures
from inspector.record.store import PartRow
from inspector.synced_file import replace_file
from inspector.wiring.records import Records, records_of


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> FilledArchive:
    return fill_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="module")
def opened(filled: FilledArchive) -> Iterator[Records]:
    with records_of(filled.data) as found:
        for part_id, word in (("P1", GOOD), ("P14", DEFECT), ("P75", DEFECT)):
            row, _ = found.part(part_id)
            found.dispose(row, make_word(word, reason="scratch" if word.is_defective else ""), 0)
        yield found


DISK_MIB = 4


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk that holds whatever is exported here."""
    with mounted(tmp_path / "disk", DISK_MIB) as place:
        yield place


Export = Callable[[Records, FilledArchive, Path], object]
EXPORTS: dict[str, Export] = {
    "pictures": lambda opened, _filled, out: opened.export_pictures(out, Filter()),
    "pairs": lambda opened, filled, out: opened.export_pairs(out, filled.library.golden_refs, Filter()),
}


def room_for(export: Export, opened: Records, filled: FilledArchive, at: Path) -> int:
    """Return how many bytes the export takes where there is room."""
    export(opened, filled, at)
    return sum(path.stat().st_size for path in at.rglob("*") if path.is_file())


@pytest.mark.parametrize("what", EXPORTS)
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_full_disk_is_one_line_and_nothing_half_written_is_left(
    opened: Records, filled: FilledArchive, tmp_path: Path, disk: Path, what: str, share: float
) -> None:
    needed = room_for(EXPORTS[what], opened, filled, tmp_path / "elsewhere")
    free = (DISK_MIB << 20) - int(share * needed)
    assert free > 0, "the disk of this test must hold less than the export"
    (disk / "mine").write_bytes(bytes(free))
    with pytest.raises(InputError) as told:
        EXPORTS[what](opened, filled, disk / "out")
    assert str(told.value) == (
        f"cannot export {what} to {disk / 'out'}: No space left on device, nothing was kept; "
        "make room there, or name a folder elsewhere"
    )
    assert list((disk / "out").rglob("*")) == []
    assert (disk / "mine").stat().st_size == free


def test_the_command_ends_with_that_line(filled: FilledArchive, disk: Path) -> None:
    (disk / "mine").write_bytes(bytes((DISK_MIB << 20) - 8192))
    order = ["export", "--pictures", str(disk / "out"), "--data-dir", str(filled.data)]
    ended = CliRunner().invoke(records, order)
    assert isinstance(ended.exception, InputError)
    assert "No space left on device" in str(ended.exception)


def test_a_report_onto_a_full_disk_leaves_the_one_before(filled: FilledArchive, disk: Path) -> None:
    report = disk / "quality.pdf"
    report.write_bytes(b"of yesterday")
    (disk / "mine").write_bytes(bytes((DISK_MIB << 20) - 16_384))
    ended = CliRunner().invoke(records, ["report", str(report), "--data-dir", str(filled.data)])
    assert isinstance(ended.exception, InputError)
    assert "No space left on device" in str(ended.exception)
    assert report.read_bytes() == b"of yesterday"
    assert sorted(file.name for file in disk.iterdir()) == ["mine", "quality.pdf"]


def test_an_export_that_is_ended_keeps_nothing_half_written(
    opened: Records, filled: FilledArchive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(_image: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("inspector.record.labelled_pairs.encode_png", ended)
    with pytest.raises(KeyboardInterrupt):
        opened.export_pairs(tmp_path / "out", filled.library.golden_refs, Filter())
    assert list((tmp_path / "out").rglob("*")) == []


def test_until_an_export_ends_nobody_takes_a_part_of_it_for_the_whole(
    opened: Records, filled: FilledArchive, tmp_path: Path
) -> None:
    """As after a kill: what lies there is called what it is, and no folder of pictures."""
    seen: list[list[str]] = []

    def looking() -> Iterator[PartRow]:
        for row, _ in opened.asked_for(Filter()):
            yield row
            seen.append([path.name for path in (tmp_path / "out").iterdir()])

    write_pictures(tmp_path / "out", filled.data / "images", looking())
    assert seen == [["unfinished"]] * 5
    pictures = {path.name for path in (tmp_path / "out").iterdir()}
    assert pictures == {f"{each}.png" for each in filled.part_ids}


def test_evidence_that_does_not_fit_leaves_what_was_there_and_no_beginning_of_it(disk: Path) -> None:
    replace_file(disk / "evidence.zip", b"of before")
    with pytest.raises(OSError, match="No space left on device"):
        replace_file(disk / "evidence.zip", bytes(2 * DISK_MIB << 20))
    assert {path.name: path.read_bytes() for path in disk.iterdir()} == {"evidence.zip": b"of before"}

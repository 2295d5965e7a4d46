"""A file has its name only when it is whole, even if its writer is killed in the middle of writing."""

import errno
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from inspector.errors import InputError
from inspector.record import durable
from inspector.record.durable import write_durably
from inspector.synced_file import whole_file

# The system itself kills the process when its file has grown to 10,000 bytes: in the middle of a write, every time.
KILLED_WHILE_WRITING = """
import resource, signal, sys
from pathlib import Path
from inspector.record.durable import write_durably
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
write_durably({Path(sys.argv[1]): bytes(100_000)}, Path(sys.argv[2]))
"""


def test_a_writer_that_is_killed_while_writing_leaves_no_file_of_that_name(tmp_path: Path) -> None:
    path, beside = tmp_path / "day" / "P7.png", tmp_path / "incoming"
    beside.mkdir()
    killed = subprocess.run([sys.executable, "-c", KILLED_WHILE_WRITING, path, beside], check=False)
    assert killed.returncode == -signal.SIGXFSZ
    assert not path.exists()
    assert (beside / "P7.png").stat().st_size == 10_000


def test_what_was_written_is_there_and_the_unfinished_file_is_not(tmp_path: Path) -> None:
    path = tmp_path / "2026" / "11" / "02" / "P7.png"
    write_durably({path: b"pixels"}, tmp_path)
    assert path.read_bytes() == b"pixels"
    assert [file.name for file in tmp_path.iterdir()] == ["2026"]


@pytest.mark.parametrize("fails", ["second name", "names not on the disk"])
def test_where_one_file_is_refused_none_of_them_is_left(
    fails: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, beside = tmp_path / "day", tmp_path / "incoming"
    folder.mkdir()
    beside.mkdir()
    rename = Path.rename

    def refused(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    def but_the_map(path: Path, to: Path) -> None:
        refused() if "map" in path.name else rename(path, to)

    if fails == "second name":
        monkeypatch.setattr(Path, "rename", but_the_map)
    else:
        monkeypatch.setattr(durable, "sync_folder", refused)
    with pytest.raises(OSError, match="Input/output"):
        write_durably({folder / "P7.jxl": b"raw", folder / "P7+map.png": b"map"}, beside)
    assert [path.name for path in (*folder.iterdir(), *beside.iterdir())] == []


def test_a_file_of_that_name_is_refused_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "P7.png").write_bytes(b"first")
    with pytest.raises(FileExistsError, match="is there already"):
        write_durably({tmp_path / "P7.png": b"second"}, tmp_path)
    assert (tmp_path / "P7.png").read_bytes() == b"first"


def test_what_ends_the_writing_of_a_whole_file_leaves_the_one_before(tmp_path: Path) -> None:
    report = tmp_path / "report.pdf"
    report.write_bytes(b"of yesterday")
    with pytest.raises(InputError, match="No space"), whole_file(report) as unfinished:  # noqa: PT012 -- as written
        unfinished.write_bytes(b"half of")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("report.pdf", b"of yesterday")]


def test_a_whole_file_is_written_through_a_link_and_a_device_stays_one(tmp_path: Path) -> None:
    link, nowhere, report = tmp_path / "link", tmp_path / "nowhere", tmp_path / "report.pdf"
    link.symlink_to(report)
    nowhere.symlink_to("/dev/null")
    for path in (link, nowhere):
        with whole_file(path) as unfinished:
            unfinished.write_bytes(b"of today")
    assert (link.is_symlink(), report.read_bytes()) == (True, b"of today")
    assert (nowhere.is_symlink(), Path("/dev/null").is_char_device()) == (True, True)

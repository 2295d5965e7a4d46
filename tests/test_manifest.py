"""A manifest is checked whole before the first pair is judged."""

import os
from pathlib import Path

import pytest

from inspector.errors import InputError
from inspector.evaluate.labels import Label, read_labelled
from inspector.evaluate.manifest import Pair, read_manifest


def manifest(folder: Path, *lines: str) -> Path:
    for name in ("golden.png", "part.png"):
        (folder / name).touch()
    path = folder / "manifest.csv"
    path.write_text("\n".join(lines), "utf-8-sig")
    return path


def test_paths_are_relative_to_the_manifest(tmp_path: Path) -> None:
    path = manifest(tmp_path, "pair_id,golden_path,test_path,label", "a,golden.png,part.png,good")
    assert read_manifest(path) == (Pair("a", tmp_path / "golden.png", tmp_path / "part.png"),)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["pair_id,golden,test_path", "a,golden.png,part.png"], "column golden_path is missing"),
        (["pair_id,golden_path,test_path", "a,golden.png,gone.png"], "1 of its files are missing, first"),
        (["pair_id,golden_path,test_path", "a,golden.png"], "1 of its files are missing, first"),
        (["pair_id,golden_path,test_path", "a,golden.png,part.png", "a,golden.png,part.png"], "1 different pair_ids"),
        (["pair_id,golden_path,test_path", ",golden.png,part.png"], "0 different pair_ids"),
        (["pair_id,golden_path,test_path"], "it holds no pair"),
        ([""], "column pair_id is missing"),
    ],
    ids=["column", "file", "short row", "twice", "no id", "empty", "nothing"],
)
def test_a_manifest_that_cannot_be_used_says_why(tmp_path: Path, lines: list[str], says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_manifest(manifest(tmp_path, *lines))


def test_a_manifest_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.csv"):
        read_manifest(tmp_path / "gone.csv")


def test_bytes_that_are_no_text_are_no_manifest(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    path.write_bytes(b"\xff\xfe\x00pair_id")
    with pytest.raises(InputError, match="give a CSV file in UTF-8"):
        read_manifest(path)


def test_a_quote_that_is_never_closed_is_one_line(tmp_path: Path) -> None:
    lines = ["pair_id,golden_path,test_path", 'a,"golden.png,part.png', *["b,golden.png,part.png"] * 20]
    with pytest.raises(InputError, match=r"cannot use manifest .*File name too long; check .* the quotes") as told:
        read_manifest(manifest(tmp_path, *lines))
    assert len(str(told.value)) < 500 + len(str(tmp_path))


def test_a_manifest_may_come_through_a_pipe(tmp_path: Path) -> None:
    pair = f"a,{tmp_path}/golden.png,{tmp_path}/part.png,good"
    text = manifest(tmp_path, "pair_id,golden_path,test_path,label", pair)
    read, write = os.pipe()
    os.write(write, text.read_bytes())
    os.close(write)
    found = read_labelled(Path(f"/dev/fd/{read}"))
    os.close(read)
    assert [(each.pair.pair_id, each.label) for each in found] == [("a", Label.GOOD)]

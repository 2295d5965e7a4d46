"""The commands as people and programs meet them: bad input is one line and status 2, --json is one document."""

import json
import logging
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import structlog
from lines import board, board_with_hole

from inspector.cli.app import main
from inspector.image_file import encode_png

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    handlers = list(logging.getLogger().handlers)

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["inspector", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    yield command
    # The command's log went to this test's standard error, which ends with the test.
    structlog.reset_defaults()
    logging.getLogger().handlers[:] = handlers


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Return a folder with a golden, a good part, a bad one, and everything that is no picture."""
    noise = encode_png(board())
    files = {
        "golden.png": noise,
        "good.png": noise,
        "bad.png": encode_png(board_with_hole()),
        "small.png": encode_png(board()[:100]),
        "flat.png": encode_png(np.full_like(board(), 128)),
        "empty.png": b"",
        "cut.png": noise[:-30],
        "text.png": b"no picture",
        "deep.png": cv2.imencode(".png", board().astype(np.uint16))[1].tobytes(),
        "unknown_key.toml": b"[limits]\nmin_aera_px = 3",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def test_a_part_as_its_golden_is_judged_pass(run: Run, pictures: Path) -> None:
    status, out, _ = run("judge", pictures / "golden.png", pictures / "good.png", "--json")
    assert (status, json.loads(out)["outcome"]) == (0, "PASS")


def test_a_part_with_a_hole_is_judged_reject_and_that_is_no_failure(run: Run, pictures: Path) -> None:
    status, out, _ = run("judge", pictures / "golden.png", pictures / "bad.png")
    assert (status, out.split()[0]) == (0, "REJECT")


def test_a_defect_is_told_in_golden_and_capture_pixels(run: Run, pictures: Path) -> None:
    _, out, _ = run("judge", pictures / "golden.png", pictures / "bad.png", "--json")
    x0, y0, x1, y1 = json.loads(out)["defects"][0]["box_capture"]
    assert abs((x0 + x1) / 2 - 170) < 4
    assert abs((y0 + y1) / 2 - 115) < 4


def test_a_grey_part_saved_in_colour_is_judged_as_grey(run: Run, pictures: Path) -> None:
    (pictures / "colour.png").write_bytes(encode_png(np.dstack([board()] * 3)))
    _, out, _ = run("judge", pictures / "golden.png", pictures / "colour.png", "--json")
    assert json.loads(out)["outcome"] == "PASS"


def test_both_runtimes_say_the_same(run: Run, pictures: Path) -> None:
    scores = []
    for runtime in ("openvino", "onnx"):
        _, out, _ = run(
            "judge", pictures / "golden.png", pictures / "bad.png", "--json", "--comparator", runtime, "--device", "CPU"
        )
        scores.append(json.loads(out)["score"])
    assert scores[0] == pytest.approx(scores[1], abs=1e-3)


@pytest.mark.parametrize(
    ("golden", "capture", "says"),
    [
        ("golden.png", "gone.png", "No such file"),
        ("gone.png", "good.png", "No such file"),
        ("golden.png", "empty.png", "0 bytes"),
        ("golden.png", "cut.png", "no whole picture"),
        ("golden.png", "text.png", "no whole picture"),
        ("golden.png", "deep.png", "uint16"),
        ("deep.png", "good.png", "uint16"),
        ("golden.png", "small.png", "320 x 100"),
        ("flat.png", "good.png", "texture"),
    ],
)
def test_what_cannot_be_judged_is_one_line_and_status_2(
    run: Run, pictures: Path, golden: str, capture: str, says: str
) -> None:
    status, _, err = run("judge", pictures / golden, pictures / capture)
    lines = [line for line in err.splitlines() if not line.startswith("libpng")]
    assert (status, len(lines), says in lines[0]) == (2, 1, True), err


@pytest.mark.parametrize(
    "words",
    [
        ["judge"],
        ["judge", "golden.png"],
        ["jugde"],
        ["judge", "--device", "TPU", "golden.png", "good.png"],
        ["judge", "golden.png", "good.png", "--recipe", "unknown_key.toml"],
        ["judge", "golden.png", "good.png", "--models", "."],
        ["judge", "--manifest", "gone.csv"],
        ["judge", "--product", "nothing", "good.png"],
        ["align", "golden.png"],
        ["demo", "--headless"],
        ["station", "--config", "gone.toml"],
        ["dashboard", "--config", "unknown_key.toml"],
        ["run", "--config", "unknown_key.toml"],
    ],
    ids=" ".join,
)
def test_bad_usage_is_one_line_and_status_2(
    run: Run, pictures: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(pictures)
    status, out, err = run(*words)
    assert (status, out, len(err.splitlines())) == (2, "", 1), err


def test_a_manifest_gets_a_line_for_every_pair_whatever_is_wrong_with_it(run: Run, pictures: Path) -> None:
    captures = ["good.png", "bad.png", "cut.png", "small.png", "flat.png"]
    rows = [f"{name},golden.png,{name}" for name in captures] + ["no golden,flat.png,good.png"]
    (pictures / "m.csv").write_text("\n".join(["pair_id,golden_path,test_path", *rows]))
    run("judge", "--manifest", pictures / "m.csv", "--out", pictures / "out.jsonl")
    found = [json.loads(line) for line in (pictures / "out.jsonl").read_text().splitlines()]
    assert [(pair["pair_id"], pair["outcome"]) for pair in found] == [
        ("good.png", "PASS"),
        ("bad.png", "REJECT"),
        ("cut.png", "FAULT"),
        ("small.png", "FAULT"),
        ("flat.png", "REJECT"),
        ("no golden", "FAULT"),
    ]


def test_a_pair_that_was_not_aligned_has_no_score_and_says_why(run: Run, pictures: Path) -> None:
    (pictures / "m.csv").write_text("pair_id,golden_path,test_path\nflat,golden.png,flat.png")
    _, out, _ = run("judge", "--manifest", pictures / "m.csv")
    pair = json.loads(out)
    assert (pair["score"], pair["alignment"]["accepted"], bool(pair["alignment"]["refusal"])) == (None, False, True)


def test_score_maps_are_written_where_they_are_asked_for(run: Run, pictures: Path) -> None:
    (pictures / "m.csv").write_text("pair_id,golden_path,test_path\nbad/part,golden.png,bad.png")
    run("judge", "--manifest", pictures / "m.csv", "--out", pictures / "o.jsonl", "--maps", pictures / "maps")
    assert float(np.load(pictures / "maps" / "bad_part.npy").max()) > 1.0


def test_two_parts_whose_maps_would_be_one_file_are_refused(run: Run, pictures: Path) -> None:
    """Names in other letters than ours are all underscores: the map of the second part was told as that of both."""
    (pictures / "m.csv").write_text(
        "pair_id,golden_path,test_path\n左,golden.png,bad.png\n右,golden.png,good.png", "utf-8"
    )
    status, _, err = run("judge", "--manifest", pictures / "m.csv", "--maps", pictures / "maps")
    assert (status, "the maps of '左' and '右' would both be _.npy" in err) == (2, True)
    assert not (pictures / "maps").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [(("--out", "/dev/full"), "cannot write /dev/full: No space left"), (("--maps", "good.png/maps"), "Not a directo")],
    ids=["full disk", "no folder"],
)
def test_what_cannot_be_written_of_a_manifest_is_one_line(
    run: Run, pictures: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, str], told: str
) -> None:
    monkeypatch.chdir(pictures)
    (pictures / "m.csv").write_text("pair_id,golden_path,test_path\nbad,golden.png,bad.png")
    status, _, err = run("judge", "--manifest", "m.csv", *options)
    assert (status, told in err, err.count("\n")) == (2, True, 1)


def test_a_heat_map_shows_nothing_on_a_good_part(run: Run, pictures: Path) -> None:
    run("judge", pictures / "golden.png", pictures / "good.png", "--heatmap", pictures / "heat.png")
    heat = cv2.imread(str(pictures / "heat.png"))
    assert heat is not None
    assert int((heat[..., 0] != heat[..., 2]).sum()) == 0


def test_align_prints_the_warp(run: Run, pictures: Path) -> None:
    _, out, _ = run("align", pictures / "golden.png", pictures / "good.png", "--json")
    assert np.array(json.loads(out)["warp"]) == pytest.approx(np.eye(3), abs=0.05)


def test_a_taken_port_is_told_before_anything_starts(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        status, _, err = run("demo", "--headless", "--parts", 1, "--plc-port", taken.getsockname()[1])
    assert (status, len(err.splitlines())) == (2, 1)


def test_a_demo_without_a_browser_does_not_mind_who_has_the_port_of_the_pages(run: Run, tmp_path: Path) -> None:
    (tmp_path / "station.toml").write_text('station = "Line 3"')
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        page = ["--port", taken.getsockname()[1], "--plc-port", 0, "--data-dir", tmp_path]
        _, _, err = run("demo", "--headless", "--parts", 1, *page)
        assert "it is that of another station" in err
        _, _, err = run("demo", "--parts", 1, *page)
        assert "cannot use port" in err


@pytest.mark.parametrize("order", ["evaluate", "judge"])
def test_no_name_in_a_list_is_obeyed_by_the_terminal(run: Run, pictures: Path, order: str) -> None:
    evil = "P7\x1b[2K\nescape P8: PASS"
    path = pictures / "\x1b]0;evil\x07.csv"
    path.write_text(f'pair_id,golden_path,test_path,label\n"{evil}",golden.png,bad.png,good\n')
    if order == "evaluate":
        _, told, _ = run("evaluate", path)
        assert "overkill P7\\u001b[2K\\u000aescape P8: PASS: REJECT, score" in told
    else:
        path.write_text("pair_id")
        status, _, told = run("judge", "--manifest", path)
        assert (status, len(told.splitlines())) == (2, 1)
    assert "\x1b" not in told


def test_a_manifest_and_folders_together_are_refused(run: Run, tmp_path: Path) -> None:
    status, _, err = run("evaluate", tmp_path / "parts.csv", "--good", tmp_path, "--product", "plate")
    assert (status, len(err.splitlines())) == (2, 1)
    assert f"both {tmp_path / 'parts.csv'} and the folder {tmp_path} are given" in err


def test_a_picture_that_cannot_be_read_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good" / "a folder.png").mkdir(parents=True)
    status, _, err = run("evaluate", "--good", tmp_path / "good", "--product", "plate")
    assert (status, len(err.splitlines())) == (2, 1)
    assert "a folder.png: Is a directory; check the folder, or take that out" in err


def test_a_data_folder_that_cannot_be_written_is_told_before_anything_starts(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    status, _, err = run("demo", "--headless", "--parts", 1, "--data-dir", tmp_path / "file", "--plc-port", 0)
    assert (status, len(err.splitlines())) == (2, 1)


@pytest.mark.parametrize("name", ["station.toml", "inspections.sqlite3"])
def test_a_demo_does_not_write_into_the_folder_of_another_station(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('station = "Line 3"')
    status, _, err = run("demo", "--headless", "--parts", 1, "--data-dir", tmp_path, "--port", 0, "--plc-port", 0)
    assert (status, "it is that of another station; choose another" in err) == (2, True)
    assert (tmp_path / name).read_text() == 'station = "Line 3"'


def test_the_register_map_is_one_json_document(run: Run) -> None:
    _, out, _ = run("plc", "map", "--json")
    assert {"trigger", "result_valid", "map_version"} <= json.loads(out).keys()


def test_quantising_without_the_extra_says_what_to_install(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delitem(sys.modules, "inspector.train.ship_int8", raising=False)
    monkeypatch.delitem(sys.modules, "inspector.train.quantise", raising=False)
    monkeypatch.setitem(sys.modules, "nncf", None)
    status, out, err = run("quantise", tmp_path)
    assert (status, out) == (2, "")
    assert err.endswith("is not installed; pip install 'inspector[train]'\n")
    assert err.count("\n") == 1


@pytest.mark.parametrize("card", ["gone.json", "comparator.onnx"])
def test_a_model_card_that_is_none_is_named(run: Run, pictures: Path, card: str) -> None:
    status, _, err = run("judge", pictures / "golden.png", pictures / "good.png", "--card", card)
    assert (status, err.count("\n")) == (2, 1)
    assert card in err

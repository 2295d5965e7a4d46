"""`inspector evaluate`: a manifest of good and bad parts judged as on the line, counted, and shown to people."""

import csv
import json
import re
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from click.testing import CliRunner
from evaluations import write_mask
from lines import board, board_with_hole
from typing_extensions import override

from inspector.cli.app import inspector
from inspector.errors import InputError
from inspector.evaluate.document import EvaluationDocument
from inspector.evaluate.report_words import LANGUAGES
from inspector.golden.used_pictures import Hand, UsedPictures, write_used
from inspector.image_file import encode_png, picture_sha256, read_image

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "models" / "classical"
HOLE = "150 100 190 130 hole"
EVIL = "<script>alert('x')</script><img src=http://elsewhere.example/x>&\"'"
# What a part is called, its picture, label, boxes and mask.
PARTS = [
    ("good 1", "good1", "good", "", ""),
    ("good 2", "good2", "good", "", ""),
    ("hole", "hole", "defective", "hole.txt", "masks/hole.png"),
    (f"escape {EVIL}", "good3", "defective", "hole.txt", ""),
    (f"overkill {EVIL}", "hole2", "good", "", ""),
    ("flat", "flat", "good", "", ""),
]
COLUMNS = ("pair_id", "golden_path", "test_path", "label", "boxes_path", "mask_path")


@dataclass(frozen=True, slots=True)
class Site:
    """A folder with a manifest, its pictures, and a library with the product `plate`."""

    folder: Path

    def manifest(self, *changes: tuple[str, str, str], swap: Mapping[str, str] | None = None) -> None:
        """Write the manifest anew with some cells changed (which pair, which column, what), and labels swapped."""
        rows = [
            dict(zip(COLUMNS, (name, "golden.png", f"{path}.png", *more), strict=True)) for name, path, *more in PARTS
        ]
        for name, column, value in changes:
            next(row for row in rows if row["pair_id"] == name)[column] = value
        for row in rows:
            row["label"] = (swap or {}).get(row["label"], row["label"])
        with (self.folder / "manifest.csv").open("w", newline="") as file:
            table = csv.DictWriter(file, COLUMNS)
            table.writeheader()
            table.writerows(rows)

    def evaluate(self, *words: str) -> str:
        """Return what the command says; its error is raised."""
        fixed = ["--models", str(MODELS), "--comparator", "onnx"]
        ended = CliRunner().invoke(inspector, ["evaluate", *words, *fixed], catch_exceptions=False)
        return ended.stdout


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    rng = np.random.default_rng(1)
    pictures = {"golden": board(), "hole": board_with_hole(), "hole2": board_with_hole(), "flat": board() * 0 + 128}
    for number in (1, 2, 3):
        pictures[f"good{number}"] = np.clip(board() + rng.normal(0, 3, board().shape), 0, 255).astype(np.uint8)
    for name, picture in pictures.items():
        (folder / f"{name}.png").write_bytes(encode_png(picture))
    (folder / "hole.txt").write_text(f"{HOLE}\n")
    mask = np.zeros(board().shape, np.bool_)
    mask[100:130, 150:190] = True
    (folder / "masks").mkdir()
    write_mask(folder / "masks" / "hole.png", mask)
    for kind, name in (("good", "good1"), ("bad", "hole")):
        (folder / kind).mkdir()
        shutil.copy(folder / f"{name}.png", folder / kind)
    revision = folder / "golden_refs" / "plate" / "r001"
    revision.mkdir(parents=True)
    (revision / "golden.png").write_bytes(encode_png(board()))
    (revision / "recipe.toml").write_text("[limits]\nmin_area_px = 12\n")
    (revision.parent / "ACTIVE").write_text("r001\n")
    return folder


@pytest.fixture
def site(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    made = Site(tmp_path)
    made.manifest()
    return made


@pytest.fixture(scope="module")
def told(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[EvaluationDocument, dict[str, str]]:
    """Return the document of the whole manifest and its report in each language."""
    folder = tmp_path_factory.mktemp("told")
    shutil.copytree(filled, folder, dirs_exist_ok=True)
    made = Site(folder)
    made.manifest()
    reports: dict[str, str] = {}
    said = ""
    for language in LANGUAGES:
        path = folder / f"report-{language}.html"
        said = made.evaluate(str(folder / "manifest.csv"), "--json", "--report", str(path), "--language", language)
        reports[language] = path.read_text("utf-8")
    return EvaluationDocument.model_validate_json(said), reports


Told = tuple[EvaluationDocument, dict[str, str]]


def test_the_document_counts_what_was_judged(told: Told) -> None:
    document, _ = told
    assert document.model_fields_set >= set(EvaluationDocument.model_fields) - {"schema_version"}
    assert (document.parts.escapes.count, document.parts.escapes.total) == (1, 2)
    assert (document.parts.overkill.count, document.parts.overkill.total) == (2, 4)
    assert (document.counts.outcomes, document.counts.not_aligned_good) == (
        {"PASS": 3, "REJECT": 3, "RECHECK": 0, "FAULT": 0},
        1,
    )
    assert (document.boxes[0].recall.count, document.boxes[0].recall.total) == (1, 2)
    assert document.pixels.regions == 1
    assert document.judged_by
    assert document.judged_by.comparator == "classical"


class Page(HTMLParser):
    """Collects what a browser would load, run, and read of a report."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.tags: list[str] = []
        self.read: list[str] = []
        self.policy = ""
        self.feed(html)
        self.close()

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if ("http-equiv", "Content-Security-Policy") in attrs:
            self.policy = dict(attrs)["content"] or ""
        self.loads += [value or "" for name, value in attrs if name in {"src", "href", "data", "action", "srcset"}]

    @override
    def handle_data(self, data: str) -> None:
        self.read.append(data)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_shows_every_escape_and_overkill_with_its_pictures(told: Told, language: str) -> None:
    document, reports = told
    articles = re.findall(r"<article>.*?</article>", reports[language], re.DOTALL)
    wrong = [*document.escapes, *document.overkill]
    assert len(articles) == len(wrong) == 3
    shown = [Page(article) for article in articles]
    assert [page.read[0] for page in shown] == [case.pair_id for case in wrong]
    # Golden, capture and heat map; those of the part that was not aligned are two.
    assert [page.tags.count("img") for page in shown] == [3, 3, 2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_loads_nothing_from_elsewhere_and_runs_nothing(told: Told, language: str) -> None:
    page = Page(told[1][language])
    assert [each[:30] for each in page.loads if not each.startswith(("#", "data:image/webp;base64,"))] == []
    assert not {"script", "iframe", "object", "form", "link", "base"} & set(page.tags)
    assert page.policy.startswith("default-src 'none'")


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_a_part_is_called_stays_a_name(told: Told, language: str) -> None:
    assert EVIL not in told[1][language]
    assert f"escape {EVIL}" in Page(told[1][language]).read


def test_each_report_says_its_language_and_is_in_it(told: Told) -> None:
    reports = told[1]
    assert '<html lang="en">' in reports["en"]
    assert '<html lang="zh-CN">' in reports["zh"]
    assert "漏检" in reports["zh"]
    assert not re.search("[\u4e00-\u9fff]", reports["en"])


def outcomes(site: Site, name: str) -> list[dict[str, Any]]:
    """Return what `judge` says of each pair of the manifest, without how long it took."""
    out = site.folder / name
    words = ["judge", "--manifest", "manifest.csv", "--out", str(out), "--models", str(MODELS), "--comparator", "onnx"]
    CliRunner().invoke(inspector, words, catch_exceptions=False)
    found = [json.loads(line) for line in out.read_text().splitlines()]
    return [{key: value for key, value in each.items() if key != "timings_ms"} for each in found]


SWAPPED = {"good": "defective", "defective": "good"}


def test_labels_change_the_counts_and_no_verdict(site: Site) -> None:
    before = outcomes(site, "before.jsonl")
    site.manifest(*((name, column, "") for name, *_ in PARTS for column in ("boxes_path", "mask_path")), swap=SWAPPED)
    found = json.loads(site.evaluate("manifest.csv", "--json"))
    assert outcomes(site, "after.jsonl") == before
    assert [found["counts"]["outcomes"][outcome] for outcome in ("PASS", "REJECT")] == [3, 3]
    # Two of the four good parts passed, and now count as defective.
    assert (found["parts"]["escapes"]["count"], found["parts"]["escapes"]["total"]) == (2, 4)


def test_good_parts_alone_have_overkill_and_no_escapes(site: Site) -> None:
    Path("good.csv").write_text("pair_id,golden_path,test_path,label\na,golden.png,good1.png,good\n")
    said = site.evaluate("good.csv")
    assert "  escapes              undefined: no defective part among them" in said
    assert "  overkill             0 of 1  0.000 [0.000, 0.975]" in said


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("hole", "label", "perhaps"), "it is 'perhaps'; write one of"),
        (("good 1", "test_path", "gone.png"), r"1 of its files are missing, first .*gone\.png"),
        (("hole", "mask_path", "gone.png"), r"cannot read mask .*gone\.png"),
        (("hole", "boxes_path", "gone.txt"), r"cannot read boxes .*gone\.txt"),
        (("hole", "mask_path", "masks/small.png"), r"it is 20 x 10 px, its capture 320 x 240"),
        (("good 1", "label", ""), "1 of 6 pairs have no label, first good 1"),
    ],
    ids=["no such label", "no part", "no mask", "no boxes", "mask of another size", "no label"],
)
def test_a_manifest_that_cannot_be_used_is_refused_in_one_line(
    site: Site, change: tuple[str, str, str], says: str
) -> None:
    small = np.zeros((10, 20), np.bool_)
    small[2:4, 2:4] = True
    write_mask(Path("masks/small.png"), small)
    site.manifest(change)
    with pytest.raises(InputError, match=says) as told:
        site.evaluate("manifest.csv", "--report", "report.html")
    assert "\n" not in str(told.value)
    assert not Path("report.html").exists()


def test_a_report_that_cannot_be_written_is_told_before_anything_is_judged(site: Site) -> None:
    with pytest.raises(InputError, match=r"cannot write nowhere/report\.html: No such file or directory"):
        site.evaluate("manifest.csv", "--report", "nowhere/report.html")


def test_two_folders_are_as_good_as_a_manifest(site: Site) -> None:
    for folder, names in (("fine", ("good1", "good2", "hole2")), ("broken", ("hole", "good3"))):
        Path(folder).mkdir()
        for name in names:
            shutil.copy(f"{name}.png", folder)
    where = ["--product", "plate", "--golden-refs", "golden_refs", "--report", "report.html", "--json"]
    # `hole` and `hole2` are one picture: known as good and as bad it is refused.
    with pytest.raises(InputError, match=r"broken/hole\.png is among the good parts as well"):
        site.evaluate("--good", "fine", "--bad", "broken", *where)
    Path("broken/hole.png").unlink()
    found = EvaluationDocument.model_validate_json(site.evaluate("--good", "fine", "--bad", "broken", *where))
    assert found.manifest == "fine, broken"
    assert [case.pair_id for case in found.escapes] == ["broken/good3.png"]
    assert [case.pair_id for case in found.overkill] == ["fine/hole2.png"]
    assert found.judged_by
    assert found.judged_by.revision == "r001"


def test_a_picture_of_a_folder_that_was_written_twice_counts_once(site: Site) -> None:
    Path("fine").mkdir()
    for name in ("good1", "good2"):
        shutil.copy(f"{name}.png", "fine")
    assert cv2.imwrite("fine/good3.bmp", read_image(Path("good1.png")))
    Path("fine/torn.png").write_bytes(b"no picture")
    where = ["--product", "plate", "--golden-refs", "golden_refs", "--json"]
    found = EvaluationDocument.model_validate_json(site.evaluate("--good", "fine", *where))
    assert (found.counts.good, found.counts.fault_good) == (3, 1)


def left_out(site: Site, used: UsedPictures | None) -> EvaluationDocument:
    """Return what is said of four good parts and a bad one by a revision with these pictures behind it."""
    Path("all").mkdir()
    for name in ("golden", "good1", "good2", "good3"):
        # Written by another program: the same pixels in other bytes.
        assert cv2.imwrite(f"all/{name}.bmp", read_image(Path(f"{name}.png")))
    if used:
        Path("golden_refs/plate/r001/pictures.json").write_bytes(write_used(used))
    words = (
        "--good",
        "all",
        "--bad",
        "bad",
        "--product",
        "plate",
        "--golden-refs",
        "golden_refs",
        "--report",
        "r.html",
    )
    assert "undefined" in site.evaluate(*words)
    return EvaluationDocument.model_validate_json(site.evaluate(*words, "--json"))


def test_what_had_a_hand_in_golden_or_limits_is_left_out_and_named(site: Site) -> None:
    good1, good2 = (picture_sha256(read_image(Path(f"good{number}.png"))) for number in (1, 2))
    found = left_out(site, UsedPictures(taught=(good1,), limits=(good2,)))
    named = dict(zip(found.counts.left_out, found.counts.left_out_hands, strict=True))
    hands = {"golden": Hand.GOLDEN, "good1": Hand.TAUGHT, "good2": Hand.LIMITS}
    assert named == {f"all/{name}.bmp": hand for name, hand in hands.items()}
    assert (found.counts.good, found.counts.defective) == (1, 1)
    assert found.method.limits == "those of the recipe that judged; none was chosen on these parts"
    report = Path("r.html").read_text("utf-8")
    assert "Left out, the limits were set from it: all/good2.bmp" in report
    assert "No limit was chosen on these parts" in report


def test_of_a_revision_from_before_pictures_were_written_down_nothing_is_claimed(site: Site) -> None:
    found = left_out(site, None)
    assert found.counts.left_out == ["all/golden.bmp"]
    assert found.method.limits == "those of the recipe that judged; on which parts they were set is not on record"
    report = Path("r.html").read_text("utf-8")
    assert "No limit was chosen on these parts" not in report
    assert "is not on record: if they are among these" in report


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "no parts are named"),
        (("--good", "masks"), "--good or --bad needs --product"),
        (("manifest.csv", "--revision", "r001"), "--revision r001 is given without --product"),
    ],
)
def test_what_is_missing_is_said(site: Site, words: tuple[str, ...], says: str) -> None:
    with pytest.raises(InputError, match=says):
        site.evaluate(*words)


def test_a_product_brings_its_own_recipe(site: Site) -> None:
    with pytest.raises(InputError, match="both --recipe and --product are given"):
        site.evaluate("manifest.csv", "--recipe", "golden_refs/plate/r001/recipe.toml", "--product", "plate")


COMMANDS = [
    line.removeprefix(".venv/bin/inspector ")
    for block in re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / "evaluation.md").read_text("utf-8"), re.DOTALL)
    for line in block.splitlines()
    if line
]


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_document_ends_well(site: Site, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSPECTOR_GOLDEN_REFS", "golden_refs")
    name, *words = shlex.split(line)
    assert name == "evaluate"
    assert "overkill" in site.evaluate(*words)

"""`inspector calibrate`: limits that the line keeps, in a draft; what cannot be promised is refused in one line."""

import json
import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from click.testing import CliRunner
from lines import board, board_with_hole
from numpy.typing import NDArray

from inspector.calibrate.calibration_file import read_calibration
from inspector.cli.app import inspector
from inspector.errors import InputError, InspectorError, RecipeError
from inspector.evaluate.manifest import Pair
from inspector.golden.ledger import read_ledger
from inspector.golden.library import files_of, load_active, load_revision
from inspector.golden.used_pictures import Hand, read_used
from inspector.image_file import encode_png, picture_sha256, read_image
from inspector.part import Outcome
from inspector.wiring.comparators import load_comparator
from inspector.wiring.pairs import PairJudge, learn_gauge
from inspector.wiring.picture_folder import pictures_in

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "models" / "classical"
RECIPE = """[limits]
deviation = 1.0  # as shipped

[[zones]]
name = "left"
box = [0, 0, 160, 240]
limits = { deviation = 0.5 }
"""
COMMANDS = [
    line.removeprefix(".venv/bin/inspector ")
    for block in re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / "calibration.md").read_text("utf-8"), re.DOTALL)
    for line in block.splitlines()
    if line
]


@dataclass(frozen=True, slots=True)
class Site:
    """A library with the product `plate`, and folders of its parts."""

    folder: Path

    def calibrate(self, *words: str) -> str:
        """Return what the command says; its error is raised."""
        fixed = ["--golden-refs", "golden_refs", "--models", str(MODELS), "--comparator", "onnx"]
        ended = CliRunner().invoke(inspector, ["calibrate", "plate", *words, *fixed], catch_exceptions=False)
        return ended.stdout

    def told(self, *words: str) -> dict[str, Any]:
        document = json.loads(self.calibrate("--json", *words))
        assert isinstance(document, dict)
        return document


def taken(seed: int) -> NDArray[np.uint8]:
    """Return a good part photographed once more: other noise, other light."""
    rng = np.random.default_rng(seed)
    lit = board() * rng.uniform(0.9, 1.0) + rng.normal(0.0, 3.0, board().shape)
    return np.clip(lit, 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    revision = folder / "golden_refs" / "plate" / "r001"
    for name in ("good", "bad"):
        (folder / name).mkdir()
    revision.mkdir(parents=True)
    (revision / "golden.png").write_bytes(encode_png(board()))
    (revision / "recipe.toml").write_text(RECIPE)
    (revision.parent / "ACTIVE").write_text("r001\n")
    for number in range(12):
        (folder / "good" / f"P{number:02}.png").write_bytes(encode_png(taken(number)))
    (folder / "bad" / "hole.png").write_bytes(encode_png(board_with_hole()))
    (folder / "bad" / "flat.png").write_bytes(encode_png(np.full_like(board(), 128)))
    return folder


@pytest.fixture
def site(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return Site(tmp_path)


AVERAGE = ("--good", "good", "--max-overkill", "0.1", "--on-average", "--who", "Kim")


def outcomes(site: Site, revision: str, folder: str) -> list[Outcome]:
    """Return what the line says of the parts in a folder with a revision."""
    comparator = load_comparator("onnx", ("CPU",), MODELS)
    golden = load_revision(site.folder / "golden_refs", "plate", revision)
    judge = PairJudge(comparator, fixed=learn_gauge(golden, comparator))
    paths = [picture.path for picture in pictures_in(Path(folder)).pictures]
    return [judge.judge(Pair(path.name, path, path)).verdict.outcome for path in paths]


def test_the_draft_passes_every_good_part_it_promises_to(site: Site) -> None:
    document = site.told(*AVERAGE)
    assert (document["revision"], document["draft"]) == ("r001", "r002")
    assert document["calibration"]["above"] == 0
    assert outcomes(site, "r002", "good") == [Outcome.PASS] * 12


def test_good_parts_above_the_limit_are_those_the_line_does_not_pass(site: Site) -> None:
    document = site.told("--good", "good", "--max-overkill", "0.3", "--on-average", "--who", "Kim")
    assert document["calibration"]["above"] == 2
    passed = [outcome is Outcome.PASS for outcome in outcomes(site, "r002", "good")]
    assert passed.count(False) == 2


def test_the_draft_is_not_active_and_nothing_but_limits_changed(site: Site) -> None:
    site.calibrate(*AVERAGE)
    library = site.folder / "golden_refs"
    assert load_active(library, "plate").revision == "r001"
    old, new = ((library / "plate" / name / "recipe.toml").read_text().splitlines() for name in ("r001", "r002"))
    assert [number for number, (was, now) in enumerate(zip(old, new, strict=True)) if was != now] == [1, 6]
    assert new[1].endswith("  # as shipped")


def test_the_calibration_is_read_beside_its_golden_alone(site: Site) -> None:
    document = site.told(*AVERAGE)
    library = site.folder / "golden_refs"
    data = (library / "plate" / "r002" / "calibration.json").read_bytes()
    model = document["calibration"]["made_with"]["model_sha256"]
    held = read_calibration(data, load_revision(library, "plate", "r002"), model)
    assert "12 good parts, none above the limit" in held.sentence
    with pytest.raises(RecipeError, match="it holds for recipe"):
        read_calibration(data, load_revision(library, "plate", "r001"), model)


def test_bad_parts_that_escape_are_named_and_bounded(site: Site) -> None:
    shutil.copy("golden_refs/plate/r001/golden.png", "bad/as_good.png")
    said = site.calibrate(*AVERAGE, "--bad", "bad")
    assert "1 of 3 bad parts escaped: up to 86.5 % of bad parts such as these may, at 95 % confidence." in said
    assert said.endswith("escaped: as_good.png\nnext: inspector golden submit plate r002 --why WHY\n")


def test_with_no_escape_the_rule_of_three_is_named(site: Site) -> None:
    said = site.calibrate(*AVERAGE, "--bad", "bad", "--dry-run")
    assert "none of 2 bad parts escaped: up to 77.7 % of bad parts such as these may, at 95 % confidence" in said
    assert "(rule of three: 3 / 2)" in said
    other = site.calibrate(*AVERAGE, "--bad", "bad", "--dry-run", "--confidence", "0.9")
    assert "up to 68.4 % of bad parts such as these may, at 90 % confidence." in other


def test_a_bad_part_that_was_written_twice_bounds_no_more_escapes(site: Site) -> None:
    by_another_program(Path("bad/flat.png"), Path("bad/again.bmp"))
    said = site.calibrate(*AVERAGE, "--bad", "bad", "--dry-run")
    assert "none of 2 bad parts escaped: up to 77.7 %" in said
    assert "not counted: flat.png: the same picture as again.bmp" in said


def test_a_confidence_that_is_no_share_is_refused_before_anything_is_judged(site: Site) -> None:
    with pytest.raises(InputError, match="confidence 95 must be above 0 and below 1"):
        site.calibrate(*AVERAGE, "--bad", "bad", "--confidence", "95")


def test_a_part_that_is_not_aligned_counts_as_rejected_and_is_named(site: Site) -> None:
    shutil.copy("bad/flat.png", "good/flat.png")
    with pytest.raises(InputError, match="1 of 13 good parts pass no limit, at most 0"):
        site.calibrate(*AVERAGE)
    said = site.calibrate("--good", "good", "--max-overkill", "0.15", "--on-average", "--dry-run")
    assert "counts as rejected: flat.png: " in said
    assert "13 good parts, 1 above the limit" in said
    assert "there is no watch for drift" in said


def test_the_golden_and_a_picture_twice_do_not_count(site: Site) -> None:
    shutil.copy("golden_refs/plate/r001/golden.png", "good/golden.png")
    shutil.copy("good/P01.png", "good/Q.png")
    said = site.calibrate(*AVERAGE, "--dry-run")
    assert "not counted: golden.png: it is the golden itself" in said
    assert "not counted: Q.png: the same picture as P01.png" in said
    assert said.splitlines()[1].startswith("12 good parts, ")


def test_a_dry_run_writes_nothing(site: Site) -> None:
    site.calibrate(*AVERAGE, "--dry-run")
    assert sorted(path.name for path in Path("golden_refs/plate").iterdir()) == ["ACTIVE", "r001"]


def test_learnt_proportions_rest_on_other_parts_than_the_promise(site: Site) -> None:
    document = site.told(*AVERAGE, "--zones", "learn")
    assert (document["calibration"]["proportion_parts"], document["calibration"]["good_parts"]) == (3, 9)
    with pytest.raises(InputError, match="were learnt from some of these parts"):
        site.calibrate(*AVERAGE, "--revision", "r002")


def by_another_program(path: Path, copy: Path) -> None:
    """Write a picture once more: the same pixels in other bytes."""
    assert cv2.imwrite(str(copy), read_image(path))


def test_learnt_proportions_are_not_kept_on_any_part_they_were_learnt_from(site: Site) -> None:
    """One part more in the folder, and a part written by another program, are the same parts still."""
    site.calibrate(*AVERAGE, "--zones", "learn")
    Path("good/more.png").write_bytes(encode_png(taken(99)))
    for path in Path("good").glob("P*.png"):
        by_another_program(path, path.with_suffix(".bmp"))
        path.unlink()
    with pytest.raises(InputError, match=r"the proportions of the limits were learnt from it: P\d\d.bmp and 2 more"):
        site.calibrate(*AVERAGE, "--revision", "r002")
    assert "draft" in site.calibrate(*AVERAGE, "--revision", "r002", "--zones", "learn")


def test_limits_are_not_set_on_parts_that_they_were_widened_for(site: Site) -> None:
    fixed = ["--golden-refs", "golden_refs", "--models", str(MODELS), "--comparator", "onnx"]
    Path("varied").mkdir()
    for number in range(4):
        shutil.copy(f"good/P{number:02}.png", "varied")
    CliRunner().invoke(inspector, ["vary", "plate", "--good", "varied", *fixed, "--allow"], catch_exceptions=False)
    with pytest.raises(InputError, match=r"limits are wider for was measured on it: P00.png and 3 more; give other"):
        site.calibrate(*AVERAGE, "--revision", "r002")


def test_the_same_picture_of_two_programs_counts_once(site: Site) -> None:
    by_another_program(Path("good/P01.png"), Path("good/Q.bmp"))
    said = site.calibrate(*AVERAGE, "--dry-run")
    assert "not counted: Q.bmp: the same picture as P01.png" in said
    Path("bad/as_good.bmp").write_bytes(Path("good/Q.bmp").read_bytes())
    with pytest.raises(InputError, match=r"as_good.bmp is among the bad parts and, as (P01.png|Q.bmp)"):
        site.calibrate(*AVERAGE, "--bad", "bad")


def test_the_revision_says_which_pictures_its_limits_come_from(site: Site) -> None:
    site.calibrate(*AVERAGE, "--zones", "learn")
    used = read_used(files_of(site.folder / "golden_refs", "plate", "r002").pictures, "plate")
    assert (len(used.limits or ()), len(used.proportions or ())) == (9, 3)
    pictures = {picture_sha256(read_image(path)) for path in Path("good").iterdir()}
    assert used.of(Hand.LIMITS) | used.of(Hand.PROPORTIONS) == pictures
    assert (used.taught, used.varied, used.tells_limits) == (None, None, False)


def test_a_calibration_from_before_pictures_were_written_down_still_refuses_its_own_parts(site: Site) -> None:
    site.calibrate(*AVERAGE, "--zones", "learn")
    (site.folder / "golden_refs" / "plate" / "r002" / "pictures.json").unlink()
    (site.folder / "golden_refs" / "plate" / "ledger.jsonl").unlink()
    with pytest.raises(InputError, match="were learnt from some of these parts"):
        site.calibrate(*AVERAGE, "--revision", "r002")


def test_what_the_limits_were_set_on_says_nothing_of_them(site: Site) -> None:
    site.calibrate(*AVERAGE)
    fixed = ["--golden-refs", "golden_refs", "--models", str(MODELS), "--comparator", "onnx", "--product", "plate"]
    words = ["evaluate", "--good", "good", "--revision", "r002", *fixed]
    with pytest.raises(
        InputError, match=r"each of the 12 parts had a hand .* good/P00.png: the limits were set from it"
    ):
        CliRunner().invoke(inspector, words, catch_exceptions=False)


def test_limits_that_creep_from_one_calibration_to_the_next_need_a_person_and_are_on_record(site: Site) -> None:
    library = site.folder / "golden_refs" / "plate"
    site.calibrate(*AVERAGE)
    (library / "ledger.jsonl").unlink()
    (library / "ACTIVE").write_text("r002\n")
    hole = board_with_hole()
    hole[:100] = taken(50)[:100]
    for number in range(3):
        Path(f"good/R{number}.png").write_bytes(encode_png(hole))
        hole[0, number] ^= 1
    with pytest.raises(
        InputError, match=r"widen the limits of plate: at x \d+, y \d+ the limit would grow [\d.]+-fold"
    ):
        site.calibrate(*AVERAGE)
    site.calibrate(*AVERAGE, "--allow", "--why", "holes are good now")
    ledger = read_ledger(library)
    assert ledger
    assert re.match(r"holes are good now; allowed: at x \d+, y \d+ the limit would grow", ledger.entries[-1].why)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--good", "good", "--max-overkill", "0.05"), "12 good parts, it takes 59; collect more, or promise more"),
        (("--good", "good", "--max-overkill", "2"), "overkill 2 must be above 0 and below 1"),
        (("--good", "golden_refs", "--max-overkill", "0.05"), "it holds no .bmp"),
        (("--good", "nowhere", "--max-overkill", "0.05"), "No such file or directory"),
        ((*AVERAGE, "--bad", "good"), "P00.png is among the bad parts and, as P00.png, among the good ones"),
        ((*AVERAGE, "--revision", "r009"), "r009"),
    ],
    ids=["too few", "no share", "no pictures", "no folder", "good and bad", "no revision"],
)
def test_what_cannot_be_promised_is_refused_in_one_line(site: Site, words: tuple[str, ...], said: str) -> None:
    with pytest.raises(InspectorError, match=re.escape(said)) as told:
        site.calibrate(*words)
    assert "\n" not in str(told.value)


def test_a_file_that_is_no_picture_is_refused_by_name(site: Site) -> None:
    Path("good/P05.png").write_bytes(b"no picture")
    with pytest.raises(InspectorError, match=r"P05\.png"):
        site.calibrate(*AVERAGE)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_document_ends_well(site: Site, line: str) -> None:
    name, product, *words = shlex.split(line)
    assert (name, product) == ("calibrate", "plate")
    assert "good parts" in site.calibrate(*words)

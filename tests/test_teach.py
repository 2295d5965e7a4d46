"""Teaching: the golden is the picture most like the others; what is poor or unlike is named and left out."""

import json
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result
from numpy.typing import NDArray

from inspector.calibrate.picture import blur_px, burnt_share, why_poor
from inspector.calibrate.teach import LeftOut, Named, teach
from inspector.cli.app import inspector
from inspector.errors import InputError
from inspector.golden.library import files_of, load_revision
from inspector.golden.recipe import Recipe
from inspector.golden.used_pictures import Hand, read_used
from inspector.image_file import encode_png, picture_sha256, read_image

SIDE = (160, 200)
Picture = NDArray[np.uint8]


def part(seed: int = 1) -> Picture:
    """Return a plate with pads, sharp, grey."""
    rng = np.random.default_rng(seed)
    drawn = np.full(SIDE, 70, np.uint8)
    for _ in range(26):
        x, y = int(rng.integers(14, SIDE[1] - 34)), int(rng.integers(14, SIDE[0] - 34))
        shade = int(rng.integers(100, 230))
        cv2.rectangle(drawn, (x, y), (x + int(rng.integers(6, 24)), y + int(rng.integers(6, 24))), shade, -1)
    return drawn


def taken(seed: int, plate: Picture | None = None, blur: float = 0.6) -> Picture:
    """Return the part photographed: moved a little, lit otherwise, with noise."""
    rng = np.random.default_rng(seed)
    moved = np.array([[1, 0, rng.uniform(-3, 3)], [0, 1, rng.uniform(-3, 3)]], np.float32)
    seen = cv2.warpAffine(part() if plate is None else plate, moved, SIDE[::-1], borderMode=cv2.BORDER_REPLICATE)
    soft = cv2.GaussianBlur(seen.astype(np.float32), (0, 0), blur) * rng.uniform(0.9, 1.05)
    return np.asarray(np.clip(soft + rng.normal(0, 2.0, SIDE), 0, 255), np.uint8)


def spoilt(seed: int) -> Picture:
    """Return a part with a stain."""
    plate = part()
    cv2.circle(plate, (110, 80), 30, 200, -1)
    return taken(seed, plate)


def named(pictures: Sequence[Picture], prefix: str = "good") -> list[Named]:
    return [Named(f"{prefix}-{number}", picture) for number, picture in enumerate(pictures)]


def test_one_picture_is_the_golden() -> None:
    found = teach(named([taken(1)]), Recipe(), "PN-7")
    assert (found.golden.name, found.goods, found.taken, found.left_out) == ("good-0", (), ("good-0",), ())


def test_the_golden_is_a_picture_as_it_was_taken_and_goods_lie_in_its_frame() -> None:
    pictures = named([taken(number) for number in range(6)])
    found = teach(pictures, Recipe(), "PN-7")
    assert any(found.golden.image is one.image for one in pictures)
    assert len(found.goods) == 3
    assert found.golden.name not in {one.name for one in found.goods}
    given = {one.name: one.image for one in pictures}
    for good in found.goods:
        before = float(np.abs(given[good.name].astype(float) - found.golden.image).mean())
        after = float(np.abs(good.image.astype(float) - found.golden.image).mean())
        assert after < 0.6 * before


def test_a_part_unlike_the_others_is_named_and_left_out() -> None:
    found = teach([*named([taken(number) for number in range(5)]), Named("bad", spoilt(9))], Recipe(), "PN-7")
    assert [one.name for one in found.left_out] == ["bad"]
    assert "is it a good part?" in found.left_out[0].why
    assert "bad" not in {found.golden.name, *(one.name for one in found.goods), *found.taken}


def test_another_product_is_named_and_left_out() -> None:
    found = teach([Named("other", taken(3, part(seed=8))), *named([taken(n) for n in range(4)])], Recipe(), "PN-7")
    assert [(one.name, one.why) for one in found.left_out] == [("other", "it does not align to the others")]
    assert len(found.taken) == 4


def test_a_soft_picture_among_sharp_ones_is_left_out() -> None:
    found = teach([*named([taken(n) for n in range(4)]), Named("soft", taken(7, blur=2.2))], Recipe(), "PN-7")
    assert [one.name for one in found.left_out] == ["soft"]
    assert "its edges are blurred by 2." in found.left_out[0].why


@pytest.mark.parametrize("place", [0, 2])
def test_a_picture_of_another_size_is_left_out_wherever_it_is_named(place: int) -> None:
    pictures = named([taken(1), taken(3)])
    pictures.insert(place, Named("small", np.ascontiguousarray(taken(2)[:100])))
    (left_out,) = teach(pictures, Recipe(), "PN-7").left_out
    assert left_out == LeftOut("small", "it is of shape (100, 200), (160, 200) is expected")


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (taken(1, blur=5.0), r"its sharpest edges are blurred by .* px, at most 3 px: out of focus"),
        (np.full(SIDE, 90, np.uint8), "it shows no edge"),
        (taken(1)[:50], "it is 200 x 50 px, at least 64 px a side"),
    ],
    ids=["soft", "blank", "small"],
)
def test_a_poor_golden_is_refused_with_the_reason(picture: Picture, why: str) -> None:
    with pytest.raises(InputError, match=rf"^cannot teach PN-7: good-0: {why}") as refused:
        teach(named([picture]), Recipe(), "PN-7")
    assert "\n" not in str(refused.value)


def test_pictures_of_different_parts_teach_nothing() -> None:
    pictures = named([taken(number, part(seed=20 + number)) for number in range(5)])
    with pytest.raises(InputError, match=r"1 of 5 pictures align to one another; give pictures of one part"):
        teach(pictures, Recipe(), "PN-7")


@pytest.mark.parametrize("sigma", [1.0, 1.5, 2.0, 2.5])
def test_the_blur_is_measured_in_px(sigma: float) -> None:
    soft = cv2.GaussianBlur(part(), (0, 0), sigma).astype(np.uint8)
    assert blur_px(soft) == pytest.approx(sigma, rel=0.35)
    assert blur_px(soft) > blur_px(part())


def test_a_bright_ground_is_not_burnt_out_and_a_bright_part_is() -> None:
    ground = taken(1)
    ground[:, :90] = 255
    assert why_poor(ground) is None
    shiny = taken(1)
    shiny[40:120, 60:140] = 255
    assert burnt_share(shiny) == pytest.approx(0.2, abs=0.01)
    assert "20% of it is burnt out, at most 10%: shorten the exposure" in str(why_poor(shiny))


def test_a_picture_of_two_levels_is_not_burnt_out() -> None:
    two = np.where(part() > 100, np.uint8(255), np.uint8(0))
    assert burnt_share(np.asarray(two, np.uint8)) == 0.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with four pictures of good parts."""
    for number in range(4):
        tmp_path.joinpath(f"{number}.png").write_bytes(encode_png(taken(number)))
    return tmp_path


def command(folder: Path, *words: str) -> Result:
    pictures = [str(folder / f"{number}.png") for number in range(4)]
    words = ("teach", "PN-7", *pictures, "--golden-refs", str(folder / "refs"), "--who", "ana", *words)
    return CliRunner().invoke(inspector, words)


def test_the_command_drafts_a_revision_that_loads(folder: Path) -> None:
    answer = command(folder, "--goods", "2", "--json")
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.stdout)
    golden = load_revision(folder / "refs", "PN-7", told["revision"])
    assert [len(golden.goods), len(told["goods"]), told["left_out"]] == [2, 2, []]
    assert np.array_equal(golden.image, read_image(Path(told["golden"])))
    assert (golden.recipe.limits, golden.recipe.alignment) == (Recipe().limits, Recipe().alignment)


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    answer = command(folder, "--dry-run")
    assert answer.stdout.splitlines()[-1] == "nothing is written"
    assert not (folder / "refs").exists()


def test_the_next_golden_keeps_the_recipe_it_is_given(folder: Path) -> None:
    folder.joinpath("mine.toml").write_text("# mine\nschema = 1\n[limits]\nmin_area_px = 30\n")
    told = json.loads(command(folder, "--recipe", str(folder / "mine.toml"), "--json").stdout)
    kept = folder / "refs" / "PN-7" / told["revision"] / "recipe.toml"
    assert kept.read_text() == folder.joinpath("mine.toml").read_text()


def test_a_recipe_that_is_not_there_is_told_in_one_line(folder: Path) -> None:
    answer = command(folder, "--recipe", str(folder / "none.toml"))
    assert isinstance(answer.exception, InputError)
    assert str(answer.exception).endswith("No such file or directory; name a recipe file")


def test_the_revision_says_which_pictures_it_was_taught_from(folder: Path) -> None:
    told = json.loads(command(folder, "--json").stdout)
    used = read_used(files_of(folder / "refs", "PN-7", told["revision"]).pictures, "PN-7")
    assert used.of(Hand.TAUGHT) == {picture_sha256(read_image(Path(name))) for name in told["taken"]}
    assert (len(told["taken"]), used.limits, used.tells_limits) == (4, (), True)
    again = json.loads(command(folder, "--recipe", str(write_recipe(folder)), "--json").stdout)
    used = read_used(files_of(folder / "refs", "PN-7", again["revision"]).pictures, "PN-7")
    assert not used.tells_limits


def write_recipe(folder: Path) -> Path:
    folder.joinpath("mine.toml").write_text("[limits]\nmin_area_px = 30\n")
    return folder / "mine.toml"


def test_variants_of_the_active_revision_do_not_go_without_a_word(folder: Path) -> None:
    first = folder / "refs" / "PN-7" / "r001"
    (first / "variants").mkdir(parents=True)
    first.joinpath("golden.png").write_bytes(encode_png(taken(9)))
    first.joinpath("variants", "01.png").write_bytes(encode_png(taken(10)))
    first.joinpath("recipe.toml").write_text("")
    first.parent.joinpath("ACTIVE").write_text("r001\n")
    said = command(folder).stdout
    assert (
        "left out 1 variant of the active revision, in the frame of its golden; to have them again: inspector " in said
    )
    assert json.loads(command(folder, "--json").stdout)["variants_left_out"] == 1

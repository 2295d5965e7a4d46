"""The API of goldens: the picture of a revision, and where its recipe has zones."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from dashboards import serving
from recording import make_noise

from inspector.image_file import decode_image, encode_png

RECIPE = """
schema = 2
[[zones]]
name = "U20 <b>"
box = [10, 20, 30, 50]
limits = { min_area_px = 30 }
[[zones]]
name = "round"
ellipse = { cx = 80.0, cy = 60.0, rx = 20.0, ry = 10.0, angle_deg = 90.0 }
limits = {}
[[ignore]]
why = "label"
polygon = [[100.0, 10.0], [150.0, 20.0], [120.0, 40.5]]
"""


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    """Return the folder of the only revision in the library."""
    folder = tmp_path / "golden_refs" / "board" / "r001"
    folder.mkdir(parents=True)
    (folder / "golden.png").write_bytes(encode_png(make_noise(7)))
    (folder / "recipe.toml").write_text(RECIPE, "utf-8")
    return folder


@pytest.fixture
def url(tmp_path: Path, golden: Path) -> Iterator[str]:
    """Serve that library."""
    assert golden.is_dir()
    with serving(tmp_path) as url:
        yield url


# Its picture


def test_a_golden_is_shown_as_a_copy_for_looking_at(url: str) -> None:
    answer = httpx.get(f"{url}api/goldens/board/r001/image")
    assert answer.headers["content-type"] == "image/jpeg"
    seen = decode_image(answer.content, "answer").astype(float)
    # Noise is what a JPEG keeps worst: over all it is the same picture.
    assert abs(seen - make_noise(7)).mean() < 8 < abs(seen - make_noise(8)).mean()


def test_a_golden_that_is_damaged_is_said_to_be(url: str, golden: Path) -> None:
    picture = golden / "golden.png"
    picture.write_bytes(picture.read_bytes()[:60])
    answer = httpx.get(f"{url}api/goldens/board/r001/image")
    assert (answer.status_code, "golden.png" in answer.json()["detail"]) == (410, True)


def test_a_golden_is_asked_for_again_but_not_sent_again(url: str, golden: Path) -> None:
    first = httpx.get(f"{url}api/goldens/board/r001/image")
    held = {"If-None-Match": first.headers["etag"]}
    assert httpx.get(f"{url}api/goldens/board/r001/image", headers=held).status_code == 304
    (golden / "golden.png").write_bytes(encode_png(make_noise(8)))
    assert httpx.get(f"{url}api/goldens/board/r001/image", headers=held).status_code == 200


# Its zones


def test_each_shape_of_the_recipe_is_told_with_what_it_reaches_over(url: str) -> None:
    told = httpx.get(f"{url}api/goldens/board/r001/places").json()
    box, turned = told["zones"]
    (label,) = told["ignored"]
    assert (box["name"], turned["name"], label["name"]) == ("U20 <b>", "round", "label")
    assert box["bounds"] == {"x0": 10, "y0": 20, "x1": 30, "y1": 50}
    assert turned["ellipse"] == {"cx": 80, "cy": 60, "rx": 20, "ry": 10, "angle_deg": 90}
    assert turned["bounds"] == pytest.approx({"x0": 70, "y0": 40, "x1": 90, "y1": 80})
    assert label["polygon"] == [{"x": 100, "y": 10}, {"x": 150, "y": 20}, {"x": 120, "y": 40.5}]
    assert (box["ellipse"], box["polygon"], label["ellipse"]) == (None, [], None)


def test_the_zones_come_with_the_hash_by_which_a_part_names_its_recipe(url: str) -> None:
    told = httpx.get(f"{url}api/goldens/board/r001/places").json()
    assert told["recipe_sha256"] == sha256(RECIPE.encode()).hexdigest()


@pytest.mark.parametrize("recipe", [b"no recipe", b"\xff\xfe\x00", b"schema = 9"])
def test_a_recipe_that_cannot_be_used_is_said_to_be(url: str, golden: Path, recipe: bytes) -> None:
    (golden / "recipe.toml").write_bytes(recipe)
    answer = httpx.get(f"{url}api/goldens/board/r001/places")
    assert (answer.status_code, answer.json()["code"]) == (410, "no-golden")
    assert "recipe board r001" in answer.json()["detail"]


def test_a_revision_that_is_not_there_has_no_zones(url: str) -> None:
    answer = httpx.get(f"{url}api/goldens/board/r002/places")
    assert (answer.status_code, answer.json()["detail"]) == (404, "there is no golden board r002")

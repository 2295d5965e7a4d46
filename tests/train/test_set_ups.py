"""Stations that see otherwise than under a lamp: what each set-up shows of a plate with a block, a hole and a print."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from drawn_designs import Noise
from numpy.typing import NDArray

from inspector.train.families.machined import FAMILIES as MACHINED
from inspector.train.families.tracks import FAMILIES as TRACKS
from inspector.train.look import draw_lighting, draw_look, draw_variation
from inspector.train.measured_maps import GREY, MAPS, Heat, Heights
from inspector.train.pairs import make_pair
from inspector.train.render import draw, lit, render
from inspector.train.scene import Finish, Layers, Outline, Piece, Scene, rectangle
from inspector.train.set_ups import Coaxial, Glow, LowAngle, SetUp, ThreeLamps, Through
from inspector.train.stations import UNUSUAL_SHARE, draw_set_up

SIZE_PX = 96
PLATE, BLOCK, HOLE, PRINT, GROUND = (48, 20), (48, 48), (20, 70), (75, 70), (3, 3)
ALL: tuple[SetUp, ...] = (
    Through(2.0, coloured=False, ambient=0.0, inverted=False),
    Through(0.5, coloured=True, ambient=0.3, inverted=True),
    LowAngle(1.0, 0.3, 0.1),
    Coaxial(0.2),
    ThreeLamps(1.0, 0.1),
    Glow(2, 0.2, (0.1, 1.0, 0.3), 0.2, 0.05),
    Heights(12.0, (0.1, 0.0), GREY),
    Heights(12.0, (0.0, 0.0), MAPS[0]),
    Heat(2.0, 0.5, GREY),
)


def piece(centre: tuple[int, int], sides: tuple[int, int], level: float, height_px: float) -> Piece:
    return Piece(Outline((rectangle(centre, sides),)), Finish((level, level, level)), height_px)


@pytest.fixture(scope="module")
def scene() -> Scene:
    """Return a grey plate 2 px high, with a block on it, a hole through it and a dark print; the ground is light."""
    pieces = (
        piece((48, 48), (80, 80), 0.5, 2.0),
        piece(BLOCK, (20, 20), 0.5, 6.0),
        piece(HOLE, (12, 12), 0.1, -3.0),
        piece(PRINT, (12, 12), 0.1, 0.0),
    )
    return Scene("plate", SIZE_PX, Finish((0.8, 0.8, 0.8)), pieces)


@pytest.fixture(scope="module")
def layers(scene: Scene) -> Layers:
    rng = np.random.default_rng(3)
    variation = replace(draw_variation(rng), placing=0.0, turn_deg=0.0, grow_px=0.0, lot=0.0, parallax=0.0)
    look = draw_look(rng, scene, variation, draw_lighting(rng), 1)
    return draw(scene, look, Noise(200))


def seen(set_up: SetUp, scene: Scene, layers: Layers) -> NDArray[np.float32]:
    rng = np.random.default_rng(3)
    look = draw_look(rng, scene, draw_variation(rng), draw_lighting(rng, set_up), 1)
    return lit(layers, scene, look, Noise(200))


def levels(picture: NDArray[np.float32]) -> dict[str, float]:
    places = {"plate": PLATE, "block": BLOCK, "hole": HOLE, "print": PRINT, "ground": GROUND}
    return {name: float(picture[y - 2 : y + 3, x - 2 : x + 3].mean()) for name, (x, y) in places.items()}


def test_matter_adds_up_in_light_from_behind_and_a_hole_is_as_bright_as_the_lamp(scene: Scene, layers: Layers) -> None:
    found = levels(seen(Through(2.0, coloured=False, ambient=0.0, inverted=False), scene, layers))
    # The plate is 2 px and a pixel thick, the block 6 and one more; a hole of 3 takes away all of the plate.
    expected = {"plate": np.exp(-2.0), "block": np.exp(-20 / 3), "hole": 1.0, "ground": 1.0, "print": np.exp(-8 / 3)}
    assert found == pytest.approx(expected, abs=1e-3)


def test_rays_are_often_shown_the_other_way_round(scene: Scene, layers: Layers) -> None:
    found = levels(seen(Through(2.0, coloured=False, ambient=0.0, inverted=True), scene, layers))
    assert found["block"] > found["plate"] > found["hole"]
    assert found["ground"] == pytest.approx(0.0)


def test_of_film_the_dark_takes_away_more(scene: Scene, layers: Layers) -> None:
    found = levels(seen(Through(1.0, coloured=True, ambient=0.0, inverted=False), scene, layers))
    assert found["plate"] == pytest.approx(np.exp(-0.75), abs=1e-3)
    assert found["print"] == pytest.approx(np.exp(-4 / 3 * 1.15), abs=1e-3)


def test_grazing_light_shows_edges_and_leaves_what_is_plain_dark(scene: Scene, layers: Layers) -> None:
    picture = seen(LowAngle(1.0, 0.3, 0.0), scene, layers)
    assert max(levels(picture).values()) < 0.01
    assert picture[46:50, 36:40].max() > 0.2
    assert picture[68:72, 67:72].max() > 0.05


def test_light_along_the_axis_leaves_slopes_dark(scene: Scene, layers: Layers) -> None:
    picture = seen(Coaxial(0.1), scene, layers)
    assert levels(picture)["plate"] == pytest.approx(0.5, abs=1e-3)
    assert picture[46:50, 36:40].min() < 0.12


def test_three_lamps_colour_the_two_sides_of_a_block_otherwise(scene: Scene, layers: Layers) -> None:
    picture = seen(ThreeLamps(2.0, 0.0), scene, layers)
    flat, left, right = (picture[48, x] for x in (24, 38, 58))
    assert np.ptp(flat) == pytest.approx(0.0, abs=1e-3)
    assert (left[0] - left[1]) * (right[0] - right[1]) < 0
    assert min(np.ptp(left), np.ptp(right)) > 0.1


def test_heights_are_levels(scene: Scene, layers: Layers) -> None:
    found = levels(seen(Heights(16.0, (0.0, 0.0), GREY), scene, layers))
    expected = {"ground": 0.35, "plate": 0.475, "print": 0.475, "block": 0.85, "hole": 0.2875}
    assert found == pytest.approx(expected, abs=1e-3)


def test_only_what_is_light_in_its_channel_glows(scene: Scene, layers: Layers) -> None:
    picture = seen(Glow(1, 0.45, (0.0, 1.0, 0.5), 0.0, 0.0), scene, layers)
    assert picture[GROUND[1], GROUND[0]] == pytest.approx([0.0, 0.35 / 0.55, 0.175 / 0.55], abs=1e-3)
    assert picture[PRINT[1], PRINT[0]] == pytest.approx([0.0, 0.0, 0.0], abs=1e-3)


def test_heat_comes_of_what_is_thick_and_spreads(scene: Scene, layers: Layers) -> None:
    picture = seen(Heat(3.0, 1.0, GREY), scene, layers)
    found = levels(picture)
    assert found["block"] > found["plate"] > found["ground"]
    rise = np.abs(np.diff(picture[48, 30:48, 0]))
    assert 0 < rise.max() < 0.12


@pytest.mark.parametrize("set_up", ALL, ids=repr)
def test_a_picture_is_one_of_a_camera(set_up: SetUp, scene: Scene, layers: Layers) -> None:
    before = [each.copy() for each in (layers.albedo, layers.height_px, layers.gloss, layers.depth_px)]
    picture = seen(set_up, scene, layers)
    assert picture.shape == (SIZE_PX, SIZE_PX, 3)
    assert picture.dtype == np.float32
    assert np.isfinite(picture).all()
    assert picture.min() >= -1e-6
    assert picture.std() > 0.01
    after = (layers.albedo, layers.height_px, layers.gloss, layers.depth_px)
    assert all(np.array_equal(*pair) for pair in zip(before, after, strict=True))


def test_most_stations_have_a_lamp_and_the_others_every_set_up_that_shows_something(scene: Scene) -> None:
    flat = scene.with_pieces([replace(each, height_px=0.0) for each in scene.pieces])
    drawn = {
        name: Counter(type(draw_set_up(np.random.default_rng(seed), of)) for seed in range(4_000))
        for name, of in (("block", scene), ("flat", flat))
    }
    assert set(drawn["block"]) == {type(None), Through, LowAngle, Coaxial, ThreeLamps, Heights, Glow, Heat}
    assert set(drawn["flat"]) == {type(None), Through, LowAngle, Glow, Heat}
    for counts in drawn.values():
        assert 4_000 - counts[type(None)] == pytest.approx(4_000 * UNUSUAL_SHARE, abs=150)


def test_what_is_made_black_and_white_is_seen_under_a_lamp() -> None:
    rng = np.random.default_rng(0)
    scenes = [TRACKS["tracks"](rng, 128) for _ in range(60)]
    two_level = [each for each in scenes if each.two_level]
    assert two_level
    assert {draw_set_up(rng, each) for each in two_level} == {None}


def test_with_no_share_of_them_pairs_are_those_of_lamps_alone() -> None:
    textures, designs = Noise(900), {"drilled_plate": MACHINED["drilled_plate"]}
    lamps, also, unusual = (
        np.stack([make_pair(seed, designs, textures, 64, unusual_share=share).goldens for seed in range(6)])
        for share in (0.0, 0.0, 1.0)
    )
    assert np.array_equal(lamps, also)
    assert not np.array_equal(lamps, unusual)


def test_a_station_sees_all_its_parts_by_one_set_up() -> None:
    rng = np.random.default_rng(5)
    scene = MACHINED["drilled_plate"](rng, 128)
    variation, lighting = draw_variation(rng), draw_lighting(rng, ALL[0])
    looks = [draw_look(rng, scene, variation, lighting, 1) for _ in range(3)]
    assert {look.set_up for look in looks} == {ALL[0]}
    assert all(render(scene, look, Noise(900)).max() <= 1 + 1e-6 for look in looks)

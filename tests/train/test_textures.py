import numpy as np
import pytest
from numpy.typing import NDArray

from inspector.errors import InputError
from inspector.train.textures import KINDS, STATIONS, TextureBank


@pytest.fixture(scope="module")
def bank() -> TextureBank:
    return TextureBank(7)


@pytest.mark.parametrize("kind", KINDS)
def test_a_patch_has_the_size_the_range_and_the_middle_that_finishes_count_on(bank: TextureBank, kind: str) -> None:
    patch = bank.patch(kind, 0, 224, 1.0, 0.0)
    assert patch.shape == (224, 224)
    assert patch.dtype == np.float32
    assert np.abs(patch).max() <= 1.0
    assert abs(patch.mean()) < 0.6  # a cut of a cloud may lie in its dark part
    assert patch.std() > 0.03


@pytest.mark.parametrize("kind", ["grain", "turned", "perforated"])
def test_the_seed_alone_decides_every_pixel(bank: TextureBank, kind: str) -> None:
    assert np.array_equal(bank.patch(kind, 4, 64, 1.3, 20.0), TextureBank(7).patch(kind, 4, 64, 1.3, 20.0))
    assert not np.array_equal(bank.patch(kind, 4, 64, 1.3, 20.0), TextureBank(8).patch(kind, 4, 64, 1.3, 20.0))


def test_another_place_shows_another_piece_of_the_texture(bank: TextureBank) -> None:
    # of the same tile, flipped alike
    assert np.abs(bank.patch("grain", 64, 96, 1.0, 0.0) - bank.patch("grain", 128, 96, 1.0, 0.0)).mean() > 0.1


def test_brushing_runs_along_x_and_turns_with_the_angle(bank: TextureBank) -> None:
    lying, standing = (bank.patch("brushed", 4, 128, 1.0, angle) for angle in (0.0, 90.0))
    assert np.abs(np.diff(lying, axis=1)).mean() < 0.5 * np.abs(np.diff(lying, axis=0)).mean()
    assert np.abs(np.diff(standing, axis=0)).mean() < 0.5 * np.abs(np.diff(standing, axis=1)).mean()


def test_a_larger_scale_is_coarser(bank: TextureBank) -> None:
    fine, coarse = (bank.patch("grain", 12, 200, scale, 0.0) for scale in (1.0, 3.0))
    assert np.abs(np.diff(coarse)).mean() < 0.6 * np.abs(np.diff(fine)).mean()


@pytest.mark.parametrize("kind", ["brushed", "leaves", "cloud", "bubbles"])
def test_a_tile_continues_at_its_opposite_side_without_a_seam(bank: TextureBank, kind: str) -> None:
    # a seam would be one line of steps far above all others
    patch = bank.patch(kind, 8, 700, 1.0, 0.0)
    assert np.abs(patch[:, 512:] - patch[:, :-512]).max() < 0.01
    for steps in (np.abs(np.diff(patch, axis=0)).mean(axis=1), np.abs(np.diff(patch, axis=1)).mean(axis=0)):
        assert steps.max() < 3.0 * np.percentile(steps, 90) + 0.05


def test_turning_marks_stay_about_the_middle_of_their_piece(bank: TextureBank) -> None:
    patch = bank.patch("turned", 124, 201, 1.0, 0.0)
    assert _share_by_rings(patch) > 2 * _share_by_rings(np.roll(patch, 40, axis=1))


def test_surroundings_are_dark_with_lights(bank: TextureBank) -> None:
    shown = [bank.surroundings(place) for place in range(3)]
    assert all(each.shape == (512, 512) and each.dtype == np.float32 for each in shown)
    assert all(0.0 <= each.min() <= each.max() <= 1.0 for each in shown)
    assert max(float(np.ptp(each)) for each in shown) > 0.3
    assert np.array_equal(shown[2], TextureBank(7).surroundings(2))


def test_surroundings_are_made_once_and_cannot_be_spoilt(bank: TextureBank) -> None:
    first = bank.surroundings(1)
    assert bank.surroundings(1) is first
    assert not first.flags.writeable
    assert STATIONS > 12


def test_an_unknown_kind_is_named_with_those_there_are(bank: TextureBank) -> None:
    with pytest.raises(InputError, match=r"texture a piece with 'velvet'.*grain.*brushed"):
        bank.patch("velvet", 0, 32, 1.0, 0.0)


def _share_by_rings(patch: NDArray[np.float32]) -> float:
    """Return how much of a patch's variance its distance from the middle explains."""
    rows, columns = np.indices(patch.shape) - patch.shape[0] // 2
    ring = np.hypot(rows, columns).astype(int)
    mean = np.bincount(ring.ravel(), patch.ravel()) / np.maximum(np.bincount(ring.ravel()), 1)
    return float(mean[ring].var() / patch.var())

"""Scenes for the tests of the alignment: small boards with exactly known poses, and the real sets."""

import csv
import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from makers import make_capture, make_golden
from numpy.typing import NDArray

from inspector.align.pyramid import to_grey
from inspector.align.reference import Reference, learn
from inspector.golden.golden import Golden
from inspector.golden.recipe import AlignmentLimits, Ignore, Recipe
from inspector.image_file import read_image
from inspector.part import Capture

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
SIZE = (480, 360)

Grey = NDArray[np.uint8]
Matrix = NDArray[np.float64]


def _scenes() -> ModuleType:
    spec = importlib.util.spec_from_file_location("align_bench_scenes", ROOT / "bench" / "scenes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


SCENES = _scenes()
pose_of = SCENES.pose_of


@cache
def board(seed: int = 1) -> Any:
    return SCENES.board(SIZE, seed)


@cache
def grid(seed: int = 1) -> Any:
    return SCENES.grid(SIZE, seed)


def shown(levels: NDArray[np.floating], seed: int = 0, noise: float = 2.0) -> Grey:
    noisy = levels + np.random.default_rng(seed).normal(0.0, noise, levels.shape)
    return np.clip(noisy + 0.5, 0, 255).astype(np.uint8)


@cache
def golden_image(seed: int = 1) -> Grey:
    return shown(board(seed).picture(np.eye(3)), 99)


def golden(image: Grey | None = None, ignore: tuple[Ignore, ...] = (), **limits: object) -> Golden:
    recipe = Recipe(alignment=AlignmentLimits.model_validate(limits), ignore=ignore)
    return make_golden(golden_image() if image is None else image, recipe)


@cache
def reference(seed: int = 1, model: str = "euclidean") -> Reference:
    return learn(golden(golden_image(seed), model=model))


def seen(pose: Matrix, seed: int = 1) -> Grey:
    return shown(board(seed).picture(pose), 5)


def capture(image: Grey) -> Capture:
    return make_capture(image)


def real_pairs(name: str, every: int = 1) -> list[tuple[str, Grey, Grey]]:
    """Return (pair_id, golden, capture) of a real set, both grey; the test is skipped where the set is absent."""
    folder = DATA / name
    if not (folder / "manifest.csv").is_file():
        pytest.skip(f"the real set {name} is not beside the checkout")
    with (folder / "manifest.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))[::every]
    return [
        (
            row["pair_id"],
            to_grey(read_image(folder / row["golden_path"])),
            to_grey(read_image(folder / row["test_path"])),
        )
        for row in rows
    ]

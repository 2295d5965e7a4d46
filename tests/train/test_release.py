"""From weights to what a line PC loads: the limit and the temperature that fit, and one command that writes it all."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from extras import require_extra

require_extra("torch", "matplotlib")

import numpy as np  # noqa: E402
import torch  # noqa: E402
from click.testing import CliRunner  # noqa: E402
from comparators import SHIPPED_MODELS  # noqa: E402

from inspector.cli.export import export as export_command  # noqa: E402
from inspector.compare.card import load_model  # noqa: E402
from inspector.errors import InputError  # noqa: E402
from inspector.train.calibrate import LIMITS, TEMPERATURES, best_limit, fit_scale, matched  # noqa: E402
from inspector.train.model import Comparer  # noqa: E402
from inspector.train.release import WEIGHTS, release  # noqa: E402
from inspector.train.validate import Scored  # noqa: E402
from inspector.train.weights import Weights, write_weights  # noqa: E402
from inspector.train.widths import Form  # noqa: E402


def export(*words: Path | str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "inspector", "export", *map(str, words)]
    # Threads that wait for each other on a busy PC take three times as long as one alone.
    alone = os.environ | {"OMP_NUM_THREADS": "1"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=alone)


RNG = np.random.default_rng(3)


def picture(spots: list[tuple[int, int, float]], defects: list[tuple[int, int]], ground: float = -5.0) -> Scored:
    """Return 3 x 3 spots of given logits on a ground, and which places are defects."""
    logits, defect = np.full((40, 40), ground, np.float32), np.zeros((40, 40), np.bool_)
    for row, column, logit in spots:
        logits[row : row + 3, column : column + 3] = logit
    for row, column in defects:
        defect[row : row + 3, column : column + 3] = True
    return Scored(logits, defect, np.ones((40, 40), np.bool_))


def test_blobs_and_defects_count_once_whatever_their_size() -> None:
    found = matched(picture([(5, 5, 2.0), (20, 20, 1.0), (30, 5, 0.5)], [(5, 6), (20, 20), (5, 30)]), 0.75)
    assert (found.marked, found.right, found.defects, found.found) == (2, 2, 3, 2)
    assert found.worth == pytest.approx(3 * 1.0 * (2 / 3) / (1 + 2 * (2 / 3)))


def test_a_blob_of_two_places_is_not_marked() -> None:
    one = picture([], [])
    one.logits[4, 4:6] = 3.0
    assert matched(one, 0.0).marked == 0
    one.logits[4, 6] = 3.0
    assert matched(one, 0.0).marked == 1


def test_a_picture_that_is_marked_all_over_is_one_false_mark() -> None:
    found = matched(picture([], [], ground=5.0), 0.0)
    assert (found.marked, found.right) == (1, 0)


def test_the_limit_lies_between_what_is_harmless_and_what_is_not() -> None:
    pictures = [picture([(5, 5, 1.1), (20, 20, 2.3)], [(20, 20)]) for _ in range(4)]
    assert 1.1 < best_limit(pictures) <= 2.3


def test_the_temperature_makes_exaggerated_odds_honest() -> None:
    honest = RNG.normal(-1.0, 1.0, (200, 200)).astype(np.float32)
    defect = RNG.random((200, 200)) < 1.0 / (1.0 + np.exp(-honest))
    exaggerated = Scored(3.0 * honest, np.asarray(defect), np.ones_like(defect))
    scale = fit_scale([exaggerated])
    assert scale.temperature == pytest.approx(3.0, rel=0.1)
    assert min(TEMPERATURES) < scale.temperature < max(TEMPERATURES)
    assert scale.limit * scale.temperature in [pytest.approx(limit) for limit in LIMITS]


def test_the_shipped_weights_give_the_shipped_comparator(tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    stale = models / "comparator.int8.json"
    stale.write_text("{}")
    ended = export(SHIPPED_MODELS / WEIGHTS, models, "--json")
    assert ended.returncode == 0, ended.stderr
    made, shipped = load_model(models), load_model(SHIPPED_MODELS)
    assert made.card.model_dump(mode="json", by_alias=True) == json.loads(ended.stdout)
    assert (made.golden_graph, made.comparison_graph) == (shipped.golden_graph, shipped.comparison_graph)
    assert (made.card.about, made.card.limit) == (shipped.card.about, shipped.card.limit)
    assert [metric.n for metric in made.card.metrics] == [1536] * 2 + [512] * 4
    assert not stale.exists()


def test_the_line_says_of_which_pictures_each_figure_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = load_model(SHIPPED_MODELS).card
    monkeypatch.setattr("inspector.train.release.release", lambda *_: shipped)
    (tmp_path / "weights.pt").touch()
    asked = CliRunner().invoke(export_command, [str(tmp_path / "weights.pt"), str(tmp_path / "models")])
    first, *told = asked.stdout.strip().split("; ")
    assert first == f"siamese 1 in {tmp_path / 'models'}"
    assert [each.partition(": ")[0] for each in told] == list(dict.fromkeys(metric.data for metric in shipped.metrics))
    assert all(f"{metric.measure} {metric.value:.3f}" in asked.stdout for metric in shipped.metrics)


def test_a_network_that_tells_nothing_is_not_shipped(tmp_path: Path) -> None:
    torch.manual_seed(3)
    write_weights(tmp_path / "weights.pt", Weights(Comparer(Form.FAST.value).eval(), ""))
    with pytest.raises(InputError, match=r"^cannot export .* is wanted; it tells no defects yet: train longer$"):
        release(tmp_path / "weights.pt", tmp_path / "models", batches=2)
    assert not (tmp_path / "models").exists()


def test_weights_that_are_none_write_nothing(tmp_path: Path) -> None:
    ended = export(tmp_path / "none.pt", tmp_path / "models")
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert not (tmp_path / "models").exists()

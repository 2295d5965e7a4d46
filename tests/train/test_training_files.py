"""The files of a training: whole after a loss of power, known by what is in them, and refused where they are none."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from disks import fill, mounted
from extras import require_extra

require_extra("torch", "matplotlib")

import numpy as np  # noqa: E402
import torch  # noqa: E402

from inspector.errors import InputError, StoppedError  # noqa: E402
from inspector.train.batches import Order, make_batch, sources  # noqa: E402
from inspector.train.checkpoint import CHECKPOINT, begun_steps, fresh, resumed, write_checkpoint  # noqa: E402
from inspector.train.labelled import AlignedLabel, write_labelled  # noqa: E402
from inspector.train.log import LOG, NAMES, Progress, add_row  # noqa: E402
from inspector.train.loop import WEIGHTS, advance  # noqa: E402
from inspector.train.model import Comparer  # noqa: E402
from inspector.train.plan import Plan  # noqa: E402
from inspector.train.weights import Weights, read_weights, write_weights  # noqa: E402
from inspector.train.widths import Form  # noqa: E402

PLAN = Plan(Order(("pads", "tiles"), 3, 2, 64), steps=6, form=Form.FAST)


def progress(step: int) -> Progress:
    return Progress(step, 1.5, 1e-3, 0.7, 0.6, 0.9, 0.5, 0.8)


def steps_in(log: Path) -> list[str]:
    with log.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert all(tuple(row) == NAMES and None not in row.values() for row in rows)
    return [row["step"] for row in rows]


def weights_of(path: Path, seed: int) -> Path:
    torch.manual_seed(seed)
    write_weights(path, Weights(Comparer(Form.FAST.value), f"seed {seed}"))
    return path


def test_a_row_that_lost_its_end_is_not_in_the_way_of_the_next_report(tmp_path: Path) -> None:
    add_row(tmp_path / LOG, progress(500))
    with (tmp_path / LOG).open("a", encoding="utf-8") as log:
        log.write("1000,3.0,0.00")
    add_row(tmp_path / LOG, progress(1000))
    assert steps_in(tmp_path / LOG) == ["500", "1000"]


def test_steps_that_are_trained_again_are_in_the_log_once(tmp_path: Path) -> None:
    for step in (500, 1000, 1500, 1000):
        rows = add_row(tmp_path / LOG, progress(step))
    assert steps_in(tmp_path / LOG) == [row["step"] for row in rows] == ["500", "1000"]


def test_weights_that_were_exchanged_meanwhile_make_another_training(tmp_path: Path) -> None:
    plan = replace(PLAN, start=weights_of(tmp_path / "start.pt", 1))
    state = fresh(plan)
    weights_of(tmp_path / "start.pt", 2)
    write_checkpoint(tmp_path, state)
    assert state.told.endswith("; begun with weights of seed 1")
    with pytest.raises(InputError, match=r"its checkpoint is of another seed, .* of other weights to begin with"):
        resumed(plan, tmp_path)


def judged(grey: int) -> AlignedLabel:
    picture = np.full((8, 8, 3), grey, np.uint8)
    return AlignedLabel(picture, picture, np.zeros((8, 8), np.uint8))


def test_judged_parts_go_by_what_they_show_not_by_where_they_lie(tmp_path: Path) -> None:
    one, other = (replace(PLAN, order=replace(PLAN.order, labelled=tmp_path / name)) for name in ("a.npz", "b.npz"))
    for name in ("a.npz", "b.npz"):
        write_labelled(tmp_path / name, [judged(90)])
    write_checkpoint(tmp_path, fresh(one))
    assert resumed(other, tmp_path).step == 0
    write_labelled(tmp_path / "a.npz", [judged(91)])
    with pytest.raises(InputError, match="or other judged parts; name another folder"):
        resumed(one, tmp_path)
    assert begun_steps(tmp_path) == 6


def test_the_losses_since_the_last_report_outlive_a_stop(tmp_path: Path) -> None:
    state = fresh(PLAN)
    state.recent += [0.5, 0.25]
    write_checkpoint(tmp_path, state)
    assert resumed(PLAN, tmp_path).recent == [0.5, 0.25]


def test_on_a_full_disk_the_checkpoint_before_stays(tmp_path: Path) -> None:
    state = fresh(PLAN)
    with mounted(tmp_path / "disk", 8) as disk:
        write_checkpoint(disk, state)
        before = (disk / CHECKPOINT).read_bytes()
        filler = fill(disk)
        with pytest.raises(StoppedError) as told:
            write_checkpoint(disk, state)
        assert str(told.value) == (
            f"cannot write {disk / CHECKPOINT}: No space left on device; make room there, then the same command goes on"
        )
        assert (disk / CHECKPOINT).read_bytes() == before
        assert sorted(disk.iterdir()) == sorted([disk / CHECKPOINT, filler])


@pytest.mark.parametrize("content", [b"step,minutes,rate\n", b"a,b\n", b"{}\n"], ids=["log", "table", "json"])
def test_files_of_another_kind_are_no_weights(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / WEIGHTS
    path.write_bytes(content)
    with pytest.raises(InputError) as told:
        read_weights(path)
    assert str(told.value) == (
        f"cannot read weights {path}: {WEIGHTS} was written by no training, or is cut short; "
        "name a weights.pt that a training wrote"
    )


def test_a_checkpoint_is_no_weights_and_weights_are_no_checkpoint(tmp_path: Path) -> None:
    write_checkpoint(tmp_path, fresh(PLAN))
    with pytest.raises(InputError, match=r"checkpoint.pt holds plan, step, .*, expected weights, widths; name a"):
        read_weights(tmp_path / CHECKPOINT)
    weights_of(tmp_path / CHECKPOINT, 1)
    with pytest.raises(InputError, match=r"checkpoint.pt holds widths, .*, expected averaged, .*; name another folder"):
        begun_steps(tmp_path)
    torch.save(torch.zeros(3), tmp_path / CHECKPOINT)
    with pytest.raises(InputError, match=r"checkpoint.pt holds Tensor, expected averaged"):
        begun_steps(tmp_path)


def test_a_checkpoint_of_another_network_is_refused_in_one_line(tmp_path: Path) -> None:
    write_checkpoint(tmp_path, fresh(PLAN))
    stored = torch.load(tmp_path / CHECKPOINT, weights_only=True)
    torch.save(stored | {"network": Comparer().state_dict()}, tmp_path / CHECKPOINT)
    with pytest.raises(InputError, match="of another release, whose network has other weights") as told:
        resumed(PLAN, tmp_path)
    assert "\n" not in str(told.value)


def test_a_loss_that_is_no_number_ends_the_training_before_it_is_in_the_weights() -> None:
    state = fresh(PLAN)
    with torch.no_grad():
        state.network.decoder.last.bias.fill_(float("nan"))
    before = state.network.encoder.stem.conv.weight.clone()
    with pytest.raises(InputError, match="cannot train on: the loss of step 1 is nan"):
        advance(PLAN, state, make_batch(PLAN.order, 0, sources(PLAN.order)))
    assert torch.equal(state.network.encoder.stem.conv.weight, before)
    assert (state.step, state.recent) == (0, [])

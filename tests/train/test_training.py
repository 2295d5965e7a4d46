"""A training may be stopped anywhere: what comes out is, bit for bit, what would have come out."""

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from extras import require_extra

require_extra("torch", "matplotlib")

import cv2  # noqa: E402
import torch  # noqa: E402

from inspector.errors import InputError, StoppedError  # noqa: E402
from inspector.train.batches import Order  # noqa: E402
from inspector.train.checkpoint import CHECKPOINT, begun_steps  # noqa: E402
from inspector.train.curves import CURVES  # noqa: E402
from inspector.train.log import LOG, Progress  # noqa: E402
from inspector.train.loop import WEIGHTS, train  # noqa: E402
from inspector.train.pace import paced, steps_in  # noqa: E402
from inspector.train.plan import Plan, rate_at  # noqa: E402
from inspector.train.session import check_form, run_session, scheduled  # noqa: E402
from inspector.train.weights import read_weights  # noqa: E402
from inspector.train.widths import Form  # noqa: E402

PLAN = Plan(Order(("pads", "tiles"), 3, 2, 64), steps=6)


def after(steps: int) -> Callable[[], bool]:
    """Return a question that is answered yes once it was asked `steps` times."""
    asked = iter(range(steps))
    return lambda: next(asked, None) is None


def tell_nobody(_: Progress) -> None:
    """Take a report and keep it."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a training that nobody stopped."""
    folder = tmp_path_factory.mktemp("whole")
    said: list[str] = []
    session = run_session(PLAN, folder, said.append, after(7))
    assert ([report.step for report in session.reports], session.changes, len(said)) == ([6], (), 1)
    return folder


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the same training, stopped after 3 steps."""
    folder = tmp_path_factory.mktemp("stopped")
    with pytest.raises(StoppedError, match=r"after step 3 of 6; the same command goes on from there$"):
        train(PLAN, folder, lambda _: None, after(3))
    return folder


def same(one: object, other: object) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, torch.Tensor) and isinstance(other, torch.Tensor):
        return bool(torch.equal(one, other))
    return one == other


def test_a_resumed_training_gives_the_same_bits(whole: Path, stopped: Path) -> None:
    assert not stopped.joinpath(WEIGHTS).exists()
    train(PLAN, stopped, lambda _: None)
    for name in (WEIGHTS, CHECKPOINT):
        one, other = (torch.load(folder / name, weights_only=True) for folder in (whole, stopped))
        assert same(one, other), name


def test_a_training_that_is_done_is_not_trained_on(whole: Path) -> None:
    weights, told = whole.joinpath(WEIGHTS).read_bytes(), list[Progress]()
    train(PLAN, whole, told.append)
    assert (whole.joinpath(WEIGHTS).read_bytes(), told) == (weights, [])


def test_of_a_training_that_is_done_it_is_said_that_nothing_was_left(whole: Path) -> None:
    said: list[str] = []
    session = run_session(PLAN, whole, said.append, lambda: False)
    assert session.reports == ()
    assert said == ["nothing was left of its 6 steps; to train on, begin in another folder, --from these weights"]


def test_a_form_that_the_weights_to_begin_with_are_not_of_is_refused(whole: Path) -> None:
    check_form(replace(PLAN, start=whole / WEIGHTS))
    with pytest.raises(InputError, match=r"^cannot train the fast form: .* of another; leave --form away, or --from"):
        check_form(replace(PLAN, start=whole / WEIGHTS, form=Form.FAST))


def test_the_weights_are_read_as_they_were_trained(whole: Path) -> None:
    checkpoint = torch.load(whole / CHECKPOINT, weights_only=True)
    weights = read_weights(whole / WEIGHTS)
    network = weights.network
    assert weights.told == "6 batches of 2 parts of 64 px, 2 kinds of part, seed 3"
    assert not network.training
    assert same(dict(network.state_dict()), dict(checkpoint["averaged"]))
    assert not same(dict(network.state_dict()), dict(checkpoint["network"]))


def test_a_fast_network_learns_from_the_answers_of_another(whole: Path, tmp_path: Path) -> None:
    plan = replace(PLAN, steps=2, form=Form.FAST, teacher=whole / WEIGHTS)
    for name in ("taught", "alone"):
        tmp_path.joinpath(name).mkdir()
    taught = train(plan, tmp_path / "taught", tell_nobody)
    alone = train(replace(plan, teacher=None), tmp_path / "alone", tell_nobody)
    assert taught.widths == Form.FAST.value
    assert read_weights(tmp_path / "taught" / WEIGHTS).told.endswith(
        f"; taught by the network of {read_weights(whole / WEIGHTS).told}"
    )
    assert not same(dict(taught.state_dict()), dict(alone.state_dict()))
    with pytest.raises(InputError, match="its checkpoint is of another"):
        train(replace(plan, form=Form.ACCURATE), tmp_path / "alone", tell_nobody)


def test_a_training_goes_on_from_the_weights_it_is_given(whole: Path, tmp_path: Path) -> None:
    plan = replace(PLAN, steps=1, rate=1e-9, start=whole / WEIGHTS)
    train(plan, tmp_path, lambda _: None)
    before, after = (read_weights(folder / WEIGHTS) for folder in (whole, tmp_path))
    assert after.told.endswith(f"; begun with weights of {before.told}")
    one, other = (weights.network.decoder.last.weight for weights in (before, after))
    assert torch.allclose(one, other, atol=1e-6)
    with pytest.raises(InputError, match="its checkpoint is of another"):
        train(replace(plan, start=None), tmp_path, lambda _: None)


@pytest.mark.parametrize("content", [b"", b"no weights", None], ids=["empty", "text", "missing"])
def test_weights_that_are_none_are_refused_in_one_line(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / WEIGHTS
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"^cannot read weights ") as refused:
        read_weights(path)
    assert "\n" not in str(refused.value)


def test_each_report_is_a_row_of_the_log_and_a_point_of_the_curves(whole: Path) -> None:
    with whole.joinpath(LOG).open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["step"] for row in rows] == ["6"]
    assert 0.0 < float(rows[0]["unseen_pixel_ap"]) < 1.0
    drawn = cv2.imread(str(whole / CURVES))
    assert drawn is not None
    assert len(set(map(tuple, drawn.reshape(-1, 3)[::7].tolist()))) > 10


@pytest.mark.parametrize(
    "other", [replace(PLAN, steps=7), replace(PLAN, order=replace(PLAN.order, seed=4))], ids=["steps", "seed"]
)
def test_a_checkpoint_of_another_plan_is_refused_in_one_line(whole: Path, other: Plan) -> None:
    with pytest.raises(
        InputError, match=r"^cannot resume the training in .*of another seed.*options it was"
    ) as refused:
        train(other, whole, lambda _: None)
    assert "\n" not in str(refused.value)


def test_a_damaged_checkpoint_is_refused_in_one_line(tmp_path: Path) -> None:
    tmp_path.joinpath(CHECKPOINT).write_bytes(b"no checkpoint\n")
    with pytest.raises(InputError, match=r"^cannot resume the training in ") as refused:
        train(PLAN, tmp_path, lambda _: None)
    assert "\n" not in str(refused.value)


def test_what_was_begun_goes_on_over_as_many_steps(whole: Path, tmp_path: Path) -> None:
    assert (begun_steps(whole), begun_steps(tmp_path)) == (6, None)
    said: list[str] = []
    plan = scheduled(replace(PLAN, steps=1), whole, 90.0, said.append, lambda: False)
    assert (plan, len(said)) == (PLAN, 1)


def test_a_training_of_no_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="say how long: --minutes or --steps"):
        scheduled(PLAN, tmp_path, None, print, lambda: False)


@pytest.mark.usefixtures("whole")
def test_minutes_become_steps_by_the_pace_of_this_pc() -> None:
    assert paced(PLAN, minutes=60.0).steps > 100


def test_minutes_too_short_for_a_step_and_a_report_are_refused() -> None:
    assert steps_in(left_s=21.0, step_s=0.5, report_s=20.0, report_every=500) == 1
    with pytest.raises(InputError, match=r"a step takes 0\.50 s, a report 20\.0 s, and 20 s were left"):
        steps_in(left_s=20.4, step_s=0.5, report_s=20.0, report_every=500)


def test_the_rate_rises_and_falls_to_nothing() -> None:
    plan = replace(PLAN, steps=1000)
    rates = [rate_at(plan, step) for step in (0, 100, 200, 600, 1000)]
    assert rates[0] < rates[1] < rates[2] > rates[3] > rates[4] == 0.0
    assert max(rate_at(plan, step) for step in range(1000)) <= plan.rate


@pytest.mark.skipif(torch.cuda.is_available(), reason="this PC has such a device")
def test_a_device_that_is_not_here_is_told() -> None:
    with pytest.raises(InputError, match=r"cannot train on cuda: torch .* finds no such device here"):
        train(replace(PLAN, device="cuda"), Path(), lambda _: None)


def test_ctrl_c_leaves_a_checkpoint_one_line_and_nobody_behind(tmp_path: Path) -> None:
    words = [
        sys.executable,
        "-m",
        "inspector",
        "train",
        str(tmp_path),
        "--steps",
        "100000",
        "--size",
        "64",
        "--parts",
        "2",
    ]
    training = subprocess.Popen(words, stderr=subprocess.PIPE, text=True, start_new_session=True)
    workers = children(training.pid, 2, within_s=60)
    # The terminal sends it to the whole group: the ones that draw are hit while they still start.
    os.killpg(training.pid, signal.SIGINT)
    try:
        _, said = training.communicate(timeout=60)
    finally:
        training.kill()
    assert (training.returncode, said.count("\n")) == (1, 1), said
    assert "of 100000; the same command goes on from there" in said
    assert begun_steps(tmp_path) == 100_000
    # The one that cleans up sees the end of the training, and ends after it.
    assert gone(workers, within_s=30)


def gone(processes: list[int], within_s: float) -> bool:
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if not any(Path(f"/proc/{process}").exists() for process in processes):
            return True
        time.sleep(0.05)
    return False


def children(process: int, count: int, within_s: float) -> list[int]:
    """Return the processes that `process` started, once there are `count`: one that draws, one that cleans up."""
    end, path = time.monotonic() + within_s, Path(f"/proc/{process}/task/{process}/children")
    while time.monotonic() < end:
        found = [int(word) for word in path.read_text().split()]
        if len(found) >= count:
            return found
        time.sleep(0.05)
    raise TimeoutError(f"{process} started no {count} processes within {within_s} s")

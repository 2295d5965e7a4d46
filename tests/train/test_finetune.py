"""Fine-tuning to judged parts: labels in the golden's frame, and weights that forgot something are refused."""

from dataclasses import replace
from pathlib import Path

import pytest
from extras import require_extra

require_extra("torch", "matplotlib")

import cv2  # noqa: E402
import numpy as np  # noqa: E402
from click.testing import CliRunner  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from inspector.cli.app import inspector  # noqa: E402
from inspector.errors import InputError, StoppedError  # noqa: E402
from inspector.image_file import encode_png  # noqa: E402
from inspector.train import finetune as room  # noqa: E402
from inspector.train.batches import Order, make_batch, sources  # noqa: E402
from inspector.train.finetune import HELD_BACK, TAUGHT, Change, finetune, with_judged  # noqa: E402
from inspector.train.labelled import Labelled, align_labelled, read_labelled  # noqa: E402
from inspector.train.labels import DEFECT, GOOD, IGNORE  # noqa: E402
from inspector.train.loop import WEIGHTS, train  # noqa: E402
from inspector.train.plan import Plan  # noqa: E402
from inspector.train.session import run_session  # noqa: E402
from inspector.train.validate import Figures, labelled_batches  # noqa: E402

PLAN = Plan(Order(("pads", "tiles"), 3, 2, 64), steps=2)
SIDE = 192
SHIFT = (9, 4)
SPOT = (slice(60, 72), slice(80, 92))
Picture = NDArray[np.uint8]


def part() -> Picture:
    """Return a plate with pads, grey."""
    rng = np.random.default_rng(5)
    drawn = np.full((SIDE, SIDE), 60, np.uint8)
    for _ in range(24):
        x, y = (int(each) for each in rng.integers(10, SIDE - 30, 2))
        cv2.rectangle(
            drawn, (x, y), (x + int(rng.integers(6, 22)), y + int(rng.integers(6, 22))), int(rng.integers(90, 250)), -1
        )
    drawn[SPOT] = 60
    return drawn


def written(path: Path, picture: Picture) -> Path:
    path.write_bytes(encode_png(picture))
    return path


def judged(folder: Path, count: int) -> list[Labelled]:
    """Return `count` judged parts, each second with a white spot, all moved by `SHIFT`, no two alike."""
    plate, pairs = part(), []
    golden = written(folder / "golden.png", plate)
    for number in range(count):
        capture, mask = plate.copy(), np.zeros_like(plate)
        if number % 2:
            capture[SPOT], mask[SPOT] = 255, 255
        capture, mask = (np.roll(each, SHIFT, (0, 1)) for each in (capture, mask))
        noise = np.random.default_rng(number).integers(0, 3, capture.shape).astype(np.uint8)
        capture = np.where(capture < 250, capture + noise, capture)
        files = written(folder / f"{number}.png", capture), written(folder / f"{number}m.png", mask)
        pairs.append(Labelled(golden, files[0], files[1] if number % 2 else None))
    return pairs


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return weights to begin with."""
    folder = tmp_path_factory.mktemp("begun")
    train(PLAN, folder, lambda _: None)
    return folder / WEIGHTS


def test_a_mask_lies_where_the_defect_is_in_the_goldens_frame(tmp_path: Path) -> None:
    good, bad = align_labelled(judged(tmp_path, 2))
    assert good.label[SPOT].max() == GOOD
    inside = (slice(SPOT[0].start + 1, SPOT[0].stop - 1), slice(SPOT[1].start + 1, SPOT[1].stop - 1))
    assert (bad.label[inside] == DEFECT).all()
    assert (bad.label == DEFECT).sum() == pytest.approx(144, abs=30)
    assert bad.label[SPOT[0].start - 2, SPOT[1].start + 5] == IGNORE
    assert float(np.abs(good.capture[60:130, 60:130].astype(float) - good.golden[60:130, 60:130]).mean()) < 6.0


def test_a_mask_of_another_size_is_refused(tmp_path: Path) -> None:
    pair = judged(tmp_path, 2)[1]
    small = replace(pair, mask=written(tmp_path / "small.png", np.zeros((20, 30), np.uint8)))
    with pytest.raises(InputError, match=r"30 x 20 px, its capture is 192 x 192; give a mask of the capture's size"):
        align_labelled([small])


def test_what_was_not_seen_of_a_part_is_its_golden_as_on_the_line(tmp_path: Path) -> None:
    (good,) = align_labelled(judged(tmp_path, 1))
    unseen = good.label == IGNORE
    assert unseen.any()
    np.testing.assert_array_equal(good.capture[unseen], good.golden[unseen])


def test_a_defect_beyond_the_golden_does_not_make_its_part_a_good_one(tmp_path: Path) -> None:
    pair = judged(tmp_path, 2)[1]
    mask = np.zeros((SIDE, SIDE), np.uint8)
    mask[: SHIFT[0] - 3] = 255
    with pytest.raises(InputError, match=r"^cannot use mask .*: nothing of what it marks lies where its"):
        align_labelled([replace(pair, mask=written(tmp_path / "beyond.png", mask))])


def test_a_picture_counts_once_and_it_is_said_which_were_not_used(tmp_path: Path) -> None:
    pairs, said = judged(tmp_path, 2), list[str]()
    again = replace(pairs[0], capture=tmp_path / "again.png")
    again.capture.write_bytes(pairs[0].capture.read_bytes())
    noise = np.random.default_rng(1).integers(0, 255, (SIDE, SIDE), np.uint8)
    other = replace(pairs[0], capture=written(tmp_path / "noise.png", noise))
    assert len(align_labelled([*pairs, again, other], said.append)) == 2
    assert said[0] == f"not used: {again.capture}: the same picture as {pairs[0].capture}"
    assert said[1].startswith(f"not used: {other.capture}: ")


def test_captures_of_another_part_are_no_judged_parts(tmp_path: Path) -> None:
    pair = judged(tmp_path, 1)[0]
    noise = np.random.default_rng(1).integers(0, 255, (SIDE, SIDE), np.uint8)
    with pytest.raises(InputError, match="none of 1 captures aligns to its golden"):
        align_labelled([replace(pair, capture=written(tmp_path / "noise.png", noise))])


def test_half_the_parts_are_cut_from_what_was_judged(tmp_path: Path) -> None:
    plan = with_judged(PLAN, tmp_path, judged(tmp_path, 10))
    order = replace(plan.order, parts=40)
    batch = make_batch(order, 0, sources(order))
    drawn = make_batch(replace(order, labelled_share=0.0), 0, sources(order))
    same = sum(np.array_equal(*pair) for pair in zip(batch.goldens, drawn.goldens, strict=True))
    assert (len(read_labelled(tmp_path / TAUGHT)), len(read_labelled(tmp_path / HELD_BACK))) == (8, 2)
    assert 8 <= same <= 32
    alone = make_batch(replace(order, labelled_share=1.0), 0, sources(order))
    assert (alone.labels[:, 1] == DEFECT).any(axis=(1, 2)).sum() >= 8


def test_too_few_judged_parts_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"9 of 9 labelled pairs align, at least 10 are wanted"):
        with_judged(PLAN, tmp_path, judged(tmp_path, 9))


def test_judged_parts_of_one_kind_alone_are_refused(tmp_path: Path) -> None:
    good = [replace(pair, mask=None) for pair in judged(tmp_path, 10)]
    with pytest.raises(InputError, match=r"10 good and 0 defective parts align, 2 of each are wanted"):
        with_judged(PLAN, tmp_path, good)


def test_of_both_kinds_some_are_held_back_and_each_is_asked(tmp_path: Path) -> None:
    pairs = judged(tmp_path, 20)
    few = [pair for number, pair in enumerate(pairs) if pair.mask is None or number in {1, 3}]
    with_judged(PLAN, tmp_path, few)
    taught, held = read_labelled(tmp_path / TAUGHT), read_labelled(tmp_path / HELD_BACK)
    assert [sum(part.is_defective for part in parts) for parts in (taught, held)] == [1, 1]
    assert (len(taught), len(held)) == (9, 3)
    defective = [bool((batch.labels == DEFECT).any()) for batch in labelled_batches(tmp_path / HELD_BACK, 64)]
    assert sum(defective) == [part.is_defective for part in held * 43][: len(defective)].count(True)


def test_what_cannot_be_told_is_no_improvement() -> None:
    same, none = Figures(0.5, 0.9, 8), Figures(0.0, float("nan"), 8)
    assert not Change("judged", same, same).is_worse
    assert Change("judged", none, none).is_worse


def test_weights_that_were_not_asked_yet_are_not_there(
    begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = with_judged(replace(PLAN, start=begun), tmp_path, judged(tmp_path, 10))

    def killed(*_: object) -> None:
        raise StoppedError("ask", "it was killed", "-")

    monkeypatch.setattr(room, "drawn_batches", killed)
    with pytest.raises(StoppedError):
        finetune(plan, tmp_path, lambda _: None)
    assert not (tmp_path / WEIGHTS).exists()


def test_what_changed_is_said_and_the_weights_are_kept(begun: Path, tmp_path: Path) -> None:
    plan = with_judged(replace(PLAN, start=begun), tmp_path, judged(tmp_path, 10))
    said: list[str] = []
    session = run_session(replace(plan, rate=1e-7), tmp_path, said.append, lambda: False)
    assert [change.on for change in session.changes] == ["drawn kinds unseen", "judged parts held back"]
    assert len(said) == 3
    assert (tmp_path / WEIGHTS).exists()


def test_weights_that_forgot_are_not_kept(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = with_judged(replace(PLAN, start=begun), tmp_path, judged(tmp_path, 10))
    monkeypatch.setattr(room, "MAY_FALL", -1.0)
    with pytest.raises(InputError, match=r"^cannot keep the weights fine-tuned in .*drawn kinds unseen: places AP"):
        finetune(plan, tmp_path, lambda _: None)
    assert not (tmp_path / WEIGHTS).exists()


def test_a_defective_part_without_a_mask_is_told_in_one_line(begun: Path, tmp_path: Path) -> None:
    judged(tmp_path, 2)
    lines = ["pair_id,golden_path,test_path,label,mask_path", "0,golden.png,0.png,good,", "1,golden.png,1.png,bad,"]
    manifest = tmp_path / "judged.csv"
    manifest.write_text("\n".join(lines))
    words = ["train", str(tmp_path / "run"), "--steps", "1", "--from", str(begun), "--finetune", str(manifest)]
    answer = CliRunner().invoke(inspector, words)
    assert isinstance(answer.exception, InputError)
    assert "1 of its defective parts have no mask, first 1; name mask_path" in str(answer.exception)


def test_the_command_says_which_pictures_it_does_not_use(begun: Path, tmp_path: Path) -> None:
    judged(tmp_path, 9)
    (tmp_path / "9.png").write_bytes((tmp_path / "0.png").read_bytes())
    masks = [f"{number}m.png" if number in {1, 3, 5, 7} else "" for number in range(10)]
    lines = [f"{number},golden.png,{number}.png,,{mask or '0m.png'}" for number, mask in enumerate(masks)]
    manifest = tmp_path / "judged.csv"
    manifest.write_text("\n".join(["pair_id,golden_path,test_path,label,mask_path", *lines]))
    words = ["train", str(tmp_path / "run"), "--steps", "1", "--from", str(begun), "--finetune", str(manifest)]
    answer = CliRunner().invoke(inspector, words)
    assert isinstance(answer.exception, InputError)
    assert "9 of 10 labelled pairs align, at least 10 are wanted" in str(answer.exception)
    assert answer.stderr == f"not used: {tmp_path / '9.png'}: the same picture as {tmp_path / '0.png'}\n"


def test_fine_tuning_without_weights_is_told_in_one_line(tmp_path: Path) -> None:
    answer = CliRunner().invoke(inspector, ["train", str(tmp_path), "--steps", "1", "--finetune", "judged.csv"])
    assert isinstance(answer.exception, InputError)
    assert str(answer.exception).endswith("it has no weights to begin with; name them: --from WEIGHTS")

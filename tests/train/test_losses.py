"""The loss is small where the map is right, and deaf where nobody can say what is right."""

from extras import require_extra

require_extra("torch")

import torch  # noqa: E402
from torch import Tensor  # noqa: E402
from torch.nn import functional  # noqa: E402

from inspector.train.labels import DEFECT, GOOD, IGNORE  # noqa: E402
from inspector.train.losses import distance_to_teacher, halved_labels, loss  # noqa: E402


def labels() -> Tensor:
    """Return a good picture and one with a defect in a rim of doubt, (2, 64, 64)."""
    made = torch.full((2, 64, 64), GOOD, dtype=torch.uint8)
    made[1, 14:42, 14:42] = IGNORE
    made[1, 16:40, 16:40] = DEFECT
    return made


def perfect(step: int) -> Tensor:
    """Return logits of the labels, (2, 1, 64 / step, 64 / step)."""
    return 12.0 * (functional.max_pool2d((labels()[:, None] == DEFECT).float(), step) - 0.5)


def test_a_perfect_map_costs_less_than_its_inverse_and_than_none() -> None:
    fine, coarse = perfect(2), perfect(16)
    right = float(loss(fine, coarse, labels()))
    nothing = float(loss(0 * fine, 0 * coarse, labels()))
    wrong = float(loss(-fine, -coarse, labels()))
    assert right < 0.1 < nothing < wrong


def test_a_place_of_doubt_gives_no_gradient() -> None:
    fine = torch.zeros(2, 1, 32, 32, requires_grad=True)
    coarse = torch.zeros(2, 1, 4, 4, requires_grad=True)
    loss(fine, coarse, labels()).backward()
    assert fine.grad is not None
    rim = torch.zeros(32, 32, dtype=torch.bool)
    rim[7:21, 7:21] = True
    rim[8:20, 8:20] = False
    assert float(fine.grad[1, 0][rim].abs().max()) == 0.0
    assert float(fine.grad[1, 0][~rim].abs().min()) > 0.0


def test_a_picture_of_doubt_alone_gives_no_verdict_to_learn_from() -> None:
    doubtful = torch.full((1, 64, 64), IGNORE, dtype=torch.uint8)
    doubtful[:, :32] = GOOD
    fine = torch.zeros(1, 1, 32, 32)
    fine[:, :, 16:] = 9.0
    plain = float(loss(torch.zeros_like(fine), torch.zeros(1, 1, 4, 4), doubtful))
    assert float(loss(fine, torch.zeros(1, 1, 4, 4), doubtful)) == plain


def test_a_defect_of_one_pixel_is_kept_and_beats_doubt() -> None:
    made = torch.full((1, 4, 4), GOOD, dtype=torch.uint8)
    made[0, 0, 0], made[0, 0, 1], made[0, 2, 2] = DEFECT, IGNORE, IGNORE
    defect, counted = halved_labels(made)
    assert defect[0, 0].tolist() == [[1, 0], [0, 0]]
    assert counted[0, 0].tolist() == [[1, 1], [1, 0]]


def test_a_teacher_is_agreed_with_in_its_doubts_too() -> None:
    taught = torch.linspace(-6.0, 6.0, 64).reshape(1, 1, 8, 8)
    surer = distance_to_teacher(2.0 * taught, taught)
    assert float(distance_to_teacher(taught, taught)) == 0.0
    assert 0.0 < float(surer) < float(distance_to_teacher(-taught, taught))

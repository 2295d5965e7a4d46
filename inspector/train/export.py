"""The trained network as the two graphs of a comparator: what the golden shows, and the comparison with it.

The map is in units of the limit: a logit becomes softplus(logit / temperature), which is near nothing for
what is plainly good and grows by one with each factor of e in the odds of a defect, over what it is at the limit.
"""

import io
import warnings
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from inspector.compare.card import CAPTURE_INPUT, GOLDEN_INPUT, MAP_OUTPUT
from inspector.train.half_weights import halved
from inspector.train.model import Bounds, Comparer, Learnt

OPSET: Final = 17
LIGHT: Final = "light"
GOODS: Final = "goods"
SIDES: Final = ("high", "low", "high_around", "low_around")
EXAMPLE_PX: Final = 64


@dataclass(frozen=True, slots=True)
class Scale:
    """From a logit to units of the limit.

    Parameters
    ----------
    temperature
        What logits are divided by, to be calibrated.
    limit
        The divided logit that is the limit, 1.0 of the map.
    """

    temperature: float
    limit: float


class _Golden(nn.Module):
    def __init__(self, network: Comparer) -> None:
        super().__init__()
        self.network = network

    def forward(self, golden: Tensor) -> tuple[Tensor, ...]:
        return _flat(self.network.learn_each(golden))


class _Comparison(nn.Module):
    def __init__(self, network: Comparer, scale: Scale) -> None:
        super().__init__()
        self.network, self.scale = network, scale

    def forward(self, *inputs: Tensor) -> Tensor:
        *features, capture = inputs
        logits, _ = self.network.compare(_learnt(features), capture)
        at_limit = float(functional.softplus(torch.tensor(self.scale.limit)))
        # A runtime's approximation may fall just short of 0, which no score is. Not a rectifier: it makes 0 of NaN.
        return functional.softplus(logits / self.scale.temperature).abs() / at_limit


def feature_names(network: Comparer) -> tuple[str, ...]:
    """Return the names of what the golden graph gives and the comparison graph takes.

    All but the light hold one row for each good part.
    """
    levels = ("pixels", *(str(2 << level) for level in range(1, 1 + len(network.widths.encoder))))
    return LIGHT, *(f"{side}_{level}" for level in levels for side in SIDES)


def export(network: Comparer, scale: Scale) -> tuple[bytes, bytes]:
    """Return the golden graph and the comparison graph of `network`, as ONNX with free height and width.

    Weights are stored in f16 and computed with in f32: both graphs hold the encoder.

    The golden graph takes any number of good parts and gives what each shows, in the light of the first; the other
    gives a map for each of them.
    """
    image = torch.zeros(1, 3, EXAMPLE_PX, EXAMPLE_PX)
    names = feature_names(network)
    with torch.inference_mode():
        features = _flat(network.learn(image[:, None]))
    golden = _onnx(_Golden(network), (image,), [GOLDEN_INPUT], list(names))
    comparison = _onnx(_Comparison(network, scale), (*features, image), [*names, CAPTURE_INPUT], [MAP_OUTPUT])
    return golden, comparison


def _onnx(module: nn.Module, inputs: tuple[Tensor, ...], taken: list[str], given: list[str]) -> bytes:
    buffer = io.BytesIO()
    axes = {name: {2: f"{name}_height", 3: f"{name}_width"} for name in (*taken, *given) if name != LIGHT}
    for name in axes.keys() - {CAPTURE_INPUT}:
        axes[name][0] = GOODS
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module.eval(),
            inputs,
            buffer,
            input_names=taken,
            output_names=given,
            dynamic_axes=axes,
            opset_version=OPSET,
            do_constant_folding=True,
            dynamo=False,
        )
    return halved(buffer.getvalue())


def _flat(learnt: Learnt) -> tuple[Tensor, ...]:
    levels = (learnt.pixels, *learnt.bounds)
    return learnt.light, *(getattr(level, side) for level in levels for side in SIDES)


def _learnt(features: list[Tensor]) -> Learnt:
    light, *rest = features
    bounds = [Bounds(*rest[at : at + len(SIDES)]) for at in range(0, len(rest), len(SIDES))]
    return Learnt(light, bounds[0], tuple(bounds[1:]))

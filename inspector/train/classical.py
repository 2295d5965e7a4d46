"""The classical comparison as two ONNX graphs: a constant design in, the same bytes out every time.

Both images are halved. Slow differences between them are light, up to a bound: their mean over a wide square is taken
off, each difference counted no further than the bound, so that neither a defect nor an edge aside can pass for light.
Then a pixel of one deviates by as much as it lies outside the range of the other's 3 x 3 pixels
around its place: an edge that lies a pixel or two aside deviates by nothing. It is asked both ways, because a small
feature that is missing from the part is otherwise explained by its own surroundings. The larger of both, the largest
channel, is averaged over a small window. What the average must reach to count grows with the golden's own contrast,
which is known once per golden.

References
----------
.. [1] C. Steger, M. Ulrich, C. Wiedemann, "Machine Vision Algorithms and Applications", Wiley-VCH, 2nd ed. 2018,
   section 3.4.1.3: the variation model, a range of grey values allowed per pixel. Here the range comes from the
   neighbourhood in one golden instead of from many goldens.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from inspector.compare.card import CAPTURE_INPUT, GOLDEN_INPUT, MAP_OUTPUT
from inspector.train.graph_bytes import checked

OPSET: Final = 17
IR_VERSION: Final = 9
LIGHT_CELL: Final = 8
LIGHT_WINDOW: Final = 7
MULTIPLE_PX: Final = 2 * LIGHT_CELL
HALF: Final = "golden_half"
BRIGHTEST: Final = "golden_brightest"
DARKEST: Final = "golden_darkest"
PER_LIMIT: Final = "golden_per_limit"
_IMAGE: Final = ["1", "channels", "height", "width"]
_HALF: Final = ["1", "channels", "half_height", "half_width"]
_MAP: Final = ["1", "1", "half_height", "half_width"]
_FEATURES: Final = {HALF: _HALF, BRIGHTEST: _HALF, DARKEST: _HALF, PER_LIMIT: _MAP}


@dataclass(frozen=True, slots=True)
class Design:
    """What the classical comparison is made of; lengths in map pixels of 2 x 2 golden pixels.

    Parameters
    ----------
    light_bound
        Largest slow difference that is taken for light, as a share of the full grey range.
    reach
        How far aside an edge may lie, to each side.
    window
        Side of the square over which excesses are averaged, odd.
    limit
        Excess that reaches 1.0 on a flat golden, as a share of the full grey range.
    per_contrast
        What the limit grows by per contrast (largest minus smallest value) of the golden within `reach`.
    """

    light_bound: float = 0.1
    reach: int = 1
    window: int = 3
    limit: float = 0.2
    per_contrast: float = 0.2


SHIPPED: Final = Design()


class _Graph:
    """ONNX nodes in the order they are added; each method returns the name of what it adds."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def add(self, kind: str, *inputs: str, to: str = "", **attributes: int | list[int] | str) -> str:
        name = to or f"{kind.lower()}_{len(self.nodes)}"
        node = helper.make_node(kind, list(inputs), [name], name=f"make_{name}")
        node.attribute.extend(helper.make_attribute(key, value) for key, value in sorted(attributes.items()))
        self.nodes.append(node)
        return name

    def constant(self, name: str, values: list[int] | list[float]) -> str:
        kind = np.int64 if isinstance(values[0], int) else np.float32
        self.constants[name] = numpy_helper.from_array(np.array(values if len(values) > 1 else values[0], kind), name)
        return name

    def halve(self, image: str, to: str = "") -> str:
        return self.add("AveragePool", image, to=to, kernel_shape=[2, 2], strides=[2, 2])

    def window(self, kind: str, image: str, side: int, to: str = "", **attributes: int) -> str:
        """Pool over a centred square; at the border only what lies inside counts."""
        return self.add(kind, image, to=to, kernel_shape=[side, side], pads=[side // 2] * 4, **attributes)

    def range(self, image: str, reach: int, to: tuple[str, str] = ("", "")) -> tuple[str, str]:
        """Add the largest and the smallest value within `reach` of each pixel."""
        side = 2 * reach + 1
        highest = self.window("MaxPool", image, side, to=to[0])
        lowest = self.add("Neg", self.window("MaxPool", self.add("Neg", image), side), to=to[1])
        return highest, lowest

    def largest_channel(self, image: str, to: str = "") -> str:
        return self.add("ReduceMax", image, to=to, axes=[1], keepdims=1)

    def bytes(self, name: str, inputs: dict[str, list[str]], outputs: dict[str, list[str]]) -> bytes:
        graph = helper.make_graph(
            self.nodes,
            name,
            [_value(port, dims) for port, dims in inputs.items()],
            [_value(port, dims) for port, dims in outputs.items()],
            list(self.constants.values()),
        )
        opset = helper.make_opsetid("", OPSET)
        model = helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION, producer_name="inspector")
        return checked(model)


def golden_graph(design: Design = SHIPPED) -> bytes:
    """Return the graph golden (1, C, H, W) -> its half and the range around each of its pixels, and 1 / limit."""
    graph = _Graph()
    half = graph.halve(GOLDEN_INPUT, to=HALF)
    brightest, darkest = graph.range(half, design.reach, to=(BRIGHTEST, DARKEST))
    contrast = graph.largest_channel(graph.add("Sub", brightest, darkest))
    slope = graph.add("Mul", contrast, graph.constant("per_contrast", [design.per_contrast]))
    limit = graph.add("Add", slope, graph.constant("limit", [design.limit]))
    graph.add("Reciprocal", limit, to=PER_LIMIT)
    return graph.bytes("classical_golden", {GOLDEN_INPUT: _IMAGE}, _FEATURES)


def comparison_graph(design: Design = SHIPPED) -> bytes:
    """Return the graph features, capture (1, C, H, W) -> map (1, 1, H/2, W/2), 1.0 at the limit."""
    graph = _Graph()
    half = _relit(graph, graph.halve(CAPTURE_INPUT), design)
    brightest, darkest = graph.range(half, design.reach)
    unexpected = (graph.add("Sub", half, BRIGHTEST), graph.add("Sub", DARKEST, half))
    missing = (graph.add("Sub", HALF, brightest), graph.add("Sub", darkest, HALF))
    excess = graph.add("Relu", graph.largest_channel(graph.add("Max", *unexpected, *missing)))
    mean = graph.window("AveragePool", excess, design.window, count_include_pad=0)
    graph.add("Mul", mean, PER_LIMIT, to=MAP_OUTPUT)
    return graph.bytes("classical_comparison", _FEATURES | {CAPTURE_INPUT: _IMAGE}, {MAP_OUTPUT: _MAP})


def _relit(graph: _Graph, half: str, design: Design) -> str:
    """Add the capture's half under the golden's light."""
    bounds = graph.constant("darker", [-design.light_bound]), graph.constant("brighter", [design.light_bound])
    bounded = graph.add("Clip", graph.add("Sub", HALF, half), *bounds)
    coarse = graph.add("AveragePool", bounded, kernel_shape=[LIGHT_CELL] * 2, strides=[LIGHT_CELL] * 2)
    slow = graph.window("AveragePool", coarse, LIGHT_WINDOW, count_include_pad=0)
    scales = graph.constant("light_scales", [1.0, 1.0, float(LIGHT_CELL), float(LIGHT_CELL)])
    wide = graph.add("Resize", slow, "", scales, mode="linear", coordinate_transformation_mode="half_pixel")
    return graph.add("Add", half, wide)


def _value(name: str, dims: list[str]) -> onnx.ValueInfoProto:
    shape = [int(dim) if dim.isdigit() else dim for dim in dims]
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

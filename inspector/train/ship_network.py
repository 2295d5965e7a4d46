"""The trained network made ready to ship: its graphs, parity vectors and card."""

from collections.abc import Sequence
from typing import Final

from inspector.compare.card import Card, Metric, ShippedLimit
from inspector.compare.prepare import Layout
from inspector.train.export import Scale, export
from inspector.train.model import MULTIPLE_PX, STEP, Comparer
from inspector.train.ship import Made, made_graphs
from inspector.train.widths import Form

LAYOUT: Final = Layout(channels=(3,), minimum_px=32, multiple_px=MULTIPLE_PX, step=STEP)
UNIT: Final = "softplus of the calibrated log-odds of a defect, over what it is at the limit"


def made_network(network: Comparer, scale: Scale, about: str, chosen_on: str, metrics: Sequence[Metric]) -> Made:
    """Return `network` as the comparator of the line, for `ship`.

    Parameters
    ----------
    network
        Trained.
    scale
        From logits to units of the limit.
    about, chosen_on, metrics
        What the card says of the network, of how its limit was chosen, and what was measured.
    """
    golden, comparison = export(network, scale)
    graphs = made_graphs(golden, comparison, LAYOUT)
    card = Card(
        schema_version=1,
        name="siamese-fast" if network.widths == Form.FAST.value else "siamese",
        version="1",
        licence="Apache-2.0",
        about=about,
        golden_graph=graphs.golden_graph,
        comparison_graph=graphs.comparison_graph,
        parity_vectors=graphs.parity_vectors,
        channels=(3,),
        minimum_px=LAYOUT.minimum_px,
        multiple_px=LAYOUT.multiple_px,
        map_step=STEP,
        precision="f32",
        parity_tolerance=5e-3,
        limit=ShippedLimit(value=scale.limit, unit=UNIT, chosen_on=chosen_on),
        metrics=tuple(metrics),
    )
    return Made(card, graphs.contents)

"""Release: from the weights of a training to what a line PC loads, its limit fitted on kinds of part unseen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from inspector.compare.card import Card, Metric
from inspector.errors import InputError
from inspector.train.calibrate import NOTHING, Match, fit_scale, matched
from inspector.train.catalogue import unseen, untouched
from inspector.train.export import Scale
from inspector.train.model import Comparer
from inspector.train.ship import INT8_NAME, Made, ship
from inspector.train.ship_network import made_network
from inspector.train.validate import Scored, drawn_batches, figures, scored
from inspector.train.weights import Weights, bytes_of, read_weights

SIZE_PX: Final = 160
BATCHES: Final = 96
MEASURED_SHARE: Final = 3
"""Of the batches that the limit is fitted on, one in so many is drawn for each of the figures that only measure."""
WEIGHTS: Final = "comparator.weights.pt"
_FITTED: Final = "drawn kinds of part unseen, which the limit is fitted on"


def release(weights_file: Path, models_dir: Path, batches: int = BATCHES) -> Card:
    """Write the network of `weights_file` into `models_dir` as the comparator of the line and return its card.

    The weights go beside it, for fine-tuning. The 8-bit form of what was there is removed: it is not of this one. The
    limit is fitted on so many `batches` of drawn parts.

    Raises
    ------
    InputError
        The weights cannot be read, or are of a network that tells no defects, or the system refuses the files. Nothing
        is written.
    """
    weights = read_weights(weights_file)
    pictures = scored(weights.network, drawn_batches(unseen(), SIZE_PX, batches))
    scale = _checked(weights_file, fit_scale(pictures))
    others = _measured(weights.network, -(-batches // MEASURED_SHARE))
    metrics = tuple(metric for data, found in ((_FITTED, pictures), *others) for metric in _metrics(data, found))
    made = made_network(weights.network, scale, _about(weights), _chosen_on(pictures, scale), metrics)
    card = ship(models_dir, Made(made.card, {WEIGHTS: bytes_of(weights), **made.contents}))
    _remove_int8(models_dir)
    return card


def _checked(weights_file: Path, scale: Scale) -> Scale:
    if scale.limit <= 0.0:
        found = f"marks and defects match best at a log-odds of {scale.limit:.2f}, above 0 is wanted"
        raise InputError(f"export {weights_file}", found, "it tells no defects yet: train longer")
    return scale


def _remove_int8(models_dir: Path) -> None:
    for stale in models_dir.glob(f"{INT8_NAME}.*"):
        stale.unlink()


def _about(weights: Weights) -> str:
    million = sum(each.numel() for each in weights.network.parameters()) / 1e6
    return f"Siamese network, {million:.2f} M parameters. Trained on {weights.told or 'what its file does not tell'}."


def _chosen_on(pictures: list[Scored], scale: Scale) -> str:
    found = _match(pictures, scale)
    return (
        f"{len(pictures)} drawn pictures of {len(unseen())} kinds of part that it was not trained on: the limit at "
        f"which marked blobs and true defects match best, a false mark counting twice a defect missed "
        f"({found.worth:.2f} over defects down to the limit of visibility), the temperature at which its log-odds are "
        "honest"
    )


def _match(pictures: list[Scored], scale: Scale) -> Match:
    return sum((matched(each, scale.limit * scale.temperature) for each in pictures), NOTHING)


def _measured(network: Comparer, batches: int) -> Iterator[tuple[str, list[Scored]]]:
    """Yield what only measures: kinds that nothing is fitted on; all kinds unseen where no lamp lights from above."""
    only, everywhere = untouched(), unseen() | untouched()
    yield "drawn kinds of part that nothing is fitted on", scored(network, drawn_batches(only, SIZE_PX, batches))
    otherwise = drawn_batches(everywhere, SIZE_PX, batches, unusual_share=1.0)
    yield "both, not seen by a lamp from above", scored(network, otherwise)


def _metrics(data: str, pictures: list[Scored]) -> tuple[Metric, ...]:
    found = figures(pictures)
    return (
        Metric(data=data, measure="average precision of places", value=round(found.pixel_ap, 3), n=found.pictures),
        Metric(data=data, measure="image AUROC", value=round(found.picture_auroc, 3), n=found.pictures),
    )

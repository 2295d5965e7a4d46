"""Release: from the weights of a training to what a line PC loads, its limit fitted on kinds of part unseen."""

from pathlib import Path
from typing import Final

from inspector.compare.card import Card, Metric
from inspector.errors import InputError
from inspector.train.calibrate import NOTHING, Match, fit_scale, matched
from inspector.train.catalogue import unseen
from inspector.train.export import Scale
from inspector.train.ship import INT8_NAME, Made, ship
from inspector.train.ship_network import made_network
from inspector.train.validate import Figures, Scored, drawn_batches, figures, scored
from inspector.train.weights import Weights, bytes_of, read_weights

SIZE_PX: Final = 160
BATCHES: Final = 96
WEIGHTS: Final = "comparator.weights.pt"


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
    about, metrics = _about(weights), _metrics(figures(pictures))
    made = made_network(weights.network, scale, about, _chosen_on(pictures, scale), metrics)
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


def _metrics(found: Figures) -> tuple[Metric, ...]:
    data = "drawn kinds of part unseen"
    return (
        Metric(data=data, measure="average precision of places", value=round(found.pixel_ap, 3), n=found.pictures),
        Metric(data=data, measure="image AUROC", value=round(found.picture_auroc, 3), n=found.pictures),
    )

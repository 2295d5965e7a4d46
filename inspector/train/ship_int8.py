"""Ship the trained network in 8 bits beside its f32 form: where that decides the same, files of its own and a card."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from inspector.compare.card import Card, File, Metric, Model, NearLimitCard, load_model
from inspector.compare.card_file import CARD_FILE
from inspector.compare.precision import NEAR
from inspector.errors import InputError
from inspector.train.agreement import Agreement, agreement, check_agreement, check_decisions
from inspector.train.batches import SEEDS_PER_RUN, TEXTURE_SEED
from inspector.train.catalogue import trained, unseen
from inspector.train.families.design import Design
from inspector.train.learnt_graphs import LearntGraphs
from inspector.train.pairs import TrainingPair, make_pair
from inspector.train.quantise import Extent, quantise
from inspector.train.ship import INT8_NAME, Made, made_graphs, ship
from inspector.train.textures import TextureBank

INT8_CARD: Final = f"{INT8_NAME}.json"
SIZE_PX: Final = 192
CALIBRATION_RUN: Final = 999_332
CHECK_RUN: Final = 999_333
# Scores jump by steps of rounding where another runtime sums in another order: by up to 0.14 of the limit in those two
# that ship. An engine may be off by no more than lies where f32 decides.
PARITY_TOLERANCE: Final = 0.2
DATA: Final = "made pairs of kinds of part never trained in"


@dataclass(frozen=True, slots=True)
class Quantised:
    """What was shipped, which convolutions are in 8 bits, and how it agrees with f32."""

    card: Card
    extent: Extent
    agreement: Agreement


@dataclass(frozen=True, slots=True, eq=False)
class Attempt:
    """Two graphs in 8 bits, which of their convolutions are, and how they agree with f32."""

    golden: bytes
    comparison: bytes
    extent: Extent
    agreement: Agreement


def ship_int8(folder: Path, calibration_pairs: int = 300, check_pairs: int = 500) -> Quantised:
    """Write the f32 comparator of `folder` beside it in 8 bits, as much of it as agrees, and return its card.

    Parameters
    ----------
    folder
        The models folder.
    calibration_pairs
        Pairs of trained kinds that the ranges are fitted to.
    check_pairs
        Pairs of unseen kinds, two decisions each, that both forms are compared on.

    Raises
    ------
    InputError
        Even the smallest extent does not agree, too few pairs are given to tell, the comparator is none that can be
        quantised, was replaced meanwhile, or the system refuses the files. Nothing is written.
    """
    check_decisions(2 * check_pairs)
    model = load_model(folder)
    if model.card.precision != "f32":
        found = f"{model.card.name} is {model.card.precision}, f32 is expected"
        raise InputError(f"quantise {folder}", found, "export the network first")
    attempt = _first_that_agrees(
        model, made_pairs(trained(), calibration_pairs, CALIBRATION_RUN), made_pairs(unseen(), check_pairs, CHECK_RUN)
    )
    check_agreement(attempt.agreement)
    return Quantised(write_int8(model, attempt), attempt.extent, attempt.agreement)


def made_pairs(designs: Mapping[str, Design], count: int, run: int) -> tuple[TrainingPair, ...]:
    """Return `count` pairs of `designs` of seeds that no training uses; `run` tells them from others."""
    textures = TextureBank(TEXTURE_SEED)
    return tuple(make_pair(run * SEEDS_PER_RUN + each, designs, textures, SIZE_PX) for each in range(count))


def _first_that_agrees(model: Model, calibration: Sequence[TrainingPair], check: Sequence[TrainingPair]) -> Attempt:
    """Return the largest extent that agrees, or the smallest."""
    layout = model.card.layout()
    before = LearntGraphs(model.golden_graph, model.comparison_graph, layout, SIZE_PX)
    attempts: list[Attempt] = []
    for extent in Extent:
        golden, comparison = quantise(model.golden_graph, model.comparison_graph, calibration, extent)
        after = LearntGraphs(golden, comparison, layout, SIZE_PX)
        attempts.append(Attempt(golden, comparison, extent, agreement(before, after, check)))
        if attempts[-1].agreement.holds:
            break
    return attempts[-1]


def write_int8(model: Model, attempt: Attempt) -> Card:
    """Write `attempt` beside the f32 `model` that it was made of and return its card. Raises as `ship_int8`."""
    old, found = model.card, attempt.agreement
    graphs = made_graphs(attempt.golden, attempt.comparison, old.layout(), INT8_NAME)
    metrics = (
        Metric(data=DATA, measure="share of decisions as in f32", value=found.share_agreeing, n=found.decisions),
        Metric(
            data=DATA, measure="share of decisions by f32, near the limit", value=found.share_near, n=found.decisions
        ),
        Metric(
            data=DATA,
            measure="share of decisions as in f32 by 8 bits alone",
            value=found.share_alone,
            n=found.decisions,
        ),
        Metric(data=DATA, measure="average precision of places", value=found.ap_int8, n=found.decisions),
        Metric(data=DATA, measure="average precision of places in f32", value=found.ap_f32, n=found.decisions),
    )
    changes = {
        "name": f"{old.name} int8",
        "about": f"{old.about} In 8 bits: {', '.join(attempt.extent.value)}; the rest in f32.",
        "golden_graph": graphs.golden_graph,
        "comparison_graph": graphs.comparison_graph,
        "parity_vectors": graphs.parity_vectors,
        "precision": "int8",
        "parity_tolerance": PARITY_TOLERANCE,
        "metrics": metrics,
        "near_limit": NearLimitCard(card=_card_of(model), low=NEAR[0], high=NEAR[1]),
    }
    return ship(model.folder, Made(old.model_copy(update=changes), graphs.contents), INT8_CARD)


def _card_of(model: Model) -> File:
    """Return the card of `model`; InputError where another was exported meanwhile, that would decide near the limit."""
    text = (model.folder / CARD_FILE).read_bytes()
    if hashlib.sha256(text + model.golden_graph + model.comparison_graph).hexdigest() != model.sha256:
        found = f"{CARD_FILE} is not what it was when this began"
        raise InputError(f"quantise {model.folder}", found, "quantise what is there now")
    return File(file=CARD_FILE, sha256=hashlib.sha256(text).hexdigest())

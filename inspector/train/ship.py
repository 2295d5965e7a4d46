"""Ship a comparator: its graphs, parity vectors and card in, written together; and the classical one."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from onnx.reference import ReferenceEvaluator

from inspector.compare.card import CAPTURE_INPUT, GOLDEN_INPUT, Card, File, Metric, ShippedLimit
from inspector.compare.card_file import CARD_FILE
from inspector.compare.comparator import Engine
from inspector.compare.learnt import LearntGolden
from inspector.compare.parity import ParityVector, stored_pair, write_vectors
from inspector.compare.prepare import Layout, to_tensor
from inspector.errors import InputError
from inspector.synced_file import replace_files
from inspector.train.classical import MULTIPLE_PX, SHIPPED, comparison_graph, golden_graph
from inspector.train.parity_pairs import Pair, parity_pairs

LAYOUT: Final = Layout(channels=(1, 3), minimum_px=32, multiple_px=MULTIPLE_PX, step=2)
INT8_NAME: Final = "comparator.int8"
_NUMPY: Final = Engine("reference", "", "onnx reference", "numpy")


@dataclass(frozen=True, slots=True)
class Graphs:
    """Two graphs and the pairs they were run on, as a card names them; `contents` are their bytes by file name."""

    golden_graph: File
    comparison_graph: File
    parity_vectors: File
    contents: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Made:
    """A comparator that is not written yet: its card, and the bytes of the files that lie beside it, by name."""

    card: Card
    contents: Mapping[str, bytes]


def ship_classical(folder: Path) -> Card:
    """Write the classical comparator into `folder` and return its card; the graphs are the same bytes every time.

    Raises
    ------
    InputError
        As `ship`.
    """
    graphs = made_graphs(golden_graph(), comparison_graph(), LAYOUT)
    return ship(folder, Made(_card(graphs), graphs.contents))


def made_graphs(golden: bytes, comparison: bytes, layout: Layout, name: str = "comparator") -> Graphs:
    """Return two graphs with their parity vectors, for files whose names begin with `name`."""
    vectors = write_vectors(reference_vectors(golden, comparison, layout))
    contents = {f"{name}.golden.onnx": golden, f"{name}.onnx": comparison, f"{name}.parity.npz": vectors}
    first, second, third = (File(file=file, sha256=hashlib.sha256(data).hexdigest()) for file, data in contents.items())
    return Graphs(first, second, third, contents)


def ship(folder: Path, made: Made, card_file: str = CARD_FILE) -> Card:
    """Write what was `made` into `folder` and return its card, which comes last.

    All is on the disk before the first file of an older comparator is replaced; where that is cut short between two
    names, their hashes are not the card's, and nobody judges with them.

    Raises
    ------
    InputError
        The system refuses it, as a full disk does. What was there is there still.
    """
    text = made.card.model_dump_json(by_alias=True, indent=2) + "\n"
    files = {folder / name: data for name, data in made.contents.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        replace_files(files | {folder / card_file: text.encode()})
    except OSError as error:
        found = f"{error.strerror or error}, nothing was replaced"
        raise InputError(f"write {card_file} into {folder}", found, "check the rights and the room there") from error
    return made.card


def reference_vectors(golden: bytes, comparison: bytes, layout: Layout = LAYOUT) -> tuple[ParityVector, ...]:
    """Return the parity pairs with the maps of the two graphs, run by ONNX's own reference in numpy and f32."""
    return tuple(_vector(pair, golden, comparison, layout) for pair in parity_pairs())


def _vector(pair: Pair, golden: bytes, comparison: bytes, layout: Layout) -> ParityVector:
    plain, alignment = stored_pair(pair.golden, pair.capture, pair.seen)
    learnt = LearntGolden(plain, layout, _NUMPY, _reference(to_tensor(pair.golden, layout), golden, comparison))
    return ParityVector(pair.golden, pair.capture, pair.seen, learnt.compare(alignment).scores)


def _reference(
    tensor: NDArray[np.float32], golden: bytes, comparison: bytes
) -> Callable[[NDArray[np.float32]], NDArray[np.float32]]:
    first, second = ReferenceEvaluator(golden), ReferenceEvaluator(comparison)
    names = [str(name) for name in first.output_names]
    answers = [np.asarray(answer, np.float32) for answer in first.run(names, {GOLDEN_INPUT: tensor})]
    features = dict(zip(names, answers, strict=True))
    return lambda capture: np.asarray(second.run(None, features | {CAPTURE_INPUT: capture}), np.float32)[0]


def _card(graphs: Graphs) -> Card:
    return Card(
        schema_version=1,
        name="classical",
        version="1",
        licence="Apache-2.0",
        about="Untrained. Two-way tolerance to shifts of 2 px, excess averaged over 6 x 6 px, at half resolution.",
        golden_graph=graphs.golden_graph,
        comparison_graph=graphs.comparison_graph,
        parity_vectors=graphs.parity_vectors,
        channels=(1, 3),
        minimum_px=LAYOUT.minimum_px,
        multiple_px=LAYOUT.multiple_px,
        map_step=2,
        precision="f32",
        parity_tolerance=1e-4,
        limit=ShippedLimit(value=SHIPPED.limit, unit=_UNIT, chosen_on=_CHOSEN_ON),
        metrics=_METRICS,
    )


_UNIT: Final = (
    "share of the full grey range by which a place lies outside what the golden allows, on a flat golden; grows by "
    f"{SHIPPED.per_contrast:g} per contrast of the golden there"
)
_CHOSEN_ON: Final = (
    "147 aligned DeepPCB trainval pairs: from 0.18 to 0.3 the sum of clean tiles rejected and defect tiles escaped is "
    "4.2 to 4.6 %, less than anywhere below; the sensitive end was taken. The figures below are of the same pairs, so "
    "they flatter. Parts that deform or turn freely are rejected at it: their recipes need limits of their own"
)
_METRICS: Final = (
    Metric(data="DeepPCB trainval, 150 pairs", measure="F1 of boxes at IoU 0.33", value=0.973, n=1023),
    Metric(data="DeepPCB trainval, 150 pairs", measure="share of clean tiles rejected", value=10 / 922, n=922),
    Metric(data="DeepPCB trainval, 150 pairs", measure="share of defect tiles escaped", value=28 / 788, n=788),
    Metric(data="aliens, moulded figures", measure="image AUROC", value=0.847, n=38),
    Metric(data="aliens, moulded figures", measure="share of good parts rejected", value=1.0, n=18),
    Metric(data="aliens, moulded figures", measure="share of bad parts passed", value=0.0, n=20),
    Metric(data="screws on wood", measure="AUROC per screw", value=0.975, n=144),
    Metric(data="screws on wood", measure="share of good parts rejected", value=1.0, n=10),
    Metric(data="screws on wood", measure="share of bad parts passed", value=0.0, n=26),
)

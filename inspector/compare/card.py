"""The shipped comparator on disk: a folder in, its card and the bytes of its graphs out, checked against their hashes.

A comparator is two ONNX graphs, so that all that depends only on the golden is computed once per golden:

    golden graph       golden -> features
    comparison graph   features, capture -> map

Images are float32 (1, C, H, W) in 0..1, colour as BGR. The features carry the same names in both graphs. The map is
float32 (1, 1, h, w) in units of the shipped limit, which is divided by inside the graph: 1.0 is the limit.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from inspector.compare.card_file import CARD_FILE, FileName
from inspector.compare.prepare import Layout
from inspector.errors import RecipeError
from inspector.golden.recipe import explain

GOLDEN_INPUT: Final = "golden"
CAPTURE_INPUT: Final = "capture"
MAP_OUTPUT: Final = "map"
_REMEDY = "put back the models folder of the release"

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


class File(_Strict):
    """A file beside the card, and the hash of its bytes."""

    file: FileName
    sha256: Sha256


class ShippedLimit(_Strict):
    """The limit that 1.0 of the map stands for, in the model's own units, and how it was chosen."""

    value: Annotated[float, Field(gt=0.0)]
    unit: Text
    chosen_on: Text


class Metric(_Strict):
    """One measured figure at the shipped limit, with what it was measured on; `n` counts what `measure` is of."""

    data: Text
    measure: Text
    value: float
    n: Annotated[int, Field(ge=1)]


class NearLimitCard(_Strict):
    """Where another comparator decides: parts of a score from `low` to below `high`, in units of their limit.

    `card` is that comparator's, beside this one.
    """

    card: File
    low: Annotated[float, Field(gt=0.0, le=1.0)]
    high: Annotated[float, Field(gt=1.0)]


class Card(_Strict):
    """Who the comparator is, what it takes, what it gives, and what was measured.

    `channels` are the numbers of channels it takes as they are; grey goes to a colour-only model with its channel
    repeated, colour is never made grey. Images are padded to a multiple of `multiple_px` on both sides;
    a map pixel stands for `map_step` x `map_step` golden pixels. `precision` is
    what its limit was validated with: a runtime is held to it; int8 is in the graph itself, with a scale for each
    convolution, and what else is in it is held to f32. `parity_tolerance` is the largest difference to the
    stored f32 maps, in units of the limit, at which an engine may still judge. `near_limit` names the comparator that
    decides where this one is too coarse to; None: it decides everywhere.
    """

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    name: Text
    version: Text
    licence: Text
    about: Text
    golden_graph: File
    comparison_graph: File
    parity_vectors: File
    channels: Annotated[tuple[Literal[1, 3], ...], Field(min_length=1)]
    minimum_px: Annotated[int, Field(ge=1)]
    multiple_px: Annotated[int, Field(ge=1, le=256)]
    map_step: Literal[1, 2, 4]
    precision: Literal["f32", "f16", "bf16", "int8"]
    parity_tolerance: Annotated[float, Field(gt=0.0, lt=1.0)]
    limit: ShippedLimit
    metrics: tuple[Metric, ...]
    near_limit: NearLimitCard | None = None

    def layout(self) -> Layout:
        """Return how images go in and maps come out."""
        return Layout(self.channels, self.minimum_px, self.multiple_px, self.map_step)


@dataclass(frozen=True, slots=True)
class Model:
    """A comparator read from disk, whole and with the hashes its card states.

    Parameters
    ----------
    card
        What it says of itself.
    golden_graph, comparison_graph, parity_vectors
        Bytes of the files.
    sha256
        Hash over card and graphs: all that a score depends on.
    folder
        Where it was read, for messages.
    """

    card: Card
    golden_graph: bytes
    comparison_graph: bytes
    parity_vectors: bytes
    sha256: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Ports:
    """Names of what goes into a graph and what comes out."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


def load_model(folder: Path, card_file: str = CARD_FILE) -> Model:
    """Return the comparator in `folder`.

    Raises
    ------
    RecipeError
        A file is missing or cut short, is not the one the card names, or the card is unusable. The station refuses to
        start.
    """
    text = _read(folder / card_file)
    card = _card(text, folder / card_file)
    golden, comparison, vectors = (
        _checked(folder, file, card_file) for file in (card.golden_graph, card.comparison_graph, card.parity_vectors)
    )
    if card.near_limit:
        _checked(folder, card.near_limit.card, card_file)
    digest = hashlib.sha256(text + golden + comparison).hexdigest()
    return Model(card, golden, comparison, vectors, digest, folder)


def check_ports(model: Model, golden: Ports, comparison: Ports) -> None:
    """Raise RecipeError unless the two graphs have the inputs and outputs of a comparator, by their names."""
    _expect(model, model.card.golden_graph, "inputs", (golden.inputs, (GOLDEN_INPUT,)))
    _expect(model, model.card.comparison_graph, "inputs", (comparison.inputs, (*golden.outputs, CAPTURE_INPUT)))
    _expect(model, model.card.comparison_graph, "outputs", (comparison.outputs, (MAP_OUTPUT,)))


def check_map(model: Model, found: tuple[int, ...]) -> None:
    """Raise RecipeError unless the map of the smallest golden has the shape the card promises."""
    layout = model.card.layout()
    expected = layout.map_shape((layout.minimum_px, layout.minimum_px))
    if found != expected:
        size = f"{layout.minimum_px} x {layout.minimum_px} px"
        raise unusable(model, model.card.comparison_graph, f"its map of {size} is {found}, expected {expected}")


def unusable(model: Model, file: File, why: str) -> RecipeError:
    """Return the error of a graph that no runtime takes, naming the file and what was found."""
    return RecipeError(f"use model {model.folder / file.file}", why, _REMEDY)


def _expect(model: Model, file: File, which: str, names: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    found, expected = (sorted(each) for each in names)
    if found != expected:
        raise unusable(model, file, f"its {which} are {', '.join(found)}, expected {', '.join(expected)}")


def _checked(folder: Path, file: File, card_file: str) -> bytes:
    data = _read(folder / file.file)
    found = hashlib.sha256(data).hexdigest()
    if found != file.sha256:
        raise RecipeError(
            f"use model {folder / file.file}",
            f"its {len(data)} bytes have sha256 {found[:12]}, expected {file.sha256[:12]} by {card_file}",
            _REMEDY,
        )
    return data


def _card(text: bytes, path: Path) -> Card:
    try:
        return Card.model_validate_json(text)
    except ValidationError as error:
        raise RecipeError(f"use model card {path}", explain(error), _REMEDY) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RecipeError(f"load model {path}", error.strerror or str(error), _REMEDY) from error

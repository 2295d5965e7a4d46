"""What good parts vary by, pixel by pixel, and by how much the limit is wider there: a value, and its bytes.

A limit out of several good parts, as HALCON's variation model has it: a place is outside where it lies further from
the goods' middle than the larger of an absolute and a multiple of what the goods vary by there. Pure.
"""

import io
import struct
import tokenize
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from inspector.errors import RecipeError
from inspector.golden.recipe import explain
from inspector.golden.zones import Window
from inspector.part import read_only

TOLERANCE_CAP: Final = 3.0
"""No place's limit is ever widened further than to this many times itself."""
BYTES_MAX: Final = 512 * 2**20
_ARRAYS: Final = ("middle", "spread", "tolerance")
_FACTS: Final = "facts"
_ON_DISK = np.dtype("<f2")
# What numpy, zipfile and what they unpack with say of a byte that is not as it was; the last of a header's text.
_DAMAGED: Final = (
    OSError,
    ValueError,
    EOFError,
    KeyError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    tokenize.TokenError,
)
_ALL: Final[Window] = (slice(None), slice(None))


class Middle(StrEnum):
    """What stands for the goods at a pixel, and with which measure of their spread."""

    MEAN = "mean"
    MEDIAN = "median"


@dataclass(frozen=True, slots=True, eq=False)
class Variation:
    """What some good parts of a product vary by, in the golden's frame.

    All three arrays hold numbers that half precision holds too, so that writing and reading keep them: levels to
    1/8 or finer.

    Parameters
    ----------
    middle
        float32 (H, W) or (H, W, 3), 0..255: mean or median grey level of the goods.
    spread
        float32, as `middle`, >= 0, grey levels: standard deviation, or median absolute deviation times 1.4826.
    tolerance
        float32 (H, W), 1.0..`TOLERANCE_CAP`: by how much the recipe's limit is wider at each golden pixel.
    kind
        Which middle and spread they are.
    absolute_levels, factor
        A pixel's limit is the larger of `absolute_levels` and `factor` times `spread`, in grey levels.
    goods
        How many good parts it was measured on, 2 or more.

    Raises
    ------
    RecipeError
        An array or a number is not of this kind. The station refuses the revision.
    """

    middle: NDArray[np.float32]
    spread: NDArray[np.float32]
    tolerance: NDArray[np.float32]
    kind: Middle
    absolute_levels: float
    factor: float
    goods: int

    def __post_init__(self) -> None:
        _facts_of(self)
        shape = self.middle.shape
        if len(shape) not in {2, 3} or shape[2:] not in {(), (3,)} or 0 in shape:
            _refuse(f"middle is {shape}, expected (H, W) or (H, W, 3)")
        _check(self.middle, "middle", shape, 0.0, 255.0)
        _check(self.spread, "spread", shape, 0.0, 255.0)
        check_tolerance(self.tolerance, shape[:2], "the variation")
        for name in _ARRAYS:
            object.__setattr__(self, name, read_only(getattr(self, name)))

    def outside(self, image: NDArray[np.uint8], window: Window = _ALL) -> NDArray[np.float32]:
        """Return how far each pixel is from the goods' middle, float32 (h, w) in units of its limit: 1.0 is the limit.

        Parameters
        ----------
        image
            uint8, `window` of a part in the golden's frame and light, as the alignment gives it. Of colours the channel
            that lies furthest out speaks.
        window
            Rows and columns of the golden.

        References
        ----------
        HALCON operator reference, `prepare_variation_model` and `compare_variation_model`: t = i +- max(a, b v).
        """
        limit = np.maximum(np.float32(self.absolute_levels), np.float32(self.factor) * self.spread[window])
        apart = (np.abs(image - self.middle[window]) / limit).astype(np.float32, copy=False)
        return apart if apart.ndim == 2 else np.asarray(apart.max(axis=2))


def check_tolerance(tolerance: NDArray[np.float32], shape: tuple[int, ...], name: str) -> None:
    """Raise RecipeError unless `tolerance` is float32 `shape` of 1.0..`TOLERANCE_CAP`; `name` is for messages.

    The station refuses the revision: a limit narrower than the recipe's is no tolerance, one without end passes all.
    """
    _check(tolerance, "tolerance", shape, 1.0, TOLERANCE_CAP, name)


def in_half_precision(values: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return `values` as float32, rounded to what half precision holds."""
    return values.astype(_ON_DISK).astype(np.float32)


def write_variation(variation: Variation) -> bytes:
    """Return the bytes of `variation.npz`; the same value gives the same bytes."""
    arrays = {name: getattr(variation, name).astype(_ON_DISK) for name in _ARRAYS}
    facts = np.frombuffer(_facts_of(variation).model_dump_json(by_alias=True).encode(), np.uint8)
    sink = io.BytesIO()
    np.savez_compressed(sink, allow_pickle=False, **{_FACTS: facts}, **arrays)
    return sink.getvalue()


def read_variation(data: bytes) -> Variation:
    """Return the variation held in the bytes of `variation.npz`; nothing in them is ever executed.

    Raises
    ------
    RecipeError
        They are cut short, of another schema, or hold another array or number than they should. The station refuses
        the revision.
    """
    try:
        return _read(data)
    except _DAMAGED as error:
        raise _refusal(f"no npz of {', '.join((_FACTS, *_ARRAYS))}: {error}") from error


class _Facts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    kind: Literal["mean", "median"]
    absolute_levels: Annotated[float, Field(gt=0.0, le=255.0)]
    factor: Annotated[float, Field(gt=0.0, le=100.0)]
    goods: Annotated[int, Field(ge=2, le=100_000)]


def _facts_of(variation: Variation) -> _Facts:
    facts = {name: getattr(variation, name) for name in ("absolute_levels", "factor", "goods")}
    try:
        return _Facts.model_validate({"schema": 1, "kind": str(variation.kind), **facts})
    except ValidationError as error:
        raise _refusal(explain(error)) from error


def _read(data: bytes) -> Variation:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        _check_size(sum(entry.file_size for entry in packed.infolist()))
    with np.load(io.BytesIO(data), allow_pickle=False) as held:
        if sorted(held.files) != sorted((_FACTS, *_ARRAYS)):
            raise _refusal(f"it holds {sorted(held.files)}, expected {sorted((_FACTS, *_ARRAYS))}")
        facts = _read_facts(held[_FACTS])
        middle, spread, tolerance = (_of_disk(held[name], name) for name in _ARRAYS)
    return Variation(middle, spread, tolerance, Middle(facts.kind), facts.absolute_levels, facts.factor, facts.goods)


def _read_facts(held: NDArray[np.uint8]) -> _Facts:
    if held.dtype != np.uint8 or held.ndim != 1:
        raise _refusal(f"{_FACTS} is {held.dtype} {held.shape}, expected bytes of JSON")
    try:
        return _Facts.model_validate_json(held.tobytes())
    except ValidationError as error:
        raise _refusal(explain(error)) from error


def _of_disk(held: NDArray[np.float16], name: str) -> NDArray[np.float32]:
    if held.dtype != _ON_DISK:
        raise _refusal(f"{name} is {held.dtype}, expected {_ON_DISK}")
    return held.astype(np.float32)


def _check_size(unpacked: int) -> None:
    if unpacked > BYTES_MAX:
        raise _refusal(f"{unpacked} bytes unpacked, at most {BYTES_MAX}")


def _check(
    array: NDArray[np.float32], what: str, shape: tuple[int, ...], low: float, high: float, name: str = "the variation"
) -> None:
    if array.dtype != np.float32 or array.shape != shape:
        raise _refusal(f"{what} is {array.dtype} {array.shape}, expected float32 {shape}", name)
    least, most = float(array.min()), float(array.max())
    if not (low <= least and most <= high):
        raise _refusal(f"{what} goes from {least:g} to {most:g}, expected {low:g} to {high:g}", name)


def _refuse(found: str) -> None:
    raise _refusal(found)


def _refusal(found: str, name: str = "the variation") -> RecipeError:
    return RecipeError(f"use {name}", found, "measure it again from good parts: inspector vary")

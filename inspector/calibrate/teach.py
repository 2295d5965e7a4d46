"""Teach: good pictures in, the golden and the further good parts that are learnt beside it out. Pure.

The golden is the picture most like all others, as it was taken: a mean of several would be softer than any part. The
pictures are brought into one frame, compared small and freed of their light, two by two; what is like nothing else is
named and left out. Of the more typical
half those that differ most from one another are learnt beside the golden.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.align.align import align
from inspector.align.reference import Reference, learn
from inspector.calibrate.picture import blur_px, why_poor
from inspector.errors import InputError, InspectorError
from inspector.golden.golden import Golden
from inspector.golden.recipe import Recipe
from inspector.part import Alignment, CameraFacts, Capture, RefusedAlignment

GOODS: Final = 3
SMALL_PX: Final = 128
LIGHT_SIGMA_PX: Final = 12.0
FLOOR: Final = 4.0
STRAY_MADS: Final = 5.0
STRAY_LEAST: Final = 0.1
SOFTER: Final = 1.6
STARTS: Final = 3
MAD_TO_SIGMA: Final = 1.4826
Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """A picture, uint8 (H, W) or (H, W, 3) BGR, and the name it goes by in messages."""

    name: str
    image: Picture


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A picture that was not taught, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """What came of teaching.

    Parameters
    ----------
    golden
        The picture that became the golden, as it was taken.
    goods
        Further good parts in the golden's frame, its own pixels where they were not seen.
    taken
        Names of all that had a say.
    left_out
        The others.
    """

    golden: Named
    goods: tuple[Named, ...]
    taken: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


def teach(pictures: Sequence[Named], recipe: Recipe, product: str, goods: int = GOODS) -> Taught:
    """Return the golden among `pictures` of good parts, and at most `goods` of the others.

    Parameters
    ----------
    pictures
        At least one.
    recipe
        Its alignment and ignore boxes hold for teaching too.
    product
        For messages.

    Raises
    ------
    InputError
        No picture can be a golden, or they do not show the same part.
    RecipeError
        The golden's texture does not fix where a part lies.
    """
    fit, left_out = _sorted_out(pictures)
    if not fit:
        raise InputError(f"teach {product}", f"{left_out[0].name}: {left_out[0].why}", "take a better picture")
    if len(fit) == 1:
        _reference(fit[0], recipe, product)
        return Taught(fit[0], (), (fit[0].name,), tuple(left_out))
    names, alike = _like_one_another(fit, recipe, product)
    strays = _strays(names, alike)
    kept = [number for number in range(len(names)) if names[number].name not in {one.name for one in strays}]
    golden = names[kept[_middle(alike[np.ix_(kept, kept)])]]
    missing = [LeftOut(one.name, "it does not align to the others") for one in fit if one not in names]
    others = [names[number] for number in _apart(alike, kept, names.index(golden))]
    chosen = _in_frame(golden, others, recipe, product, goods)
    taken = tuple(names[number].name for number in kept)
    return Taught(golden, chosen, taken, (*left_out, *missing, *strays))


def _sorted_out(pictures: Sequence[Named]) -> tuple[list[Named], list[LeftOut]]:
    """Return the pictures fit to be taught, and the others with the reason."""
    # The shape of most: one odd picture must not leave out all others, wherever it is named.
    ((shape, _),) = Counter(one.image.shape for one in pictures).most_common(1)
    found = {one.name: why_poor(one.image) or _unlike(one.image, shape) for one in pictures}
    fit = [one for one in pictures if found[one.name] is None]
    softest = SOFTER * float(np.median([blur_px(one.image) for one in fit])) if fit else 0.0
    for one in fit:
        blur = blur_px(one.image)
        if blur > softest:
            found[one.name] = f"its edges are blurred by {blur:.1f} px, the others' by {softest / SOFTER:.1f}"
    left_out = [LeftOut(name, why) for name, why in found.items() if why is not None]
    return [one for one in pictures if found[one.name] is None], left_out


def _unlike(image: Picture, shape: tuple[int, ...]) -> str | None:
    return None if image.shape == shape else f"it is of shape {image.shape}, {shape} is expected"


def _like_one_another(fit: Sequence[Named], recipe: Recipe, product: str) -> tuple[list[Named], NDArray[np.float64]]:
    """Return the pictures that align to one of the first few, whichever takes most, and their correlations."""
    best: dict[str, Picture] = {}
    for start in fit[:STARTS]:
        reference = _reference(start, recipe, product)
        found = {one.name: aligned.image for one in fit if (aligned := _aligned(one, reference)) is not None}
        best = max(best, found, key=len)
        if len(best) == len(fit):
            break
    if len(best) * 2 <= len(fit):
        wrong = f"{len(best)} of {len(fit)} pictures align to one another"
        raise InputError(f"teach {product}", wrong, "give pictures of one part, taken by one camera in one nest")
    return [one for one in fit if one.name in best], _correlations([best[one.name] for one in fit if one.name in best])


def _reference(picture: Named, recipe: Recipe, product: str) -> Reference:
    try:
        return learn(Golden(product, picture.name, picture.image, recipe, "", ""))
    except InspectorError as error:
        raise InputError(f"teach {product} from {picture.name}", str(error), "take a better picture") from error


def _aligned(picture: Named, reference: Reference) -> Alignment | None:
    when = datetime(2000, 1, 1, tzinfo=UTC)
    found = align(Capture(picture.image, picture.name, 1, when, picture.name, CameraFacts()), reference)
    return None if isinstance(found, RefusedAlignment) else found


def _correlations(images: Sequence[Picture]) -> NDArray[np.float64]:
    """Return the correlation of each two of `images`, small and freed of their light, float64 (n, n)."""
    rows = np.stack([_small(image) for image in images])
    return np.asarray(rows @ rows.T, np.float64)


def _small(image: Picture) -> NDArray[np.float64]:
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    scale = SMALL_PX / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.float32)
    apart = small - cv2.GaussianBlur(small, (0, 0), LIGHT_SIGMA_PX)
    spread = np.sqrt(cv2.GaussianBlur(apart * apart, (0, 0), LIGHT_SIGMA_PX)) + FLOOR
    plain = (apart / spread).astype(np.float64).ravel()
    plain -= plain.mean()
    return np.asarray(plain / max(float(np.linalg.norm(plain)), 1e-9))


def _strays(names: Sequence[Named], alike: NDArray[np.float64]) -> tuple[LeftOut, ...]:
    """Return the pictures that are like the others far less than those are like one another."""
    if len(names) <= 2:
        return ()
    likeness = np.array([np.median(np.delete(row, number)) for number, row in enumerate(alike)])
    middle = float(np.median(likeness))
    reach = max(STRAY_LEAST, STRAY_MADS * MAD_TO_SIGMA * float(np.median(np.abs(likeness - middle))))
    why = "correlation {:.2f} with the others, which reach {:.2f} and not below {:.2f}: is it a good part?"
    return tuple(
        LeftOut(one.name, why.format(found, middle, middle - reach))
        for one, found in zip(names, likeness, strict=True)
        if found < middle - reach
    )


def _middle(alike: NDArray[np.float64]) -> int:
    """Return the number of the picture that is most like all others."""
    return int(alike.sum(axis=1).argmax())


def _apart(alike: NDArray[np.float64], kept: Sequence[int], golden: int) -> list[int]:
    """Return the half of `kept` most like the others, but for `golden`, each next one the least like all before it.

    The other half may hold a part that is not good: none of it is learnt.
    """
    typical = sorted(kept, key=lambda number: -float(np.median(alike[number, kept])))[: len(kept) // 2 + 1]
    order, left = [golden], [number for number in typical if number != golden]
    while left:
        order.append(min(left, key=lambda number: float(alike[number, order].max())))
        left.remove(order[-1])
    return order[1:]


def in_frame_of(golden: Picture, picture: Named, recipe: Recipe, product: str) -> Picture:
    """Return another picture of the product in the frame of its golden, uint8, of the golden's shape.

    Where it shows less than the golden it holds the golden's pixels.

    Raises
    ------
    InputError
        It is of another shape, or does not align to the golden.
    """
    what, wrong = f"bring {picture.name} into the frame of {product}", _unlike(picture.image, golden.shape)
    found = () if wrong else _in_frame(Named("its golden", golden), [picture], recipe, product, 1)
    if not found:
        remedy = "take it with the same camera in the same nest"
        raise InputError(what, wrong or "it does not align to the golden", remedy)
    return found[0].image


def _in_frame(golden: Named, others: Sequence[Named], recipe: Recipe, product: str, count: int) -> tuple[Named, ...]:
    """Return the first `count` of `others` that align to the golden, in its frame."""
    reference, found = _reference(golden, recipe, product), list[Named]()
    for one in others:
        if len(found) == count:
            break
        aligned = _aligned(one, reference)
        if aligned is not None:
            seen = aligned.valid if golden.image.ndim == 2 else aligned.valid[..., None]
            found.append(Named(one.name, np.where(seen, aligned.image, golden.image)))
    return tuple(found)

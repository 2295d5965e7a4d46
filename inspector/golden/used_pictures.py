"""`pictures.json`: which pictures had a hand in a revision, by their pixels. They say nothing new of it. Pure."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from inspector.errors import RecipeError
from inspector.golden.chained import Sha256
from inspector.golden.recipe import explain


class Hand(StrEnum):
    """What a picture had a hand in."""

    GOLDEN = "golden"
    TAUGHT = "taught"
    VARIED = "varied"
    PROPORTIONS = "proportions"
    LIMITS = "limits"


Pictures = tuple[Sha256, ...] | None
"""Hashes of pixels, sorted; None where nobody wrote down which pictures they were."""


class UsedPictures(BaseModel):
    """The pictures that had a hand in a revision, by the hashes of their pixels.

    Parameters
    ----------
    taught
        The golden was chosen among them; some are learnt beside it.
    varied
        What limits are wider for was measured on them.
    proportions
        What the limits of the zones are to each other was learnt from them.
    limits
        The limits were set from them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    schema_version: Annotated[Literal[1], Field(alias="schema")] = 1
    taught: Pictures = ()
    varied: Pictures = ()
    proportions: Pictures = ()
    limits: Pictures = ()

    @classmethod
    def unknown(cls) -> Self:
        """Return what is known of a revision from before they were written down: nothing."""
        return cls(taught=None, varied=None, proportions=None, limits=None)

    def with_hand(self, hand: Hand, pictures: Iterable[str]) -> Self:
        """Return it with `pictures` as those that had this hand in the revision, and no others."""
        return self.model_copy(update={hand.value: tuple(sorted(set(pictures)))})

    def and_taught(self, pictures: Iterable[str]) -> Self:
        """Return it with `pictures` taught as well."""
        return self.with_hand(Hand.TAUGHT, (*(self.taught or ()), *pictures))

    def of(self, hand: Hand) -> frozenset[str]:
        """Return the pictures that had this hand in the revision, none where that is not known."""
        return frozenset({} if hand is Hand.GOLDEN else getattr(self, hand.value) or ())

    def hand_of(self, picture: str) -> Hand | None:
        """Return what a picture had a hand in, None where nothing says that it had."""
        return next((hand for hand in Hand if picture in self.of(hand)), None)

    @property
    def tells_limits(self) -> bool:
        """Whether it is known which pictures the limits come from."""
        return None not in {self.varied, self.proportions, self.limits}


def write_used(used: UsedPictures) -> bytes:
    """Return the bytes of `pictures.json`; the same value gives the same bytes."""
    return used.model_dump_json(by_alias=True, indent=1).encode() + b"\n"


def read_used(data: bytes | None, name: str) -> UsedPictures:
    """Return what `pictures.json` holds; a revision without one is of before it was written. `name` is for messages.

    Raises
    ------
    RecipeError
        The bytes are no such file. Nothing is promised or reported of this revision.
    """
    if data is None:
        return UsedPictures.unknown()
    try:
        return UsedPictures.model_validate_json(data)
    except ValidationError as error:
        raise RecipeError(f"use pictures.json of {name}", explain(error), "draft the revision again") from error

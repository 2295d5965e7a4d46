"""What the card of a comparator may be called: known without what reads one, so that settings are checked anywhere."""

from typing import Annotated, Final

from pydantic import Field

CARD_FILE: Final = "comparator.json"
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]

"""What the history is asked for in an address: the filters of the Parts page."""

from typing import Annotated

from fastapi import Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from inspector.dashboard.views import OutcomeName
from inspector.part import Outcome
from inspector.record.search import Search

PAGE_MAX = 200
# What a browser's numbers hold exactly; at 20 parts a second it lasts 14 million years.
SEQ_MAX = 2**53 - 1
_NAME_MAX = 200

Before = Annotated[int | None, Query(ge=1, le=SEQ_MAX, description="only parts older than this `seq`")]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX, description="parts on a page")]

Text = Annotated[str, Field(max_length=_NAME_MAX)]


class Filters(BaseModel):
    """Which parts are asked for; what is left out asks for nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[Text, Field(description="in the part's name")] = ""
    outcome: Annotated[list[OutcomeName], Field(max_length=4, description="what the controller was shown")] = []
    product: Annotated[Text, Field(description="of which product")] = ""
    zone: Annotated[Text, Field(description="with a defect in that zone")] = ""
    since: Annotated[AwareDatetime | None, Field(description="inspected from then on")] = None
    until: Annotated[AwareDatetime | None, Field(description="inspected before then")] = None

    def search(self) -> Search:
        """Return it as the record is asked."""
        outcomes = tuple(Outcome[name] for name in self.outcome)
        return Search(self.text.strip(), outcomes, self.product, self.zone, self.since, self.until)


class Asked(Filters):
    """A page of them."""

    before: Annotated[int | None, Field(ge=1, le=SEQ_MAX, description="only parts behind this `seq`")] = None
    limit: Annotated[int, Field(ge=1, le=PAGE_MAX, description="parts on a page")] = 50

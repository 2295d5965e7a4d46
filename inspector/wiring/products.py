"""The products of one station: the one that is judged follows its ACTIVE, another is learnt when it is asked for."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

import structlog

from inspector.errors import InspectorError, RecipeError
from inspector.golden.golden import Golden
from inspector.station.judging import Gauge
from inspector.wiring.revisions import ActiveRevision, Library

# A learnt product takes as much memory as its golden has pixels, many times over.
_KEPT = 4


class ActiveProducts:
    """Products by the controller's numbers, used by the station's thread; another one is learnt in a thread beside it.

    The products that were judged last stay learnt: going back to one of them takes no time.

    Parameters
    ----------
    products
        The controller's number of each product, and where it is.
    first
        Number of the product to start with.
    learn
        Makes the gauge of a golden; called in another thread while the station judges.

    Raises
    ------
    RecipeError
        The first product cannot be used. The station refuses to start.
    """

    def __init__(self, products: Mapping[int, Library], first: int, learn: Callable[[Golden], Gauge]) -> None:
        self._products, self._learn = products, learn
        self._present = ActiveRevision(products[first], learn)
        self.first = self._present.present
        # In the order of their last use.
        self._kept = {first: self._present}
        self._learning: dict[int, Future[ActiveRevision]] = {}
        self._asked = first
        self._thread = ThreadPoolExecutor(1, "product")
        self._log = structlog.get_logger()

    def __enter__(self) -> Self:
        """Begin to follow."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let a learning that has begun come to its end."""
        self._thread.shutdown()
        for number in tuple(self._kept):
            self._kept.pop(number).close()

    def numbers(self) -> tuple[int, ...]:
        """Return the number of every product."""
        return tuple(sorted(self._products))

    def following(self) -> Gauge | None:
        """Return the gauge of a revision of the present product that became active since, once, when it is learnt."""
        return self._present.following()

    def warning(self) -> str:
        """Return why the active revision of the present product is not judged with; ``""`` where all is well."""
        return self._present.warning()

    def other(self, number: int) -> Gauge | None:
        """Return the gauge of product `number` once it is learnt; from then on its revisions are the ones followed.

        Raises
        ------
        RecipeError
            The product cannot be used. The present one stays; asking again tries again.
        """
        if number not in self._products:
            raise RecipeError(f"go over to product {number}", "nobody knows it", "add it to products")
        if number != self._asked:
            self._forget_failure(number)
        self._asked = number
        self._collect(number)
        kept = self._kept.get(number)
        if kept is not None and kept.is_current():
            return self._follow(number, kept)
        if number not in self._learning:
            self._learning[number] = self._thread.submit(ActiveRevision, self._products[number], self._learn)
        return None

    def _forget_failure(self, number: int) -> None:
        """Forget that product `number` could not be learnt when it was asked for before: it may be mended since."""
        learning = self._learning.get(number)
        if learning is not None and learning.done() and learning.exception():
            del self._learning[number]

    def _collect(self, number: int) -> None:
        """Keep what was learnt of product `number`, or tell why it could not be."""
        if number not in self._learning or not self._learning[number].done():
            return
        learning = self._learning.pop(number)
        error = learning.exception()
        if error:
            self._log.error("not learnt", number=number, exc_info=None if isinstance(error, InspectorError) else error)
            raise RecipeError(f"go over to product {number}", str(error), "mend it and ask again") from error
        self._keep(number, learning.result())

    def _keep(self, number: int, revision: ActiveRevision) -> None:
        """Put `revision` last in the order of use, and let go of what was used longest ago."""
        before = self._kept.pop(number, None)
        if before is not None and before is not revision:
            before.close()
        self._kept[number] = revision
        for old in [number for number, kept in self._kept.items() if kept is not self._present][: -_KEPT + 1]:
            self._kept.pop(old).close()

    def _follow(self, number: int, revision: ActiveRevision) -> Gauge:
        self._present = revision
        self._keep(number, revision)
        return revision.present

"""The door to the products of a station that runs: the one its controller asks for, ready to judge with."""

from typing import Protocol, TypeVar

from inspector.errors import RecipeError

_Gauge_co = TypeVar("_Gauge_co", covariant=True)


class Products(Protocol[_Gauge_co]):
    """The products that a station can go over to, by the controller's numbers."""

    def numbers(self) -> tuple[int, ...]:
        """Return the number of every product, the one that is judged now among them."""

    def other(self, number: int) -> _Gauge_co | None:
        """Return the gauge of product `number` once it is learnt; from then on its revisions are the ones followed.

        Called many times a second until it returns one: it waits for nothing and learns elsewhere.

        Raises
        ------
        RecipeError
            The product cannot be used. The present one stays, the controller is refused; asking again tries again.
        """


class OneProduct:
    """The product that a station was started with, for ever."""

    def numbers(self) -> tuple[int, ...]:
        """Return nothing: nobody can choose."""
        return ()

    def other(self, number: int) -> None:
        """Raise RecipeError."""
        raise RecipeError(f"go over to product {number}", "the station has one product", "add it to products")

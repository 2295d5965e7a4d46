"""What every runtime shares: a comparator of two graphs, one for goldens and one that compares a part with them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from inspector.compare.card import Model, NearLimitCard, check_map, load_model
from inspector.compare.card_file import CARD_FILE
from inspector.compare.comparator import Engine
from inspector.compare.devices import first_that_works
from inspector.compare.goods import check_goods
from inspector.compare.learnt import LearntGolden
from inspector.compare.parity import check_parity
from inspector.compare.prepare import check_golden, smallest_tensor, to_tensor
from inspector.golden.golden import Golden


@dataclass(frozen=True, slots=True)
class OnDevice:
    """A comparison graph on a device with the golden's features in it, and what runs otherwise than asked.

    `compare` takes a capture as the model's layout says and returns its map; it raises `RuntimeLostError` where the
    device is gone.
    """

    compare: Callable[[NDArray[np.float32]], NDArray[np.float32]]
    device: str
    warnings: tuple[str, ...]


class TwoGraphComparator(ABC):
    """A model on the first device of a runtime that takes it. A runtime says what it has and how it runs a graph.

    Parameters
    ----------
    model
        From `load_model`.
    devices
        Tried in this order; one with a precision behind it, as in ``"GPU f16"``, only where it computes in that.
    threads
        CPU threads; 0 leaves it to the runtime.

    Raises
    ------
    RecipeError
        A graph is none of ours, or no device takes it. The station refuses to start.
    """

    def __init__(self, model: Model, devices: Sequence[str] = ("CPU",), threads: int = 0) -> None:
        self._model, self._devices, self._threads = model, tuple(devices), threads
        self._several = self._check_ports()
        black = smallest_tensor(model.card.layout())
        probe = self._learn(black)
        check_map(model, probe.compare(black).shape)
        self._engine = Engine(model.card.name, model.sha256, self._runtime(), probe.device, probe.warnings)

    @classmethod
    def load(
        cls, folder: Path, devices: Sequence[str] = ("CPU",), threads: int = 0, card_file: str = CARD_FILE
    ) -> Self:
        """Return the comparator in `folder`, trusted: it gave the scores that are stored beside the model.

        Raises
        ------
        RecipeError
            As `load_model`, the constructor and `check_parity` do. The station refuses to start.
        """
        model = load_model(folder, card_file)
        comparator = cls(model, devices, threads)
        check_parity(comparator, model)
        return comparator

    @property
    def engine(self) -> Engine:
        """Who compares, and where it really runs."""
        return self._engine

    @property
    def near_limit(self) -> NearLimitCard | None:
        """Where another comparator decides, by the card."""
        return self._model.card.near_limit

    def learn(self, golden: Golden, goods: Sequence[NDArray[np.uint8]] = ()) -> LearntGolden:
        """Return the comparison with this golden, made ready for its size, its features computed.

        Raises
        ------
        RecipeError
            The golden is too small, is colour for a grey-only model, or no device takes its size. The station refuses
            the recipe. So are goods of another size, and any by a comparator that learns one golden only.
        """
        layout, name = self._model.card.layout(), f"{golden.product} {golden.revision}"
        check_golden(golden.image, layout, name)
        check_goods(goods, golden.image, name, several=self._several)
        learnt = self._learn(np.concatenate([to_tensor(image, layout) for image in (golden.image, *goods)]))
        engine = replace(self._engine, device=learnt.device, warnings=learnt.warnings)
        return LearntGolden(golden, layout, engine, learnt.compare)

    def _learn(self, golden: NDArray[np.float32]) -> OnDevice:
        choice = first_that_works(
            self._devices, self._available(), lambda device: self._learn_on(device, golden), str(self._model.folder)
        )
        return replace(choice.ready, warnings=(*choice.warnings, *choice.ready.warnings))

    @abstractmethod
    def _runtime(self) -> str:
        """Return the runtime and its version."""

    @abstractmethod
    def _available(self) -> Sequence[str]:
        """Return the devices that are there."""

    @abstractmethod
    def _check_ports(self) -> bool:
        """Return whether several goldens are taken, once the graphs have the inputs and outputs of a comparator."""

    @abstractmethod
    def _learn_on(self, device: str, golden: NDArray[np.float32]) -> OnDevice:
        """Return the comparison on `device`; RuntimeError where it does not take it, and the next one is tried."""

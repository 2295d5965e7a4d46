"""Every state that the handshake can reach with a handful of events: what is on the wire is what must be there."""

from collections.abc import Callable

import pytest
from exploration import World, explore
from plc_events import EVERYTHING, WORLDS

# Too large to be visited whole here; bench/explore_plc.py goes on where this stops.
BOUNDS = {
    "eight results wait": 2_500,
    "late verdicts": 1_500,
    "deadlines": 2_000,
    "signs of life": 1_500,
    "everything": 2_500,
}
WHOLE = 5_000
FILLED = {"results that wait": 2, "eight results wait": 8}


@pytest.mark.parametrize("world", [*WORLDS, EVERYTHING], ids=lambda world: world.name)
def test_every_reachable_state_shows_what_it_must(world: World, record_property: Callable[[str, object], None]) -> None:
    found = explore(world, BOUNDS.get(world.name, WHOLE))
    record_property("states", found.states)
    record_property("waiting", found.waiting)
    assert found.complete or world.name in BOUNDS, f"{found.states} states and more: not all were visited"
    assert found.waiting == FILLED.get(world.name, found.waiting), "the buffer was never full"

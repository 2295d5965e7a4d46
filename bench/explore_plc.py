"""Explore the handshake deeper than the tests do: every small world whole, and all events together as far as it goes.

``python bench/explore_plc.py --states 50000`` prints one JSON line for each world: states, steps, whether that was all
of them, and seconds. It ends with the first state that shows what must not be, and the events that lead there.
"""

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from exploration import BrokenError, explore
from plc_events import EVERYTHING, WORLDS


def main() -> int:
    """Return 0 where every state that was visited is as it must be."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--states", type=int, default=50_000, help="at most so many states in each world")
    states_max = arguments.parse_args().states
    for world in (*WORLDS, EVERYTHING):
        start_s = time.perf_counter()
        try:
            found = explore(world, states_max)
        except BrokenError as broken:
            sys.stderr.write(f"{broken}\n")
            return 1
        sys.stdout.write(
            json.dumps({"world": world.name} | asdict(found) | {"s": round(time.perf_counter() - start_s, 1)})
        )
        sys.stdout.write("\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Evidence bundles for the dashboard, packed in a thread that gives way to everything else on the PC."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from inspector.wiring.bundle import bundle_part
from inspector.wiring.giving_way import be_nice
from inspector.wiring.material import Places


class BundledEvidence:
    """Packs the evidence of parts of the record in the folder `data`."""

    def __init__(self, data: Path, places: Places) -> None:
        self._data = data
        self._places = places

    def pack(self, part_id: str, out: Path) -> None:
        """Write the evidence of one verdict to `out`; see `bundle_part` for what may be wrong."""
        # A thread of its own each time: being nice cannot be taken back, and holds for this thread only.
        with ThreadPoolExecutor(1, initializer=be_nice) as thread:
            thread.submit(bundle_part, part_id, self._data, self._places, out).result()

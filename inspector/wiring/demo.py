"""The demo: a station with a simulated camera, its dashboard, and a simulated PLC on real Modbus TCP."""

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from inspector.demo.summary import Summary, summarise
from inspector.errors import InputError
from inspector.record.connection import RECORD_FILE
from inspector.record.sqlite import SqliteReader
from inspector.record.store import PartRow

_FIRST_LINE = 'station = "Demo line"'
_PAGE = 200
PRODUCT = "demo-board"


@dataclass(frozen=True, slots=True)
class DemoPlaces:
    """Where the demo keeps and serves things; ports are real ones, never 0."""

    golden_refs: Path
    models: Path
    data: Path
    page_port: int
    plc_port: int


def write_config(places: DemoPlaces, seed: int, distinct_parts: int = 0) -> Path:
    """Return the path of the demo's `station.toml`, written into its data folder.

    Raises
    ------
    InputError
        The folder cannot be written, or belongs to another station: its record would get parts that never were.
    """
    text = "\n".join(
        [
            f'{_FIRST_LINE}\nproduct = "{PRODUCT}"',
            f"[folders]\ngolden_refs = {_toml(places.golden_refs)}\nmodels = {_toml(places.models)}",
            f"data = {_toml(places.data)}",
            f'[camera]\nkind = "simulated"\nseed = {seed}\ndistinct_parts = {distinct_parts}',
            f"[plc]\nport = {places.plc_port}",
            f"[dashboard]\nport = {places.page_port}\n",
        ]
    )
    path = places.data / "station.toml"
    try:
        _check_own(path, places.data)
        places.data.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise InputError(f"use data folder {places.data}", error.strerror or str(error), "choose another") from error
    return path


def _check_own(path: Path, data: Path) -> None:
    is_own = path.exists() and path.read_text("utf-8", "replace").startswith(_FIRST_LINE)
    if not is_own and (path.exists() or (data / RECORD_FILE).exists()):
        raise InputError(f"use data folder {data}", "it is that of another station", "choose another")


def free_port(asked: int) -> int:
    """Return `asked`, or a port that is free now where it is 0.

    Raises
    ------
    InputError
        The port is taken.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", asked))
        except OSError as error:
            raise InputError(
                f"use port {asked}", error.strerror or str(error), "end what uses it or choose 0"
            ) from error
        return int(probe.getsockname()[1])


def newest_row(data: Path) -> int:
    """Return the `seq` of the newest row that `data` holds already, 0 where there is none."""
    if not (data / RECORD_FILE).exists():
        return 0
    return max((row.seq for row in SqliteReader(data).latest(1)), default=0)


def summary_of(data: Path, seed: int, triggered: int, before: int) -> Summary:
    """Return what the record holds of a finished demo, that is after row `before`, against the truth."""
    return summarise(seed, triggered, tuple(_rows(SqliteReader(data), before)))


def _rows(reader: SqliteReader, before: int) -> Iterator[PartRow]:
    page = reader.after(before, _PAGE)
    while page:
        yield from page
        page = reader.after(page[-1].seq, _PAGE)


def _toml(path: Path) -> str:
    # A JSON string is a TOML basic string.
    return json.dumps(str(path.resolve()))

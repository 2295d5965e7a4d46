"""Rows to a Parquet file, column types as the fields of their class; needs the extra [parquet]."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pyarrow as pa
import pyarrow.parquet as pq

_GROUP = 5_000
_TYPES = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    datetime: pa.timestamp("us", tz="UTC"),
}


def write_parquet(out: Path, columns: type[Any], rows: Iterable[Any]) -> int:
    """Write the rows, instances of the frozen dataclass `columns`, and return how many there were.

    Text is stored as it is: no program runs what is in a Parquet file. A group of 5,000 rows is held at a time.
    """
    schema = _schema(columns)
    count = 0
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for group in _groups(rows, schema.names):
            cells = [
                pa.array(column, kind) for column, kind in zip(zip(*group, strict=True), schema.types, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(cells, schema=schema))
            count += len(group)
    return count


def _groups(rows: Iterable[Any], names: list[str]) -> Iterator[list[tuple[Any, ...]]]:
    # Not `astuple`: it copies every cell, which is ten times the rest of the work.
    cells = map(attrgetter(*names), rows)
    while group := list(islice(cells, _GROUP)):
        yield group


def _schema(columns: type[Any]) -> pa.Schema:
    hints = get_type_hints(columns)
    return pa.schema([_column(field.name, hints[field.name]) for field in fields(columns)])


def _column(name: str, hint: Any) -> pa.Field:  # noqa: ANN401 -- a type, or a union of one with None
    kinds = [kind for kind in get_args(hint) or (hint,) if kind is not type(None)]
    return pa.field(name, _TYPES[kinds[0]], nullable=type(None) in get_args(hint))

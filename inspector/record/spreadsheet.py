"""CSV that a spreadsheet opens as what it is: text stays text, however it begins, and numbers stay numbers."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, ClassVar, Protocol, TextIO

if TYPE_CHECKING:
    from dataclasses import Field

# Full-width forms too: spreadsheets in Chinese and Japanese take them for the sign.
_SIGN = "[=+\\-@＝＋－＠]"  # noqa: RUF001 -- they are meant
# Some programs drop blanks before they look. Where semicolons or tabulators part the cells of a list, quotes in the
# middle of a line count for nothing: what follows one of these inside of a text, or a line end, begins a cell.
_LIVE = re.compile(rf"\A(?=\s*{_SIGN}|[\t\r\n])|(?<=[;\t\r\n])(?=(?:[^\S\t\r\n]|\")*{_SIGN})")

Cell = str | int | float | bool | datetime | None


class _Table(Protocol):
    __dataclass_fields__: "ClassVar[dict[str, Field[object]]]"


def safe_cell(cell: Cell) -> str | int | float:
    """Return the cell as it is written: what a spreadsheet would run as a formula has an apostrophe before it.

    It does so whatever separates the cells of a list in the country of its reader: comma, semicolon or tabulator.

    Numbers are written as numbers, a negative one too; moments as ISO 8601 in UTC, None as nothing.

    References
    ----------
    OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection

    Examples
    --------
    >>> [safe_cell(cell) for cell in ("=1+1", " =1+1", "-7", -7, "P-7", "x;=1+1", None, True)]
    ["'=1+1", "' =1+1", "'-7", -7, 'P-7', "x;'=1+1", '', 1]
    """
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat()
    if isinstance(cell, str):
        return _LIVE.sub("'", cell)
    return int(cell) if isinstance(cell, bool) else cell


def csv_lines(columns: type[_Table], rows: Iterable[_Table]) -> Iterator[str]:
    """Yield the lines that `write_csv` writes, each as soon as its row is there."""
    line = io.StringIO()
    writer = csv.writer(line, quoting=csv.QUOTE_NONNUMERIC)
    names = [field.name for field in fields(columns)]
    writer.writerow(names)
    cells_of = attrgetter(*names)
    for row in rows:
        yield line.getvalue()
        line.seek(0)
        line.truncate()
        writer.writerow(map(safe_cell, cells_of(row)))
    yield line.getvalue()


def write_csv(out: TextIO, columns: type[_Table], rows: Iterable[_Table]) -> int:
    """Write the rows with the fields of `columns` as first line, text in quotes; return how many there were.

    Parameters
    ----------
    out
        Open with ``newline=""``.
    columns
        The frozen dataclass of which `rows` are.
    """
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    names = [field.name for field in fields(columns)]
    writer.writerow(names)
    # Not `astuple`: it copies every cell, which is ten times the rest of the work.
    cells_of, count = attrgetter(*names), 0
    for row in rows:
        writer.writerow(map(safe_cell, cells_of(row)))
        count += 1
    return count

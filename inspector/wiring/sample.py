"""The commented `station.toml` of a line PC: every key with its meaning, range and default, made from the settings.

``python -m inspector.wiring.sample > deploy/station.toml`` writes the file that is installed on a line PC.
"""

import json
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Literal, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from inspector.settings import (
    FolderCameraSettings,
    Folders,
    MasterSettings,
    PlcRtuServerSettings,
    PlcTcpClientSettings,
    Settings,
    SimulatedCameraSettings,
)

_WIDTH = 100
# Tables of which there may be many: one of each, for the sample to show in comments.
_ROWS: dict[str, BaseModel] = {
    "masters": MasterSettings(product="demo-board", name="M1 missing resistor", expected="reject", zone="part")
}
_HEAD = """\
The settings of one station. Read whole before anything starts: an unknown key or a value outside its range \
stops the start with one line that names it, and never a station that runs. After a change: \
`systemctl restart inspector-station inspector-dashboard`.
"""


def line_pc() -> Settings:
    """Return the settings a line PC starts with: the demo product, simulated, and nothing to reach from outside."""
    return Settings(
        station="station-1",
        product="demo-board",
        folders=Folders(
            golden_refs=Path("/var/lib/inspector/golden_refs"),
            models=Path("/opt/inspector/current/share/inspector/models"),
            data=Path("/var/lib/inspector/data"),
        ),
        camera=SimulatedCameraSettings(kind="simulated"),
    )


def other_kinds() -> tuple[tuple[str, BaseModel], ...]:
    """Return every other kind of camera and link with the name of its table, for the sample to show in comments."""
    return (
        ("camera", FolderCameraSettings(kind="folder", folder=Path("/var/lib/inspector/incoming"))),
        ("plc", PlcTcpClientSettings(kind="tcp-client", host="192.168.10.2")),
        ("plc", PlcRtuServerSettings(kind="rtu-server", device="/dev/serial/by-id/usb-RS485")),
    )


def settings_sample(settings: Settings, others: tuple[tuple[str, BaseModel], ...]) -> str:
    """Return `settings` as TOML in which every key is explained; `others` follow their tables as comments."""
    tables = {name: value for name, value in settings if isinstance(value, BaseModel)}
    lines = [*_comment(_HEAD), "", *_keys(settings)]
    for name, table in tables.items():
        lines += ["", *_table(name, table)]
        for other in (value for its_name, value in others if its_name == name):
            lines += ["", *_commented_out(_table(name, other))]
    return "\n".join(lines) + "\n"


def _table(name: str, table: BaseModel) -> Iterator[str]:
    yield from _comment(type(table).__doc__ or "")
    yield f"[{name}]"
    yield from _keys(table)
    for key, row in _ROWS.items():
        if key in type(table).model_fields:
            yield from _comment(_meaning(type(table).model_fields[key]))
            yield from _commented_out(iter([f"[[{name}.{key}]]", *_keys(row)]))


def _keys(table: BaseModel) -> Iterator[str]:
    for name, field in type(table).model_fields.items():
        value = getattr(table, name)
        if not isinstance(value, BaseModel) and name not in _ROWS:
            yield from _comment(_meaning(field))
            yield f"{name} = {_toml(value)}"


def _commented_out(lines: Iterator[str]) -> Iterator[str]:
    """Yield explanations as they are and everything else as `#key`, without a space: remove the sign to use it."""
    return (line if line.startswith("#") else f"#{line}" for line in lines)


def _meaning(field: FieldInfo) -> str:
    """Return what a key means, what it may be and what holds where it is left out."""
    default = "must be given" if field.is_required() else f"default {_toml(field.default)}"
    return "; ".join(part for part in (field.description or "", _range(field), default) if part)


def _range(field: FieldInfo) -> str:
    choices = [value for part in (field.annotation, *get_args(field.annotation)) for value in _choices(part)]
    low = next((str(limit.ge) for limit in field.metadata if isinstance(limit, Ge)), "")
    high = next((str(limit.le) for limit in field.metadata if isinstance(limit, Le)), "")
    if len(choices) > 1:
        return "of " + ", ".join(dict.fromkeys(choices))
    return f"{low}..{high}" if low and high else f"at least {low}" if low else f"at most {high}" if high else ""


def _choices(annotation: object) -> tuple[str, ...]:
    return tuple(map(_toml, get_args(annotation))) if get_origin(annotation) is Literal else ()


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(" ".join(text.split()), _WIDTH - 2, break_on_hyphens=False)]


def _toml(value: object) -> str:
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_toml(str(key))} = {_toml(kept)}' for key, kept in value.items())}}}"
    # Strings, numbers and booleans of JSON are TOML as they stand.
    return json.dumps(str(value) if isinstance(value, PurePath) else value, ensure_ascii=False)


if __name__ == "__main__":
    sys.stdout.write(settings_sample(line_pc(), other_kinds()))

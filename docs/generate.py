"""Writes the generated parts of the documents: the map of the house, the settings, the recipe and the commands.

``python docs/generate.py`` writes them, ``--check`` names the files that are not as they would be written.
A generated part stands between ``<!-- generated NAME -->`` and ``<!-- end -->``.
"""

import ast
import json
import sys
import textwrap
import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from inspector.alarms.catalogue import CATALOGUE, Kind, Rule
from inspector.cli.app import inspector
from inspector.golden.recipe import Ignore, Recipe, Zone
from inspector.golden.shapes import Ellipse
from inspector.settings import (
    FolderCameraSettings,
    PlcRtuServerSettings,
    PlcTcpClientSettings,
    PlcTcpServerSettings,
    Settings,
    SimulatedCameraSettings,
)

ROOT = Path(__file__).parents[1]
KINDS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("camera", SimulatedCameraSettings),
    ("camera", FolderCameraSettings),
    ("plc", PlcTcpServerSettings),
    ("plc", PlcTcpClientSettings),
    ("plc", PlcRtuServerSettings),
)

# As wide as the longest name of a room or a flat file, and a space.
_NAMES = 18


def house() -> str:
    """Return the tree of the package: each room with the first line of its docstring and its files, each flat file."""
    lines = ["```"]
    for path in sorted((ROOT / "inspector").iterdir(), key=lambda path: (path.is_file(), path.name)):
        if (path / "__init__.py").exists():
            lines.append(f"{path.name + '/':<{_NAMES}}{_doc_line(path / '__init__.py')}")
            names = " ".join(sorted(file.name for file in path.glob("*.py") if file.stem != "__init__"))
            lines += textwrap.wrap(names, 110, initial_indent=" " * _NAMES, subsequent_indent=" " * _NAMES)
        elif path.suffix == ".py" and path.stem != "__init__":
            lines.append(f"{path.name:<{_NAMES}}{_doc_line(path)}")
    return "\n".join([*lines, "```"])


def layers() -> str:
    """Return the rooms, from the top down as imports go, as import-linter holds them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (rooms,) = (each["layers"] for each in contracts if each["type"] == "layers")
    return "\n".join(["```", *rooms, "```"])


def settings() -> str:
    """Return a table of every key of `station.toml`."""
    rows = ["| key | default | meaning |", "|---|---|---|"]
    rows += [f"| `{key}` | {default} | {meaning} |" for key, default, meaning in _keys(Settings, "")]
    for table, kind in KINDS:
        rows += [f"| `{key}` | {default} | {meaning} |" for key, default, meaning in _keys(kind, f"{table}.")]
    return "\n".join(rows)


def recipe() -> str:
    """Return a table of every key of `recipe.toml`, with what it may be."""
    rows = ["| key | default | may be | meaning |", "|---|---|---|---|"]
    for model, prefix in ((Recipe, ""), (Zone, "zones[]."), (Ignore, "ignore[]."), (Ellipse, "ellipse.")):
        rows += _recipe_rows(model, prefix)
    return "\n".join(rows)


def commands() -> str:
    """Return the help of every command."""
    context = inspector.make_context("inspector", [], resilient_parsing=True)
    return "\n\n".join(_help(inspector, context))


def alarms(language: str) -> str:
    """Return a table of every kind of alarm in the texts of the pages."""
    texts = json.loads((ROOT / "ui" / "src" / "i18n" / f"{language}.json").read_text("utf-8"))["alarm"]
    rows = [texts["table"]["head"], "|---|---|---|---|---|---|---|"]
    for kind, rule in CATALOGUE.items():
        told = texts["kind"][kind]
        cells = (told["name"], texts["priority"][rule.priority], told["what"], told["consequence"], told["action"])
        rows.append("| " + " | ".join((*cells, f"{rule.on_s:g} / {rule.off_s:g} s", _hides(rule, texts))) + " |")
    return "\n".join(rows).replace("{{", "*").replace("}}", "*")


PARTS: dict[str, tuple[Path, Callable[[], str]]] = {
    "house": (ROOT / "ARCHITECTURE.md", house),
    "layers": (ROOT / "ARCHITECTURE.md", layers),
    "settings": (ROOT / "docs" / "settings.md", settings),
    "recipe": (ROOT / "docs" / "recipes.md", recipe),
    "commands": (ROOT / "docs" / "commands.md", commands),
    "alarms": (ROOT / "docs" / "alarms.md", partial(alarms, "en")),
    "alarms in Chinese": (ROOT / "docs" / "alarms.md", partial(alarms, "zh-CN")),
}


def written(name: str) -> tuple[Path, str, str]:
    """Return the file of a generated part, its text now, and its text as it would be written."""
    path, make = PARTS[name]
    now = path.read_text("utf-8")
    before, opening, rest = now.partition(f"<!-- generated {name} -->\n")
    _, closing, after = rest.partition("<!-- end -->")
    if not (opening and closing):
        raise ValueError(f"{path} has no place for the generated part {name}")
    return path, now, f"{before}{opening}{make()}\n{closing}{after}"


def main() -> int:
    """Write or check every part; return 1 where one differs."""
    different = 0
    for name in PARTS:
        path, now, then = written(name)
        if now != then:
            different = 1
            sys.stderr.write(f"{path.relative_to(ROOT)}: part {name} is not as generated\n")
            if "--check" not in sys.argv:
                path.write_text(then, "utf-8")
    return different if "--check" in sys.argv else 0


def _hides(rule: Rule, texts: dict[str, Any]) -> str:
    """Return the names of what follows from an alarm; what hides nearly all is told in one word."""
    if len(rule.hides) > len(Kind) // 2:
        return str(texts["table"]["all"])
    return ", ".join(texts["kind"][kind]["name"] for kind in Kind if kind in rule.hides) or "-"


def _doc_line(file: Path) -> str:
    return (ast.get_docstring(ast.parse(file.read_text("utf-8"))) or "").split("\n")[0]


def _keys(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, str, str]]:
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _keys(inner, f"{prefix}{name}.")
        elif not (model is Settings and name in {table for table, _ in KINDS}):
            yield f"{prefix}{name}", _default(field), field.description or (_doc(model) if name == "kind" else "")


def _recipe_rows(model: type[BaseModel], prefix: str) -> Iterator[str]:
    """Yield a row for each key; tables of the recipe have rows of their own, a zone's limits are those of the part."""
    for name, field in model.model_fields.items():
        inner = field.annotation
        key = f"{prefix}{field.alias or name}"
        if prefix != "zones[]." and isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _recipe_rows(inner, f"{key}.")
        elif name not in {"zones", "ignore"}:
            yield f"| `{key}` | {_recipe_default(field)} | {_may_be(field)} | {field.description} |"


def _recipe_default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be given"
    return "none" if field.default is None else f"`{field.default}`"


def _may_be(field: FieldInfo) -> str:
    """Return the range of a number or the words of a choice; empty where the meaning says it."""
    if get_origin(field.annotation) is Literal:
        return " or ".join(f"`{word}`" for word in get_args(field.annotation))
    words = {"ge": "from {}", "gt": "above {}", "le": "to {}", "lt": "below {}"}
    bounds = [
        word.format(f"{getattr(bound, attribute):g}")
        for bound in field.metadata
        for attribute, word in words.items()
        if hasattr(bound, attribute)
    ]
    whole = ["whole"] if field.annotation is int else []
    return " ".join(whole + bounds)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return f"`{field.annotation.__args__[0]}`" if hasattr(field.annotation, "__args__") else "must be given"
    value = field.default
    return f"`{list(value) if isinstance(value, tuple) else value}`"


def _doc(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").split("\n")[0]


def _help(command: click.Command, context: click.Context) -> Iterator[str]:
    # A command remembers the names of its help option from whoever ran it first in this process.
    vars(command)["_help_option"] = None
    if not isinstance(command, click.Group):
        yield f"### {context.command_path}\n\n```\n{command.get_help(context)}\n```"
        return
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        if inner:
            yield from _help(inner, click.Context(inner, info_name=name, parent=context))


if __name__ == "__main__":
    sys.exit(main())

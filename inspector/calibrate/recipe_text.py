"""A recipe's text and new limits in, the same text with those numbers in it out; comments stay. Pure.

What a number in the text belongs to is never guessed: it is changed, the text parsed, and looked at what is different.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any, Final

from inspector.errors import RecipeError

_KEY: Final = "deviation"
_NUMBER = re.compile(rf"""(?<![\w.-])(?:limits\s*\.\s*)?["']?{_KEY}["']?\s*=\s*([0-9][0-9_.eE+-]*)""")
_OPENING = re.compile(r"(\blimits\s*=\s*\{[ \t]*)|(^[ \t]*\[\[?[^\n]*\][^\n]*\n?)", re.MULTILINE)
_PART: Final = -1


def with_deviations(text: str, part: float, zones: Sequence[float], name: str) -> str:
    r"""Return `text` with `limits.deviation` of the part and of each zone set; nothing else differs.

    Parameters
    ----------
    text
        TOML of a recipe.
    part, zones
        The new limits; of zones in the order of the text.
    name
        For messages only.

    Raises
    ------
    RecipeError
        The text is no TOML, has another number of zones, or is written in a way in which a limit cannot be set without
        changing something else. Nothing is written.

    Examples
    --------
    >>> print(with_deviations("[limits]\ndeviation = 1.0  # ours", 0.25, (), "demo"))
    [limits]
    deviation = 0.25  # ours
    """
    wanted = _parsed(text, name)
    found = len(wanted.get("zones", []))
    if found != len(zones):
        raise RecipeError(f"set the limits of {name}", f"it has {found} zones, expected {len(zones)}", "calibrate anew")
    for zone, deviation in [(_PART, part), *enumerate(zones)]:
        _set(wanted, zone, deviation)
        text = _rewritten(text, zone, deviation, wanted, name)
    return text


def _rewritten(text: str, zone: int, deviation: float, wanted: dict[str, Any], name: str) -> str:
    """Return the text that parses as `wanted`, by the first edit that does."""
    if _try(text) == wanted:
        return text
    for trial in _edits(text, repr(deviation)):
        if _try(trial) == wanted:
            return trial
    where = "limits" if zone == _PART else f"zone {zone + 1}"
    raise RecipeError(
        f"set the limits of {name}",
        f"no place found for {_KEY} of {where}",
        f"write {_KEY} = 1.0 into its limits and calibrate again",
    )


def _edits(text: str, number: str) -> Iterator[str]:
    """Yield texts with one number changed, then with one key added: in a table, or as a table of its own."""
    for match in _NUMBER.finditer(text):
        yield text[: match.start(1)] + number + text[match.end(1) :]
    for match in _OPENING.finditer(text):
        before, after = text[: match.end()], text[match.end() :]
        if match.group(1):
            yield f"{before}{_KEY} = {number}{'' if after.startswith('}') else ', '}{after}"
            continue
        line = "" if before.endswith("\n") else "\n"
        yield f"{before}{line}{_KEY} = {number}\n{after}"
        yield f"{before}{line}limits = {{ {_KEY} = {number} }}\n{after}"
    line = "" if not text or text.endswith("\n") else "\n"
    yield f"{text}{line}\n[limits]\n{_KEY} = {number}\n"


def _set(recipe: dict[str, Any], zone: int, deviation: float) -> None:
    table = recipe if zone == _PART else recipe["zones"][zone]
    table.setdefault("limits", {})[_KEY] = deviation


def _try(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"read recipe {name}", f"no TOML: {error}", "mend the file") from error

"""What may stand under a key of a strict model, in words for the person who wrote something else there. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

_Schema = Mapping[str, Any]
Place = Sequence[str | int]
"""Keys and numbers that lead to a value, as pydantic tells them."""
_COUNTED = {
    "string": ("minLength", "maxLength", "characters"),
    "array": ("minItems", "maxItems", "of them"),
}


def allowed(model: type[BaseModel], place: Place) -> str:
    """Return what may stand at `place` of `model`, ``""`` where that takes more than a few words.

    Examples
    --------
    >>> from inspector.golden.recipe import Recipe
    >>> allowed(Recipe, ("limits", "deviation"))
    'above 0 to 100'
    >>> allowed(Recipe, ("alignment", "on_refusal"))
    'reject or fault'
    """
    schema = model.model_json_schema()
    found = _at(schema, schema, place)
    return _in_words(found) if found else ""


def known_keys(model: type[BaseModel], place: Place) -> tuple[str, ...]:
    """Return the keys that a table at `place` of `model` may have; none where it is no table."""
    schema = model.model_json_schema()
    found = _at(schema, schema, place)
    return tuple((found or {}).get("properties", ()))


def _at(whole: _Schema, here: _Schema, place: Place) -> _Schema | None:
    here = _resolved(whole, here)
    if not place:
        return here
    first, rest = place[0], place[1:]
    following = here.get("items") if isinstance(first, int) else here.get("properties", {}).get(first)
    return _at(whole, following, rest) if isinstance(following, dict) else None


def _resolved(whole: _Schema, here: _Schema) -> _Schema:
    """Return what a reference stands for, and the one kind of value there is beside none."""
    if "$ref" in here:
        return _resolved(whole, whole["$defs"][here["$ref"].rpartition("/")[2]])
    kinds = [each for each in here.get("anyOf", ()) if each.get("type") != "null"]
    return _resolved(whole, kinds[0]) if len(kinds) == 1 else here


def _in_words(found: _Schema) -> str:
    if "enum" in found or "const" in found:
        return " or ".join(map(str, found.get("enum", [found.get("const")])))
    kind = found.get("type", "")
    if kind == "boolean":
        return "true or false"
    if kind in _COUNTED:
        low, high, of_what = _COUNTED[kind]
        numbers = _between(found.get(low), found.get(high))
        return f"{numbers} {of_what}" if numbers else ""
    return _number_in_words(found)


def _number_in_words(found: _Schema) -> str:
    if "exclusiveMaximum" in found:
        return f"{found.get('minimum', 0):g} to below {found['exclusiveMaximum']:g}"
    if "exclusiveMinimum" in found:
        above = f"above {found['exclusiveMinimum']:g}"
        return f"{above} to {found['maximum']:g}" if "maximum" in found else above
    return _between(found.get("minimum"), found.get("maximum"))


def _between(low: float | None, high: float | None) -> str:
    if low is None:
        return "" if high is None else f"up to {high:g}"
    return f"{low:g} or more" if high is None else f"{low:g} to {high:g}"

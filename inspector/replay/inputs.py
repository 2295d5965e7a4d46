"""What a verdict depends on, and which of it is another now. Pure."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Final

from pydantic import BaseModel, ConfigDict

from inspector.part import Provenance

_WORDS: Final = {
    "golden_sha256": "golden",
    "recipe_sha256": "recipe",
    "model_sha256": "model",
}
_SHOWN: Final = 12
_FLAGS_SHOWN: Final = 6


class Versions(BaseModel):
    """What calculates on one PC: each library by its version, the processor by its model and what it can do.

    `code` is the beginning of a hash over the package's files. It and `imagecodecs` are empty in bundles of before.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    inspector: str
    python: str
    numpy: str
    opencv: str
    openvino: str
    onnxruntime: str
    imagecodecs: str = ""
    code: str = ""
    system: str
    processor: str
    cpu_flags: tuple[str, ...]


def changed_inputs(recorded: Provenance, present: Provenance) -> tuple[str, ...]:
    """Return one line for each input of a verdict that is not the recorded one.

    Where the record does not know one, as of a row of before it was kept, nothing is claimed of it.

    Examples
    --------
    >>> was = Provenance("P", "r001", "ab", "cd", "net", "ef", "openvino 2026.1", "CPU", "0.1.0")
    >>> changed_inputs(was, was)
    ()
    """
    pairs = ((field.name, getattr(recorded, field.name), getattr(present, field.name)) for field in fields(Provenance))
    changed = tuple(
        f"{_WORDS.get(name, name)} {_short(name, now)}, recorded {_short(name, was)}"
        for name, was, now in pairs
        if was != now and name != "package_version"
    )
    was, now = _named(recorded.package_version), _named(present.package_version)
    return (
        *changed,
        *(f"{name} {now[name]}, recorded {was[name]}" for name in now if was.get(name, now[name]) != now[name]),
    )


def changed_versions(recorded: Versions, present: Versions) -> tuple[str, ...]:
    """Return one line for each version, and for the processor, that is not the recorded one."""
    return tuple(_changed_versions(recorded, present))


def _changed_versions(recorded: Versions, present: Versions) -> Iterator[str]:
    for name in Versions.model_fields:
        was, now = getattr(recorded, name), getattr(present, name)
        if was in {"", now}:
            continue
        if name != "cpu_flags":
            yield f"{name} {now}, recorded {was}"
            continue
        lacks, has = sorted(set(was) - set(now)), sorted(set(now) - set(was))
        more = [f"{word} {_some(flags)}" for word, flags in (("lacks", lacks), ("has", has)) if flags]
        yield f"the processor {' and '.join(more)}"


def _named(package_version: str) -> dict[str, str]:
    """Return each thing that a package's version names, as in ``"0.1.0, opencv 5.0.0"``, by its name."""
    package, *others = package_version.split(", ")
    named = (other.partition(" ") for other in others)
    return {"package": package, **{name: what for name, _, what in named}}


def _some(flags: list[str]) -> str:
    more = f" and {len(flags) - _FLAGS_SHOWN} more" if len(flags) > _FLAGS_SHOWN else ""
    return " ".join(flags[:_FLAGS_SHOWN]) + more


def _short(name: str, value: str) -> str:
    return value[:_SHOWN] if name.endswith("sha256") else value

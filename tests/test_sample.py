"""The sample `station.toml` is the settings themselves, written out."""

import re
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, get_args, get_origin

import pytest
from pydantic import BaseModel

from inspector.settings import Settings, load_settings
from inspector.wiring.sample import line_pc, other_kinds, settings_sample

COMMITTED = Path(__file__).parents[1] / "deploy" / "station.toml"


def models_in(annotation: object) -> Iterator[type[BaseModel]]:
    """Yield the models that a field may hold, and those inside them."""
    for part in get_args(annotation) or (annotation,):
        if isinstance(part, type) and issubclass(part, BaseModel):
            yield part
            for field in part.model_fields.values():
                yield from models_in(field.annotation)
        elif isinstance(part, types.UnionType) or get_origin(part) is Annotated:
            yield from models_in(part)


def sample_with(table: str, value: BaseModel) -> str:
    """Return the sample with the comment signs moved from the table that was in use to the one that is `value`."""
    wanted = f'#kind = "{value.kind}"'  # type: ignore[attr-defined] # every kind of camera and link has one
    blocks = COMMITTED.read_text("utf-8").split("\n\n")
    others = [block for block in blocks if f"\n[{table}]" not in block and f"\n#[{table}]" not in block]
    used = next(block for block in blocks if wanted in block)
    return "\n\n".join([*others, re.sub("(?m)^#(?! )", "", used)])


def test_the_committed_sample_is_what_the_settings_say_now() -> None:
    assert COMMITTED.read_text("utf-8") == settings_sample(line_pc(), other_kinds()), (
        "run: .venv/bin/python -m inspector.wiring.sample > deploy/station.toml"
    )


def test_a_line_pc_starts_with_the_sample() -> None:
    assert load_settings(COMMITTED) == line_pc()


@pytest.mark.parametrize(("table", "value"), other_kinds())
def test_another_kind_is_used_by_moving_the_comment_signs(table: str, value: BaseModel, tmp_path: Path) -> None:
    (tmp_path / "station.toml").write_text(sample_with(table, value), "utf-8")
    assert getattr(load_settings(tmp_path / "station.toml"), table) == value


@pytest.mark.parametrize("model", [Settings, *models_in(Settings)], ids=lambda model: model.__name__)
def test_every_key_that_can_be_set_is_in_the_sample(model: type[BaseModel]) -> None:
    keys = set(re.findall(r"^#?(?:\[\[?(?:\w+\.)?(\w+)\]\]?|(\w+) = )", COMMITTED.read_text("utf-8"), re.MULTILINE))
    assert set(model.model_fields) <= {name for pair in keys for name in pair}

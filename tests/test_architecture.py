"""The documents that are generated are as they would be written now, and the map shows the house as it stands."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]


def load_generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", load_generate().PARTS)
def test_a_generated_part_is_as_it_would_be_written_now(name: str) -> None:
    _, now, then = load_generate().written(name)
    assert now == then, "run: .venv/bin/python docs/generate.py"


def test_the_map_of_the_house_names_a_module_of_every_level() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert [
        name for name in ("errors.py", "recipe.py", "modbus_server.py", "station.py", "judge.py") if name not in text
    ] == []


def test_every_path_that_the_map_names_is_there() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    named = {word.strip("`") for word in text.split() if word.startswith("`") and word.endswith("`") and "/" in word}
    missing = [path for path in sorted(named) if not any((base / path).exists() for base in (ROOT, ROOT / "inspector"))]
    assert missing == []


def test_the_top_level_is_as_promised() -> None:
    promised = ["pyproject.toml", "inspector", "golden_refs", "models", "tests", "deploy", "systemd", "README.md"]
    assert [name for name in promised if not (ROOT / name).exists()] == []


def test_no_module_is_longer_than_400_lines() -> None:
    long = [path.name for path in (ROOT / "inspector").rglob("*.py") if len(path.read_text("utf-8").splitlines()) > 400]
    assert long == []


def test_a_broad_except_stands_in_the_station_alone() -> None:
    broad = [path.name for path in (ROOT / "inspector").rglob("*.py") if "except Exception" in path.read_text("utf-8")]
    assert broad == ["station.py"]

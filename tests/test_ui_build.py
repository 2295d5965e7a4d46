"""The committed pages are the ones that the committed sources make; told without Node."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

from inspector.dashboard.pages import STATIC
from inspector.part import Outcome, Polarity, Reason

UI = Path(__file__).parents[1] / "ui"
SOURCES = [
    "build",
    "index.html",
    "package-lock.json",
    "package.json",
    "public",
    "src",
    "tsconfig.json",
    "vite.config.ts",
]
STAMP = json.loads((STATIC / "build.json").read_text("utf-8"))
SCRIPT_BUDGET_KB = 200
STYLE_BUDGET_KB = 25
# A browser asks a host for six files at a time.
FIRST_SCRIPTS = 6


def hashes(root: Path, files: list[Path]) -> dict[str, str]:
    return {file.relative_to(root).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def files_under(path: Path) -> list[Path]:
    return [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]


def is_built_from(file: Path) -> bool:
    """Return whether the pages are made from `file`: unit tests and what only they use are no part of them."""
    return not re.search(r"\.test\.tsx?$|/src/testing/", file.as_posix())


def test_the_committed_pages_are_built_from_the_sources_on_the_disk() -> None:
    sources = [file for name in SOURCES for file in files_under(UI / name) if is_built_from(file)]
    assert hashes(UI, sources) == STAMP["sources"], "run `make ui` and commit inspector/dashboard/static"


def test_nobody_edited_the_built_pages_by_hand() -> None:
    pages = [file for file in files_under(STATIC) if file.name != "build.json"]
    assert hashes(STATIC, pages) == STAMP["pages"], "run `make ui` and commit inspector/dashboard/static"


def test_the_index_names_only_files_of_this_build_and_of_this_origin() -> None:
    index = (STATIC / "index.html").read_text("utf-8")
    named = re.findall(r'(?:src|href)="([^"]+)"', index)
    assert len(named) >= 3
    assert [name for name in named if not (name.startswith("/") and (STATIC / name[1:]).is_file())] == []


@pytest.mark.parametrize(("kind", "budget_kb"), [("js", SCRIPT_BUDGET_KB), ("css", STYLE_BUDGET_KB)])
def test_the_first_page_stays_within_its_budget(kind: str, budget_kb: int) -> None:
    index = (STATIC / "index.html").read_text("utf-8")
    files = [STATIC / name for name in re.findall(rf'(?:src|href)="/([^"]+\.{kind})"', index)]
    compressed_kb = sum(len(gzip.compress(file.read_bytes(), mtime=0)) for file in files) / 1_000
    assert 0 < compressed_kb <= budget_kb


def test_the_first_page_is_few_files() -> None:
    named = re.findall(r'(?:src|href)="/assets/[^"]+\.(\w+)"', (STATIC / "index.html").read_text("utf-8"))
    assert (named.count("js") <= FIRST_SCRIPTS, named.count("css")) == (True, 1)


def test_the_licence_of_every_package_in_the_pages_lies_beside_them() -> None:
    told = (STATIC / "THIRD_PARTY_LICENSES.txt").read_text("utf-8")
    direct = json.loads((UI / "package.json").read_text("utf-8"))["dependencies"]
    assert [name for name, version in direct.items() if f"{name} {version} (" not in told] == []


def test_the_lock_names_packages_by_version_and_hash_and_no_place_to_load_them_from() -> None:
    packages = json.loads((UI / "package-lock.json").read_text("utf-8"))["packages"]
    foreign = {name: entry for name, entry in packages.items() if name}
    assert [name for name, entry in foreign.items() if "integrity" not in entry or "resolved" in entry] == []


def test_both_languages_have_the_same_texts() -> None:
    english, chinese = (keys(json.loads((UI / f"src/i18n/{name}.json").read_text())) for name in ("en", "zh-CN"))
    assert english == chinese


def test_every_outcome_reason_and_polarity_of_the_line_has_a_text() -> None:
    texts = json.loads((UI / "src/i18n/en.json").read_text("utf-8"))
    assert {outcome.name for outcome in Outcome} == texts["outcome"].keys()
    assert {reason.name for reason in Reason} == texts["reason"].keys()
    assert {polarity.value for polarity in Polarity} == texts["polarity"].keys()


def keys(tree: dict[str, object], path: str = "") -> set[str]:
    found: set[str] = set()
    for name, below in tree.items():
        found |= keys(below, f"{path}{name}.") if isinstance(below, dict) else {path + name}
    return found

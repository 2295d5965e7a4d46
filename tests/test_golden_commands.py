"""The commands of the library: as its document tells people to type them, and for programs that read JSON."""

import json
import re
import shlex
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result
from libraries import PRODUCT, Library, make_library
from lines import board

from inspector.cli.app import inspector
from inspector.errors import InputError, InspectorError, RecipeError
from inspector.golden import acts
from inspector.golden.keys import SigningKey, make_key, trust
from inspector.golden.library import Act, draft, files_of, load_active
from inspector.golden.revision import RevisionFiles
from inspector.golden.trust import Demands
from inspector.golden.verify import verify
from inspector.image_file import encode_png, read_image

ROOT = Path(__file__).parents[1]
DOCUMENT = (ROOT / "docs" / "goldens.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", DOCUMENT, re.DOTALL)
LINES = [line for block in BLOCKS for line in block.splitlines() if line]
PROGRAM = ".venv/bin/inspector "

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on a copy of the shipped library, in a folder where a changed recipe lies."""
    shutil.copytree(ROOT / "golden_refs", tmp_path / "golden_refs")
    changed = (tmp_path / "golden_refs/demo-board/r001/recipe.toml").read_text("utf-8").replace("0.28", "0.30")
    (tmp_path / "recipe.toml").write_text(changed, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))

    def run(*words: str) -> Result:
        environment = {"INSPECTOR_GOLDEN_REFS": str(tmp_path / "golden_refs")}
        return CliRunner().invoke(inspector, ["golden", *words], env=environment, standalone_mode=False)

    return run


def ended_well(result: Result) -> str:
    if result.exception:
        raise result.exception
    assert (result.return_value or 0) == 0, result.output
    return result.output


def test_the_document_leads_through_a_change_and_back(run: Run, tmp_path: Path) -> None:
    for line in LINES:
        words = shlex.split(line.removeprefix(PROGRAM))
        assert words[0] == "golden"
        if "HEAD" in words:
            words[words.index("HEAD")] = verify(tmp_path / "golden_refs", "demo-board").head[:16]
        assert ended_well(run(*words[1:]))
    found = verify(tmp_path / "golden_refs", "demo-board", Demands(ledger=True))
    assert (found.faults, found.active, found.entries) == ((), "r001", 12)


def test_the_diff_shows_the_recipe_line_by_line_and_how_far_the_goldens_differ(run: Run) -> None:
    ended_well(run("draft", "demo-board", "--recipe", "recipe.toml", "--why", "wider", "--who", "Anna"))
    told = ended_well(run("diff", "demo-board", "r001", "r002"))
    assert "changed  recipe.toml" in told
    assert "-limits = { deviation = 0.28" in told
    assert "+limits = { deviation = 0.30" in told
    assert "the goldens differ in 0.00% of their pixels" in told


def test_the_shipped_product_is_as_it_was_signed() -> None:
    found = verify(ROOT / "golden_refs", "demo-board", Demands(ledger=True))
    assert (found.faults, found.interrupted) == ((), ())


def test_a_poor_picture_is_refused_as_a_draft_and_what_cannot_be_learnt_is_never_activated(
    run: Run, tmp_path: Path
) -> None:
    golden = read_image(tmp_path / "golden_refs/demo-board/r001/golden.png")
    blurred, flat = (tmp_path / name for name in ("blurred.png", "flat.png"))
    blurred.write_bytes(encode_png(np.asarray(cv2.GaussianBlur(golden, (0, 0), 8.0), np.uint8)))
    flat.write_bytes(encode_png(np.full_like(golden, 128)))
    for option in ("--golden", "--good", "--variant"):
        refused = run("draft", "demo-board", option, str(blurred), "--why", "new")
        assert re.search(r"blurred.png: its sharpest edges are blurred by .* px, at most 3 px", str(refused.exception))
    anna, bert = (Act(name, "by hand", key) for name, key in two_keys(tmp_path))
    library = Library(tmp_path / "golden_refs", anna, bert)
    files = files_of(library.golden_refs, "demo-board", "r001")
    revision = draft(library.golden_refs, "demo-board", replace(files, golden=flat.read_bytes(), variation=None), anna)
    assert isinstance(run("submit", "demo-board", revision, "--why", "flat").exception, RecipeError)
    acts.submit(library.golden_refs, "demo-board", revision, anna)
    acts.approve(library.golden_refs, "demo-board", revision, bert)
    refused = run("activate", "demo-board", revision, "--why", "flat", "--key", str(tmp_path / "bert.key"))
    assert isinstance(refused.exception, RecipeError)
    assert load_active(library.golden_refs, "demo-board").revision == "r001"


def test_what_the_station_would_refuse_at_its_start_is_not_activated_for_it(run: Run, tmp_path: Path) -> None:
    library: Library = make_library(tmp_path / "own")
    recipe = f'[comparator]\nmodel_sha256 = "{"0" * 64}"\n'.encode()
    revision = library.approved(RevisionFiles(encode_png(board()), recipe))
    models = ROOT / "models" / "classical"
    (tmp_path / "station.toml").write_text(
        f'product = "{PRODUCT}"\n[folders]\ngolden_refs = "{library.golden_refs}"\nmodels = "{models}"\n'
        '[camera]\nkind = "simulated"\n[compare]\nruntime = "onnx"\n',
        "utf-8",
    )
    words = ("--key", str(tmp_path / "own" / "bert.key"), "--why", "now", "--golden-refs", str(library.golden_refs))
    refused = run("activate", PRODUCT, revision, "--config", str(tmp_path / "station.toml"), *words)
    assert "its recipe demands 000000000000" in str(refused.exception)
    assert isinstance(refused.exception, RecipeError)
    ended_well(run("activate", PRODUCT, revision, *words))


def two_keys(folder: Path) -> list[tuple[str, SigningKey]]:
    """Return two people with a key each that the library in `folder` trusts."""
    keys = [(name, make_key(folder / f"{name.lower()}.key")) for name in ("Anna", "Bert")]
    for _, key in keys:
        trust(folder / "golden_refs", key)
    return keys


def test_the_head_is_printed_to_note_and_asked_for_later(run: Run) -> None:
    head = json.loads(ended_well(run("verify", "demo-board", "--json")))[0]["head"]
    assert f"head {head}" in ended_well(run("verify", "demo-board", "--head", head))
    ended = run("verify", "demo-board", "--head", "0" * 16)
    assert (ended.return_value, "head 0000000000000000 is none of its" in ended.output) == (1, True)
    for words in (("--head", head), ("demo-board", "--head", head[:15])):
        assert isinstance(run("verify", *words).exception, InputError)


def test_verify_ends_with_status_1_where_a_byte_was_changed(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "golden_refs/demo-board/r001/recipe.toml").open("a", encoding="utf-8") as recipe:
        recipe.write("\n")
    ended = run("verify", "--json")
    assert ended.return_value == 1
    assert json.loads(ended.output)[0]["faults"][0].startswith("r001/recipe.toml was changed")


def test_lists_are_json_for_programs(run: Run) -> None:
    assert json.loads(ended_well(run("list", "--json"))) == [
        {
            "product": "demo-board",
            "active": "r001",
            "ledger": True,
            "revisions": [{"revision": "r001", "state": "approved"}],
        }
    ]


def test_what_is_shown_has_the_checksum_that_the_plc_reads(run: Run) -> None:
    shown = json.loads(ended_well(run("show", "demo-board", "--json")))
    assert shown["recipe_checksum"] == load_active(ROOT / "golden_refs", "demo-board").checksum()
    assert [entry["act"] for entry in shown["entries"]] == ["draft", "submit", "approve", "activate"]


def test_an_approval_without_a_key_says_how_to_make_one(run: Run) -> None:
    ended = run("approve", "demo-board", "r001", "--why", "good")
    assert isinstance(ended.exception, InputError)
    assert "make one: `inspector golden key`" in str(ended.exception)


def test_a_station_that_demands_two_people_refuses_the_first_one(tmp_path: Path, run: Run) -> None:
    library: Library = make_library(tmp_path / "own")
    library.drafted(RevisionFiles(encode_png(board()), b""))
    settings = (
        f'product = "{PRODUCT}"\n[folders]\ngolden_refs = "{library.golden_refs}"\n[camera]\nkind = "simulated"\n'
    )
    (tmp_path / "station.toml").write_text(settings + "[golden]\nsecond_person = true\n", "utf-8")
    act = ("--config", str(tmp_path / "station.toml"), "--golden-refs", str(library.golden_refs), "--why", "because")
    anna = ("--who", "Anna", "--key", str(tmp_path / "own" / "anna.key"))
    ended_well(run("submit", PRODUCT, "r001", *act, *anna))
    refused = run("approve", PRODUCT, "r001", *act, *anna)
    assert isinstance(refused.exception, InspectorError)
    assert "approved by Anna, who drafted or submitted it" in str(refused.exception)


def test_another_golden_leaves_behind_what_was_measured_on_the_old_one(run: Run, tmp_path: Path) -> None:
    library: Library = make_library(tmp_path / "own")
    library.active()
    picture = str(ROOT / "golden_refs/demo-board/r001/golden.png")
    where = ("--golden-refs", str(library.golden_refs))
    ended_well(run("draft", PRODUCT, "--golden", picture, *where, "--why", "new lens", "--who", "Anna"))
    files = json.loads(ended_well(run("show", PRODUCT, "r002", "--json", *where)))["files"]
    assert set(files) == {"golden.png", "pictures.json", "recipe.toml"}


def test_a_lost_key_is_revoked_and_what_follows_is_printed(run: Run, tmp_path: Path) -> None:
    library: Library = make_library(tmp_path / "own")
    library.active()
    anna, bert = library.anna.key, library.bert.key
    assert anna
    assert bert
    where = ("--golden-refs", str(library.golden_refs))
    act = ("--who", "Anna", "--key", str(tmp_path / "own" / "anna.key"), "--why", "stick left in a taxi")
    told = ended_well(run("revoke", bert.key_id, "--until", "2026-01-01", *act, *where))
    assert f"signatures with key {bert.key_id} count only from before 2026-01-01 00:00 UTC" in told
    assert f"{PRODUCT}: 2 entries do not count" in told
    assert f"a station refuses it: cannot use {PRODUCT} r001" in told
    assert run("verify", *where).return_value == 1
    assert "stick left in a taxi" in ended_well(run("keys", *where))
    listed = {each["key"]: each for each in json.loads(ended_well(run("keys", "--json", *where)))}
    assert (listed[anna.key_id]["revocation"], listed[bert.key_id]["names"]) == (None, ["Bert"])


def test_a_key_is_revoked_from_a_moment_or_for_ever_not_both(run: Run) -> None:
    ended = run("revoke", "0" * 16, "--never", "--until", "2026-01-01", "--why", "lost")
    assert isinstance(ended.exception, InputError)
    assert "both --never and --until" in str(ended.exception)


@pytest.mark.parametrize("words", [("list",), ("verify",), ("keys",), ("list", "--json")], ids=" ".join)
def test_a_library_that_is_not_there_is_one_line(run: Run, words: tuple[str, ...]) -> None:
    ended = run(*words, "--golden-refs", "nowhere")
    assert isinstance(ended.exception, InputError)
    assert "cannot look through nowhere: No such file or directory; say with --golden-refs" in str(ended.exception)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("list", "demo-bord"), "cannot find demo-bord in .*: it holds demo-board; check the name"),
        (("list", "../.."), "it holds demo-board"),
        (("verify", "--golden-refs", "empty"), "cannot find a product in empty: it holds no product"),
    ],
    ids=["mistyped", "elsewhere", "no library"],
)
def test_nothing_is_said_to_be_in_order_that_is_not_there(
    run: Run, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    (tmp_path / "empty").mkdir()
    ended = run(*words)
    assert isinstance(ended.exception, InputError)
    assert re.search(told, str(ended.exception))

"""Evidence bundles: judged again to the same bits, refused where they cannot be trusted, or the cause is named."""

import json
import math
import re
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from archives import NO_PART, FilledArchive, fill_archive
from click.testing import CliRunner
from comparators import make_models

from inspector.cli.bundle import bundle as bundle_command
from inspector.cli.judge import judge as judge_command
from inspector.errors import InputError, InspectorError, RecipeError
from inspector.record.sqlite import SqliteReader
from inspector.replay import bundle_file
from inspector.replay.bundle_file import MANIFEST, member_of, read_bundle, write_bundle
from inspector.wiring.archived import archived_part
from inspector.wiring.bundle import bundle_part, judge_bundle
from inspector.wiring.material import Places


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> FilledArchive:
    return fill_archive(tmp_path_factory.mktemp("archive"), (1, 75))


@pytest.fixture(scope="module")
def bundled(filled: FilledArchive, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundle") / "P75.zip"
    bundle_part("P75", filled.data, places_of(filled), path)
    return path


def places_of(filled: FilledArchive) -> Places:
    return Places(filled.library.golden_refs, filled.models)


def members_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def packed(path: Path, members: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return path


def repacked(
    path: Path, bundled: Path, changes: Mapping[str, bytes], versions: Mapping[str, str] | None = None
) -> Path:
    """Write the bundle with other members and a manifest that agrees: what somebody who knows the format would do."""
    bundle = read_bundle(bundled)
    members = {**bundle.members, **changes}
    listed = {name: member_of(data) for name, data in members.items()}
    was = bundle.manifest.versions.model_copy(update=dict(versions or {}))
    with path.open("wb") as file:
        write_bundle(file, bundle.manifest.model_copy(update={"members": listed, "versions": was}), members)
    return path


def test_a_bundle_is_judged_again_to_the_same_bits(bundled: Path) -> None:
    found = judge_bundle(bundled)
    assert (found.differences, found.changed) == ((), ())
    assert found.again.outcome.name == "REJECT"
    assert found.again.defects


def test_a_part_that_could_not_be_aligned_comes_again_though_its_residual_is_infinite(tmp_path: Path) -> None:
    filled = fill_archive(tmp_path, (1, NO_PART))
    row = SqliteReader(filled.data).part(f"P{NO_PART}")
    assert row
    assert row.residual_px == math.inf
    path = tmp_path / "none.zip"
    bundle_part(row.part_id, filled.data, places_of(filled), path)
    found = judge_bundle(path)
    assert (found.differences, found.again.residual_px, found.again.reason.name) == ((), None, "NOT_ALIGNED")
    assert found.again.alignment
    assert (found.again.alignment.refused, found.again.alignment.warp) == (True, ())


def test_a_bundle_of_before_the_whole_alignment_was_in_it_is_judged_by_what_it_has(
    bundled: Path, tmp_path: Path
) -> None:
    verdict = json.loads(members_of(bundled)["verdict.json"])
    del verdict["judgement"]["alignment"], verdict["judgement"]["seen"]
    for defect in verdict["judgement"]["defects"]:
        del defect["voices"]
    older = repacked(tmp_path / "older.zip", bundled, {"verdict.json": json.dumps(verdict).encode()})
    assert judge_bundle(older).differences == ()
    verdict["judgement"]["correlation"] = 0.5
    other = repacked(tmp_path / "other.zip", bundled, {"verdict.json": json.dumps(verdict).encode()})
    assert [line.split()[0] for line in judge_bundle(other).differences] == ["correlation"]


def test_a_bundle_holds_all_that_judged_the_part_by_plain_names(bundled: Path) -> None:
    assert sorted(members_of(bundled)) == [
        "frame.jxl",
        "golden/golden.png",
        "golden/recipe.toml",
        "manifest.json",
        "model/comparator.golden.onnx",
        "model/comparator.json",
        "model/comparator.onnx",
        "model/comparator.parity.npz",
        "score-map.npy",
        "verdict.json",
    ]
    versions = json.loads(members_of(bundled)[MANIFEST])["versions"]
    assert {"inspector", "numpy", "opencv", "openvino", "onnxruntime", "cpu_flags"} <= versions.keys()


def test_the_same_part_makes_the_same_bundle_to_the_byte(filled: FilledArchive, bundled: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.zip"
    bundle_part("P75", filled.data, places_of(filled), again)
    assert again.read_bytes() == bundled.read_bytes()


def test_a_model_that_is_not_there_any_more_is_said_and_refused(filled: FilledArchive, tmp_path: Path) -> None:
    places = replace(places_of(filled), models=make_models(tmp_path / "models", version="another"))
    with pytest.raises(RecipeError, match=r"model: .* holds no .* any more"):
        bundle_part("P75", filled.data, places, tmp_path / "P75.zip")
    assert not (tmp_path / "P75.zip").exists()


def test_a_verdict_that_does_not_come_again_is_not_packed(
    filled: FilledArchive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = SqliteReader(filled.data).part("P1")
    assert row
    other = archived_part(filled.data, row).frame
    monkeypatch.setattr(
        "inspector.wiring.bundle.archived_part", lambda *given: replace(archived_part(*given), frame=other)
    )
    with pytest.raises(RecipeError, match="outcome PASS, recorded REJECT"):
        bundle_part("P75", filled.data, places_of(filled), tmp_path / "P75.zip")


def test_a_frame_that_was_changed_in_the_archive_is_no_evidence(tmp_path: Path) -> None:
    filled = fill_archive(tmp_path, (1,))
    frame = next(tmp_path.rglob("P1.jxl"))
    frame.write_bytes(frame.read_bytes()[:-1] + b"\0")
    with pytest.raises(InputError, match="was changed: its sha256"):
        bundle_part("P1", filled.data, places_of(filled), tmp_path / "P1.zip")


def test_another_recipe_in_the_bundle_is_named(bundled: Path, tmp_path: Path) -> None:
    lax = repacked(tmp_path / "lax.zip", bundled, {"golden/recipe.toml": b"[limits]\ndeviation = 9.0\n"})
    found = judge_bundle(lax)
    assert found.differences[0].startswith("recipe ")
    assert "outcome PASS, recorded REJECT" in found.differences


def test_another_model_in_the_bundle_is_named_even_where_it_says_the_same(bundled: Path, tmp_path: Path) -> None:
    card = json.loads(members_of(bundled)["model/comparator.json"]) | {"about": "the same graphs"}
    other = repacked(tmp_path / "other.zip", bundled, {"model/comparator.json": json.dumps(card).encode()})
    assert [line.split()[0] for line in judge_bundle(other).differences] == ["model"]


def test_another_library_version_is_named(bundled: Path, tmp_path: Path) -> None:
    older = repacked(tmp_path / "older.zip", bundled, {}, {"opencv": "4.0.0"})
    found = judge_bundle(older)
    assert found.differences == ()
    assert re.fullmatch(r"opencv 5\.\S+, recorded 4\.0\.0", found.changed[0])


def test_a_bundle_of_before_decoder_and_code_were_in_it_is_judged_by_what_it_has(bundled: Path, tmp_path: Path) -> None:
    members = members_of(bundled)
    manifest = json.loads(members[MANIFEST])
    del manifest["versions"]["imagecodecs"], manifest["versions"]["code"]
    older = packed(tmp_path / "older.zip", members | {MANIFEST: json.dumps(manifest).encode()})
    assert (judge_bundle(older).differences, judge_bundle(older).changed) == ((), ())


@pytest.mark.parametrize("name", ["imagecodecs", "code"])
def test_another_decoder_and_other_code_of_the_same_version_are_named(name: str, bundled: Path, tmp_path: Path) -> None:
    other = repacked(tmp_path / "other.zip", bundled, {}, {name: "1.0"})
    assert [line.split()[0] for line in judge_bundle(other).changed] == [name]


def test_another_score_map_is_a_difference(bundled: Path, tmp_path: Path) -> None:
    scores = bytearray(members_of(bundled)["score-map.npy"])
    scores[-1] ^= 0x01
    found = judge_bundle(repacked(tmp_path / "map.zip", bundled, {"score-map.npy": bytes(scores)}))
    assert found.differences[0].startswith("1 of ")


@pytest.mark.parametrize("name", ["golden/recipe.toml", "verdict.json", "model/comparator.onnx", "score-map.npy"])
def test_a_member_that_was_changed_is_named(name: str, bundled: Path, tmp_path: Path) -> None:
    members = members_of(bundled)
    changed = packed(tmp_path / "changed.zip", members | {name: members[name][:-1] + b"!"})
    with pytest.raises(InputError, match=f"{name} was changed"):
        judge_bundle(changed)


@pytest.mark.parametrize(
    "name",
    [
        "../outside",
        "/etc/passwd",
        "golden/../../x",
        "a\\..\\b",
        "C:x",
        "model/./x",
        ".hidden",
        "a//b",
        "a/b/c/d",
        "x/",
    ],
)
def test_a_name_that_could_leave_a_folder_is_refused(name: str, bundled: Path, tmp_path: Path) -> None:
    hostile = packed(tmp_path / "hostile.zip", members_of(bundled) | {name: b"x"})
    with pytest.raises(InputError, match="could leave a folder"):
        judge_bundle(hostile)
    assert [path.name for path in tmp_path.iterdir()] == ["hostile.zip"]


def test_a_model_in_folders_of_its_own_is_refused(bundled: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="its model has folders"):
        judge_bundle(repacked(tmp_path / "deep.zip", bundled, {"model/deeper/x": b"x"}))


def test_a_member_that_no_manifest_knows_and_one_that_is_missing_are_named(bundled: Path, tmp_path: Path) -> None:
    members = members_of(bundled)
    with pytest.raises(InputError, match=r"extra\.txt is not in its manifest"):
        judge_bundle(packed(tmp_path / "more.zip", members | {"extra.txt": b"x"}))
    del members["verdict.json"]
    with pytest.raises(InputError, match=r"verdict\.json is missing"):
        judge_bundle(packed(tmp_path / "less.zip", members))


def test_a_bomb_is_not_unpacked(bundled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_file, "TOTAL_BYTES_MAX", 10_000_000)
    members = members_of(bundled)
    with pytest.raises(InputError, match="it unpacks to"):
        judge_bundle(packed(tmp_path / "bomb.zip", members | {"x.bin": bytes(12_000_000)}))
    with pytest.raises(InputError, match=r"manifest\.json is larger than"):
        judge_bundle(packed(tmp_path / "long.zip", members | {MANIFEST: b" " * (2 << 20)}))
    with pytest.raises(InputError, match="members, at most 64"):
        judge_bundle(packed(tmp_path / "many.zip", members | {f"x{number}": b"" for number in range(64)}))


def test_a_member_that_is_larger_than_its_manifest_says_is_read_no_further(bundled: Path, tmp_path: Path) -> None:
    members = members_of(bundled)
    with pytest.raises(InputError, match="larger than"):
        judge_bundle(packed(tmp_path / "larger.zip", members | {"verdict.json": bytes(5_000_000)}))


def test_two_members_of_one_name_are_refused(bundled: Path, tmp_path: Path) -> None:
    twice = tmp_path / "twice.zip"
    twice.write_bytes(bundled.read_bytes())
    with zipfile.ZipFile(twice, "a") as file, pytest.warns(UserWarning, match="Duplicate name"):
        file.writestr("verdict.json", b"{}")
    with pytest.raises(InputError, match="two members of one name"):
        judge_bundle(twice)


def test_a_card_outside_the_bundle_is_not_read(bundled: Path, tmp_path: Path) -> None:
    members = members_of(bundled)
    manifest = json.loads(members[MANIFEST]) | {"card_file": "../../comparator.json"}
    with pytest.raises(InputError, match="card_file"):
        judge_bundle(packed(tmp_path / "card.zip", members | {MANIFEST: json.dumps(manifest).encode()}))


def test_damage_anywhere_ends_in_one_line(bundled: Path, tmp_path: Path) -> None:
    data = bundled.read_bytes()
    damaged = tmp_path / "damaged.zip"
    for at in range(0, len(data), len(data) // 20):
        damaged.write_bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
        with suppress(InspectorError):
            assert judge_bundle(damaged).differences == ()
        damaged.write_bytes(data[:at])
        with pytest.raises(InputError):
            judge_bundle(damaged)


def test_an_empty_manifest_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"manifest\.json is missing"):
        read_bundle(packed(tmp_path / "empty.zip", {}))
    with pytest.raises(InputError, match="No such file"):
        read_bundle(tmp_path / "none.zip")


def test_the_commands_say_it_and_leave_with_the_status(filled: FilledArchive, bundled: Path, tmp_path: Path) -> None:
    out = tmp_path / "P1.zip"
    given = ["P1", "--data-dir", str(filled.data), "--golden-refs", str(filled.library.golden_refs)]
    made = CliRunner().invoke(bundle_command, [*given, "--models", str(filled.models), "--out", str(out), "--json"])
    assert json.loads(made.stdout)["members"][0] == "frame.jxl"
    same = CliRunner().invoke(judge_command, ["--bundle", str(out)], standalone_mode=False)
    assert (same.return_value, same.stdout.split(",")[0]) == (0, "P1: the same to the bit: PASS")
    lax = repacked(tmp_path / "lax.zip", bundled, {"golden/recipe.toml": b"[limits]\ndeviation = 9.0\n"})
    other = CliRunner().invoke(judge_command, ["--bundle", str(lax), "--json"], standalone_mode=False)
    assert (other.return_value, json.loads(other.stdout)["equal"]) == (1, False)

"""Parts that people disposed of, exported as pairs: what is written is what evaluate and fine-tuning read."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from archives import STRICT, FilledArchive, fill_archive
from click.testing import CliRunner
from dispositions import DEFECT, ESCAPE, GOOD, OVERKILL, UNCERTAIN, make_word
from recording import DEFECT as FOUND
from test_coco_outlines import drawn

from inspector.cli.evaluate import evaluate
from inspector.errors import InputError
from inspector.evaluate.annotation import read_mask
from inspector.evaluate.labels import Label, read_labelled
from inspector.image_file import read_image
from inspector.part import Box
from inspector.record.defect_masks import defect_mask
from inspector.record.export_rows import Filter
from inspector.record.labelled_pairs import ANNOTATIONS, FINETUNE, MANIFEST, PairsWritten
from inspector.train.labelled import Labelled, align_labelled
from inspector.train.labels import DEFECT as MARKED
from inspector.wiring.records import Records, records_of

WORDS = {"P1": GOOD, "P2": ESCAPE, "P14": DEFECT, "P22": OVERKILL, "P75": DEFECT}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> FilledArchive:
    return fill_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="module")
def opened(filled: FilledArchive) -> Iterator[Records]:
    with records_of(filled.data) as found:
        for part_id, word in WORDS.items():
            row, _ = found.part(part_id)
            found.dispose(row, make_word(word, reason="scratch" if word.is_defective else ""), 0)
        yield found


@pytest.fixture(scope="module")
def written(
    opened: Records, filled: FilledArchive, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, PairsWritten]:
    out = tmp_path_factory.mktemp("pairs") / "out"
    return out, opened.export_pairs(out, filled.library.golden_refs, Filter())


def test_every_part_that_is_good_or_defective_is_a_pair(written: tuple[Path, PairsWritten]) -> None:
    out, counted = written
    assert (counted.good, counted.defective, counted.unmarked, counted.left_out) == (2, 3, 1, Counter())
    labels = {each.pair.capture.stem: (each.label, each.classes) for each in read_labelled(out / MANIFEST)}
    defective, good = (Label.DEFECTIVE, ("scratch",)), (Label.GOOD, ())
    assert labels == dict(
        zip((f"{seq:08d}" for seq in range(1, 6)), (good, defective, defective, good, defective), strict=True)
    )


def test_evaluate_counts_what_people_said_and_what_the_station_did(
    written: tuple[Path, PairsWritten], filled: FilledArchive, tmp_path: Path
) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_bytes(STRICT)
    order = [str(written[0] / MANIFEST), "--recipe", str(recipe), "--models", str(filled.models), "--json"]
    found = CliRunner().invoke(evaluate, order, catch_exceptions=False)
    document = json.loads(found.stdout)
    assert (document["counts"]["good"], document["counts"]["defective"]) == (2, 3)
    # P2 passed and is defective, P22 was rejected and is good: as the operators said, so it is counted.
    assert (document["parts"]["escapes"]["count"], document["parts"]["overkill"]["count"]) == (1, 1)
    assert [case["pair_id"] for case in document["escapes"]] == ["part-00000002"]
    assert [case["pair_id"] for case in document["overkill"]] == ["part-00000004"]


def test_fine_tuning_gets_what_is_marked_and_what_is_good(written: tuple[Path, PairsWritten]) -> None:
    known = read_labelled(written[0] / FINETUNE)
    assert [each.pair.pair_id for each in known] == ["part-00000001", "part-00000003", "part-00000004", "part-00000005"]
    parts = align_labelled([Labelled(each.pair.golden, each.pair.capture, each.mask) for each in known])
    assert [bool((part.label == MARKED).any()) for part in parts] == [False, True, False, True]


def test_captures_come_back_bit_for_bit_and_masks_lie_on_the_defects(
    written: tuple[Path, PairsWritten], filled: FilledArchive
) -> None:
    inspection = filled.inspections[2]
    assert inspection.capture is not None
    assert np.array_equal(read_image(written[0] / "captures" / "00000003.png"), inspection.capture.image)
    mask = read_mask(written[0] / "masks" / "00000003.png")
    boxes = np.zeros(mask.shape, np.bool_)
    for defect in inspection.verdict.defects:
        box = defect.box_capture
        rows, columns = slice(int(box.y0), int(np.ceil(box.y1))), slice(int(box.x0), int(np.ceil(box.x1)))
        assert mask[rows, columns].any()
        boxes[rows, columns] = True
    assert not (mask & ~boxes).any()
    # Boxes are loose: the map tells more.
    assert mask.sum() < boxes.sum()


def test_the_coco_file_names_every_picture_and_lies_on_the_masks(written: tuple[Path, PairsWritten]) -> None:
    out, _ = written
    coco = json.loads((out / ANNOTATIONS).read_text("utf-8"))
    assert [(image["id"], image["label"]) for image in coco["images"]] == [
        (1, "good"),
        (2, "defective"),
        (3, "defective"),
        (4, "good"),
        (5, "defective"),
    ]
    assert all((out / image["file_name"]).is_file() for image in coco["images"])
    assert coco["categories"] == [{"id": 1, "name": "scratch"}]
    assert {each["image_id"] for each in coco["annotations"]} == {3, 5}
    mask = read_mask(out / "masks" / "00000003.png")
    outlines = []
    for each in coco["annotations"]:
        if each["image_id"] == 3:
            x, y, width, height = each["bbox"]
            assert mask[y : y + height, x : x + width].sum() >= each["area"] > 0
            outlines += each["segmentation"]
    assert np.array_equal(drawn(outlines, (mask.shape[0], mask.shape[1])), mask)


def test_what_cannot_be_a_pair_is_counted(opened: Records, filled: FilledArchive, tmp_path: Path) -> None:
    row, state = opened.part("P22")
    opened.dispose(row, make_word(UNCERTAIN, reason=""), state.newest)
    gone = opened.export_pairs(tmp_path / "no-goldens", tmp_path, Filter())
    assert gone.left_out == Counter({"no golden in the library": 4, "uncertain": 1})
    frame = filled.data / "images" / opened.part("P14")[0].image
    held = frame.read_bytes()
    frame.write_bytes(held[:-1] + bytes([held[-1] ^ 1]))
    try:
        changed = opened.export_pairs(tmp_path / "changed", filled.library.golden_refs, Filter())
    finally:
        frame.write_bytes(held)
        opened.ledger.undo("P22", "Li", make_word().at, opened.part("P22")[1].newest)
    assert changed.left_out == Counter({"no frame": 1, "uncertain": 1})
    assert (changed.good, changed.defective) == (1, 2)


def test_a_folder_with_files_is_left_alone(opened: Records, filled: FilledArchive, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(InputError, match="there are files in it"):
        opened.export_pairs(tmp_path, filled.library.golden_refs, Filter())


def test_a_mask_is_where_the_map_is_above_the_limit_the_defect_was_found_by() -> None:
    levels = np.zeros((40, 60), np.uint8)
    levels[10:14, 20:26] = 128
    levels[9:15, 19:27] = np.maximum(levels[9:15, 19:27], 50)
    defect = replace(FOUND, box_capture=Box(15.0, 5.0, 32.0, 20.0), score=2.0)
    found = defect_mask((40, 60), (defect,), levels, np.eye(3), (40, 60))
    expected = np.zeros((40, 60), np.bool_)
    expected[10:14, 20:26] = True
    assert np.array_equal(found, expected)


def test_a_mask_follows_the_part_and_the_scale_of_the_map() -> None:
    """A part turned by half a turn and photographed 4 px to the side; the map has half the golden's pixels."""
    levels = np.zeros((20, 30), np.uint8)
    levels[5:7, 10:13] = 128
    warp = np.array([[-1.0, 0.0, 63.0], [0.0, -1.0, 39.0], [0.0, 0.0, 1.0]])
    defect = replace(FOUND, box_capture=Box(30.0, 20.0, 50.0, 35.0), score=2.0)
    found = defect_mask((40, 64), (defect,), levels, warp, (40, 60))
    expected = np.zeros((40, 64), np.bool_)
    # Golden columns 20..25 are capture columns 63 - 25 .. 63 - 20, rows 10..13 are 39 - 13 .. 39 - 10.
    expected[26:30, 38:44] = True
    assert np.array_equal(found, expected)


def test_without_a_map_the_mask_is_the_box_inside_the_picture() -> None:
    defect = replace(FOUND, box_capture=Box(55.5, -3.0, 70.0, 2.5))
    found = defect_mask((40, 60), (defect,))
    assert found.sum() == 5 * 3
    assert found[:3, 55:].all()


@pytest.mark.parametrize("left", [0, 20], ids=["empty", "cut short"])
def test_a_damaged_score_map_is_none_and_does_not_end_the_export(
    opened: Records, filled: FilledArchive, tmp_path: Path, left: int
) -> None:
    """The masks are the whole boxes then, as where retention has removed the map."""
    kept = filled.data / "images" / opened.part("P14")[0].score_map
    held = kept.read_bytes()
    kept.write_bytes(held[:left])
    try:
        counted = opened.export_pairs(tmp_path / "out", filled.library.golden_refs, Filter())
    finally:
        kept.write_bytes(held)
    assert (counted.good, counted.defective) == (2, 3)
    assert not (tmp_path / "out" / "maps" / "00000003.png").exists()
    assert read_mask(tmp_path / "out" / "masks" / "00000003.png").any()

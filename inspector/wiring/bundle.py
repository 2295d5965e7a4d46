"""The evidence of one verdict: fetched, judged again before it is packed, and judged again wherever it is opened."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Annotated, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from inspector.errors import InputError, RecipeError, StoreError
from inspector.golden.revision import RevisionFiles, files_in
from inspector.part import TRIGGER_ID_MAX, Inspection, Provenance, Signal
from inspector.record.sqlite import SqliteReader
from inspector.record.store import PartRow
from inspector.replay.bundle_file import Bundle, Manifest, member_of, read_bundle, write_bundle
from inspector.replay.inputs import changed_inputs, changed_versions
from inspector.replay.judgement import Judgement
from inspector.synced_file import replace_file
from inspector.wiring.archived import ArchivedPart, archived_part, judge_again, map_difference
from inspector.wiring.comparators import RUNTIMES, Runtime, runtime_in
from inspector.wiring.material import Material, ModelFiles, Places, devices_of, gauge_of, recall
from inspector.wiring.versions import versions_here

VERDICT: Final = "verdict.json"
SCORE_MAP: Final = "score-map.npy"
_FRAME, _GOLDEN, _MODEL = "frame", "golden/", "model/"
_UNKNOWN = "something the record does not hold: the processor, a library, or good parts and variation without a ledger"


class VerdictFile(BaseModel):
    """The verdict as the record has it, and what the controller was shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    part_id: str
    trigger_id: Annotated[int, Field(ge=1, le=TRIGGER_ID_MAX)]
    inspected_at: AwareDatetime
    source: str
    message: str
    judgement: Judgement
    signal: Signal
    acknowledged_at: AwareDatetime | None
    frame_file: str


@dataclass(frozen=True, slots=True)
class Rejudged:
    """A bundle judged again here.

    `differences` is empty where everything came out to the same bit. `changed` are the inputs and versions that are not
    those of the bundle: the cause where something differs, of no consequence where nothing does.
    """

    part_id: str
    bundle_sha256: str
    recorded: Judgement
    again: Judgement
    differences: tuple[str, ...]
    changed: tuple[str, ...]

    def json(self) -> str:
        """Return it for programs, as one JSON document."""
        return json.dumps(
            {
                "part_id": self.part_id,
                "equal": not self.differences,
                "differences": self.differences,
                "changed": self.changed,
                "bundle_sha256": self.bundle_sha256,
                "recorded": self.recorded.model_dump(mode="json"),
                "again": self.again.model_dump(mode="json"),
            },
            indent=1,
        )

    def lines(self) -> list[str]:
        """Return it for people."""
        score = "not compared" if self.again.score is None else f"score {self.again.score:.3f} of its limit"
        if not self.differences:
            head = f"{self.part_id}: the same to the bit: {self.again.outcome.name}, {score}"
            return [head, *(f"  although here it is {line}" for line in self.changed)]
        causes = self.changed or (_UNKNOWN,)
        return [
            f"{self.part_id}: not the same",
            *(f"  differs: {line}" for line in self.differences),
            *(f"  changed: {line}" for line in causes),
        ]


def bundle_part(part_id: str, data: Path, places: Places, out: Path) -> Manifest:
    """Write the evidence of one verdict to `out` and return what it holds.

    The part is judged again first: what is packed is what gives the recorded verdict, to the bit, on this PC.

    Raises
    ------
    InputError
        There is no such part, or its frame is not kept.
    RecipeError
        Golden, recipe or model are not those of the verdict any more, or do not give it again here.
    StoreError
        `out` cannot be written.
    """
    row = SqliteReader(data).part(part_id)
    if row is None:
        raise InputError(f"bundle part {part_id}", f"{data} has no such part", "check the id and --data-dir")
    part = archived_part(data, row)
    recalled = recall(row.provenance, places)
    if recalled.material is None:
        raise _refused(part_id, recalled.changed)
    gauge = gauge_of(recalled.material)
    inspection = judge_again(part, gauge)
    otherwise = map_difference(part, inspection)
    differences = (*Judgement.of_row(row).differences(Judgement.of(inspection)), *((otherwise,) if otherwise else ()))
    if differences:
        raise _refused(part_id, (*differences, *(changed_inputs(row.provenance, gauge.provenance) or (_UNKNOWN,))))
    members = _members(row, part, recalled.material, inspection)
    manifest = Manifest(
        part_id=part_id,
        provenance=row.provenance,
        card_file=recalled.material.model.card_file,
        versions=versions_here(),
        members={name: member_of(member) for name, member in sorted(members.items())},
    )
    _write(out, manifest, members)
    return manifest


def judge_bundle(path: Path) -> Rejudged:
    """Return what comes out when the part of a bundle is judged by the bundle's golden, recipe and model, here.

    Raises
    ------
    InputError
        The bundle is damaged, changed or incomplete.
    RecipeError
        Its golden or model cannot be used on this PC.
    """
    bundle = read_bundle(path)
    verdict = _verdict(bundle, path)
    gauge = gauge_of(_material(bundle, path))
    part = ArchivedPart(
        verdict.part_id,
        verdict.trigger_id,
        verdict.inspected_at.astimezone(UTC),
        verdict.source,
        verdict.frame_file,
        _get(bundle, verdict.frame_file, path),
    )
    inspection = judge_again(part, gauge)
    manifest = bundle.manifest
    exchanged = _exchanged(manifest.provenance, gauge.provenance)
    differences = (
        *exchanged,
        *verdict.judgement.differences(Judgement.of(inspection)),
        *_map_differences(bundle.members.get(SCORE_MAP), inspection),
    )
    changed = (
        *(line for line in changed_inputs(manifest.provenance, gauge.provenance) if line not in exchanged),
        *changed_versions(manifest.versions, versions_here()),
    )
    again = Judgement.of(inspection)
    return Rejudged(verdict.part_id, bundle.sha256, verdict.judgement, again, differences, changed)


def _refused(part_id: str, why: tuple[str, ...]) -> RecipeError:
    remedy = "put back what judged it then: the revision, the models folder, the release"
    return RecipeError(f"bundle part {part_id}", f"its verdict cannot be had again: {', '.join(why)}", remedy)


def _members(row: PartRow, part: ArchivedPart, material: Material, inspection: Inspection) -> dict[str, bytes]:
    frame = f"{_FRAME}{Path(part.file).suffix}"
    verdict = VerdictFile(
        part_id=row.part_id,
        trigger_id=row.trigger_id,
        inspected_at=row.inspected_at,
        source=row.source,
        message=row.message,
        judgement=Judgement.of_row(row),
        signal=row.signal,
        acknowledged_at=row.acknowledged_at,
        frame_file=frame,
    )
    golden = {f"{_GOLDEN}{name}": data for name, data in material.golden.named().items()}
    model = {f"{_MODEL}{name}": data for name, data in material.model.files.items()}
    scores = {SCORE_MAP: _npy(inspection.deviation.scores)} if inspection.deviation else {}
    return {VERDICT: verdict.model_dump_json(indent=1).encode(), frame: part.frame, **golden, **model, **scores}


def _write(out: Path, manifest: Manifest, members: Mapping[str, bytes]) -> None:
    packed = io.BytesIO()
    write_bundle(packed, manifest, members)
    try:
        replace_file(out, packed.getvalue())
    except OSError as error:
        raise StoreError(f"write bundle {out}", error.strerror or str(error), "choose another file") from error


def _verdict(bundle: Bundle, path: Path) -> VerdictFile:
    try:
        return VerdictFile.model_validate_json(_get(bundle, VERDICT, path))
    except ValidationError as error:
        raise InputError(f"use bundle {path}", f"{VERDICT} is none", "ask for the bundle again") from error


def _material(bundle: Bundle, path: Path) -> Material:
    recorded = bundle.manifest.provenance
    return Material(
        recorded.product,
        recorded.revision,
        _golden(bundle, path),
        ModelFiles(bundle.manifest.card_file, _model(bundle, path)),
        _runtime(recorded, path),
        devices_of(recorded),
    )


def _golden(bundle: Bundle, path: Path) -> RevisionFiles:
    return files_in(_inside(bundle, _GOLDEN), str(path))


def _model(bundle: Bundle, path: Path) -> dict[str, bytes]:
    files = _inside(bundle, _MODEL)
    if any("/" in name for name in files):
        raise InputError(f"use bundle {path}", "its model has folders", "ask for the bundle again")
    return files


def _runtime(recorded: Provenance, path: Path) -> Runtime:
    runtime = runtime_in(recorded.runtime)
    if runtime is None:
        found = f"its verdict is of {recorded.runtime}, this release has {', '.join(RUNTIMES)}"
        raise InputError(f"use bundle {path}", found, "judge it with the release of the verdict")
    return runtime


def _inside(bundle: Bundle, folder: str) -> dict[str, bytes]:
    return {name.removeprefix(folder): data for name, data in bundle.members.items() if name.startswith(folder)}


def _get(bundle: Bundle, name: str, path: Path) -> bytes:
    if name not in bundle.members:
        raise InputError(f"use bundle {path}", f"{name} is missing", "ask for the bundle again")
    return bundle.members[name]


def _exchanged(recorded: Provenance, present: Provenance) -> tuple[str, ...]:
    """Return what in the bundle is not what the verdict was judged by: equal bits would prove nothing then."""
    return tuple(
        line
        for line in changed_inputs(recorded, present)
        if line.startswith(("golden", "recipe", "model", "comparator"))
    )


def _map_differences(packed: bytes | None, inspection: Inspection) -> tuple[str, ...]:
    if packed is None or inspection.deviation is None:
        return () if (packed is None) == (inspection.deviation is None) else ("one of the two has no score map",)
    scores = inspection.deviation.scores
    if packed == _npy(scores):
        return ()
    was = _scores(packed)
    if was is None or was.shape != scores.shape:
        return (f"the score map is {scores.shape}, the recorded one {was.shape if was is not None else 'unusable'}",)
    apart = np.abs(was - scores)
    return (f"{int((apart > 0).sum())} of {apart.size} places of the score map, by at most {float(apart.max()):.3g}",)


def _npy(scores: NDArray[np.float32]) -> bytes:
    packed = io.BytesIO()
    np.save(packed, scores, allow_pickle=False)
    return packed.getvalue()


def _scores(packed: bytes) -> NDArray[np.float32] | None:
    """Return the map of a member, None where it is none; its shape is compared with its bytes before any is made."""
    file = io.BytesIO(packed)
    try:
        if np.lib.format.read_magic(file) != (1, 0):
            return None
        shape, _, dtype = np.lib.format.read_array_header_1_0(file)
        return np.frombuffer(packed, dtype, offset=file.tell()).reshape(shape).astype(np.float32)
    except (ValueError, TypeError, OverflowError):
        return None

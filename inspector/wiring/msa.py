"""A study put together: its report with the signature of a key of the site, or its verdicts taken from the record."""

import csv
import io
from pathlib import Path

from inspector.errors import InputError
from inspector.golden.keys import SigningKey, load_key, trusted_keys
from inspector.golden.revocations import read_anchored, revoked_by
from inspector.msa.study import Call
from inspector.part import Outcome
from inspector.record.dispositions import Disposition, Entry
from inspector.record.sqlite import SqliteReader
from inspector.record.sqlite_dispositions import SqliteDispositions

STATION = "station"
_SHOWN = ("part", "reference", "appraiser", "run", "part_id")
_GOOD = (Disposition.GOOD, Disposition.OVERKILL)
_BAD = (Disposition.TRUE_DEFECT, Disposition.ESCAPE)


def sign_report(report: Path, key: Path) -> Path:
    """Write the Ed25519 signature over the bytes of `report` beside it, with the name of the key, and return its file.

    Raises
    ------
    InputError
        There is no such key, or the file cannot be written.
    """
    signing: SigningKey = load_key(key)
    target = report.with_name(f"{report.name}.sig")
    try:
        target.write_text(f"{signing.key_id} {signing.sign(report.read_bytes())}\n", "utf-8")
    except OSError as error:
        raise InputError(f"write {target}", error.strerror or str(error), "check the folder") from error
    return target


def signer_of(report: Path, golden_refs: Path) -> str:
    """Return the name of the key, one that the site trusts, that has signed `report` as it is now.

    Raises
    ------
    InputError
        There is no signature, its key is not trusted, or the report was changed since.
    """
    beside = report.with_name(f"{report.name}.sig")
    try:
        words, data = beside.read_text("utf-8").split(), report.read_bytes()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"verify {report}", str(error), "keep report and signature beside each other") from error
    for key in trusted_keys(golden_refs):
        if words[:1] == [key.key_id] and key.has_signed(data, words[-1]):
            _check_not_revoked(report, key.key_id, golden_refs)
            return key.key_id
    found = "no key that the site trusts has signed it as it is now"
    raise InputError(f"verify {report}", found, "make the report again from its data, and sign it")


def _check_not_revoked(report: Path, key_id: str, golden_refs: Path) -> None:
    revocation = revoked_by(key_id, read_anchored(golden_refs).entries)
    if revocation:
        found = f"{revocation.words()}, and a report has no place in a chain that would say when it was signed"
        raise InputError(f"verify {report}", found, "have it made from its data and signed by another person")


def collected(shown: str, data: Path) -> str:
    """Return the study in which the verdicts are those of the record in `data`, as CSV.

    `shown` is CSV with the columns part, reference, appraiser, run and part_id: the record's name of each showing. The
    verdicts of appraiser ``station`` are what was found, whatever the controller was shown: all but PASS is a reject.
    Those of people are what they last said of that part in Review.

    Raises
    ------
    InputError
        A column is missing, a part is not in the record, or that appraiser said nothing of it.
    """
    rows = list(csv.DictReader(io.StringIO(shown.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}"))))
    missing = [name for name in _SHOWN if not rows or name not in rows[0]]
    if missing:
        raise _unusable(f"column {', '.join(missing)} is missing", f"give {', '.join(_SHOWN)}")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*_SHOWN, "verdict"])
    reader, ledger = SqliteReader(data), SqliteDispositions(data)
    for row in rows:
        call = _call(reader, ledger, row["appraiser"] or "", row["part_id"] or "")
        writer.writerow([*(row[name] for name in _SHOWN), str(call)])
    return text.getvalue()


def _call(reader: SqliteReader, ledger: SqliteDispositions, appraiser: str, part_id: str) -> Call:
    row = reader.part(part_id)
    if row is None:
        raise _unusable(f"part {part_id} is not in the record", "check the part_id and --data-dir")
    if appraiser == STATION:
        return Call.PASS if row.outcome is Outcome.PASS else Call.REJECT
    return _said(ledger.history(part_id), appraiser, part_id)


def _said(history: tuple[Entry, ...], appraiser: str, part_id: str) -> Call:
    undone = {entry.undoes for entry in history}
    own = [entry for entry in history if entry.who == appraiser and entry.number not in undone]
    words = [entry.disposition for entry in own if entry.disposition]
    if not words or words[-1] not in (*_GOOD, *_BAD):
        raise _unusable(f"{appraiser} said nothing certain of part {part_id}", "let them look at it in Review")
    return Call.PASS if words[-1] in _GOOD else Call.REJECT


def _unusable(found: str, instead: str) -> InputError:
    return InputError("collect the study", found, instead)

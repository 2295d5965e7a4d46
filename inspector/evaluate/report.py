"""The report of an evaluation for people: one HTML file that needs nothing beside it and no network."""

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspector.errors import InputError
from inspector.evaluate.case import Case
from inspector.evaluate.document import CaseDocument, EvaluationDocument
from inspector.evaluate.report_chinese import CHINESE
from inspector.evaluate.report_english import ENGLISH
from inspector.evaluate.report_page import Shown, page
from inspector.evaluate.report_pictures import part_pictures
from inspector.evaluate.report_words import Language
from inspector.part import Inspection

MOST_PICTURED: Final = 200
"""So many escapes, and as many overkills, have pictures; the file stays below some 100 MB."""


class Report:
    """Takes the pictures of escapes and overkill while they are judged, and writes the file at the end.

    Parameters
    ----------
    path
        The file.
    language
        In which language it is written.

    Raises
    ------
    InputError
        The file cannot be written. Nothing is judged.
    """

    def __init__(self, path: Path, language: Language) -> None:
        self._path = path
        self._words = CHINESE if language == "zh" else ENGLISH
        self._escapes: list[Shown] = []
        self._overkill: list[Shown] = []
        self._write("")

    def add(self, case: Case, inspection: Inspection, golden: NDArray[np.uint8] | None) -> None:
        """Take the pictures of one part, if it was judged wrong; `golden` is None where it could not be used."""
        if case.passed != case.defective:
            return
        into = self._escapes if case.defective else self._overkill
        pictures = part_pictures(case, inspection, golden) if len(into) < MOST_PICTURED else None
        into.append(Shown(CaseDocument.of(case), pictures))

    def write(self, document: EvaluationDocument) -> None:
        """Write the whole file.

        Raises
        ------
        InputError
            The file cannot be written any more.
        """
        self._write(page(document, self._escapes, self._overkill, self._words))

    def _write(self, content: str) -> None:
        beside = self._path.with_name(f"{self._path.name}.part")
        try:
            beside.write_text(content, "utf-8")
            if content:
                beside.replace(self._path)
        except OSError as error:
            raise InputError(
                f"write report {self._path}", error.strerror or str(error), "choose another file"
            ) from error

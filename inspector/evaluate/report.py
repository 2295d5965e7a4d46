"""The report of an evaluation for people: an HTML file that loads nothing, and more of them for very many parts."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspector.evaluate.case import Case
from inspector.evaluate.document import CaseDocument, EvaluationDocument
from inspector.evaluate.report_chinese import CHINESE
from inspector.evaluate.report_english import ENGLISH
from inspector.evaluate.report_page import Page, Shown, Wrong, further_page, page
from inspector.evaluate.report_pictures import part_pictures
from inspector.evaluate.report_words import Language
from inspector.part import Inspection
from inspector.synced_file import demand_writable, whole_file

MOST_PICTURED: Final = 200
"""So many escapes, or overkills, with their pictures are on one page: a page stays below some 100 MB."""


@dataclass(slots=True)
class _Kind:
    """The parts of one kind that were judged wrong, as they come: the first many, and those of the page to come."""

    name: str
    title: str
    first: list[Shown] = field(default_factory=list)
    following: list[Shown] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

    def next_page(self, report: Path) -> Page:
        """Return what the page of those that follow is called, and whom it shows."""
        before = len(self.first) + sum(page.last - page.first + 1 for page in self.pages)
        file = f"{report.stem}-{self.name}-{len(self.pages) + 2}{report.suffix}"
        return Page(file, before + 1, before + len(self.following))

    def wrong(self) -> Wrong:
        """Return what the first page shows of them."""
        return Wrong(self.first, self.pages)


class Report:
    """Takes the pictures of escapes and overkill while they are judged, and writes the file at the end.

    Beyond the first many of a kind they are written to further files beside it, as soon as there is a page of them.

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
        self._escapes = _Kind("escapes", self._words.escapes)
        self._overkill = _Kind("overkill", self._words.overkill)
        demand_writable(path)

    def add(self, case: Case, inspection: Inspection, golden: NDArray[np.uint8] | None) -> None:
        """Take the pictures of one part, if it was judged wrong; `golden` is None where it could not be used.

        Raises
        ------
        InputError
            A further page cannot be written.
        """
        if case.passed != case.defective:
            return
        kind = self._escapes if case.defective else self._overkill
        into = kind.first if len(kind.first) < MOST_PICTURED else kind.following
        into.append(Shown(CaseDocument.of(case), part_pictures(case, inspection, golden)))
        if len(kind.following) == MOST_PICTURED:
            self._turn(kind)

    def write(self, document: EvaluationDocument) -> None:
        """Write the whole file, and the further pages that are not yet full.

        Raises
        ------
        InputError
            A file cannot be written any more.
        """
        for kind in (self._escapes, self._overkill):
            if kind.following:
                self._turn(kind)
        _write(self._path, page(document, self._escapes.wrong(), self._overkill.wrong(), self._words))

    def _turn(self, kind: _Kind) -> None:
        here = kind.next_page(self._path)
        content = further_page(kind.title, here, kind.following, self._path.name, self._words)
        _write(self._path.with_name(here.file), content)
        kind.pages.append(here)
        kind.following.clear()


def _write(path: Path, content: str) -> None:
    with whole_file(path) as beside:
        beside.write_text(content, "utf-8")

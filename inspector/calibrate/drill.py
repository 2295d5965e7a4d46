"""The drill: a golden and a way to judge in, which synthetic defects of each size, contrast and zone it caught out.

Several defects are drawn on one picture, far from each other; the picture is photographed once more (shift, turn,
light, noise) and judged as any capture. Between them go pictures with nothing drawn. It asks what a station can see of
drawn changes and bounds nothing about real defects.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector.calibrate.drill_defects import DrillKind, Patch, Wanted, draw, reach_px
from inspector.decide.rules import Rules
from inspector.errors import InputError
from inspector.part import Box, Defect, Inspection, Outcome, RefusedAlignment

Judge = Callable[[NDArray[np.uint8], str], Inspection]
"""Takes a picture, uint8 like the golden, and its name; gives what the station would make of it."""

SIZES_PX: Final = (3, 5, 8, 12, 20, 32)
CONTRASTS: Final = (12.0, 25.0, 50.0)
PER_CELL: Final = 10
TOGETHER: Final = 12
"""At most so many defects on one picture, a gap of `GAP_PX` around each, over at most `SHARE` of it."""
GAP_PX: Final = 32
SHARE: Final = 0.03
TRIES: Final = 40
"""Places that are tried on one picture for one defect."""
PICTURES_TRIED: Final = 4
"""A defect that found no place on so many pictures is given up: it is counted as not drawn, never as caught."""
_FOUND_WITHIN_PX = 24


@dataclass(frozen=True, slots=True)
class Plan:
    """What is drilled.

    Parameters
    ----------
    zones
        Names of zones; empty takes all, the rest of the part among them.
    kinds, sizes_px, contrasts
        Each is combined with each.
    per_cell
        How many of each.
    blanks
        How many pictures with nothing drawn.
    seed
        The same seed gives the same pictures.
    """

    zones: tuple[str, ...] = ()
    kinds: tuple[DrillKind, ...] = tuple(DrillKind)
    sizes_px: tuple[int, ...] = SIZES_PX
    contrasts: tuple[float, ...] = CONTRASTS
    per_cell: int = PER_CELL
    blanks: int = 10
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Exposure:
    """How a drawn picture differs from the golden besides its defects: each is the most, drawn by chance up to it.

    `noise_levels` is the sigma of the sensor's noise, in grey levels, and always the same.
    """

    noise_levels: float = 1.5
    shift_px: float = 2.0
    turn_deg: float = 0.15
    light: float = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A synthetic defect on a picture: what was asked for, in which zone, and what it became."""

    wanted: Wanted
    zone: str
    patch: Patch

    @property
    def box(self) -> Box:
        """The box of its core in golden coordinates."""
        rows, columns = np.flatnonzero(self.patch.core.any(axis=1)), np.flatnonzero(self.patch.core.any(axis=0))
        x, y = self.patch.corner
        return Box(x + int(columns[0]), y + int(rows[0]), x + int(columns[-1]) + 1, y + int(rows[-1]) + 1)


@dataclass(frozen=True, slots=True, eq=False)
class Drilled:
    """One defect and what was said of it; `score` is that of the defect reported there, None where none was."""

    drawn: Drawn
    score: float | None

    @property
    def is_caught(self) -> bool:
        """Whether the part was rejected for a defect at this place; a recheck is not enough."""
        return self.score is not None


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One judged picture: without defects a blank.

    `image` is uint8 and holds synthetic defects; empty where nobody looks at it any more. `is_refused` says that it was
    not aligned.
    """

    name: str
    image: NDArray[np.uint8]
    drilled: tuple[Drilled, ...]
    outcome: Outcome
    is_refused: bool


@dataclass(slots=True)
class _Job:
    wanted: Wanted
    zone: int
    pictures_tried: int = 0


@dataclass(slots=True, eq=False)
class Drill:
    """A drill on one golden; `run` it, then ask what was `given_up`.

    Parameters
    ----------
    pictures
        uint8, the golden first and other good parts in its frame: what is drawn on, by turns.
    rules
        Of the golden: where its zones are.
    plan, exposure
        What is drawn, and how it is photographed.

    Raises
    ------
    InputError
        The plan names a zone that the recipe has not, or asks for nothing.
    """

    pictures: Sequence[NDArray[np.uint8]]
    rules: Rules
    plan: Plan
    exposure: Exposure = Exposure()
    given_up: list[tuple[Wanted, str]] = field(default_factory=list)
    _free: dict[tuple[int, int], NDArray[np.intp]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = sorted(set(self.plan.zones) - set(self.rules.names))
        if unknown:
            raise InputError(
                f"drill zone {unknown[0]}", f"the recipe's zones are {', '.join(self.rules.names)}", "name one of them"
            )
        if not self._jobs():
            raise InputError(
                "drill", "no kind, size or contrast, or none of each, is asked for", "ask for at least one"
            )

    @property
    def asked(self) -> int:
        """How many defects are asked for."""
        return len(self._jobs())

    def run(self, judge: Judge) -> Iterator[Shot]:
        """Yield the judged pictures, first those with nothing drawn.

        Raises
        ------
        InspectorError
            A picture cannot be judged.
        """
        rng = np.random.default_rng(self.plan.seed)
        for number in range(self.plan.blanks):
            yield self._shoot(f"blank-{number + 1}", number, (), rng, judge)
        jobs = self._jobs()
        jobs = [jobs[int(place)] for place in rng.permutation(len(jobs))]
        number = 0
        while jobs:
            base = self.pictures[number % len(self.pictures)].astype(np.float32)
            drawn, jobs = self._draw_some(base, jobs, rng)
            number += 1
            if drawn:
                yield self._shoot(f"drawn-{number}", number - 1, drawn, rng, judge)

    def _jobs(self) -> list[_Job]:
        plan = self.plan
        zones = [number for number, name in enumerate(self.rules.names) if not plan.zones or name in plan.zones]
        wanted = [Wanted(k, s, c) for k in plan.kinds for s in plan.sizes_px for c in plan.contrasts]
        return [_Job(each, zone) for zone in zones for each in wanted for _ in range(plan.per_cell)]

    def _draw_some(
        self, base: NDArray[np.float32], jobs: list[_Job], rng: np.random.Generator
    ) -> tuple[tuple[Drawn, ...], list[_Job]]:
        """Return the defects that one picture holds, and the jobs that are left."""
        drawn: list[Drawn] = []
        left: list[_Job] = []
        room_px = SHARE * self.rules.zone_of.size
        for number, job in enumerate(jobs):
            if len(drawn) == TOGETHER or room_px <= 0 or len(left) > 2 * TOGETHER:
                return tuple(drawn), left + jobs[number:]
            apart = self._apart(job, drawn, rng)
            patch = next((patch for place in apart if (patch := draw(base, job.wanted, place, rng))), None)
            if patch:
                drawn.append(Drawn(job.wanted, self.rules.names[job.zone], patch))
                room_px -= job.wanted.size_px**2
            elif self._is_given_up(job, apart):
                self.given_up.append((job.wanted, self.rules.names[job.zone]))
            else:
                left.append(job)
        return tuple(drawn), left

    def _is_given_up(self, job: _Job, apart: Sequence[tuple[int, int]]) -> bool:
        """Count a picture on which no place was fit; one with other defects in the way does not count."""
        job.pictures_tried += bool(apart)
        return job.pictures_tried >= PICTURES_TRIED or not len(self._places(job.zone, job.wanted.size_px))

    def _apart(self, job: _Job, drawn: Sequence[Drawn], rng: np.random.Generator) -> tuple[tuple[int, int], ...]:
        """Return places (x, y) for a defect, drawn by chance, far from the others on the picture."""
        places = self._places(job.zone, job.wanted.size_px)
        if not len(places):
            return ()
        rows, columns = np.divmod(places[rng.integers(len(places), size=TRIES)], self.rules.zone_of.shape[1])
        tried = zip(columns.tolist(), rows.tolist(), strict=True)
        return tuple(place for place in tried if all(_is_apart(place, job.wanted, other) for other in drawn))

    def _places(self, zone: int, size_px: int) -> NDArray[np.intp]:
        """Return where the middle of a defect may lie so that all of it lies in the zone, as flat golden px."""
        if (zone, size_px) not in self._free:
            inside = (self.rules.zone_of == zone).astype(np.uint8)
            square = np.ones((size_px + 2, size_px + 2), np.uint8)
            within = cv2.erode(inside, square, borderType=cv2.BORDER_CONSTANT, borderValue=0)
            self._free[zone, size_px] = np.flatnonzero(within)
        return self._free[zone, size_px]

    def _shoot(self, name: str, number: int, drawn: tuple[Drawn, ...], rng: np.random.Generator, judge: Judge) -> Shot:
        canvas = self.pictures[number % len(self.pictures)].astype(np.float32)
        for each in drawn:
            x, y = each.patch.corner
            height, width = each.patch.core.shape
            canvas[y : y + height, x : x + width] = each.patch.levels
        image = expose(canvas, self.exposure, rng)
        inspection = judge(image, name)
        found = inspection.verdict.defects
        drilled = tuple(Drilled(each, _score_at(each, found)) for each in drawn)
        is_refused = isinstance(inspection.alignment, RefusedAlignment)
        return Shot(name, image, drilled, inspection.verdict.outcome, is_refused)


def expose(canvas: NDArray[np.float32], exposure: Exposure, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return the picture photographed once more, uint8 like `canvas`: moved, turned, in other light, with noise."""
    height, width = canvas.shape[:2]
    move = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-1.0, 1.0) * exposure.turn_deg, 1.0)
    move[:, 2] = move[:, 2] + rng.uniform(-1.0, 1.0, 2) * exposure.shift_px
    moved = cv2.warpAffine(canvas, move, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    lit = moved * np.float32(1.0 + rng.uniform(-1.0, 1.0) * exposure.light)
    noise = rng.standard_normal(canvas.shape, np.float32) * np.float32(exposure.noise_levels)
    return np.clip(np.rint(lit + noise), 0, 255).astype(np.uint8)


def _is_apart(place: tuple[int, int], wanted: Wanted, other: Drawn) -> bool:
    reach = reach_px(other.wanted.size_px)
    middle = other.patch.corner[0] + reach, other.patch.corner[1] + reach
    far = max(abs(place[0] - middle[0]), abs(place[1] - middle[1]))
    return far >= (wanted.size_px + other.wanted.size_px) / 2 + GAP_PX


def _score_at(drawn: Drawn, found: Sequence[Defect]) -> float | None:
    """Return the highest score of a defect reported at this place, None where none was.

    A box far larger than what was drawn tells of something else.
    """
    box, near = drawn.box, _FOUND_WITHIN_PX
    scores = [
        defect.score
        for defect in found
        if _meet(defect.box_golden, box)
        and _is_within(defect.box_golden, Box(box.x0 - near, box.y0 - near, box.x1 + near, box.y1 + near))
    ]
    return max(scores, default=None)


def _meet(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


def _is_within(one: Box, other: Box) -> bool:
    return other.x0 <= one.x0 and one.x1 <= other.x1 and other.y0 <= one.y0 and one.y1 <= other.y1

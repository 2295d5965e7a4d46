"""Heads of screws and bolts: the recess that the driver grips, and the steps of the head round it."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from inspector.train.families.freeform import Centre, between, pick
from inspector.train.families.profiles import ORIGIN, cross, disc, placed, polar, wavy
from inspector.train.families.surfaces import deep, metal, toned
from inspector.train.scene import Finish, Outline, Piece, Points, ellipse, rectangle


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """One kind of head, about the origin.

    Parameters
    ----------
    steps
        Contours from the largest up.
    recess
        Contours of what the driver grips, empty for a rivet or a hexagon head.
    surface, inner
        Of the head and of the recess.
    high_px
        Of all steps together.
    """

    steps: tuple[Points, ...]
    recess: tuple[Points, ...]
    surface: Finish
    inner: Finish
    high_px: float

    def at(self, place: Centre, group: int) -> list[Piece]:
        """Return the head at `place`, freely turned."""
        rise = self.high_px / len(self.steps)
        raised = [self._piece(each, self.surface, rise, place, group) for each in self.steps]
        return raised + [self._piece(each, self.inner, -0.7 * self.high_px, place, group) for each in self.recess]

    @staticmethod
    def _piece(contour: Points, finish: Finish, high_px: float, place: Centre, group: int) -> Piece:
        return Piece(Outline((placed(contour, place),)), finish, high_px, turns=True, group=group)


def draw_head(rng: Generator, radius: float, surface: Finish | None = None) -> Head:
    """Return a head of `radius`: pan, countersunk, cylinder, flanged or hexagon, with any drive."""
    own = surface or metal(rng, ("brushed", "turned", "grain", "ground", "cast"))
    inner = deep(rng) if rng.random() < 0.3 else toned(own, float(rng.uniform(0.15, 0.7)))
    kind = int(rng.integers(6))
    hexagon = ellipse(ORIGIN, (0.98 * radius, 0.98 * radius), 0.0, 6)
    steps = {
        0: (_round(radius), _round(0.88 * radius), _round(0.65 * radius)),
        1: (_round(radius),),
        2: (_round(radius), _round(0.93 * radius)),
        3: (_round(1.05 * radius), 0.75 * hexagon, _round(0.6 * radius)),
        4: (hexagon, _round(0.8 * radius)),
        5: (wavy(radius, 0.05 * radius, 30), _round(0.85 * radius)),
    }[kind]
    recess = () if kind in {3, 4} and rng.random() < 0.7 else draw_recess(rng, 0.8 * radius)
    return Head(steps, recess, own, inner, between(rng, 0.5, 10))


def draw_recess(rng: Generator, radius: float) -> tuple[Points, ...]:
    """Return what a driver grips within `radius`: slot, cross, star, socket, pins or both of two."""
    long, wide = radius * float(rng.uniform(1.1, 1.9)), radius * float(rng.uniform(0.14, 0.34))
    slot, crossed = rectangle(ORIGIN, (2.2 * radius, wide)), cross(long, wide, wide * float(rng.uniform(0.8, 1.6)))
    socket = radius * float(rng.uniform(0.45, 0.8))
    ticks = placed(cross(0.8 * long, max(0.8, 0.25 * wide)), ORIGIN, 45)
    pins = [ellipse(each, (0.2 * radius, 0.2 * radius), 0.0, 14) for each in ((-0.5 * radius, 0), (0.5 * radius, 0))]
    options: tuple[tuple[Points, ...], ...] = (
        (slot,),
        (crossed,),
        (ticks, crossed),
        (wavy(socket, 0.3 * socket, 6, 1.5),),
        (ellipse(ORIGIN, (socket, socket), 0.0, 6),),
        (rectangle(ORIGIN, (1.3 * socket, 1.3 * socket)),),
        (slot, crossed),
        (polar([0.2 * long, 0.55 * long, 0.55 * long], [0.0, 0.35, 0.55], 3),),
        tuple(pins),
        (wavy(socket, 0.3 * socket, 6, 1.5), ellipse(ORIGIN, (0.25 * socket, 0.25 * socket), 0.0, 12)),
    )
    return pick(rng, options)


def _round(radius: float) -> Points:
    return disc(ORIGIN, radius).contours[0]


def tapped(place: Centre, radius: float, surface: Finish, inner: Finish) -> list[Piece]:
    """Return a tapped hole in the body: its countersink, its turns of thread and its dark end."""
    shares, rims = (1.25, 1.0, 0.9, 0.8, 0.7), (toned(surface, 0.8), inner, toned(surface, 0.6), inner, inner)
    depths = np.array([-0.5, -2.0, -0.3, -0.3, -2.0])
    return [
        Piece(disc(place, radius * share), rim, float(depth))
        for share, rim, depth in zip(shares, rims, depths, strict=True)
    ]

"""Local field: the slow 1 to 2 px shifts that are left after the warp, and nothing that could be a defect. Pure.

The field is given at the nodes of a wide grid and linear between them. It follows what most tiles around a node
agree on: differences cost, so does size, and a tile that strays alone loses its weight.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspector.align.pyramid import Level
from inspector.align.sparse_ecc import Agreement, robust_weights
from inspector.align.tiles import Reading, Tiles, read
from inspector.align.warps import Frame, Matrix

SPACING_SHARE: Final = 1 / 6
"""Distance of nodes as a share of the longer side: no field follows anything smaller."""
STIFFNESS: Final = 0.08
"""Cost of 1 px more at a node than at the next, in tiles that stray by 1 px."""
TETHER: Final = 0.02
"""Cost of 1 px at a node, in tiles that stray by 1 px: where no tile speaks, the field goes to zero."""
WORTH_PX: Final = 0.12
"""Mean stray of the agreeing tiles from which a field is tried; the median would not see half a part stretched."""
WORTH_SHARE: Final = 0.9
"""And kept, if it leaves no more than this share of the stray."""
ROUNDS: Final = 2
REWEIGHTINGS: Final = 3
NOISE_PX: Final = 0.1
MIN_CORRELATION: Final = 0.6
"""From which a tile shows the same thing as the golden."""


@dataclass(frozen=True, slots=True, eq=False)
class FieldModel:
    """All of the field that depends only on the golden and its n finest tiles; the grid has m = rows * columns nodes.

    Parameters
    ----------
    shape
        (rows, columns) of nodes; the outer ones lie on the golden's border.
    interpolation
        Field at each tile from the nodes, float64 (n, m).
    sharpness
        Normal matrices of the tiles' own shifts, scaled to trace 2, float64 (n, 2, 2): an edge knows one direction.
    parts
        Each tile's share of the normal equations, float64 (n, 2m, 2m).
    stiffness
        float64 (2m, 2m).
    """

    shape: tuple[int, int]
    interpolation: Matrix
    sharpness: Matrix
    parts: Matrix
    stiffness: Matrix


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """Shifts on the golden before the pose is applied, golden px.

    Parameters
    ----------
    nodes
        (dx, dy), float64 (rows, columns, 2).
    agreeing
        Tiles that show the golden and stray no more than the recipe allows, bool (n,).
    residual_px
        Median stray of the agreeing tiles that is left; infinite where none agrees.
    stray
        Displacement of each tile that is left, golden px, float64 (n, 2).
    """

    nodes: Matrix
    agreeing: NDArray[np.bool_]
    residual_px: float
    stray: Matrix

    @property
    def mean_px(self) -> float:
        """Mean stray of the agreeing tiles that is left; 0.0 where none agrees."""
        left = self.stray[self.agreeing]
        return float(np.hypot(left[:, 0], left[:, 1]).mean()) if len(left) else 0.0

    @property
    def largest_px(self) -> float:
        """Largest shift of a node."""
        return float(np.hypot(self.nodes[..., 0], self.nodes[..., 1]).max())


def learn_field(tiles: Tiles, frame: Frame) -> FieldModel:
    """Return the model of fields over the golden's finest `tiles`."""
    spacing = SPACING_SHARE * frame.longer_side
    shape = (max(2, round(frame.height / spacing) + 1), max(2, round(frame.width / spacing) + 1))
    interpolation = _interpolation(tiles.centres, shape, frame)
    own = tiles.information[:, :2, :2]
    sharpness = 2.0 * own / np.trace(own, axis1=1, axis2=2)[:, None, None]
    nodes = interpolation.shape[1]
    spread = interpolation[:, :, None, None, None] * interpolation[:, None, None, :, None]
    parts = (spread * sharpness[:, None, :, None, :]).reshape(len(tiles), 2 * nodes, 2 * nodes)
    return FieldModel(shape, interpolation, sharpness, parts, _stiffness(shape))


def solve_field(model: FieldModel, tiles: Tiles, capture: Level, agreed: Agreement, limit_px: float) -> Field:
    """Return the field on top of the agreed pose; all zeros where there is nothing worth a field.

    Tiles that stray by more than `limit_px` have no say in it, and no node moves further: what is left of a larger
    deformation stays to be seen by the comparison.
    """
    still = np.zeros((*model.shape, 2))
    first = _field(still, agreed.reading, agreed.stray, limit_px)
    if limit_px == 0.0 or first.mean_px <= WORTH_PX:
        return first
    field = first
    for _ in range(ROUNDS):
        nodes = _bounded(field.nodes + _update(model, field), limit_px)
        reading = read(tiles, capture, agreed.pose, "translation", _at_tiles(model, nodes))
        field = _field(nodes, reading, _stray(tiles, reading), limit_px)
    return field if field.mean_px < WORTH_SHARE * first.mean_px else first


def agreeing_tiles(reading: Reading, stray: Matrix, limit_px: float) -> NDArray[np.bool_]:
    """Return which tiles show the same as the golden, no more than `limit_px` away, bool (n,)."""
    length = np.hypot(stray[:, 0], stray[:, 1])
    return np.asarray((reading.correlation >= MIN_CORRELATION) & (length <= max(limit_px, 0.5)), np.bool_)


def _field(nodes: Matrix, reading: Reading, stray: Matrix, limit_px: float) -> Field:
    agreeing = agreeing_tiles(reading, stray, limit_px)
    length = np.hypot(stray[agreeing, 0], stray[agreeing, 1])
    return Field(nodes, agreeing, float(np.median(length)) if agreeing.any() else float("inf"), stray)


def _update(model: FieldModel, field: Field) -> Matrix:
    """Return the change of the nodes, float64 (rows, columns, 2), that the tiles' strays call for."""
    agreeing, now = field.agreeing.astype(np.float64), field.nodes.reshape(-1)
    sharp = (model.sharpness * -field.stray[:, None, :]).sum(axis=2)
    weights, change = agreeing, np.zeros_like(now)
    for _ in range(REWEIGHTINGS):
        normal = (weights[:, None, None] * model.parts).sum(axis=0) + model.stiffness
        pull = (model.interpolation[:, :, None] * (weights[:, None] * sharp)[:, None, :]).sum(axis=0).reshape(-1)
        change = np.linalg.solve(normal, pull - (model.stiffness * now).sum(axis=1))
        rest = field.stray + _at_tiles(model, change.reshape(*model.shape, 2))
        weights = agreeing * robust_weights(rest, agreeing + 1e-9, NOISE_PX)
    return np.asarray(change.reshape(*model.shape, 2), np.float64)


def _stray(tiles: Tiles, reading: Reading) -> Matrix:
    return np.asarray((tiles.loosened * reading.pull[:, None, :2]).sum(axis=2), np.float64)


def _bounded(nodes: Matrix, limit_px: float) -> Matrix:
    length = np.hypot(nodes[..., 0], nodes[..., 1])[..., None]
    just_within = limit_px * (1.0 - 1e-9)
    return np.asarray(nodes * np.minimum(1.0, just_within / np.maximum(length, 1e-9)), np.float64)


def _at_tiles(model: FieldModel, nodes: Matrix) -> Matrix:
    return np.asarray((model.interpolation[:, :, None] * nodes.reshape(1, -1, 2)).sum(axis=1), np.float64)


def _interpolation(points: Matrix, shape: tuple[int, int], frame: Frame) -> Matrix:
    hats = []
    for place, count, length in ((points[:, 1], shape[0], frame.height), (points[:, 0], shape[1], frame.width)):
        at = place / (length - 1) * (count - 1)
        hats.append(np.maximum(0.0, 1.0 - np.abs(at[:, None] - np.arange(count))))
    return np.asarray((hats[0][:, :, None] * hats[1][:, None, :]).reshape(len(points), -1), np.float64)


def _stiffness(shape: tuple[int, int]) -> Matrix:
    count = shape[0] * shape[1]
    index = np.arange(count).reshape(shape)
    pairs = np.concatenate(
        [
            np.stack([index[:, :-1].reshape(-1), index[:, 1:].reshape(-1)], axis=1),
            np.stack([index[:-1].reshape(-1), index[1:].reshape(-1)], axis=1),
        ]
    )
    difference = np.zeros((len(pairs), count))
    difference[np.arange(len(pairs)), pairs[:, 0]] = 1.0
    difference[np.arange(len(pairs)), pairs[:, 1]] = -1.0
    one = STIFFNESS * np.einsum("ki,kj->ij", difference, difference) + TETHER * np.eye(count)
    return np.asarray(np.kron(one, np.eye(2)), np.float64)

/** The nine numbers, row by row, that take capture (x, y, 1) to golden coordinates. */
export type Warp = readonly number[]

/**
 * The CSS transform that lays a captured picture onto its golden.
 *
 * The record counts from the centre of the first pixel, CSS from its corner: half a pixel lies between them on both
 * sides. Null where there is no warp, because the part could not be aligned.
 */
export function cssOf(warp: Warp): string | null {
  const [a, b, c, d, e, f, g, h, i] = warp
  if (a === undefined || b === undefined || c === undefined || d === undefined || e === undefined) return null
  if (f === undefined || g === undefined || h === undefined || i === undefined) return null
  // T(+1/2) * warp * T(-1/2), written out: first the shift of what goes in, then of what comes out.
  const [c2, f2, i2] = [c - (a + b) / 2, f - (d + e) / 2, i - (g + h) / 2]
  const rows = [
    [a + g / 2, b + h / 2, c2 + i2 / 2],
    [d + g / 2, e + h / 2, f2 + i2 / 2],
    [g, h, i2],
  ].map((row) => row.map((cell) => cell / i2)) as [Row, Row, Row]
  return matrix(...rows)
}

type Row = [number, number, number]

/** A plain matrix where the warp keeps parallels: a browser without a graphics card draws it faster. */
function matrix([a, b, c]: Row, [d, e, f]: Row, [g, h, i]: Row): string {
  if (g === 0 && h === 0) return `matrix(${[a, d, b, e, c, f].join(', ')})`
  return `matrix3d(${[a, d, 0, g, b, e, 0, h, 0, 0, 1, 0, c, f, 0, i].join(', ')})`
}

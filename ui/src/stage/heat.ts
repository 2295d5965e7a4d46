/** The score map holds the limit as this many grey levels; its last level stands for everything beyond. */
export const LEVELS_PER_LIMIT = 64
/** Where the scale ends, in units of the limit. */
export const MOST_TIMES = 255 / LEVELS_PER_LIMIT

type Colour = readonly [red: number, green: number, blue: number]

/** Light yellow, orange, dark magenta: darker means worse, also without colour. */
const STOPS: readonly Colour[] = [
  [255, 240, 150],
  [246, 150, 30],
  [205, 50, 60],
  [96, 8, 92],
]
const LEAST_ALPHA = 140

/**
 * The colour of each of 256 grey levels as RGBA, clear up to `from` times the limit.
 *
 * The scale is absolute: the same colour is the same score on every part, and a good part has none.
 */
export function heatColours(from = 1): Uint8ClampedArray {
  const colours = new Uint8ClampedArray(256 * 4)
  const first = Math.round(from * LEVELS_PER_LIMIT)
  for (let level = first + 1; level < 256; level += 1) {
    const share = (level - first) / (255 - first)
    colours.set([...mixed(share), LEAST_ALPHA + share * (255 - LEAST_ALPHA)], level * 4)
  }
  return colours
}

/** `rgba`, whose first channel is the score map, in the colours of its levels. */
export function coloured(rgba: Uint8ClampedArray, colours: Uint8ClampedArray): Uint8ClampedArray<ArrayBuffer> {
  const painted = new Uint8ClampedArray(rgba.length)
  for (let at = 0; at < rgba.length; at += 4) {
    const from = (rgba[at] ?? 0) * 4
    painted.set(colours.subarray(from, from + 4), at)
  }
  return painted
}

/** How large the map is drawn in golden pixels: the comparator works at the golden's scale, half or a quarter of it. */
export function drawnWidth(mapWidth: number, goldenWidth: number): number {
  const scales = [1, 0.5, 0.25].map((scale) => ({ scale, off: Math.abs(mapWidth / goldenWidth - scale) }))
  const nearest = scales.reduce((best, each) => (each.off < best.off ? each : best))
  return mapWidth / nearest.scale
}

/** The colours of the scale from `from` to its end, for the legend. */
export function legendGradient(from = 1): string {
  const stops = STOPS.map((colour, index) => `rgb(${colour.join(' ')}) ${(100 * index) / (STOPS.length - 1)}%`)
  return from < MOST_TIMES ? `linear-gradient(to right, ${stops.join(', ')})` : 'none'
}

function mixed(share: number): Colour {
  const at = share * (STOPS.length - 1)
  const index = Math.min(STOPS.length - 2, Math.floor(at))
  const [from, to] = [STOPS[index], STOPS[index + 1]] as [Colour, Colour]
  const blend = (channel: 0 | 1 | 2) => from[channel] + (to[channel] - from[channel]) * (at - index)
  return [blend(0), blend(1), blend(2)]
}

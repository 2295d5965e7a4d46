import { expect, test } from 'vitest'

import { coloured, drawnWidth, heatColours, LEVELS_PER_LIMIT } from './heat'

const alphaOf = (colours: Uint8ClampedArray, level: number) => colours[level * 4 + 3]

test('up to the limit nothing is coloured: a good part stays as it is', () => {
  const colours = heatColours()
  for (let level = 0; level <= LEVELS_PER_LIMIT; level += 1) expect(alphaOf(colours, level)).toBe(0)
  expect(alphaOf(colours, LEVELS_PER_LIMIT + 1)).toBeGreaterThan(0)
})

test('more than the limit is never clearer nor lighter than less', () => {
  const colours = heatColours()
  const lightness = (level: number) => {
    const [red, green, blue] = colours.subarray(level * 4) as unknown as [number, number, number]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  for (let level = LEVELS_PER_LIMIT + 2; level < 256; level += 1) {
    expect(alphaOf(colours, level)).toBeGreaterThanOrEqual(alphaOf(colours, level - 1) ?? 0)
    expect(lightness(level)).toBeLessThanOrEqual(lightness(level - 1))
  }
})

test('a pixel has the colour of its level', () => {
  const colours = heatColours()
  const painted = coloured(new Uint8ClampedArray([10, 10, 10, 255, 255, 255, 255, 255]), colours)
  expect([...painted.subarray(0, 4)]).toEqual([0, 0, 0, 0])
  expect([...painted.subarray(4)]).toEqual([...colours.subarray(255 * 4)])
})

test.each([
  [1224, 2448, 2448],
  [612, 2448, 2448],
  [613, 2449, 2452],
  [2448, 2448, 2448],
])('a map %i wide on a golden of %i is drawn %i wide', (map, golden, drawn) => {
  expect(drawnWidth(map, golden)).toBe(drawn)
})

import { expect, test } from 'vitest'

import { noSmallerThan, fitView, onScreen } from './geometry'

test('a wide picture fills the width and stands in the middle of the height', () => {
  expect(fitView({ width: 800, height: 600 }, { width: 1600, height: 400 })).toEqual({ scale: 0.5, x: 0, y: 200 })
})

test('a high picture fills the height and stands in the middle of the width', () => {
  expect(fitView({ width: 800, height: 600 }, { width: 400, height: 1200 })).toEqual({ scale: 0.5, x: 300, y: 0 })
})

test('a box that is the whole picture lies exactly on the picture', () => {
  const view = fitView({ width: 800, height: 600 }, { width: 1600, height: 400 })
  const box = onScreen({ x0: 0, y0: 0, x1: 1600, y1: 400 }, view)
  expect(box).toEqual({ x: 0, y: 200, width: 800, height: 200 })
})

test('a box of one pixel covers that pixel, which is half-open', () => {
  const view = { scale: 8, x: 10, y: 20 }
  expect(onScreen({ x0: 3, y0: 4, x1: 4, y1: 5 }, view)).toEqual({ x: 34, y: 52, width: 8, height: 8 })
})

test('a tiny box grows around its own centre', () => {
  expect(noSmallerThan({ x: 100, y: 50, width: 2, height: 4 }, 10)).toEqual({ x: 96, y: 47, width: 10, height: 10 })
})

test('a box that is large enough stays as it is', () => {
  const box = { x: 100, y: 50, width: 40, height: 30 }
  expect(noSmallerThan(box, 10)).toEqual(box)
})

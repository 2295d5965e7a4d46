import { beforeEach, expect, test, vi } from 'vitest'

import { inImage } from './geometry'
import { LinkedView } from './linked-view'

const ROOM = { width: 800, height: 600 }
const IMAGE = { width: 1600, height: 1200 }

beforeEach(() => {
  vi.stubGlobal('devicePixelRatio', 1)
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => {
    draw()
    return 0
  })
})

function made(): LinkedView {
  const view = new LinkedView()
  view.setRoom(ROOM)
  view.setImage(IMAGE)
  return view
}

test('at first the whole image is seen', () => {
  expect(made().view).toEqual({ scale: 0.5, x: 0, y: 0 })
})

test('zooming holds what is seen at the point', () => {
  const view = made()
  const before = inImage({ x: 100, y: 50 }, view.view)
  view.zoomBy(3, { x: 100, y: 50 })
  expect(view.view.scale).toBeCloseTo(1.5)
  expect(inImage({ x: 100, y: 50 }, view.view).x).toBeCloseTo(before.x)
  expect(inImage({ x: 100, y: 50 }, view.view).y).toBeCloseTo(before.y)
})

test('the next image of the same size is seen in the same place', () => {
  const view = made()
  view.zoomBy(4, { x: 700, y: 500 })
  const before = view.view
  view.setImage({ ...IMAGE })
  expect(view.view).toEqual(before)
})

test('an image of another size is seen whole', () => {
  const view = made()
  view.zoomBy(4)
  view.setImage({ width: 400, height: 300 })
  expect(view.view).toEqual({ scale: 2, x: 0, y: 0 })
})

test('a stage of another size keeps its middle', () => {
  const view = made()
  view.zoomBy(4, { x: 700, y: 500 })
  const middle = inImage({ x: 400, y: 300 }, view.view)
  view.setRoom({ width: 400, height: 900 })
  expect(inImage({ x: 200, y: 450 }, view.view)).toEqual(middle)
})

test('nobody loses the image: its edge stops in the middle of the stage', () => {
  const view = made()
  view.zoomBy(2)
  view.panBy(9_999, -9_999)
  expect(inImage({ x: 400, y: 300 }, view.view)).toEqual({ x: 0, y: 1200 })
})

test('nobody zooms out beyond the whole image, nor in without end', () => {
  const view = made()
  view.zoomBy(1e-6)
  expect(view.view).toEqual({ scale: 0.5, x: 0, y: 0 })
  view.zoomBy(1e6)
  expect(view.view.scale).toBe(32)
})

test('a defect is shown in the middle with what lies around it', () => {
  const view = made()
  view.show({ x0: 1000, y0: 200, x1: 1100, y1: 260 })
  expect(inImage({ x: 400, y: 300 }, view.view)).toEqual({ x: 1050, y: 230 })
  expect(100 * view.view.scale).toBeCloseTo(240)
})

test('who follows is told at once, and no more after leaving', () => {
  const view = made()
  const seen: number[] = []
  const leave = view.follow(({ scale }) => seen.push(scale))
  view.zoomBy(2)
  leave()
  view.fit()
  expect(seen).toEqual([0.5, 1])
})

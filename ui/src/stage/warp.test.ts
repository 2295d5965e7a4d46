import { expect, test } from 'vitest'

import { cssOf } from './warp'

test('a part that lies as its golden is not moved at all', () => {
  expect(cssOf([1, 0, 0, 0, 1, 0, 0, 0, 1])).toBe('matrix(1, 0, 0, 1, 0, 0)')
})

test('a shift is the same in both ways of counting', () => {
  expect(cssOf([1, 0, 12.5, 0, 1, -3, 0, 0, 1])).toBe('matrix(1, 0, 0, 1, 12.5, -3)')
})

test('a picture of twice the size is laid corner on corner, which its pixel centres are not', () => {
  // Centres: 0 -> 0.5 and 1 -> 2.5; so corners: 0 -> 0 and 1 -> 2.
  expect(cssOf([2, 0, 0.5, 0, 2, 0.5, 0, 0, 1])).toBe('matrix(2, 0, 0, 2, 0, 0)')
})

test('a warp of any length says the same', () => {
  expect(cssOf([2, 0, 4, 0, 2, 6, 0, 0, 2])).toBe('matrix(1, 0, 0, 1, 2, 3)')
})

test('a perspective is kept', () => {
  expect(cssOf([1, 0, 0, 0, 1, 0, 0.001, 0, 1])).toMatch(/^matrix3d\(/)
})

test('a part that could not be aligned has no place on its golden', () => {
  expect(cssOf([])).toBeNull()
})

import { expect, test } from 'vitest'

import { BadgeReader } from './badge-reader'

function type(keys: readonly string[], gapMs: number, reader = new BadgeReader()): (string | null)[] {
  return keys.map((key, index) => reader.take(key, 1_000 + index * gapMs).badge)
}

test('a fast line that ends in Enter is a badge', () => {
  expect(type([...'0007391842', 'Enter'], 8).at(-1)).toBe('0007391842')
})

test('a slow reader is understood too', () => {
  expect(type([...'AB12', 'Enter'], 45).at(-1)).toBe('AB12')
})

test('capital letters come with a Shift between', () => {
  expect(type(['Shift', 'A', 'Shift', 'B', '1', '2', 'Enter'], 8).at(-1)).toBe('AB12')
})

test('what a hand types is no badge', () => {
  expect(type([...'274951', 'Enter'], 90)).toEqual(Array(7).fill(null))
})

test('a short fast burst is no badge', () => {
  expect(type([...'123', 'Enter'], 8).at(-1)).toBeNull()
})

test('what was typed slowly before a badge is not part of it', () => {
  const reader = new BadgeReader()
  reader.take('7', 0)
  expect(type([...'4711', 'Enter'], 8, reader).at(-1)).toBe('4711')
})

test('from its second character on nobody else may act on a badge, nor on its Enter', () => {
  const reader = new BadgeReader()
  const own = [...'4711', 'Enter'].map((key, index) => reader.take(key, index * 8).isBadge)
  expect(own).toEqual([false, true, true, true, true])
})

test('an Enter that follows much later is a hand on a button', () => {
  const reader = new BadgeReader()
  for (const [index, key] of [...'4711'].entries()) reader.take(key, index * 8)
  expect(reader.take('Enter', 2_000)).toEqual({ isBadge: false, badge: null })
})

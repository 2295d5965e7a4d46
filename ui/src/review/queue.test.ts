import { expect, test } from 'vitest'

import type { ReviewItem } from '../api/model'
import { makePart } from '../testing/makers'
import { after, idOf, inOrder, withItem, without } from './queue'

const item = (seq: number): ReviewItem => ({ part: makePart(seq), audit: false, newest: 0, offered: [] })
const ITEMS = [item(9), item(8), item(7)]
const [NINE, EIGHT, SEVEN] = ITEMS.map(idOf) as [string, string, string]

test('what was put off comes last, in the order it was put off', () => {
  expect(inOrder(ITEMS, [NINE, EIGHT]).map(idOf)).toEqual([SEVEN, NINE, EIGHT])
})

test('what was put off and is gone does not come back', () => {
  expect(inOrder(ITEMS, ['another']).map(idOf)).toEqual([NINE, EIGHT, SEVEN])
})

test('after a part comes the one below it, and after the last the first', () => {
  expect(after(ITEMS, NINE)).toBe(ITEMS[1])
  expect(after(ITEMS, SEVEN)).toBe(ITEMS[0])
})

test('after the only part comes none', () => {
  expect(after([item(9)], NINE)).toBeNull()
  expect(after([], NINE)).toBeNull()
})

test('what is taken back returns to its place', () => {
  const queue = without({ items: ITEMS, before: 3 }, EIGHT)
  expect(queue.items.map(idOf)).toEqual([NINE, SEVEN])
  expect(withItem(queue, item(8))).toEqual({ items: ITEMS, before: 3 })
})

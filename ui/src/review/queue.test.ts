import { expect, test } from 'vitest'

import type { ReviewItem } from '../api/model'
import { makePart } from '../testing/makers'
import { after, idOf, inOrder, keeping, withItem, without } from './queue'

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

test('a part that newer ones push below what was fetched stays while it is looked at', () => {
  const pushed = { items: [item(12), item(11), item(10)], before: 10 }
  expect(keeping(pushed, item(9)).items.map((each) => each.part.seq)).toEqual([12, 11, 10, 9])
  expect(keeping(pushed, null)).toBe(pushed)
})

test('a part that is missing among those that were fetched has been decided', () => {
  const queue = { items: [item(9), item(7)], before: 7 }
  expect(keeping(queue, item(8))).toBe(queue)
  expect(keeping({ items: [item(9)], before: null }, item(8)).items).toHaveLength(1)
})

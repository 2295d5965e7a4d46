import { expect, test } from 'vitest'

import { listIn, partIdIn, partPath } from './part-path'

test.each(['L3-000025', '50%', '%41', 'a b', 'a?b#c', '零件 7', '<img src=x>'])('the page of part %s is found again', (partId) => {
  expect(partIdIn(new URL(partPath(partId), 'http://line-pc').pathname)).toBe(partId)
})

test('an address that nobody can decode is a part that does not exist, not a broken page', () => {
  expect(partIdIn('/parts/%zz')).toBe('%zz')
})

test('the way back leads to the list that a part was opened from, never elsewhere', () => {
  expect(listIn({ list: '/parts?outcome=REJECT&before=7' })).toBe('/parts?outcome=REJECT&before=7')
  expect([null, 'x', {}, { list: 7 }, { list: 'https://elsewhere' }].map(listIn)).toEqual(Array(5).fill('/parts'))
})

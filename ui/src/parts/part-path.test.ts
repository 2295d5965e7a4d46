import { expect, test } from 'vitest'

import { partIdIn, partPath } from './part-path'

test.each(['L3-000025', '50%', '%41', 'a b', 'a?b#c', '零件 7', '<img src=x>'])('the page of part %s is found again', (partId) => {
  expect(partIdIn(new URL(partPath(partId), 'http://line-pc').pathname)).toBe(partId)
})

test('an address that nobody can decode is a part that does not exist, not a broken page', () => {
  expect(partIdIn('/parts/%zz')).toBe('%zz')
})

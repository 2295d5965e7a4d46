import { expect, test } from 'vitest'

import { may, ROLES } from './session'

test('each role may what the ones before it may, and nothing of the ones after', () => {
  const table = ROLES.map((role) => ROLES.map((needed) => may(role, needed)))
  expect(table).toEqual([
    [true, false, false, false],
    [true, true, false, false],
    [true, true, true, false],
    [true, true, true, true],
  ])
})

test('nobody may nothing', () => {
  expect(ROLES.map((needed) => may(undefined, needed))).toEqual([false, false, false, false])
})

import { expect, test } from 'vitest'

import { makeAlarm } from '../testing/makers'
import { newOnes, sorted } from './urgency'

test('what is acknowledged, shelved or an effect of something else does not call', () => {
  const alarms = [
    makeAlarm({ raised: 1 }),
    makeAlarm({ raised: 2, state: 'active-acknowledged' }),
    makeAlarm({ raised: 3, state: 'shelved' }),
    makeAlarm({ raised: 4, follows_from: 'silent' }),
    makeAlarm({ raised: 5, state: 'returned-unacknowledged' }),
  ]
  expect(sorted(alarms).unseen.map((alarm) => alarm.raised)).toEqual([1, 5])
  expect(sorted(alarms).known.map((alarm) => alarm.raised)).toEqual([2])
})

test('what is still there calls before what is gone, whatever its priority', () => {
  const gone = makeAlarm({ raised: 9, state: 'returned-unacknowledged', priority: 'high' })
  const there = makeAlarm({ raised: 8, priority: 'low' })
  expect(sorted([gone, there]).unseen).toEqual([there, gone])
})

test('only what was raised since the last look is new', () => {
  const alarms = [makeAlarm({ raised: 1 }), makeAlarm({ raised: 2 })]
  expect(newOnes(alarms, 1).map((alarm) => alarm.raised)).toEqual([2])
})

test('a page that is opened announces nothing that was there before', () => {
  expect(newOnes([makeAlarm({ raised: 1 })], null)).toEqual([])
})

test('what is raised again is new again', () => {
  expect(newOnes([makeAlarm({ raised: 7, count: 2 })], 1)).toHaveLength(1)
})

import { expect, test } from 'vitest'

import { makeAlarm } from '../testing/makers'
import { isToneDue, MUTE_MS, NO_TONES, REPEAT_MS, type Tones } from './tone-plan'

const high = makeAlarm({ raised: 3, priority: 'high' })
const sounded: Tones = { raised: 3, lastMs: 1_000, mutedUntilMs: 0 }

test('a new high alarm sounds at once', () => {
  expect(isToneDue([high], NO_TONES, 0)).toBe(true)
})

test('it sounds again after thirty seconds, not before', () => {
  expect(isToneDue([high], sounded, 1_000 + REPEAT_MS - 1)).toBe(false)
  expect(isToneDue([high], sounded, 1_000 + REPEAT_MS)).toBe(true)
})

test.each([
  ['nothing is wrong', []],
  ['it is acknowledged', [makeAlarm({ state: 'active-acknowledged' })]],
  ['it is shelved', [makeAlarm({ state: 'shelved' })]],
  ['it is gone', [makeAlarm({ state: 'returned-unacknowledged' })]],
  ['it is not of high priority', [makeAlarm({ priority: 'medium' })]],
  ['it follows from another', [makeAlarm({ follows_from: 'silent' })]],
])('there is no tone when %s', (_, alarms) => {
  expect(isToneDue(alarms, NO_TONES, 0)).toBe(false)
})

test('a person has five minutes of silence, for new alarms too', () => {
  const muted = { ...sounded, mutedUntilMs: MUTE_MS }
  const another = makeAlarm({ raised: 9, priority: 'high' })
  expect(isToneDue([high, another], muted, MUTE_MS - 1)).toBe(false)
  expect(isToneDue([high, another], muted, MUTE_MS)).toBe(true)
})

test('another high alarm does not wait for the thirty seconds of the first', () => {
  expect(isToneDue([high, makeAlarm({ raised: 4, priority: 'high' })], sounded, 2_000)).toBe(true)
})

test('a clock that was set back an hour makes no silence longer', () => {
  const hourMs = 3_600_000
  expect(isToneDue([high], { ...sounded, lastMs: hourMs }, 0)).toBe(true)
  expect(isToneDue([high], { ...sounded, mutedUntilMs: hourMs + MUTE_MS }, REPEAT_MS + 1_000)).toBe(true)
})

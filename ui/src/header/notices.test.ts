import { expect, test } from 'vitest'

import { makeAlarm, makeBeat } from '../testing/makers'
import { noticesOf } from './notices'

const alarms = [makeAlarm()]

test('without contact nothing else is claimed', () => {
  expect(noticesOf('stale', makeBeat({ alarms }))).toEqual({ kind: 'contact' })
})

test('a record that cannot be read is told by the line PC, which is there', () => {
  const beat = makeBeat({ trouble: 'disk I/O error', alarms })
  expect(noticesOf('stale', beat)).toEqual({ kind: 'alarms', alarms })
})

test('before the line PC has spoken nothing is told, not even that all is well', () => {
  expect(noticesOf('connecting', null)).toEqual({ kind: 'none' })
})

test('a display without a line PC from the beginning has lost contact', () => {
  expect(noticesOf('stale', null)).toEqual({ kind: 'contact' })
})

test('a station that is silent does not keep its alarms from being shown', () => {
  expect(noticesOf('silent', makeBeat({ alarms }))).toEqual({ kind: 'alarms', alarms })
})

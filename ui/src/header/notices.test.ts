import { expect, test } from 'vitest'

import { makeAlarm, makeBeat } from '../testing/makers'
import { noticesOf, placeOf } from './notices'

const alarms = [makeAlarm()]

test('without contact nothing else is claimed', () => {
  expect(noticesOf('stale', makeBeat({ alarms }))).toEqual({ kind: 'contact' })
})

test('a record that cannot be read is told by the line PC, which is there', () => {
  const beat = makeBeat({ trouble: 'disk I/O error', alarms })
  expect(noticesOf('unreadable', beat)).toEqual({ kind: 'alarms', alarms })
})

test('contact that is lost while the record cannot be read is lost contact', () => {
  expect(noticesOf('stale', makeBeat({ trouble: 'disk I/O error', alarms }))).toEqual({ kind: 'contact' })
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

test('another alarm in the bar is another thing, and so is the same one raised again', () => {
  const first = makeAlarm({ kind: 'camera', raised: 1 })
  const places = [[first], [{ ...first, count: 2 }], [makeAlarm({ kind: 'plc', raised: 2 }), first], [{ ...first, raised: 3 }], []]
  expect(places.map((each) => placeOf({ kind: 'alarms', alarms: each }))).toEqual(['1', '1', '2', '3', ''])
  expect([placeOf({ kind: 'none' }), placeOf({ kind: 'contact' })]).toEqual([null, 'contact'])
})

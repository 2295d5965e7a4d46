import { expect, test } from 'vitest'

import { reduce } from '../feed/feed-state'
import { STALE_AFTER_MS, STATION_SILENT_MS } from '../feed/staleness'
import { makeLive, makePart, makeStatus, NOW_MS } from '../testing/makers'
import { lineMode } from './line-mode'

const feed = (differing: Parameters<typeof makeLive>[1] = {}, parts = [makePart(1)]) =>
  reduce(null, { kind: 'snapshot', live: makeLive(parts, differing) }, NOW_MS)

test('a line that reports and has parts is live', () => {
  expect(lineMode(feed(), 0, NOW_MS)).toBe('live')
})

test('a silent feed is stale, whatever was known before', () => {
  expect(lineMode(feed(), STALE_AFTER_MS, NOW_MS)).toBe('stale')
})

test('a display that never heard anything is stale after the same time', () => {
  expect(lineMode(null, STALE_AFTER_MS - 1, NOW_MS)).toBe('connecting')
  expect(lineMode(null, STALE_AFTER_MS, NOW_MS)).toBe('stale')
})

test('a record that cannot be read is told as such, not as a silent station', () => {
  expect(lineMode(feed({ trouble: 'cannot read the record' }), 0, NOW_MS + 60_000)).toBe('unreadable')
})

test('a station that stopped reporting is silent although the dashboard talks', () => {
  expect(lineMode(feed(), 0, NOW_MS + STATION_SILENT_MS)).toBe('silent')
})

test('a report of the future is none: the clock of the line PC was set back since', () => {
  expect(lineMode(feed(), 0, NOW_MS - STATION_SILENT_MS)).toBe('silent')
})

test('a PC on which nothing ever ran shows the first run', () => {
  expect(lineMode(feed({ status: null }, []), 0, NOW_MS)).toBe('first')
})

test('parts without a station that reports are no live line', () => {
  expect(lineMode(feed({ status: null }), 0, NOW_MS)).toBe('silent')
})

test('a station that is not ready says so', () => {
  const status = makeStatus({ ready: false, not_ready_because: 'challenge parts are due' })
  expect(lineMode(feed({ status }), 0, NOW_MS)).toBe('not-ready')
})

test('READY that drops for the moment of a part is no state of its own', () => {
  expect(lineMode(feed({ status: makeStatus({ ready: false }) }), 0, NOW_MS)).toBe('live')
})

test('a ready station without parts waits', () => {
  expect(lineMode(feed({}, []), 0, NOW_MS)).toBe('waiting')
})

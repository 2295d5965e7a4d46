import { expect, test } from 'vitest'

import { makeBeat, makeStatus } from '../testing/makers'
import { noticesOf } from './notices'

const idsOf = (status: Parameters<typeof makeStatus>[0]) =>
  noticesOf('live', makeBeat({ status: makeStatus(status) })).map((notice) => notice.id)

test('a line that runs needs nobody', () => {
  expect(idsOf({})).toEqual([])
})

test('rejects are no warning', () => {
  const counts = { since: '2026-11-02T00:00:00Z', passed: 0, rejected: 50, rechecked: 0, faulted: 0 }
  expect(noticesOf('live', makeBeat({ counts }))).toEqual([])
})

test('without contact nothing else is claimed', () => {
  const beat = makeBeat({ status: makeStatus({ camera_up: false }) })
  expect(noticesOf('stale', beat).map((notice) => notice.id)).toEqual(['contact'])
})

test('a record that cannot be read is told in the words of the line PC', () => {
  const [notice] = noticesOf('stale', makeBeat({ trouble: 'disk I/O error' }))
  expect([notice?.id, notice?.words]).toEqual(['trouble', 'disk I/O error'])
})

test('a lost camera hides that the station is therefore not ready', () => {
  expect(idsOf({ camera_up: false, ready: false, not_ready_because: 'no camera' })).toEqual(['camera'])
})

test('a station that is not ready for another reason gives it', () => {
  const beat = makeBeat({ status: makeStatus({ ready: false, not_ready_because: 'challenge parts are due' }) })
  expect(noticesOf('not-ready', beat)[0]?.words).toBe('challenge parts are due')
})

test('what rejects parts comes before what merely threatens to', () => {
  const ids = idsOf({ disk_free_bytes: 1e9, warnings: ['slow'], plc_connected: false, recording: false })
  expect(ids).toEqual(['plc', 'recording', 'disk', 'station'])
})

test('a silent station is the only notice of a silent station', () => {
  expect(noticesOf('silent', makeBeat()).map((notice) => notice.id)).toEqual(['silent'])
})

test('due challenge parts say how many were seen and which comes next', () => {
  const challenge = {
    due: 'shift', held: true, held_in_s: 0, seen: 2, total: 5, following: 'M3', expected: 'REJECT', zone: 'U20', trouble: '',
  } as const
  const beat = makeBeat({ status: makeStatus({ ready: false, not_ready_because: 'challenge parts are due', challenge }) })
  expect(noticesOf('not-ready', beat)).toEqual([
    { id: 'challenge', priority: 'high', values: { seen: 2, total: 5, next: 'M3' }, words: '' },
  ])
})

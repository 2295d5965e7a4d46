import { expect, test } from 'vitest'

import { makeBeat, makeLive, makePart, makeStatus, NOW_MS } from '../testing/makers'
import { type FeedState, reduce, STRIP_LENGTH } from './feed-state'

const start = (seqs: number[]): FeedState | null =>
  reduce(null, { kind: 'snapshot', live: makeLive(seqs.map((seq) => makePart(seq))) }, NOW_MS)

const seqsOf = (state: FeedState | null) => state?.parts.map((part) => part.seq)

test('a part before any snapshot is ignored', () => {
  expect(reduce(null, { kind: 'part', part: makePart(1) }, NOW_MS)).toBeNull()
})

test('a new part comes first', () => {
  expect(seqsOf(reduce(start([2, 1]), { kind: 'part', part: makePart(3) }, NOW_MS))).toEqual([3, 2, 1])
})

test('the same part twice is one part', () => {
  expect(seqsOf(reduce(start([2, 1]), { kind: 'part', part: makePart(2) }, NOW_MS))).toEqual([2, 1])
})

test('a part that comes out of order takes its place by number', () => {
  expect(seqsOf(reduce(start([4, 2, 1]), { kind: 'part', part: makePart(3) }, NOW_MS))).toEqual([4, 3, 2, 1])
})

test('the strip never grows beyond its length', () => {
  const seqs = Array.from({ length: STRIP_LENGTH }, (_, index) => STRIP_LENGTH - index)
  const state = reduce(start(seqs), { kind: 'part', part: makePart(STRIP_LENGTH + 1) }, NOW_MS)
  expect(seqsOf(state)).toHaveLength(STRIP_LENGTH)
  expect(seqsOf(state)?.[0]).toBe(STRIP_LENGTH + 1)
})

test('an update tells that the picture has reached the disk', () => {
  const waiting = reduce(start([]), { kind: 'part', part: makePart(1, { image: 'waiting' }) }, NOW_MS)
  const kept = reduce(waiting, { kind: 'update', part: makePart(1, { image: 'kept' }) }, NOW_MS)
  expect(kept?.parts[0]?.image).toBe('kept')
})

test('an event that knows less than the snapshot takes nothing back', () => {
  const known = makePart(1, { image: 'kept', acknowledged_at: '2026-11-02T06:30:01Z' })
  const state = reduce(null, { kind: 'snapshot', live: makeLive([known]) }, NOW_MS)
  expect(reduce(state, { kind: 'update', part: makePart(1) }, NOW_MS)?.parts).toEqual([known])
})

test('a heartbeat replaces status and counts and keeps the parts', () => {
  const beat = makeBeat({ status: makeStatus({ camera_up: false }) })
  const state = reduce(start([2, 1]), { kind: 'beat', beat }, NOW_MS)
  expect(state?.beat.status?.camera_up).toBe(false)
  expect(seqsOf(state)).toEqual([2, 1])
})

test('the clock of the line PC is known even where the display has another', () => {
  const hourBehind = NOW_MS - 3_600_000
  expect(reduce(start([1]), { kind: 'beat', beat: makeBeat() }, hourBehind)?.clockOffsetMs).toBe(3_600_000)
})

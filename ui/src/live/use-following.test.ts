// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { makePart } from '../testing/makers'
import type { LineMode } from './line-mode'
import { useFollowing } from './use-following'

const parts = (...seqs: number[]) => seqs.map((seq) => makePart(seq))

function render(seqs: number[]) {
  const initialProps: { seqs: number[]; mode: LineMode; raised?: number } = { seqs, mode: 'live' }
  return renderHook(({ seqs: now, mode, raised = 1 }) => useFollowing(parts(...now), mode, raised), { initialProps })
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('the newest part is shown', () => {
  const { result, rerender } = render([2, 1])
  rerender({ seqs: [3, 2, 1], mode: 'live' })
  expect(result.current.shown?.seq).toBe(3)
})

test('a paused strip stands still and counts what it does not show', () => {
  const { result, rerender } = render([2, 1])
  act(() => result.current.pause())
  rerender({ seqs: [4, 3, 2, 1], mode: 'live' })
  expect(result.current.parts.map((part) => part.seq)).toEqual([2, 1])
  expect([result.current.isPaused, result.current.missedCount]).toEqual([true, 2])
})

test('an older part stays on display while the line goes on', () => {
  const { result, rerender } = render([2, 1])
  act(() => result.current.look(makePart(1)))
  rerender({ seqs: [3, 2, 1], mode: 'live' })
  expect([result.current.shown?.seq, result.current.isLive]).toEqual([1, false])
})

test('a display that nobody attends shows the line again after a minute', () => {
  const { result } = render([2, 1])
  act(() => result.current.pause())
  act(() => void vi.advanceTimersByTime(60_000))
  expect(result.current.isLive).toBe(true)
})

test('a line that is no longer ready ends the pause', () => {
  const { result, rerender } = render([2, 1])
  act(() => result.current.pause())
  rerender({ seqs: [2, 1], mode: 'not-ready' })
  expect(result.current.isLive).toBe(true)
})

test('a new alarm ends the pause, one that is cleared does not', () => {
  const { result, rerender } = render([2, 1])
  act(() => result.current.pause())
  rerender({ seqs: [2, 1], mode: 'live', raised: 0 })
  expect(result.current.isPaused).toBe(true)
  rerender({ seqs: [2, 1], mode: 'live', raised: 2 })
  expect(result.current.isPaused).toBe(false)
})

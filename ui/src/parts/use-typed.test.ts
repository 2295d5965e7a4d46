// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { useTyped } from './use-typed'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a name is asked for once, after the last letter', () => {
  const ask = vi.fn()
  const { result } = renderHook(() => useTyped('', ask))
  for (const text of ['L', 'L3', 'L3-']) {
    act(() => result.current.type(text))
    act(() => void vi.advanceTimersByTime(300))
  }
  expect([result.current.text, ask.mock.calls.length]).toEqual(['L3-', 0])
  act(() => void vi.advanceTimersByTime(100))
  expect(ask).toHaveBeenCalledExactlyOnceWith('L3-')
})

test('what else is asked for during the pause is not lost', () => {
  const [before, after] = [vi.fn(), vi.fn()]
  const { result, rerender } = renderHook(({ ask }) => useTyped('', ask), { initialProps: { ask: before } })
  act(() => result.current.type('L3'))
  rerender({ ask: after })
  act(() => void vi.advanceTimersByTime(400))
  expect([before.mock.calls, after.mock.calls]).toEqual([[], [['L3']]])
})

test('who leaves the field waits for nothing', () => {
  const ask = vi.fn()
  const { result } = renderHook(() => useTyped('', ask))
  act(() => result.current.type('L3'))
  act(() => result.current.commit())
  act(() => void vi.advanceTimersByTime(1_000))
  expect(ask).toHaveBeenCalledExactlyOnceWith('L3')
})

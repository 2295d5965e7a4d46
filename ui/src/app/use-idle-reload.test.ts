// @vitest-environment jsdom
import { act, fireEvent, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { IDLE_MS, useIdleReload } from './use-idle-reload'

const reload = vi.fn()
const pass = (ms: number) => act(() => void vi.advanceTimersByTime(ms))

beforeEach(() => {
  vi.useFakeTimers()
  reload.mockReset()
})
afterEach(() => void vi.useRealTimers())

test('a display that nobody touches takes the new pages by itself', () => {
  renderHook(() => useIdleReload(true, reload))
  pass(IDLE_MS - 1)
  expect(reload).not.toHaveBeenCalled()
  pass(1)
  expect(reload).toHaveBeenCalledOnce()
})

test('whoever touches it is not interrupted', () => {
  renderHook(() => useIdleReload(true, reload))
  pass(IDLE_MS - 1)
  fireEvent.pointerDown(document.body)
  pass(IDLE_MS - 1)
  expect(reload).not.toHaveBeenCalled()
})

test('a display with nothing new, or without contact, stays as it is', () => {
  const { rerender } = renderHook(({ isOn }) => useIdleReload(isOn, reload), { initialProps: { isOn: true } })
  rerender({ isOn: false })
  pass(2 * IDLE_MS)
  expect(reload).not.toHaveBeenCalled()
})

// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { SETTLED_MS, useSettled } from './use-settled'

function Place({ what }: { what: string | null }) {
  return <output>{useSettled(what) ? 'taken' : 'not yet'}</output>
}

function pass(ms: number): void {
  act(() => vi.advanceTimersByTime(ms))
}

function tap(): string {
  return screen.getByRole('status').textContent
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

test('a tap is taken at once for what stands there from the beginning, also where that took a while to be known', () => {
  const { rerender } = render(<Place what={null} />)
  expect(tap()).toBe('taken')
  rerender(<Place what="7" />)
  expect(tap()).toBe('taken')
  pass(1)
  expect(tap()).toBe('taken')
})

test('a tap is taken for what took its place only after a moment', () => {
  const { rerender } = render(<Place what="7" />)
  rerender(<Place what="8" />)
  expect(tap()).toBe('not yet')
  pass(SETTLED_MS - 1)
  expect(tap()).toBe('not yet')
  pass(1)
  expect(tap()).toBe('taken')
})

test('each change begins the moment anew, one back to nothing too', () => {
  const { rerender } = render(<Place what="7" />)
  rerender(<Place what="" />)
  pass(SETTLED_MS - 1)
  rerender(<Place what="8" />)
  pass(SETTLED_MS - 1)
  expect(tap()).toBe('not yet')
  pass(1)
  expect(tap()).toBe('taken')
})

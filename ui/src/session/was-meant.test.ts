// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { badgeHeard, wasMeant } from './was-meant'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('what nothing follows was meant', async () => {
  const asked = wasMeant()
  await vi.advanceTimersByTimeAsync(1_000)
  await expect(asked).resolves.toBe(true)
})

test('the first character of a badge was not', async () => {
  const asked = wasMeant()
  await vi.advanceTimersByTimeAsync(45)
  badgeHeard()
  await expect(asked).resolves.toBe(false)
})

test('a badge that comes later says nothing of what was pressed before', async () => {
  const asked = wasMeant()
  await vi.advanceTimersByTimeAsync(100)
  badgeHeard()
  await expect(asked).resolves.toBe(true)
})

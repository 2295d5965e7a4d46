// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { useViewer, viewerKeys } from './viewer'

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }))
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const queries = new QueryClient()

function Queries({ children }: { children: ReactNode }) {
  return <QueryClientProvider client={queries}>{children}</QueryClientProvider>
}

/** Returns the viewer after keys that were all pressed before the page could draw what the first of them did. */
function pressed(...keys: string[]) {
  const { result } = renderHook(() => useViewer(null), { wrapper: Queries })
  const does = viewerKeys(result.current)
  act(() => keys.forEach((key) => does[key]?.()))
  return result.current
}

test('the heat map is shown at first, and not after its key', () => {
  expect([pressed().isHeatShown, pressed('h').isHeatShown]).toEqual([true, false])
})

test('two presses faster than the page draws end where they began', () => {
  expect([pressed('h', 'h').isHeatShown, pressed('z', 'z').areZonesShown]).toEqual([true, false])
})

test('each of two fast presses makes the heat map weaker', () => {
  expect(pressed('[', '[').heatOpacity).toBe(pressed().heatOpacity - 20)
})

test('zones are shown once they are asked for', () => {
  expect([pressed().areZonesShown, pressed('z').areZonesShown]).toEqual([false, true])
})

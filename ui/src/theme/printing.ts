import { useSyncExternalStore } from 'react'

import { keptTheme, wear } from './theme'

let isPrinting = false
const listeners = new Set<() => void>()

/** Dress the page for paper while it is printed: by day, whatever the display has. */
export function startPrinting(): void {
  addEventListener('beforeprint', () => turn(true))
  addEventListener('afterprint', () => turn(false))
}

/** Whether the page is on its way to paper: what is drawn by script has to be drawn for it. */
export function usePrinting(): boolean {
  return useSyncExternalStore(follow, () => isPrinting)
}

function turn(isOn: boolean): void {
  isPrinting = isOn
  wear(isOn ? 'day' : keptTheme())
  for (const listener of listeners) listener()
}

function follow(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

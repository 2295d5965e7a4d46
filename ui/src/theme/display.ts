import { useSyncExternalStore } from 'react'

/** How large things are on this display: for a finger in a glove or for a mouse, and how many CSS pixels a millimetre has. */
export interface Display {
  density: Density
  mmPx: number
}

export const DENSITIES = ['touch', 'desk'] as const
export type Density = (typeof DENSITIES)[number]

/** What CSS takes a millimetre for (96 px an inch); a panel of 15.6 inches and 1920 px has 5.6. */
export const NOMINAL_MM_PX = 3.78
export const MM_PX = { least: 2, most: 12, step: 0.02 } as const

const KEPT_AS = { density: 'inspector.density', mmPx: 'inspector.mm' } as const
const listeners = new Set<() => void>()
let display: Display = { density: 'touch', mmPx: NOMINAL_MM_PX }

/** Size the page as this display was left; called before the first picture. */
export function startDisplay(): void {
  const density = localStorage.getItem(KEPT_AS.density) === 'desk' ? 'desk' : 'touch'
  apply({ density, mmPx: mmPxIn(localStorage.getItem(KEPT_AS.mmPx)) })
}

export function useDisplay(): Display {
  return useSyncExternalStore(follow, () => display)
}

/** Change the size of things, and keep it for this display. */
export function changeDisplay(changed: Partial<Display>): void {
  const next = { ...display, ...changed }
  localStorage.setItem(KEPT_AS.density, next.density)
  localStorage.setItem(KEPT_AS.mmPx, String(next.mmPx))
  apply(next)
  for (const listener of listeners) listener()
}

/** A size that was kept; what no panel has is taken for none. */
export function mmPxIn(kept: string | null): number {
  const mmPx = Number(kept)
  return kept !== null && mmPx >= MM_PX.least && mmPx <= MM_PX.most ? mmPx : NOMINAL_MM_PX
}

function apply(next: Display): void {
  display = next
  document.documentElement.dataset.density = next.density
  document.documentElement.style.setProperty('--mm', `${next.mmPx}px`)
}

function follow(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

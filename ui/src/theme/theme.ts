import { useSyncExternalStore } from 'react'

export type Theme = 'day' | 'night'

const KEPT_AS = 'inspector.theme'
const listeners = new Set<() => void>()

/** Dress the page as this display was left; called before the first picture. */
export function startTheme(): void {
  apply(keptTheme())
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, current)
}

/** Change the theme, and keep it for this display. */
export function changeTheme(theme: Theme): void {
  localStorage.setItem(KEPT_AS, theme)
  wear(theme)
}

/** The theme that this display was left in. */
export function keptTheme(): Theme {
  return localStorage.getItem(KEPT_AS) === 'night' ? 'night' : 'day'
}

/** Dress the page without keeping it. */
export function wear(theme: Theme): void {
  apply(theme)
  for (const listener of listeners) listener()
}

function current(): Theme {
  return document.documentElement.dataset.theme === 'night' ? 'night' : 'day'
}

function apply(theme: Theme): void {
  document.documentElement.dataset.theme = theme
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

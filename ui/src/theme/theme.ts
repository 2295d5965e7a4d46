import { useSyncExternalStore } from 'react'

export type Theme = 'day' | 'night'

const KEPT_AS = 'inspector.theme'
const listeners = new Set<() => void>()

/** Dress the page as this display was left; called before the first picture. */
export function startTheme(): void {
  apply(localStorage.getItem(KEPT_AS) === 'night' ? 'night' : 'day')
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, current)
}

/** Change the theme, and keep it for this display. */
export function changeTheme(theme: Theme): void {
  localStorage.setItem(KEPT_AS, theme)
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

import { useEffect, useRef } from 'react'

import { BadgeReader } from './badge-reader'

/** Calls `onBadge` with what a badge reader types anywhere on the page, but into a text field. */
export function useBadge(onBadge: (badge: string) => void): void {
  const newest = useRef(onBadge)
  useEffect(() => {
    newest.current = onBadge
  })
  useEffect(() => {
    const reader = new BadgeReader()
    const listen = (event: KeyboardEvent) => {
      if (isTextField(event.target) || event.ctrlKey || event.altKey || event.metaKey) return
      const taken = reader.take(event.key, event.timeStamp)
      if (taken.isBadge) {
        // No button is pressed by the Enter of a badge, no shortcut by its characters.
        event.preventDefault()
        event.stopImmediatePropagation()
      }
      if (taken.badge !== null) newest.current(taken.badge)
    }
    window.addEventListener('keydown', listen, { capture: true })
    return () => window.removeEventListener('keydown', listen, { capture: true })
  }, [])
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.matches('input, textarea, select') || target.isContentEditable)
}

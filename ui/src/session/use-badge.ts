import { useEffect, useLayoutEffect, useRef } from 'react'

import { isWriting } from '../keys/use-shortcuts'
import { BadgeReader } from './badge-reader'
import { badgeHeard } from './was-meant'

/** Those who wait for a badge: it belongs to whoever began last. */
const waiting: symbol[] = []

/** Calls `onBadge` with what a badge reader types anywhere on the page, but into a text field. */
export function useBadge(onBadge: (badge: string) => void): void {
  const newest = useRef(onBadge)
  useEffect(() => {
    newest.current = onBadge
  })
  // Before it is painted: whoever is told to hold a badge to the reader is heard, and nobody else.
  useLayoutEffect(() => {
    const me = Symbol('waits for a badge')
    waiting.push(me)
    const reader = new BadgeReader()
    const listen = (event: KeyboardEvent) => {
      if (waiting.at(-1) !== me || isWriting(event.target) || event.ctrlKey || event.altKey || event.metaKey) return
      const taken = reader.take(event.key, event.timeStamp)
      if (taken.isBadge) {
        // No button is pressed by the Enter of a badge, no shortcut by its characters.
        event.preventDefault()
        event.stopImmediatePropagation()
        badgeHeard()
      }
      if (taken.badge !== null) newest.current(taken.badge)
    }
    window.addEventListener('keydown', listen, { capture: true })
    return () => {
      waiting.splice(waiting.indexOf(me), 1)
      window.removeEventListener('keydown', listen, { capture: true })
    }
  }, [])
}

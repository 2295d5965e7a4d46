import { useEffect, useState } from 'react'

/** So long a thing must have stood in its place before a tap there is meant for it: people see, then reach. */
export const SETTLED_MS = 700

/**
 * Whether `what` has stood in its place for long enough. Else a finger on its way to one alarm would acknowledge another
 * that came there meanwhile and that nobody has read. What stands there first of all, after null, was waited for.
 */
export function useSettled(what: string | null): boolean {
  const [settled, settle] = useState(what)
  useEffect(() => {
    if (settled === what) return undefined
    const timer = setTimeout(() => settle(what), settled === null ? 0 : SETTLED_MS)
    return () => clearTimeout(timer)
  }, [settled, what])
  return settled === null || settled === what
}

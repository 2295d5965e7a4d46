import { useEffect, useRef, useState } from 'react'

/** A second tap on the same place must not decide what has just come there. */
const GUARD_MS = 300

export interface Guard {
  /** For so long, GUARD_MS where nothing is said. */
  close: (forMs?: number) => void
  isOpen: () => boolean
  isShownClosed: boolean
}

/** Closed for a moment after something else has come under the finger. */
export function useGuard(): Guard {
  const [closing, setClosing] = useState({ number: 0, forMs: GUARD_MS })
  const [opened, setOpened] = useState(0)
  const isClosed = useRef(false)
  useEffect(() => {
    const timer = setTimeout(() => {
      isClosed.current = false
      setOpened(closing.number)
    }, closing.forMs)
    return () => clearTimeout(timer)
  }, [closing])
  return {
    close: (forMs = GUARD_MS) => {
      isClosed.current = true
      setClosing(({ number }) => ({ number: number + 1, forMs }))
    },
    isOpen: () => !isClosed.current,
    isShownClosed: opened !== closing.number,
  }
}

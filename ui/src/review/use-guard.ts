import { useEffect, useRef, useState } from 'react'

/** A second tap on the same place must not decide what has just come there. */
const GUARD_MS = 300

export interface Guard {
  close: () => void
  isOpen: () => boolean
  isShownClosed: boolean
}

/** Closed for a moment after something else has come under the finger. */
export function useGuard(): Guard {
  const [closings, setClosings] = useState(0)
  const [opened, setOpened] = useState(0)
  const isClosed = useRef(false)
  useEffect(() => {
    const timer = setTimeout(() => {
      isClosed.current = false
      setOpened(closings)
    }, GUARD_MS)
    return () => clearTimeout(timer)
  }, [closings])
  return {
    close: () => {
      isClosed.current = true
      setClosings((count) => count + 1)
    },
    isOpen: () => !isClosed.current,
    isShownClosed: opened !== closings,
  }
}

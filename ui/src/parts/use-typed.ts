import { useEffect, useRef, useState } from 'react'

const PAUSE_MS = 400

export interface Typed {
  text: string
  type: (text: string) => void
  /** Asks for what was typed now, not after the pause. */
  commit: () => void
}

/** What is being typed, asked for once a person pauses: each letter on the way would be a search through the record. */
export function useTyped(value: string, ask: (text: string) => void): Typed {
  const [typed, setTyped] = useState<string | null>(null)
  const commit = () => {
    setTyped(null)
    if (typed !== null && typed !== value) ask(typed)
  }
  // What else is asked for may change during the pause.
  const newest = useRef(commit)
  newest.current = commit
  useEffect(() => {
    if (typed === null) return undefined
    const timer = setTimeout(() => newest.current(), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed])
  return { text: typed ?? value, type: setTyped, commit }
}

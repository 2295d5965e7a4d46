import { useEffect, useState } from 'react'

import type { ReviewItem, Said } from '../api/model'

export const UNDO_MS = 10_000

/** What was said last, while it can be taken back with one tap. */
export interface LastSaid {
  item: ReviewItem
  said: Said
}

/** What was said last; forgotten once it cannot be taken back with one tap any more. */
export function useLast() {
  const [last, setLast] = useState<LastSaid | null>(null)
  useEffect(() => {
    if (last === null) return undefined
    const timer = setTimeout(() => setLast(null), UNDO_MS)
    return () => clearTimeout(timer)
  }, [last])
  return [last, setLast] as const
}

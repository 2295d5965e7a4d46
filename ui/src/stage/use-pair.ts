import { useEffect, useState } from 'react'

import type { Part } from '../api/model'
import { loadPair, type Pair } from './pair'

const AGAIN_MS = 5_000

/**
 * The newest pair that can be shown while `part` is wanted; it may still be the pair of the part before.
 *
 * A picture that could not be read is asked for again while it is looked at: contact may be back.
 */
export function usePair(part: Part | null): Pair | null {
  const [pair, setPair] = useState<Pair | null>(null)
  const [tries, setTries] = useState(0)
  const wish = part === null ? '' : `${part.part_id} ${part.image} ${part.picture} ${part.score_map}`
  useEffect(() => {
    if (part === null) return setPair(null)
    let isWanted = true
    void loadPair(part).then((loaded) => isWanted && setPair(loaded))
    return () => {
      isWanted = false
    }
  }, [wish, tries])
  useEffect(() => {
    if (pair === null || (pair.why !== 'unread' && pair.golden !== null)) return undefined
    const timer = setTimeout(() => setTries((count) => count + 1), AGAIN_MS)
    return () => clearTimeout(timer)
  }, [pair])
  return pair
}

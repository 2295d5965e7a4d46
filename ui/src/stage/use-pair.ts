import { useEffect, useState } from 'react'

import type { Part } from '../api/model'
import { loadPair, type Pair } from './pair'

/** The newest pair that can be shown while `part` is wanted; it may still be the pair of the part before. */
export function usePair(part: Part | null): Pair | null {
  const [pair, setPair] = useState<Pair | null>(null)
  const wish = part === null ? '' : `${part.part_id} ${part.image} ${part.picture} ${part.score_map}`
  useEffect(() => {
    if (part === null) return setPair(null)
    let isWanted = true
    void loadPair(part).then((loaded) => isWanted && setPair(loaded))
    return () => {
      isWanted = false
    }
  }, [wish])
  return pair
}

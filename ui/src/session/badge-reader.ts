/** A reader types a badge like a keyboard, but no hand is so fast: gaps in ms between its characters. */
export const FASTEST_HAND_MS = 50
const SHORTEST_BADGE = 4

export interface Taken {
  /** The key belongs to a badge: nobody else may act on it. */
  isBadge: boolean
  /** The whole badge, when its Enter has come. */
  badge: string | null
}

/** Tells the characters of a badge reader from those of a hand; moments are in ms of any clock that goes forward. */
export class BadgeReader {
  private typed = ''
  private lastMs = Number.NEGATIVE_INFINITY

  take(key: string, atMs: number): Taken {
    const isFast = atMs - this.lastMs <= FASTEST_HAND_MS
    this.lastMs = atMs
    if (key === 'Shift') return { isBadge: false, badge: null }
    if (key === 'Enter') return this.end(isFast)
    if (key.length !== 1) return this.forget()
    this.typed = isFast ? this.typed + key : key
    return { isBadge: isFast && this.typed.length > 1, badge: null }
  }

  private end(isFast: boolean): Taken {
    const badge = isFast && this.typed.length >= SHORTEST_BADGE ? this.typed : null
    this.typed = ''
    return { isBadge: badge !== null, badge }
  }

  private forget(): Taken {
    this.typed = ''
    return { isBadge: false, badge: null }
  }
}

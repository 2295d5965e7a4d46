import { useCallback, useEffect, useMemo, useRef, useState } from 'react'

import type { Part } from '../api/model'
import type { LineMode } from './line-mode'
import { newestSettled } from './picture-loader'

/** Holding the page still ends by itself: an unattended display must show the line. */
const HOLD_MS = 60_000

/** Which parts the page shows: those of the line as they come, or held still by a person. */
export interface Following {
  /** Newest first; while paused, the parts as they were. */
  parts: readonly Part[]
  /** The part whose picture is wanted; null before the first part. */
  shown: Part | null
  /** The picture follows the line. */
  isLive: boolean
  isPaused: boolean
  /** Parts that came since the pause. */
  missedCount: number
  pause: () => void
  look: (part: Part) => void
  resume: () => void
}

/**
 * Follow `live` until a person pauses the strip or taps a part.
 *
 * Both end by button, by a second tap, by time, as soon as the line is in another state than running, and with a new
 * alarm: `raised` is the number of the newest.
 */
export function useFollowing(live: readonly Part[], mode: LineMode, raised: number): Following {
  const [held, setHeld] = useState<readonly Part[] | null>(null)
  const [looked, setLooked] = useState<Part | null>(null)
  const resume = useCallback(() => {
    setHeld(null)
    setLooked(null)
  }, [])
  const newest = useHighest(raised)
  useEffect(resume, [resume, mode, newest])
  useEffect(() => {
    if (held === null && looked === null) return undefined
    const timer = setTimeout(resume, HOLD_MS)
    return () => clearTimeout(timer)
  }, [held, looked, resume])
  const parts = useMemo(() => held?.map((part) => asKnownNow(part, live)) ?? live, [held, live])
  return {
    parts,
    shown: looked === null ? newestSettled(parts) : asKnownNow(looked, live),
    isLive: held === null && looked === null,
    isPaused: held !== null,
    missedCount: held === null ? 0 : newestSeq(live) - newestSeq(held),
    pause: () => setHeld(live),
    look: setLooked,
    resume,
  }
}

/** The highest that `number` ever was: an alarm that is cleared is no news. */
function useHighest(number: number): number {
  const highest = useRef(number)
  highest.current = Math.max(highest.current, number)
  return highest.current
}

/** A held part still learns that its picture has reached the disk. */
function asKnownNow(part: Part, live: readonly Part[]): Part {
  return live.find((known) => known.seq === part.seq) ?? part
}

function newestSeq(parts: readonly Part[]): number {
  return parts[0]?.seq ?? 0
}

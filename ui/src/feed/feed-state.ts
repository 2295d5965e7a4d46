import type { Beat, Part } from '../api/model'
import type { FeedMessage } from './messages'

export const STRIP_LENGTH = 24

/** What a page knows of the line. */
export interface FeedState {
  build: string
  /** Newest first, at most STRIP_LENGTH. */
  parts: readonly Part[]
  /** The newest heartbeat: the station's status, the counts, and what is wrong with reading them. */
  beat: Beat
  /** Clock of the line PC minus the clock of this browser. */
  clockOffsetMs: number
}

/** The state after `message`; null until the first snapshot, without which nothing else has a meaning. */
export function reduce(state: FeedState | null, message: FeedMessage, browserNowMs: number): FeedState | null {
  if (message.kind === 'snapshot') {
    const { build, parts, ...beat } = message.live
    return { build, parts: parts.slice(0, STRIP_LENGTH), beat, clockOffsetMs: offset(beat, browserNowMs) }
  }
  if (state === null) return null
  if (message.kind === 'beat') {
    return { ...state, beat: message.beat, clockOffsetMs: offset(message.beat, browserNowMs) }
  }
  return { ...state, parts: withPart(state.parts, message.part) }
}

function offset(beat: Beat, browserNowMs: number): number {
  return Date.parse(beat.now) - browserNowMs
}

function withPart(parts: readonly Part[], part: Part): readonly Part[] {
  const known = parts.find((other) => other.seq === part.seq)
  if (known !== undefined && knowledge(known) > knowledge(part)) return parts
  const others = parts.filter((other) => other !== known)
  return [...others, part].sort((a, b) => b.seq - a.seq).slice(0, STRIP_LENGTH)
}

/** How settled a part is: a snapshot may already know more than an event that was on its way meanwhile. */
function knowledge(part: Part): number {
  return Number(part.image !== 'waiting') + Number(part.acknowledged_at !== null)
}

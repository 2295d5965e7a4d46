import { useQuery } from '@tanstack/react-query'

import type { Disposition, ReasonsOffered } from '../api/model'
import type { Shortcuts } from '../keys/use-shortcuts'
import { fetchReasons, pairOffered } from './dispositions'
import { lastReason, suggestedFirst } from './last-reasons'
import type { Review } from './use-review'

/** Whether this hand may decide now, and how it gets to. */
export interface Hand {
  may: boolean
  signIn: () => void
  /** Whether the pictures on display are those of the part. */
  isThere: boolean
}

/** The reasons for what is being said, in the order of their keys. */
export interface Reasons {
  offered: readonly string[]
  suggested: string | null
  /** Whether one has to be chosen. */
  needed: boolean
  /** Whether they are known; before that nothing is entered, for one may be needed. */
  isKnown: boolean
  /** Whether they were asked for in vain; they are asked for again. */
  isUnread: boolean
  of: (disposition: Disposition) => ReasonsOffered | undefined
}

const ASKED_AGAIN_MS = 2_000

export function useReasons({ current, asked }: Review): Reasons {
  const { data, errorUpdateCount } = useQuery({
    queryKey: ['review', 'reasons'],
    queryFn: fetchReasons,
    refetchInterval: ({ state }) => (state.data === undefined ? ASKED_AGAIN_MS : false),
  })
  const of = (disposition: Disposition) => data?.find((each) => each.disposition === disposition)
  const found = asked === null ? undefined : of(asked)
  const suggested = current === null || asked === null ? null : lastReason(current.part, asked)
  const offered = suggestedFirst(found?.reasons ?? [], suggested)
  const isKnown = data !== undefined
  return {
    offered,
    suggested: offered[0] === suggested ? suggested : null,
    needed: found?.needed ?? false,
    isKnown,
    isUnread: !isKnown && errorUpdateCount > 0,
    of,
  }
}

/** Says what the part is; the reason is asked for next, where the site has any to offer. */
export function say(review: Review, reasons: Reasons, hand: Hand, disposition: Disposition): void {
  if (!hand.may) return hand.signIn()
  const offered = reasons.of(disposition)
  if (!hand.isThere || offered === undefined) return undefined
  if (offered.reasons.length > 0) review.ask(disposition)
  else review.commit(disposition, '')
}

/** What the keys do to the part that is looked at. */
export function reviewKeys(review: Review, reasons: Reasons, hand: Hand): Shortcuts {
  const undo: Shortcuts = { u: review.undoLast, 'ctrl+z': review.undoLast }
  const { current, asked } = review
  if (current === null) return undo
  if (asked !== null) {
    const chosen = reasons.offered.slice(0, 9).map((reason, index) => [String(index + 1), () => review.commit(asked, reason)])
    const none: Shortcuts = reasons.needed ? {} : { Enter: () => review.commit(asked, '') }
    return { ...undo, ...none, Escape: review.back, ...(Object.fromEntries(chosen) as Shortcuts) }
  }
  const { bad, good } = pairOffered(current)
  return {
    ...undo,
    d: () => say(review, reasons, hand, bad),
    f: () => say(review, reasons, hand, good),
    s: review.putOff,
  }
}

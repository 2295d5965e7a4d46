import type { Alarm } from '../api/model'

export const REPEAT_MS = 30_000
export const MUTE_MS = 5 * 60_000

/** When tones were, and until when a person wants none. */
export interface Tones {
  /** The newest raise that was sounded. */
  raised: number
  lastMs: number
  mutedUntilMs: number
}

export const NO_TONES: Tones = { raised: 0, lastMs: -Infinity, mutedUntilMs: 0 }

/** Whether one tone is due now: for a high alarm nobody acknowledged, at once when it is new, then every 30 s. */
export function isToneDue(alarms: readonly Alarm[], tones: Tones, nowMs: number): boolean {
  const newest = newestHigh(alarms)
  if (newest === 0 || isMutedAt(tones.mutedUntilMs, nowMs)) return false
  const sinceMs = nowMs - tones.lastMs
  return newest > tones.raised || sinceMs < 0 || sinceMs >= REPEAT_MS
}

/** Whether a person wants no tone now. A clock that was set back makes no silence longer. */
export function isMutedAt(untilMs: number, nowMs: number): boolean {
  return nowMs < untilMs && untilMs - nowMs <= MUTE_MS
}

/** The newest raise of a high alarm that is there and that nobody acknowledged, 0 for none. */
export function newestHigh(alarms: readonly Alarm[]): number {
  const calling = alarms.filter(
    ({ priority, state, follows_from }) =>
      priority === 'high' && state === 'active-unacknowledged' && follows_from === null,
  )
  return Math.max(0, ...calling.map((alarm) => alarm.raised))
}

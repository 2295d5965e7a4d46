import type { Alarm } from '../api/model'

/** What the bar and the page tell apart in a list of alarms, which comes the most urgent first. */
export interface Sorted {
  /** Nobody has acknowledged them, and no cause hides them; what is still there before what is gone. */
  unseen: Alarm[]
  /** Acknowledged, and still there. */
  known: Alarm[]
}

export function sorted(alarms: readonly Alarm[]): Sorted {
  const own = alarms.filter((alarm) => alarm.follows_from === null)
  const unseen = own.filter(isUnseen)
  return { unseen: [...unseen.filter((alarm) => !isGone(alarm)), ...unseen.filter(isGone)], known: own.filter((alarm) => alarm.state === 'active-acknowledged') }
}

/** Nothing is to be done any more but to take note that it was there. */
export function isGone(alarm: Alarm): boolean {
  return alarm.state === 'returned-unacknowledged'
}

export function isUnseen(alarm: Alarm): boolean {
  return alarm.state === 'active-unacknowledged' || alarm.state === 'returned-unacknowledged'
}

/** The same for as long as an alarm is not cleared, however often it is raised. */
export function keyOf(alarm: Pick<Alarm, 'kind' | 'subject'>): string {
  return `${alarm.kind} ${alarm.subject}`
}

/** Alarms raised after event `since`, the newest that was there when the page was opened; null before that is known. */
export function newOnes(alarms: readonly Alarm[], since: number | null): Alarm[] {
  if (since === null) return []
  return alarms.filter((alarm) => isUnseen(alarm) && alarm.follows_from === null && alarm.raised > since)
}

/** The newest raise of all, 0 for none. */
export function newestRaise(alarms: readonly Alarm[]): number {
  return Math.max(0, ...alarms.map((alarm) => alarm.raised))
}

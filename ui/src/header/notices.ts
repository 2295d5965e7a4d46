import { sorted } from '../alarms/urgency'
import type { Alarm, Beat } from '../api/model'
import type { LineMode } from '../live/line-mode'

/**
 * What the bar shows: nothing yet, that this display lost contact, or the alarms of the line.
 *
 * Lost contact hides everything: nothing else is known. Nobody but the browser can know it, so it is no alarm of the
 * line PC.
 */
export type Notices = { kind: 'none' } | { kind: 'contact' } | { kind: 'alarms'; alarms: readonly Alarm[] }

export function noticesOf(mode: LineMode, beat: Beat | null): Notices {
  if (mode === 'stale') return { kind: 'contact' }
  return mode === 'connecting' || beat === null ? { kind: 'none' } : { kind: 'alarms', alarms: beat.alarms }
}

/** What stands in the bar's place: another text, another thing; the same raise of an alarm is the same. Null for nothing yet. */
export function placeOf(notices: Notices): string | null {
  if (notices.kind !== 'alarms') return notices.kind === 'none' ? null : notices.kind
  const [first] = sorted(notices.alarms).unseen
  return first === undefined ? '' : String(first.raised)
}

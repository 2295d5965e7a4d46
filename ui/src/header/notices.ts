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
  if (mode === 'stale' && (beat === null || beat.trouble === '')) return { kind: 'contact' }
  return mode === 'connecting' || beat === null ? { kind: 'none' } : { kind: 'alarms', alarms: beat.alarms }
}

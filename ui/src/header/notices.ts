import type { Beat, Status } from '../api/model'
import type { LineMode } from '../live/line-mode'

export type Priority = 'high' | 'medium' | 'low'

/** Something a person must act on. `id` names its three texts: what, consequence, do this. */
export interface Notice {
  id: NoticeId
  priority: Priority
  /** Figures and names for the texts. */
  values: Record<string, string | number>
  /** The station's own words, in English; empty where the texts say it all. */
  words: string
}

export type NoticeId =
  | 'contact'
  | 'trouble'
  | 'silent'
  | 'camera'
  | 'plc'
  | 'recording'
  | 'disk'
  | 'archive'
  | 'challenge'
  | 'notReady'
  | 'station'

export const DISK_LOW_BYTES = 5e9
const ARCHIVE_MANY = 8

/**
 * What people must act on, most urgent first.
 *
 * A single NG is none of these. One root cause hides what follows from it: without contact nothing else is known, and
 * a lost camera or PLC already says why the station is not ready.
 */
export function noticesOf(mode: LineMode, beat: Beat | null): Notice[] {
  if (mode === 'connecting' || mode === 'first') return []
  if (mode === 'stale') return [beat?.trouble ? notice('trouble', 'high', {}, beat.trouble) : notice('contact', 'high')]
  if (mode === 'silent' || !beat?.status) return [notice('silent', 'high')]
  return [...lost(beat.status), ...notReady(beat.status), ...low(beat.status), ...warned(beat.status)]
}

function lost(status: Status): Notice[] {
  const notices: Notice[] = []
  if (!status.camera_up) notices.push(notice('camera', 'high', { camera: status.camera }))
  if (!status.plc_connected) notices.push(notice('plc', 'high', { plc: status.plc }))
  if (!status.recording) notices.push(notice('recording', 'high'))
  return notices
}

function notReady(status: Status): Notice[] {
  const explained = lost(status).length > 0
  if (status.ready || explained || status.not_ready_because === '') return []
  const challenge = status.challenge
  if (challenge?.held) {
    const { seen, total, following } = challenge
    return [notice('challenge', 'high', { seen, total, next: following }, challenge.trouble)]
  }
  return [notice('notReady', 'high', {}, status.not_ready_because)]
}

function low(status: Status): Notice[] {
  const notices: Notice[] = []
  if (status.disk_free_bytes < DISK_LOW_BYTES) notices.push(notice('disk', 'medium', { bytes: status.disk_free_bytes }))
  if (status.archive_waiting > ARCHIVE_MANY) notices.push(notice('archive', 'low', { count: status.archive_waiting }))
  return notices
}

function warned(status: Status): Notice[] {
  return status.warnings.map((words) => notice('station', 'medium', {}, words))
}

function notice(id: NoticeId, priority: Priority, values: Notice['values'] = {}, words = ''): Notice {
  return { id, priority, values, words }
}

import type { Beat } from '../api/model'
import type { FeedState } from '../feed/feed-state'
import { STALE_AFTER_MS, STATION_SILENT_MS } from '../feed/staleness'

/**
 * What may be claimed of the line right now, the strongest doubt first.
 *
 * - connecting: nothing was heard yet, and it is too early to worry
 * - stale: the display lost contact
 * - unreadable: the dashboard cannot read the record
 * - first: nothing was ever recorded on this PC
 * - silent: the station itself does not report
 * - not-ready: the station reports that it takes no parts
 * - waiting: it takes parts, none came yet
 * - live
 */
export type LineMode = 'connecting' | 'stale' | 'unreadable' | 'first' | 'silent' | 'not-ready' | 'waiting' | 'live'

export function lineMode(feed: FeedState | null, silentMs: number, lineNowMs: number): LineMode {
  if (silentMs >= STALE_AFTER_MS) return 'stale'
  if (feed === null) return 'connecting'
  if (feed.beat.trouble !== '') return 'unreadable'
  if (feed.beat.status === null && feed.parts.length === 0) return 'first'
  if (stationSilentMs(feed.beat, lineNowMs) >= STATION_SILENT_MS) return 'silent'
  if (isNotReady(feed.beat)) return 'not-ready'
  return feed.parts.length === 0 ? 'waiting' : 'live'
}

/**
 * How long the station has not reported, in ms; Infinity where it never did.
 *
 * A report of the future was written before the clock was set back: nobody knows how old it is.
 */
export function stationSilentMs(beat: Beat, lineNowMs: number): number {
  return beat.status === null ? Infinity : Math.abs(lineNowMs - Date.parse(beat.status.at))
}

/** Without a reason READY is down for a moment, as while another product is learnt: nobody has to act. */
function isNotReady(beat: Beat): boolean {
  return beat.status !== null && !beat.status.ready && beat.status.not_ready_because !== ''
}

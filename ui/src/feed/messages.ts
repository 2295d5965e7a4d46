import type { Beat, Live, Part } from '../api/model'

/** The whole state of the line at one moment; what comes after it builds on it. */
export interface SnapshotMessage {
  kind: 'snapshot'
  live: Live
}

/** One more part in the record (`part`), or a known part of which more is known now (`update`). */
export interface PartMessage {
  kind: 'part' | 'update'
  part: Part
}

/** The heartbeat: twice a second, with what the station says of itself. */
export interface BeatMessage {
  kind: 'beat'
  beat: Beat
}

export type FeedMessage = SnapshotMessage | PartMessage | BeatMessage

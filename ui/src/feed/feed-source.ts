import type { Beat, Live, Part } from '../api/model'
import type { FeedMessage, PartMessage } from './messages'

const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 5_000
/** A connection that is open but silent this long is dead: ten heartbeats are missing. */
const SILENT_MS = 5_000

/** What the feed needs from the browser; tests hand in their own. */
export interface Network {
  openEvents: (url: string) => EventSource
  fetchLive: () => Promise<Live>
}

export const browserNetwork: Network = {
  openEvents: (url) => new EventSource(url),
  fetchLive: async () => {
    const answer = await fetch('/api/live', { cache: 'no-store' })
    if (!answer.ok) throw new Error(`/api/live answered ${answer.status}`)
    return (await answer.json()) as Live
  },
}

/**
 * Keeps one event stream to the dashboard open and hands its messages on in the order of the record.
 *
 * After every (re)connection a snapshot is read first; parts that arrive meanwhile wait for it. A gap, which the next
 * part or heartbeat shows, is closed by reading the snapshot again. Nothing here decides what is stale: silence is
 * simply silence.
 */
export class FeedSource {
  private events: EventSource | null = null
  /** Number of the last part handed on; null while a snapshot is on its way. */
  private seq: number | null = null
  private held: PartMessage[] = []
  /** Counts the snapshots that were asked for: only the newest is taken, whichever comes last. */
  private asked = 0
  private retryMs = FIRST_RETRY_MS
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly deliver: (message: FeedMessage) => void,
    private readonly network: Network = browserNetwork,
  ) {}

  open(): void {
    const events = this.network.openEvents('/api/feed')
    this.events = events
    events.addEventListener('hello', () => void this.readSnapshot(events))
    events.addEventListener('part', (event) => this.takePart(events, { kind: 'part', part: parse<Part>(event) }))
    events.addEventListener('update', (event) => this.takePart(events, { kind: 'update', part: parse<Part>(event) }))
    events.addEventListener('status', (event) => this.takeBeat(events, parse<Beat>(event)))
    events.addEventListener('error', () => this.reconnect(events))
    this.watch(events)
  }

  close(): void {
    clearTimeout(this.timer)
    this.events?.close()
    this.events = null
  }

  private async readSnapshot(events: EventSource): Promise<void> {
    this.watch(events)
    this.seq = null
    this.asked += 1
    const { asked } = this
    try {
      const live = await this.network.fetchLive()
      if (events === this.events && asked === this.asked) this.takeSnapshot(events, live)
    } catch {
      if (asked === this.asked) this.reconnect(events)
    }
  }

  private takeSnapshot(events: EventSource, live: Live): void {
    this.retryMs = FIRST_RETRY_MS
    this.seq = live.seq
    this.deliver({ kind: 'snapshot', live })
    const held = this.held
    this.held = []
    for (const message of held) this.takePart(events, message)
  }

  private takePart(events: EventSource, message: PartMessage): void {
    this.watch(events)
    if (this.seq === null) {
      this.held.push(message)
    } else if (message.part.seq > this.seq + 1) {
      this.held.push(message)
      void this.readSnapshot(events)
    } else if (message.kind === 'update' || message.part.seq === this.seq + 1) {
      this.seq = Math.max(this.seq, message.part.seq)
      this.deliver(message)
    }
  }

  private takeBeat(events: EventSource, beat: Beat): void {
    this.watch(events)
    if (this.seq === null) return
    // Parts come before the heartbeat that counts them: one of them is missing.
    if (beat.seq > this.seq) void this.readSnapshot(events)
    else this.deliver({ kind: 'beat', beat })
  }

  private watch(events: EventSource): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.reconnect(events), SILENT_MS)
  }

  private reconnect(events: EventSource): void {
    if (events !== this.events) return
    this.close()
    this.seq = null
    this.held = []
    this.timer = setTimeout(() => this.open(), this.retryMs)
    this.retryMs = Math.min(2 * this.retryMs, LAST_RETRY_MS)
  }
}

function parse<T>(event: Event): T {
  return JSON.parse((event as MessageEvent<string>).data) as T
}

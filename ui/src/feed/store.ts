import type { Live } from '../api/model'
import { connectFeed } from './connect'
import { type FeedState, reduce } from './feed-state'
import type { FeedMessage } from './messages'

/** What one page knows of the feed, and when it last heard of it (on the page's own monotonic clock). */
class FeedStore {
  private state: FeedState | null = null
  private heardMs = performance.now()
  private readonly listeners = new Set<() => void>()
  private started = false

  readonly subscribe = (listener: () => void): (() => void) => {
    this.open()
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly getState = (): FeedState | null => this.state

  readonly silentMs = (): number => performance.now() - this.heardMs

  /** Opens the feed; it opens by itself as soon as somebody listens. */
  open(): void {
    if (this.started) return
    this.started = true
    connectFeed((message) => this.take(message))
  }

  /** Takes a snapshot that came beside the feed; where the feed was faster it knows more. */
  takeFirst(live: Live): void {
    if (this.state === null) this.take({ kind: 'snapshot', live })
  }

  private take(message: FeedMessage): void {
    this.state = reduce(this.state, message, Date.now())
    this.heardMs = performance.now()
    for (const listener of this.listeners) listener()
  }
}

export const feedStore = new FeedStore()

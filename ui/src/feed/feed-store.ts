import { useSyncExternalStore } from 'react'

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
    this.start()
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly getState = (): FeedState | null => this.state

  readonly silentMs = (): number => performance.now() - this.heardMs

  private start(): void {
    if (this.started) return
    this.started = true
    connectFeed((message) => this.take(message))
  }

  private take(message: FeedMessage): void {
    this.state = reduce(this.state, message, Date.now())
    this.heardMs = performance.now()
    for (const listener of this.listeners) listener()
  }
}

export const feedStore = new FeedStore()

/**
 * What `select` takes of the newest state of the line, which is null before the first snapshot.
 *
 * The component is drawn again only when that has changed, so select what is shown and no more.
 */
export function useFeed<T>(select: (state: FeedState | null) => T): T {
  return useSyncExternalStore(feedStore.subscribe, () => select(feedStore.getState()))
}

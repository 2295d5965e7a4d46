import type { ReviewItem, ReviewPage } from '../api/model'
import { api } from '../api/client'

/** A person sees this many at once; a page of the API may hold fewer, and none although there are more. */
const ENOUGH = 30
const TURNS_MAX = 8

/** What is to be looked at, newest first; `before` asks for what is older still. */
export interface Queue {
  items: readonly ReviewItem[]
  before: number | null
}

export const QUEUE = ['review', 'queue'] as const

/** Fetches the queue, at most a few pages of it: each looks through thousands of parts. */
export async function fetchQueue(): Promise<Queue> {
  let items: ReviewItem[] = []
  let before: number | null = null
  for (let turn = 0; turn < TURNS_MAX && items.length < ENOUGH; turn += 1) {
    const page: ReviewPage = await fetchPage(before)
    items = [...items, ...page.items]
    before = page.next_before
    if (before === null) break
  }
  return { items, before }
}

async function fetchPage(before: number | null): Promise<ReviewPage> {
  const { data } = await api.GET('/api/review', { params: { query: before === null ? {} : { before } } })
  if (data === undefined) throw new Error('the queue cannot be read')
  return data
}

export const idOf = (item: ReviewItem): string => item.part.part_id

/** The items in the order in which they are looked at: what was put off comes last, in the order it was put off. */
export function inOrder(items: readonly ReviewItem[], putOff: readonly string[]): readonly ReviewItem[] {
  const last = putOff.flatMap((id) => items.filter((item) => idOf(item) === id))
  return [...items.filter((item) => !putOff.includes(idOf(item))), ...last]
}

/** The item below the one named, from the top again after the last; null where it is the only one. */
export function after(items: readonly ReviewItem[], id: string): ReviewItem | null {
  const at = items.findIndex((item) => idOf(item) === id)
  const next = items[(at + 1) % items.length]
  return next === undefined || idOf(next) === id ? null : next
}

export function without({ items, before }: Queue, id: string): Queue {
  return { items: items.filter((item) => idOf(item) !== id), before }
}

/** The queue with `item` in its place, whatever it held of that part. */
export function withItem(queue: Queue, item: ReviewItem): Queue {
  const others = without(queue, idOf(item))
  const items = [...others.items, item].sort((one, other) => other.part.seq - one.part.seq)
  return { ...others, items }
}

/**
 * The queue with the part that is looked at, where newer ones have pushed it below what was fetched.
 *
 * It is not decided for that; whoever decides it twice is told.
 */
export function keeping(queue: Queue, current: ReviewItem | null): Queue {
  const isBelow = current !== null && queue.before !== null && current.part.seq < queue.before
  return isBelow ? withItem(queue, current) : queue
}

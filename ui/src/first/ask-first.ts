import type { Live, ReviewPage } from '../api/model'
import { feedStore } from '../feed/store'
import { loadFirst } from '../live/first-picture'
import { newestSettled } from '../live/picture-loader'
import { ON_A_PAGE } from '../parts/page-size'
import { loadPair } from '../stage/pair'
import { ask } from './asked'

/**
 * Asks for what the page at this address shows first, while the scripts that will show it are on their way.
 *
 * What cannot be had is asked for again by the page, which tells what is wrong.
 */
export function askFirst({ pathname, search }: Pick<Location, 'pathname' | 'search'>): void {
  const asking = [ask('/api/session'), ...ofPage(pathname, search)]
  for (const each of asking) each.catch(() => undefined)
}

function ofPage(pathname: string, search: string): Promise<unknown>[] {
  if (pathname === '/') return [askLive()]
  if (pathname === '/review') return [askReview(), ask('/api/review/reasons')]
  if (pathname === '/parts') return [askParts(new URLSearchParams(search)), ask('/api/part-choices')]
  return []
}

async function askLive(): Promise<void> {
  const live = await read<Live>(fetch('/api/live'))
  feedStore.takeFirst(live)
  const part = newestSettled(live.parts)
  if (part !== null) await loadFirst(part)
}

async function askReview(): Promise<void> {
  const { items } = await read<ReviewPage>(ask('/api/review'))
  const [first] = items
  if (first !== undefined) await loadPair(first.part)
}

/** The newest parts, or those below one; what else is asked for is written otherwise in the address. */
async function askParts(search: URLSearchParams): Promise<void> {
  if ([...search.keys()].some((key) => key !== 'before')) return
  search.set('limit', String(ON_A_PAGE))
  await ask(`/api/parts?${search.toString()}`)
}

async function read<T>(asking: Promise<Response>): Promise<T> {
  const answer = await asking
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}`)
  return (await answer.json()) as T
}

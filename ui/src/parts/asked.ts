import type { Outcome, PartsPage } from '../api/model'
import { api } from '../api/client'
import { dayIn } from '../dates/days'
import { OUTCOMES } from '../outcome/outcome'
import { ON_A_PAGE } from './page-size'

/** What the history is asked for; all of it stands in the address, so that it can be passed on and gone back to. */
export interface Asked {
  text: string
  outcomes: readonly Outcome[]
  product: string
  zone: string
  /** Days as yyyy-mm-dd on the clock of this display; both are part of what is asked for. */
  from: string
  to: string
  before: number | null
}

/** As long as the API takes a name to be. */
export const TEXT_MAX = 200

export function askedIn(search: URLSearchParams): Asked {
  return {
    text: (search.get('text') ?? '').slice(0, TEXT_MAX),
    outcomes: OUTCOMES.filter((outcome) => search.getAll('outcome').includes(outcome)),
    product: search.get('product') ?? '',
    zone: search.get('zone') ?? '',
    from: dayIn(search.get('from')),
    to: dayIn(search.get('to')),
    before: placeIn(search.get('before')),
  }
}

function placeIn(address: string | null): number | null {
  const place = Number(address)
  return Number.isSafeInteger(place) && place > 0 ? place : null
}

/** The address of what is asked for; what asks for nothing is left out. */
export function pathOf({ outcomes, before, ...texts }: Asked): string {
  const search = new URLSearchParams(Object.entries(texts).filter(([, text]) => text !== ''))
  for (const outcome of outcomes) search.append('outcome', outcome)
  if (before !== null) search.set('before', String(before))
  const query = search.toString()
  return query === '' ? '/parts' : `/parts?${query}`
}

/** Where the same parts are had as a table. */
export function csvUrl(asked: Asked): string {
  const { outcome = [], ...others } = queryOf(asked)
  const search = new URLSearchParams(Object.entries(others))
  for (const each of outcome) search.append('outcome', each)
  return `/api/parts.csv?${search.toString()}`
}

export function isNarrowed(asked: Asked): boolean {
  return pathOf({ ...asked, before: null }) !== '/parts'
}

/** A page of the API looks through thousands of parts; so many of them are asked for without a person asking. */
const TURNS_MAX = 10

/** Fetches a page, going on by itself while little was found and nobody has given it up. */
export async function fetchParts(asked: Asked, signal: AbortSignal): Promise<PartsPage> {
  let parts: PartsPage['parts'] = []
  let before = asked.before
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    const page: PartsPage = await fetchOne(asked, before, ON_A_PAGE - parts.length, signal)
    parts = [...parts, ...page.parts]
    before = page.next_before
    if (before === null || parts.length >= ON_A_PAGE) break
  }
  return { parts, next_before: before }
}

async function fetchOne(asked: Asked, before: number | null, limit: number, signal: AbortSignal): Promise<PartsPage> {
  const place = before === null ? {} : { before }
  const { data } = await api.GET('/api/parts', { signal, params: { query: { ...queryOf(asked), ...place, limit } } })
  if (data === undefined) throw new Error('parts cannot be read')
  return data
}

function queryOf({ text, outcomes, product, zone, from, to }: Asked) {
  return {
    ...(text === '' ? {} : { text }),
    ...(product === '' ? {} : { product }),
    ...(zone === '' ? {} : { zone }),
    ...(from === '' ? {} : { since: midnight(from, 0) }),
    ...(to === '' ? {} : { until: midnight(to, 1) }),
    ...(outcomes.length === 0 ? {} : { outcome: [...outcomes] }),
  }
}

/** The beginning of a day on this display's clock, or of one that comes so many days later. */
function midnight(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + later).toISOString()
}

/** What the page asks, as it stands in its address: it can be passed on, printed by a job, and gone back to. */
import type { operations } from '../api/schema'
import { dayIn } from '../dates/days'

export type Query = NonNullable<operations['figures_api_quality_get']['parameters']['query']>
export type Per = NonNullable<Query['per']>

export interface Question {
  /** First and last day on the line's clock, yyyy-mm-dd; empty for the running day. */
  from: string
  to: string
  shift: string
  per: Per
  product: string
  revision: string
  runs: boolean
}

export const PERS: readonly Per[] = ['quarter', 'hour', 'shift', 'day']
const DAY_MS = 86_400_000

export function askedIn(search: URLSearchParams): Question {
  const day = (name: string) => dayIn(search.get(name))
  const per = search.get('per') as Per
  return {
    from: day('from'),
    to: day('to'),
    shift: search.get('shift') ?? '',
    per: PERS.includes(per) ? per : 'hour',
    product: search.get('product') ?? '',
    revision: search.get('revision') ?? '',
    runs: search.get('runs') === 'true',
  }
}

/** The question as the API takes it: what is empty is not asked for. */
export function queryOf(question: Question): Query {
  const given = Object.entries(question).filter(([, value]) => value !== '' && value !== false)
  return Object.fromEntries(given) as Query
}

/** The question as an address has it, without what holds anyway. */
export function searchOf(question: Question): string {
  const given = Object.entries(queryOf(question)).filter(([name, value]) => name !== 'per' || value !== 'hour')
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
}

/** The address of a file with the answer: a table as CSV, or the report. */
export function fileOf(path: string, question: Question, more: Record<string, string> = {}): string {
  const search = new URLSearchParams({ ...(queryOf(question) as Record<string, string>), ...more })
  return `/api/quality/${path}?${search}`
}

/** The day so many days before `day`, both yyyy-mm-dd. */
export function daysBefore(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - count * DAY_MS).toISOString().slice(0, 10)
}

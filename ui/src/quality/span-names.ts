import type { Answer, Span } from './answer'

const DAY_MS = 86_400_000

/** What spans are called on an axis: the time of day, with the day where there are several. */
export function spanNames(spans: readonly Span[], per: Answer['per'], locale: string): string[] {
  const first = Date.parse(spans[0]?.start ?? '')
  const last = Date.parse(spans.at(-1)?.end ?? '')
  const hasDay = per === 'day' || last - first > DAY_MS
  const format = new Intl.DateTimeFormat(locale, {
    ...(hasDay ? { month: 'short', day: 'numeric' } : {}),
    ...(per === 'day' ? {} : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  })
  return spans.map((span) => format.format(Date.parse(span.start)))
}

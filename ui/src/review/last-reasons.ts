import type { Disposition, Part } from '../api/model'

const KEY = 'inspector.review.reasons'
/** More zones than any part has; the file of a browser stays small. */
const KEPT = 200

type Kept = Readonly<Record<string, string>>

/** The reason that was last given on this display for that zone; it is suggested first. */
export function lastReason(part: Part, disposition: Disposition): string | null {
  return read()[keyOf(part, disposition)] ?? null
}

export function noteReason(part: Part, disposition: Disposition, reason: string): void {
  const { [keyOf(part, disposition)]: _, ...others } = read()
  const kept = Object.entries({ ...others, [keyOf(part, disposition)]: reason }).slice(-KEPT)
  localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept)))
}

/** `offered` with the suggested one first. */
export function suggestedFirst(offered: readonly string[], suggested: string | null): readonly string[] {
  if (suggested === null || !offered.includes(suggested)) return offered
  return [suggested, ...offered.filter((reason) => reason !== suggested)]
}

function keyOf(part: Part, disposition: Disposition): string {
  return `${disposition} ${part.provenance.product} ${part.defects[0]?.zone ?? ''}`
}

function read(): Kept {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Kept
  } catch {
    return {}
  }
}

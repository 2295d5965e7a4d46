import { api } from '../api/client'
import type { Disposition, ReasonsOffered, ReviewItem, Said } from '../api/model'

/** What was entered, or why it was not: somebody was faster, nobody is signed in, or the words of the line PC. */
export type Entered =
  | { kind: 'said'; said: Said }
  | { kind: 'faster'; words: string }
  | { kind: 'signedOut' }
  | { kind: 'refused'; words: string }

export async function dispose({ part, newest }: ReviewItem, disposition: Disposition, reason: string): Promise<Entered> {
  const params = { path: { part_id: part.part_id } }
  const body = { disposition, reason, note: '', answers: newest }
  return entered(() => api.POST('/api/parts/{part_id}/dispositions', { params, body }))
}

export async function undo(said: Said): Promise<Entered> {
  const params = { path: { part_id: said.part_id } }
  return entered(() => api.POST('/api/parts/{part_id}/dispositions/undo', { params, body: { answers: said.number } }))
}

export async function fetchReasons(): Promise<ReasonsOffered[]> {
  const { data } = await api.GET('/api/review/reasons')
  if (data === undefined) throw new Error('the reasons cannot be read')
  return data
}

interface Answered {
  data?: Said | undefined
  error?: unknown
  response: Response
}

async function entered(ask: () => Promise<Answered>): Promise<Entered> {
  try {
    const { data, error, response } = await ask()
    if (data !== undefined) return { kind: 'said', said: data }
    const words = wordsOf(error) ?? `HTTP ${response.status}`
    if (response.status === 409) return { kind: 'faster', words }
    return response.status === 401 ? { kind: 'signedOut' } : { kind: 'refused', words }
  } catch {
    return { kind: 'refused', words: '' }
  }
}

function wordsOf(error: unknown): string | null {
  const detail = (error as { detail?: unknown } | undefined)?.detail
  return typeof detail === 'string' ? detail : null
}

/** What may be said of a part, as the two large buttons have it: it is defective, or it is good. */
export function pairOffered({ audit }: ReviewItem): { bad: Disposition; good: Disposition } {
  return audit ? { bad: 'escape', good: 'good' } : { bad: 'true-defect', good: 'overkill' }
}

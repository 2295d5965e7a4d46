import { api } from '../api/client'
import type { Disposition, ReasonsOffered, ReviewItem, Said } from '../api/model'
import { answered, type Refusal, refusalOf } from '../refused/refused'

/** What was entered, or why it was not: somebody was faster, nobody is signed in, or it was refused. */
export type Entered =
  | { kind: 'said'; said: Said }
  | { kind: 'faster' | 'signedOut' | 'refused'; why: Refusal }

export async function dispose({ part, newest }: ReviewItem, disposition: Disposition, reason: string): Promise<Entered> {
  const params = { path: { part_id: part.part_id } }
  const body = { disposition, reason, note: '', answers: newest }
  return entered(answered(api.POST('/api/parts/{part_id}/dispositions', { params, body })))
}

/** Takes back what stands for a part, where entry `answers` is still the newest of it. */
export async function undo(partId: string, answers: number): Promise<Entered> {
  const params = { path: { part_id: partId } }
  return entered(answered(api.POST('/api/parts/{part_id}/dispositions/undo', { params, body: { answers } })))
}

export async function fetchReasons(): Promise<ReasonsOffered[]> {
  const { data } = await api.GET('/api/review/reasons')
  if (data === undefined) throw new Error('the reasons cannot be read')
  return data
}

const KINDS: Readonly<Record<number, 'faster' | 'signedOut'>> = { 409: 'faster', 401: 'signedOut' }

function entered(asked: Promise<Said>): Promise<Entered> {
  return asked.then(
    (said) => ({ kind: 'said', said }),
    (thrown: unknown) => {
      const why = refusalOf(thrown)
      return { kind: KINDS[why.status] ?? 'refused', why }
    },
  )
}

/** What may be said of a part, as the two large buttons have it: it is defective, or it is good. */
export function pairOffered({ audit }: ReviewItem): { bad: Disposition; good: Disposition } {
  return audit ? { bad: 'escape', good: 'good' } : { bad: 'true-defect', good: 'overkill' }
}

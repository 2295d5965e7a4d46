import { useQuery, useQueryClient } from '@tanstack/react-query'

import { api } from '../api/client'
import type { components } from '../api/schema'
import { answered, type Refusal, refusalOf } from '../refused/refused'

export type SignedIn = components['schemas']['SessionView']
export type NewSession = Partial<components['schemas']['NewSession']>
export type Role = components['schemas']['PersonView']['role']

/** Each role may everything that the ones before it may. */
export const ROLES: readonly Role[] = ['operator', 'quality', 'engineer', 'admin']

export interface Person {
  name: string
  role: Role
}

export interface Session {
  /** Who is signed in on this display, null where nobody is. */
  person: Person | null
  /** Whether they may do what `role` may; nobody may write while nobody is signed in. */
  may(role: Role): boolean
}

/** What came of signing in: in, wrong, to wait for so many seconds, or why not. */
export type Answer = { kind: 'in' } | { kind: 'wrong' } | { kind: 'wait'; seconds: number } | { kind: 'failed'; why: Refusal }

export const SESSION = ['session'] as const
/** Also how long a display goes on showing somebody who was removed or locked; what they do is refused at once. */
const ASKED_AGAIN_MS = 5_000

export function may(role: Role | undefined, needed: Role): boolean {
  return role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(needed)
}

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text)
}

/** Who is signed in on this display, and what they may. */
export function useSession(): Session {
  const person = useSignedIn()?.person ?? null
  return { person, may: (role) => may(person?.role, role) }
}

/** What the line PC says of this display's session; undefined until it has answered. */
export function useSignedIn(): SignedIn | undefined {
  return useSignedInAt().signedIn
}

/** The same, and when it said so, in ms since 1970 on this display's clock. */
export function useSignedInAt(): { signedIn: SignedIn | undefined; atMs: number } {
  const { data, dataUpdatedAt } = useQuery({ queryKey: SESSION, queryFn: fetchSession, refetchInterval: ASKED_AGAIN_MS })
  return { signedIn: data, atMs: dataUpdatedAt }
}

export interface Door {
  signIn(given: NewSession): Promise<Answer>
  /** Why the line PC did not enter it; null where it did. */
  signOut(): Promise<Refusal | null>
}

/** In and out; every page knows at once. */
export function useDoor(): Door {
  const queries = useQueryClient()
  return {
    signIn: async (given) => {
      const body = { name: '', pin: '', badge: '', ...given }
      return answered(api.POST('/api/session', { body })).then((data) => (queries.setQueryData(SESSION, data), IN), notIn)
    },
    signOut: () =>
      answered(api.DELETE('/api/session')).then(
        (data) => (queries.setQueryData(SESSION, data), null),
        (thrown: unknown) => (void queries.invalidateQueries({ queryKey: SESSION }), refusalOf(thrown)),
      ),
  }
}

const IN: Answer = { kind: 'in' }

function notIn(thrown: unknown): Answer {
  const why = refusalOf(thrown)
  if (why.status === 401) return { kind: 'wrong' }
  if (why.status === 429) return { kind: 'wait', seconds: Number(why.figures.seconds) || 1 }
  return { kind: 'failed', why }
}

async function fetchSession(): Promise<SignedIn> {
  const { data } = await api.GET('/api/session')
  if (data === undefined) throw new Error('the session cannot be read')
  return data
}

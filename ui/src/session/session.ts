import { useQuery, useQueryClient } from '@tanstack/react-query'

import { api } from '../api/client'
import type { components } from '../api/schema'

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

/** What came of signing in: in, wrong, to wait for so many seconds, or the words of the line PC. */
export type Answer = { kind: 'in' } | { kind: 'wrong' } | { kind: 'wait'; seconds: number } | { kind: 'failed'; words: string }

export const SESSION = ['session'] as const
const ASKED_AGAIN_MS = 15_000

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
  return useQuery({ queryKey: SESSION, queryFn: fetchSession, refetchInterval: ASKED_AGAIN_MS }).data
}

export interface Door {
  signIn(given: NewSession): Promise<Answer>
  signOut(): Promise<void>
}

/** In and out; every page knows at once. */
export function useDoor(): Door {
  const queries = useQueryClient()
  return {
    signIn: async (given) => {
      const { data, error, response } = await api.POST('/api/session', { body: { name: '', pin: '', badge: '', ...given } })
      if (data !== undefined) {
        queries.setQueryData(SESSION, data)
        return { kind: 'in' }
      }
      return refusal(response, error)
    },
    signOut: async () => {
      const { data } = await api.DELETE('/api/session')
      if (data !== undefined) queries.setQueryData(SESSION, data)
    },
  }
}

function refusal(response: Response, error: unknown): Answer {
  if (response.status === 401) return { kind: 'wrong' }
  if (response.status === 429) return { kind: 'wait', seconds: Number(response.headers.get('Retry-After')) || 1 }
  const words = (error as { detail?: unknown } | undefined)?.detail
  return { kind: 'failed', words: typeof words === 'string' ? words : `HTTP ${response.status}` }
}

async function fetchSession(): Promise<SignedIn> {
  const { data } = await api.GET('/api/session')
  if (data === undefined) throw new Error('the session cannot be read')
  return data
}

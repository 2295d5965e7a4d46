import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { api } from '../api/client'
import type { components } from '../api/schema'
import { answered } from '../refused/refused'
import { SESSION } from '../session/session'

export type User = components['schemas']['UserView']
export type NewUser = components['schemas']['NewUser']
export type UserChange = components['schemas']['UserChange']
export type AuditPage = components['schemas']['AuditPage']
export type Act = components['schemas']['ActView']

const USERS = ['users'] as const

/** Everybody who may sign in, or once could. */
export function useUsers() {
  return useQuery({ queryKey: USERS, queryFn: fetchUsers })
}

/** Let somebody in. */
export function useAdding() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: NewUser) => answered(api.POST('/api/users', { body })),
    onSuccess: () => changed(queries),
  })
}

/** Change somebody. */
export function useChanging() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ name, ...body }: UserChange & { name: string }) =>
      answered(api.PATCH('/api/users', { params: { query: { name } }, body })),
    onSuccess: () => changed(queries),
  })
}

/** Take PIN, badge and sessions from somebody for good; what they did keeps their name. */
export function useRemoving() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (name: string) => answered(api.DELETE('/api/users', { params: { query: { name } } })),
    onSuccess: () => changed(queries),
  })
}

/** The list is another, and so may be who is signed in here: whoever is changed is signed off. */
function changed(queries: QueryClient): Promise<void> {
  return Promise.all([USERS, SESSION].map((queryKey) => queries.invalidateQueries({ queryKey }))).then(() => undefined)
}

/** A page of the audit trail, the newest entries first. */
export function useAudit(before: number | undefined) {
  return useQuery({ queryKey: ['audit', before], queryFn: () => fetchAudit(before) })
}

function fetchUsers(): Promise<User[]> {
  return answered(api.GET('/api/users'))
}

function fetchAudit(before: number | undefined): Promise<AuditPage> {
  return answered(api.GET('/api/audit', { params: { query: before === undefined ? {} : { before } } }))
}

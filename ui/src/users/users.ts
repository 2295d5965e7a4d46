import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { api } from '../api/client'
import type { components } from '../api/schema'

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

/** Let somebody in; the error's message is the line PC's own words. */
export function useAdding() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (body: NewUser) => told(await api.POST('/api/users', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: USERS }),
  })
}

/** Change somebody; the error's message is the line PC's own words. */
export function useChanging() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async ({ name, ...body }: UserChange & { name: string }) =>
      told(await api.PATCH('/api/users', { params: { query: { name } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: USERS }),
  })
}

/** A page of the audit trail, the newest entries first. */
export function useAudit(before: number | undefined) {
  return useQuery({ queryKey: ['audit', before], queryFn: () => fetchAudit(before) })
}

async function fetchUsers(): Promise<User[]> {
  return told(await api.GET('/api/users'))
}

async function fetchAudit(before: number | undefined): Promise<AuditPage> {
  return told(await api.GET('/api/audit', { params: { query: before === undefined ? {} : { before } } }))
}

function told<T>({ data, error }: { data?: T; error?: unknown }): T {
  if (data !== undefined) return data
  const words = (error as { detail?: unknown } | undefined)?.detail
  throw new Error(typeof words === 'string' ? words : 'no contact with the line PC')
}

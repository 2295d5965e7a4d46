import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { api } from '../api/client'
import type { components } from '../api/schema'
import { type Question, queryOf } from './question'

type Schemas = components['schemas']

export type Answer = Schemas['QualityAnswer']
export type Choices = Schemas['QualityChoices']
export type Bar = Schemas['QualityBar']
export type Point = Schemas['QualityPoint']
export type Drift = Schemas['QualityDrift']
export type Share = Schemas['QualityShare']
export type Span = Schemas['QualitySpan']
export type Places = Schemas['QualityPlaces']
export type Revision = Schemas['QualityRevision']

const ASKED_AGAIN_MS = 60_000

/** The line PC's words where it cannot answer. */
export class Refused extends Error {}

export function useAnswer(question: Question, isAsked: boolean) {
  return useQuery({
    queryKey: ['quality', question],
    queryFn: () => fetchAnswer(question),
    placeholderData: keepPreviousData,
    refetchInterval: ASKED_AGAIN_MS,
    enabled: isAsked,
    retry: false,
  })
}

export function useChoices(isAsked: boolean): Choices | undefined {
  return useQuery({ queryKey: ['quality-choices'], queryFn: fetchChoices, enabled: isAsked }).data
}

async function fetchAnswer(question: Question): Promise<Answer> {
  const { data, error } = await api.GET('/api/quality', { params: { query: queryOf(question) } })
  if (data === undefined) throw new Refused(wordsOf(error))
  return data
}

async function fetchChoices(): Promise<Choices> {
  const { data } = await api.GET('/api/quality/choices')
  if (data === undefined) throw new Error('the choices cannot be read')
  return data
}

function wordsOf(error: unknown): string {
  const words = (error as { detail?: unknown } | undefined)?.detail
  return typeof words === 'string' ? words : ''
}

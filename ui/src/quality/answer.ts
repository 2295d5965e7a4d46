import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { api } from '../api/client'
import type { components } from '../api/schema'
import { answered } from '../refused/refused'
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
  // Again and again: on a page that is left open "today" becomes another day, and revisions come.
  return useQuery({ queryKey: ['quality-choices'], queryFn: fetchChoices, enabled: isAsked, refetchInterval: ASKED_AGAIN_MS }).data
}

function fetchAnswer(question: Question): Promise<Answer> {
  return answered(api.GET('/api/quality', { params: { query: queryOf(question) } }))
}

function fetchChoices(): Promise<Choices> {
  return answered(api.GET('/api/quality/choices'))
}

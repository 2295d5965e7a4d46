import { useState } from 'react'

import { api } from '../api/client'
import type { components } from '../api/schema'
import type { Answer } from './figures'

export type Interval = components['schemas']['MsaStudy']['interval']
export type Language = components['schemas']['MsaStudy']['language']

/** The study file that was chosen, and what came of it. Nothing of it stays on the line PC. */
export interface Study {
  name: string
  answer: Answer | null
  /** Why there is no answer, in the words of the line PC. */
  words: string
  interval: NonNullable<Interval>
  choose(file: File): Promise<void>
  take(interval: NonNullable<Interval>): Promise<void>
  print(language: NonNullable<Language>): Promise<void>
}

interface Chosen {
  name: string
  csv: string
}

export function useStudy(): Study {
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [words, setWords] = useState('')
  const [interval, setInterval] = useState<NonNullable<Interval>>('clopper-pearson')

  const reckon = async (of: Chosen, wanted: NonNullable<Interval>): Promise<void> => {
    const { data, error, response } = await api.POST('/api/msa/study', { body: { ...of, interval: wanted, language: 'en' } })
    setAnswer(data ?? null)
    setWords(data === undefined ? wordsOf(error, response) : '')
  }
  return {
    name: chosen?.name ?? '',
    answer,
    words,
    interval,
    choose: async (file) => {
      const read = { name: file.name.replace(/\.csv$/i, '').slice(0, 120) || 'study', csv: await file.text() }
      setChosen(read)
      await reckon(read, interval)
    },
    take: async (wanted) => {
      setInterval(wanted)
      if (chosen !== null) await reckon(chosen, wanted)
    },
    print: async (language) => {
      if (chosen === null) return
      const { data, error, response } = await api.POST('/api/msa/report', {
        body: { ...chosen, interval, language },
        parseAs: 'blob',
      })
      if (data === undefined) setWords(wordsOf(error, response))
      else save(data as Blob, `msa-${language}.pdf`)
    },
  }
}

export function wordsOf(error: unknown, response: Response): string {
  const words = (error as { detail?: unknown } | undefined)?.detail
  return typeof words === 'string' ? words : `HTTP ${response.status}`
}

/** Let the browser keep `blob` under `name`. */
export function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

import { useState } from 'react'

import { api } from '../api/client'
import type { components } from '../api/schema'
import { save } from '../app/save'
import { answered, type Refusal, refusalOf } from '../refused/refused'
import type { Answer } from './figures'

export type Interval = components['schemas']['MsaStudy']['interval']
export type Language = components['schemas']['MsaStudy']['language']

/** The study file that was chosen, and what came of it. Nothing of it stays on the line PC. */
export interface Study {
  name: string
  answer: Answer | null
  /** Why there is no answer; null where there is one. */
  refusal: Refusal | null
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
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [interval, setInterval] = useState<NonNullable<Interval>>('clopper-pearson')

  const reckon = async (of: Chosen, wanted: NonNullable<Interval>): Promise<void> => {
    setRefusal(null)
    const asked = answered(api.POST('/api/msa/study', { body: { ...of, interval: wanted, language: 'en' } }))
    await asked.then(setAnswer, (thrown: unknown) => {
      setAnswer(null)
      setRefusal(refusalOf(thrown))
    })
  }
  return {
    name: chosen?.name ?? '',
    answer,
    refusal,
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
      const asked = answered(api.POST('/api/msa/report', { body: { ...chosen, interval, language }, parseAs: 'blob' }))
      await asked.then(
        (report) => save(report as Blob, `msa-${language}.pdf`),
        (thrown: unknown) => setRefusal(refusalOf(thrown)),
      )
    },
  }
}

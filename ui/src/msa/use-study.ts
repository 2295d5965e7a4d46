import { useRef, useState } from 'react'

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

const NO_CSV: Refusal = { status: 0, code: 'study-no-csv', figures: {}, detail: '' }

/** The text of a file in UTF-8; null where it is none, or cannot be read: names must not come out as others. */
async function textOf(file: File): Promise<string | null> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())
  } catch {
    return null
  }
}

export function useStudy(): Study {
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const newest = useRef(0)
  const [interval, setInterval] = useState<NonNullable<Interval>>('clopper-pearson')

  const reckon = async (of: Chosen, wanted: NonNullable<Interval>): Promise<void> => {
    const turn = (newest.current += 1)
    setRefusal(null)
    const asked = answered(api.POST('/api/msa/study', { body: { ...of, interval: wanted, language: 'en' } }))
    const tell = (told: Answer | null, why: Refusal | null) => {
      // A slow answer must not stand where a newer question was asked.
      if (turn !== newest.current) return
      setAnswer(told)
      setRefusal(why)
    }
    await asked.then(
      (told) => tell(told, null),
      (thrown: unknown) => tell(null, refusalOf(thrown)),
    )
  }
  return {
    name: chosen?.name ?? '',
    answer,
    refusal,
    interval,
    choose: async (file) => {
      // What is shown until the answer is there would be the figures of another study.
      setAnswer(null)
      const csv = await textOf(file)
      if (csv === null) return setRefusal(NO_CSV)
      const read = { name: file.name.replace(/\.csv$/i, '').slice(0, 120) || 'study', csv }
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

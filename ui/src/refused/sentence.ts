import type { i18n as I18n } from 'i18next'

import type { Refusal } from './refused'

/** A refusal as a reader gets it: a sentence in their language, and what follows it in English. */
export interface Told {
  sentence: string
  english: string
}

/** Says a refusal in the language of the page; one that the catalogue lacks is said in the line PC's English line. */
export function toldOf({ code, figures, detail }: Refusal, i18n: I18n): Told {
  const key = `refused.${code}`
  if (code === '' || !i18n.exists(key)) return { sentence: '', english: detail }
  const { words = '', ...others } = figures
  const spoken = Object.entries(others).map(([name, value]) => [name, spokenFigure(name, value, i18n)])
  const sentence = i18n.t(key, { ...(Object.fromEntries(spoken) as Record<string, string>), defaultValue: detail })
  return { sentence, english: String(words) }
}

/** Figures that are words of ours are said in the language of the page: roles, dispositions, reasons, outcomes. */
function spokenFigure(name: string, value: string | number, i18n: I18n): string | number {
  if (typeof value === 'number') return value
  const catalogue = CATALOGUES[name]
  return catalogue === undefined ? value : i18n.t(`${catalogue}.${value}`, { defaultValue: value })
}

const CATALOGUES: Readonly<Record<string, string>> = {
  role: 'session.role',
  needed: 'session.role',
  disposition: 'disposition',
  reason: 'reasonCode',
  outcome: 'outcome',
}

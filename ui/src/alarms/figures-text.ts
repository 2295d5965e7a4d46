import type { Alarm } from '../api/model'
import { count, dateTime, fixed, gigabytes } from '../format/format'

export type Figures = Alarm['figures']

/** All figures that any text of an alarm names; one that is not known reads as a dash. */
const NAMES = [
  'at',
  'align_ms',
  'bytes',
  'camera',
  'capture_ms',
  'compare_ms',
  'count',
  'days',
  'decide_ms',
  'following',
  'high',
  'low',
  'of',
  'part',
  'percent',
  'plc',
  'revision',
  'seconds',
  'seen',
  'total_ms',
  'zone',
] as const
const ONE_DIGIT = new Set(['days', 'high', 'low', 'percent'])
export type FigureTexts = Record<(typeof NAMES)[number], string>

/** The figures of an alarm as its texts name them, written for `locale`. */
export function figureTexts(figures: Figures, locale: string): FigureTexts {
  const values = new Map(figures.map(({ name, value }) => [name, value]))
  const texts = NAMES.map((name) => [name, written(name, values.get(name), locale)])
  return Object.fromEntries(texts) as FigureTexts
}

function written(name: string, value: string | number | undefined, locale: string): string {
  if (value === undefined || value === '') return '–'
  if (typeof value === 'string') return name === 'at' ? dateTime(value, locale) : value
  if (name === 'bytes') return gigabytes(value, locale)
  if (ONE_DIGIT.has(name)) return fixed(value, 1, locale)
  return count(value, locale)
}

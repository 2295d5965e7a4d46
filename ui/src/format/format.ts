/** Formatters are dear to make and wanted many times a second, so each is made once. */
const numbers = new Map<string, Intl.NumberFormat>()
const moments = new Map<string, Intl.DateTimeFormat>()

function numberFormat(locale: string, least: number, most: number): Intl.NumberFormat {
  const key = `${locale} ${least} ${most}`
  const known = numbers.get(key)
  if (known !== undefined) return known
  const made = new Intl.NumberFormat(locale, { minimumFractionDigits: least, maximumFractionDigits: most })
  numbers.set(key, made)
  return made
}

const MOMENTS = {
  second: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  minute: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  date: { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

function written(moment: string | number, kind: keyof typeof MOMENTS, locale: string): string {
  const key = `${locale} ${kind}`
  const format = moments.get(key) ?? new Intl.DateTimeFormat(locale, MOMENTS[kind])
  moments.set(key, format)
  return format.format(new Date(moment))
}

const SECOND_MS = 1_000

/** An age as m:ss, or h:mm:ss from one hour on; a clock that runs ahead shows 0:00, never a negative age. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND_MS))
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const ss = String(s).padStart(2, '0')
  return h === 0 ? `${m}:${ss}` : `${h}:${String(m).padStart(2, '0')}:${ss}`
}

/**
 * A score in units of its limit, as operators read it: ×1.83; an absent score is a dash.
 *
 * Rounding never crosses the limit: 0.999 passed and 1.001 did not, so neither may read ×1.00.
 */
export function timesLimit(score: number | null, locale: string): string {
  if (score === null) return '–'
  const rounded = Number(score.toFixed(2))
  const shown = rounded === 1 && score !== 1 ? rounded + Math.sign(score - 1) / 100 : rounded
  return `×${fixed(shown, shown < 10 ? 2 : 0, locale)}`
}

export function count(n: number, locale: string): string {
  return numberFormat(locale, 0, 0).format(n)
}

export function fixed(value: number, digits: number, locale: string): string {
  return numberFormat(locale, digits, digits).format(value)
}

/**
 * A share in percent with one digit; it never rounds up to 100 % or down to 0 % while there is an exception.
 * Null where there is nothing to divide by.
 */
export function share(part: number, whole: number, locale: string): string | null {
  if (whole === 0) return null
  const percent = (100 * part) / whole
  const shown = percent < 100 ? Math.min(percent, 99.9) : percent
  const honest = percent > 0 ? Math.max(shown, 0.1) : shown
  return `${fixed(honest, 1, locale)} %`
}

/** Free space of a disk in GB, as disks are sold (10⁹ bytes). */
export function gigabytes(bytes: number, locale: string): string {
  const gb = bytes / 1e9
  const digits = gb < 10 ? 1 : 0
  return `${numberFormat(locale, 0, digits).format(gb)} GB`
}

export function clockTime(moment: string | number, locale: string): string {
  return written(moment, 'second', locale)
}

export function clockMinute(moment: string | number, locale: string): string {
  return written(moment, 'minute', locale)
}

export function dateTime(moment: string | number, locale: string): string {
  return written(moment, 'date', locale)
}

/** Makes a browser read its tables of languages while it waits for scripts: a tenth of a second, the first time. */
export function warmUp(): void {
  new Intl.DateTimeFormat(navigator.language, MOMENTS.second).format(0)
  new Intl.NumberFormat(navigator.language).format(0)
  new Intl.PluralRules(navigator.language).select(0)
}

const LONG_NAME = 14

/**
 * A part's name as people say it: whole if it is short, else its last piece.
 *
 * The names that a station gives begin with the moment in microseconds and end with a running number.
 */
export function spokenId(partId: string): string {
  if (partId.length <= LONG_NAME) return partId
  const piece = partId.slice(partId.search(/[^-_]*$/))
  return `…${piece.length < 4 ? partId.slice(-LONG_NAME) : piece.slice(-LONG_NAME)}`
}

/** The end of a part's name, which is what differs, short enough to stand under a shape. */
export function shortId(partId: string): string {
  return partId.slice(-4)
}

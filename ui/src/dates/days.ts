/** Days in the pages: yyyy-mm-dd wherever they are kept or asked for, written for people as their language has it. */

const FIRST_YEAR = 2000

/** The locale in which days are typed: English has the day first as plants do, Chinese the year. */
export function dateLocale(language: string): string {
  return language === 'en' ? 'en-GB' : language
}

/** A day that can be asked for: yyyy-mm-dd, or empty for none; null while it is not whole, as in year 20. */
export function dayOf(text: string): string | null {
  if (text === '') return ''
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && Number(text.slice(0, 4)) >= FIRST_YEAR ? text : null
}

/** The day that an address asks for; empty where it asks for none, or for one that no calendar has. */
export function dayIn(address: string | null): string {
  const text = dayOf(address ?? '') ?? ''
  const [year = 0, month = 1, date = 1] = text.split('-').map(Number)
  return text !== '' && new Date(Date.UTC(year, month - 1, date)).toISOString().startsWith(text) ? text : ''
}

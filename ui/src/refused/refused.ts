/** Why the line PC, or the way to it, refused: a sentence of the catalogue by its code, and the line PC's own English line. */
export interface Refusal {
  /** Of the answer; 0 where none came. */
  status: number
  code: string
  figures: Readonly<Record<string, string | number>>
  detail: string
}

/** What a request that was refused throws; a page shows its refusal. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.detail || refusal.code)
  }
}

interface Came<T> {
  data?: T
  error?: unknown
  response: Response
}

/** What the line PC answers; throws Refused where it refuses or does not answer. */
export async function answered<T>(asked: Promise<Came<T>>): Promise<T> {
  const { data, error, response } = await asked.catch(() => {
    throw new Refused(NO_CONTACT)
  })
  if (!response.ok) throw new Refused(refusalIn(response.status, error))
  return data as T
}

/** Why something was refused that threw. */
export function refusalOf(thrown: unknown): Refusal {
  return thrown instanceof Refused ? thrown.refusal : NO_CONTACT
}

const NO_CONTACT: Refusal = { status: 0, code: 'no-contact', figures: {}, detail: '' }

/** The refusal in the body of an answer; what stands between here and the line PC may have answered instead. */
export function refusalIn(status: number, body: unknown): Refusal {
  const { detail, code, figures } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  if (typeof detail !== 'string') return { status, code: 'http', figures: { status }, detail: '' }
  return { status, code: typeof code === 'string' ? code : '', figures: figuresIn(figures), detail }
}

function figuresIn(figures: unknown): Record<string, string | number> {
  if (typeof figures !== 'object' || figures === null) return {}
  const readable = Object.entries(figures).filter(([, value]) => typeof value === 'string' || typeof value === 'number')
  return Object.fromEntries(readable) as Record<string, string | number>
}

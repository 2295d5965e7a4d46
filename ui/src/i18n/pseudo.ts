// A language nobody speaks: English made longer, to see before any translator does whether a text fits its place.

/** Translations are up to this much longer than English. */
const LONGER = 0.4
const FIGURE = /{{\w+}}/g
const PADDING = 'lorem ipsum '

export type Texts = { [key: string]: string | Texts }

/** Every text of `texts` with words added behind it, its figures as they are. */
export function lengthened(texts: Texts): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, typeof text === 'string' ? longer(text) : lengthened(text)]),
  )
}

function longer(text: string): string {
  const extra = Math.ceil(text.replace(FIGURE, '').trim().length * LONGER)
  return extra === 0 ? text : `${text} ${PADDING.repeat(Math.ceil(extra / PADDING.length)).slice(0, extra - 1).trim()}`.trim()
}

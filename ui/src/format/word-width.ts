const CJK_EM = 1
const CAPITAL_EM = 0.86
const SMALL_EM = 0.7

/**
 * About how wide the widest word of `text` is in bold, in multiples of its font size; never less than two.
 *
 * So that a verdict is written as large as its tile allows, whatever the language. Chinese is not broken either.
 */
export function widestEm(text: string): number {
  return Math.max(2, ...text.split(/\s+/).map(wordEm))
}

function wordEm(word: string): number {
  return [...word].reduce((em, letter) => em + letterEm(letter), 0)
}

function letterEm(letter: string): number {
  if (letter > '\u2e7f') return CJK_EM
  return letter === letter.toUpperCase() ? CAPITAL_EM : SMALL_EM
}

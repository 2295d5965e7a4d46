import { expect, test } from 'vitest'

import en from './en.json'
import zhCN from './zh-CN.json'

type Tree = { [key: string]: string | Tree }

function flat(tree: Tree, path = ''): Map<string, string> {
  const entries = Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as const] : [...flat(value, `${path}${key}.`)],
  )
  return new Map(entries)
}

const english = flat(en)
const chinese = flat(zhCN)

/** Written the same in both languages on every line we know of. */
const SAME_IN_BOTH = /^(outcome\.(PASS|REJECT)|device\.plc|first\.(golden|limits|run)How|part\.sizePx|viewer\.oneToOne)$/

test('both languages have the same keys, so no text is missing in either', () => {
  expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort())
})

test('both languages name the same figures in every text', () => {
  const figures = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map((match) => match[1]).sort()
  for (const [key, text] of english) expect([key, figures(chinese.get(key) ?? '')]).toEqual([key, figures(text)])
})

test('no Chinese text is left in English', () => {
  const untranslated = [...chinese].filter(([key, text]) => !SAME_IN_BOTH.test(key) && !/\p{Script=Han}/u.test(text))
  expect(untranslated).toEqual([])
})

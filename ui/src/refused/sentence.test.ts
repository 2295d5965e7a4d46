import i18next, { type i18n as I18n } from 'i18next'
import { beforeAll, expect, test } from 'vitest'

import en from '../i18n/en.json'
import zhCN from '../i18n/zh-CN.json'
import { answered, refusalIn, refusalOf } from './refused'
import { toldOf } from './sentence'

let chinese: I18n

beforeAll(async () => {
  chinese = i18next.createInstance()
  const resources = { en: { translation: en }, 'zh-CN': { translation: zhCN } }
  await chinese.init({ resources, lng: 'zh-CN', fallbackLng: 'en', interpolation: { escapeValue: false } })
})

test('a refusal is said in the language of the page, roles too', () => {
  const body = { detail: 'Li is operator; this needs admin', code: 'role-too-low', figures: { name: 'Li', role: 'operator', needed: 'admin' } }
  expect(toldOf(refusalIn(403, body), chinese)).toEqual({
    sentence: 'Li 的角色是操作员，此操作需要管理员或以上角色。',
    english: '',
  })
})

test('what the line PC says beyond its sentence follows in English', () => {
  const body = { detail: 'cannot write', code: 'store', figures: { words: 'disk full' } }
  expect(toldOf(refusalIn(503, body), chinese).english).toBe('disk full')
})

test.each(['', 'of-tomorrow'])('a code without a sentence (%j) is said in the English line', (code) => {
  expect(toldOf(refusalIn(409, { detail: 'not today', code, figures: {} }), chinese)).toEqual({ sentence: '', english: 'not today' })
})

test('a name that looks like our own markup stays a name', () => {
  const body = { detail: '', code: 'badge-taken', figures: { name: '$t(nav.live) {{name}}' } }
  expect(toldOf(refusalIn(400, body), chinese).sentence).toBe('此工卡已登记给 $t(nav.live) {{name}}。')
})

test('no answer and an answer of something else have sentences too', async () => {
  const lost = await answered(Promise.reject(new TypeError('failed to fetch'))).catch(refusalOf)
  expect(toldOf(lost as never, chinese).sentence).toBe('与产线电脑失去联系。')
  const proxy = await answered(Promise.resolve({ error: '<html>', response: new Response('', { status: 502 }) })).catch(refusalOf)
  expect(toldOf(proxy as never, chinese).sentence).toBe('产线电脑返回 HTTP 502。')
})

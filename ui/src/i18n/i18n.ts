import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'

import en from './en.json'
import zhCN from './zh-CN.json'

export const LANGUAGES = ['en', 'zh-CN'] as const
export type Language = (typeof LANGUAGES)[number]

const KEPT_AS = 'inspector.language'
const PSEUDO = 'en-XA'

/** Start in the language this display was left in, else in the browser's, else in English. */
export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { en: { translation: en }, 'zh-CN': { translation: zhCN } },
    lng: firstLanguage(),
    fallbackLng: 'en',
    interpolation: { escapeValue: false }, // React escapes
  })
  if (localStorage.getItem(KEPT_AS) === PSEUDO) await lengthen()
  applyToDocument(i18next.language)
}

export function currentLanguage(): Language {
  return i18next.language === 'zh-CN' ? 'zh-CN' : 'en'
}

export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEPT_AS, language)
  await i18next.changeLanguage(language)
  applyToDocument(language)
}

function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT_AS)
  if (kept === 'en' || kept === 'zh-CN') return kept
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

/** Only where a display was set to it by hand: no person is offered it. */
async function lengthen(): Promise<void> {
  const { lengthened } = await import('./pseudo')
  i18next.addResourceBundle(PSEUDO, 'translation', lengthened(en))
  await i18next.changeLanguage(PSEUDO)
}

function applyToDocument(language: string): void {
  document.documentElement.lang = language
}

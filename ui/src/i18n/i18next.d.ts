import type en from './en.json'

/** Keys are checked when the pages are compiled: a text that English lacks is an error. */
declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en }
  }
}

import en from '../i18n/en.json'

/** The acts that have words in our languages; others are shown by their name. */
export type KnownAct = keyof typeof en.audit.act

export function isKnownAct(act: string): act is KnownAct {
  return Object.hasOwn(en.audit.act, act)
}

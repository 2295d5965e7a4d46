/** The acts that have words in our languages; others are shown by their name. */
const KNOWN = [
  'sign-in',
  'sign-in-refused',
  'sign-out',
  'sign-off',
  'add-user',
  'change-user',
  'remove-user',
  'dispose',
  'dispose-refused',
  'undo',
  'undo-refused',
] as const

export type KnownAct = (typeof KNOWN)[number]

export function isKnownAct(act: string): act is KnownAct {
  return (KNOWN as readonly string[]).includes(act)
}

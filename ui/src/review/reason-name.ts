import { useTranslation } from 'react-i18next'

const KNOWN = [
  'missing-part',
  'wrong-part',
  'bridge',
  'scratch',
  'dirt',
  'position',
  'light',
  'dust',
  'good-variation',
  'limit',
  'golden',
  'other',
] as const
type Known = (typeof KNOWN)[number]

/** How people read a reason; one that the site made up is shown as it was written. */
export function useReasonName(): (code: string) => string {
  const { t } = useTranslation()
  return (code) => (isKnown(code) ? t(`reasonCode.${code}`) : code)
}

function isKnown(code: string): code is Known {
  return (KNOWN as readonly string[]).includes(code)
}

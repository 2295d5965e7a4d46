import { useTranslation } from 'react-i18next'

import type { Refusal } from './refused'
import { toldOf } from './sentence'

/** Why something was refused, in the language of the page; what the line PC has to say beyond it follows in English. */
export function RefusalText({ of }: { of: Refusal }) {
  const { i18n } = useTranslation()
  const { sentence, english } = toldOf(of, i18n)
  return (
    <>
      {sentence}
      {english === '' ? null : (
        <span lang="en" translate="no">
          {sentence === '' ? english : ` ${english}`}
        </span>
      )}
    </>
  )
}

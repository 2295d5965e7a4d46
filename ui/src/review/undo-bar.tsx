import { useTranslation } from 'react-i18next'

import { ActionButton } from '../app/action-button'
import { spokenId } from '../format/format'
import { KeyCap } from '../keys/key-cap'
import { useReasonName } from './reason-name'
import styles from './told.module.css'
import type { Review } from './use-review'

/** What was said last, and taking it back, for ten seconds. */
export function UndoBar({ review: { last, undoLast, isBusy } }: { review: Review }) {
  const { t } = useTranslation()
  const nameOf = useReasonName()
  const said = last?.said
  return (
    <div role="status">
      {said?.disposition == null ? null : (
        <div className={styles.undo} data-undo={said.part_id}>
          <p>
            {t('review.said', { id: spokenId(said.part_id), what: t(`disposition.${said.disposition}`) })}
            {said.reason === '' ? null : ` · ${nameOf(said.reason)}`}
          </p>
          <ActionButton onPress={undoLast} isDisabled={isBusy} isStrong>
            {t('review.undo')} <KeyCap of="U" />
          </ActionButton>
        </div>
      )}
    </div>
  )
}

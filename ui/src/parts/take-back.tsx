import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import type { Part } from '../api/model'
import { ActionButton } from '../app/action-button'
import type { Refusal } from '../refused/refused'
import { RefusalText } from '../refused/refusal-text'
import { undo } from '../review/dispositions'
import { SESSION, useSession } from '../session/session'

/** Takes back what stands for a part, however long ago it was said: the tap in Review is there for ten seconds only. */
export function TakeBack({ part, answers }: { part: Part; answers: number }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const [isBusy, setBusy] = useState(false)
  const [why, setWhy] = useState<Refusal | null>(null)
  const takeBack = async () => {
    setBusy(true)
    const entered = await undo(part.part_id, answers)
    setBusy(false)
    setWhy(entered.kind === 'said' ? null : entered.why)
    for (const queryKey of [['part', part.part_id], ['review'], SESSION]) void queries.invalidateQueries({ queryKey })
  }
  return (
    <>
      <ActionButton onPress={() => void takeBack()} isDisabled={!may('operator') || isBusy}>
        {t('part.takeBack')}
        {may('operator') ? null : ` · ${t('review.signInFirst')}`}
      </ActionButton>
      <div role="status">
        {why === null ? null : (
          <p>
            {t('part.notTakenBack')} <RefusalText of={why} />
          </p>
        )}
      </div>
    </>
  )
}

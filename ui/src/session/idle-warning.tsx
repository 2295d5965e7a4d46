import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

import { api } from '../api/client'
import { ActionButton } from '../app/action-button'
import { DialogEnd, TouchDialog } from '../app/touch-dialog'
import { useTicking } from '../feed/use-clock'
import { SESSION, type SignedIn, useDoor, useSignedInAt } from './session'

export const WARNED_S = 30

/** Half a minute before somebody is signed off for want of a touch: one tap lets them stay. */
export function IdleWarning() {
  const { t } = useTranslation()
  const { signedIn, atMs } = useSignedInAt()
  // Above the warning nothing is drawn anew.
  const leftS = useTicking(() => Math.min(secondsLeft(signedIn, atMs, Date.now()), WARNED_S + 1))
  useSignedOff(leftS <= 0)
  const { stay, end } = useStay()
  const mayStay = (signedIn?.longest_left_s ?? 0) > WARNED_S
  const isOpen = leftS <= WARNED_S
  return (
    <TouchDialog
      title={t('session.idle.title', { count: Math.max(0, leftS) })}
      isOpen={isOpen}
      onClose={mayStay ? stay : () => undefined}
      isUrgent
    >
      <p>{t(mayStay ? 'session.idle.why' : 'session.idle.longest')}</p>
      <p>{t('session.idle.lost')}</p>
      <DialogEnd>
        <ActionButton onPress={() => void end()}>{t('session.signOut')}</ActionButton>
        {mayStay ? (
          <ActionButton onPress={stay} isStrong>
            {t('session.idle.stay')}
          </ActionButton>
        ) : null}
      </DialogEnd>
    </TouchDialog>
  )
}

/** Seconds until somebody is signed off; for ever where nobody is signed in. */
export function secondsLeft(signedIn: SignedIn | undefined, atMs: number, nowMs: number): number {
  if (signedIn === undefined || signedIn.person === null) return Number.POSITIVE_INFINITY
  return signedIn.left_s - Math.floor((nowMs - atMs) / 1_000)
}

/** Shows at once that nobody is signed in any more, whether or not the line PC can be asked. */
function useSignedOff(isOver: boolean): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (!isOver) return
    queries.setQueryData<SignedIn>(SESSION, (before) => (before === undefined ? before : { ...before, person: null }))
    void queries.invalidateQueries({ queryKey: SESSION })
  }, [isOver, queries])
}

function useStay() {
  const queries = useQueryClient()
  const { signOut } = useDoor()
  const stay = () => {
    void api.POST('/api/session/use').then(
      ({ data }) => data === undefined || queries.setQueryData(SESSION, data),
      () => undefined, // the feed's own notice tells that contact is lost
    )
  }
  return { stay, end: signOut }
}

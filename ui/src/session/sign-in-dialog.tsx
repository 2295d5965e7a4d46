import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'

import { api } from '../api/client'
import { ActionButton } from '../app/action-button'
import { DialogEnd, TouchDialog } from '../app/touch-dialog'
import { answered, refusalOf } from '../refused/refused'
import { RefusalText } from '../refused/refusal-text'
import { PinPad } from './pin-pad'
import { namesInOrder } from './recent-names'
import { type Answer, useSignedIn } from './session'
import styles from './sign-in-dialog.module.css'
import type { Attempt } from './use-attempt'

interface SignInDialogProps {
  isOpen: boolean
  attempt: Attempt
  onClose: () => void
}

/** Who signs in here: hold a badge to the reader, or tap a name and type the PIN. */
export function SignInDialog({ isOpen, attempt, onClose }: SignInDialogProps) {
  const { t } = useTranslation()
  const [name, setName] = useState<string | null>(null)
  // Whoever opens it again is somebody else.
  useEffect(() => (isOpen ? undefined : setName(null)), [isOpen])
  return (
    <TouchDialog title={name === null ? t('session.who') : name} isOpen={isOpen} onClose={onClose}>
      <SignInForm name={name} onName={setName} attempt={attempt} onClose={onClose} />
    </TouchDialog>
  )
}

interface SignInFormProps {
  name: string | null
  onName: (name: string | null) => void
  attempt: Attempt
  onClose: () => void
}

function SignInForm({ name, onName, attempt, onClose }: SignInFormProps) {
  const { t } = useTranslation()
  const signedIn = useSignedIn()
  return (
    <>
      {signedIn?.users === false ? <NobodyYet command={signedIn.command} /> : null}
      {signedIn?.users === true && name === null ? <Names onName={onName} /> : null}
      {name === null ? null : <PinStep name={name} attempt={attempt} />}
      <AnswerText answer={attempt.answer} waitS={attempt.waitS} />
      <DialogEnd>
        {name === null ? null : (
          <ActionButton onPress={() => (attempt.forget(), onName(null))}>{t('session.otherName')}</ActionButton>
        )}
        <ActionButton onPress={onClose}>{t('session.close')}</ActionButton>
      </DialogEnd>
    </>
  )
}

function NobodyYet({ command }: { command: string }) {
  const { t } = useTranslation()
  return (
    <p className={styles.nobody}>
      {t('session.nobodyYet')} <code lang="en">{command}</code>
    </p>
  )
}

function Names({ onName }: { onName: (name: string) => void }) {
  const { t } = useTranslation()
  const { data, error } = useQuery({ queryKey: ['session', 'names'], queryFn: fetchNames, staleTime: 0 })
  return (
    <>
      <p>{t('session.badgeOrName')}</p>
      {error === null ? null : (
        <p className={styles.answer} role="alert">
          <RefusalText of={refusalOf(error)} />
        </p>
      )}
      <ul className={styles.names} aria-label={t('session.names')}>
        {namesInOrder(data ?? []).map((name) => (
          <li key={name}>
            <Button className={styles.name ?? ''} onPress={() => onName(name)}>
              <bdi translate="no">{name}</bdi>
            </Button>
          </li>
        ))}
      </ul>
    </>
  )
}

function PinStep({ name, attempt }: { name: string; attempt: Attempt }) {
  const [pin, setPin] = useState('')
  const enter = () => {
    if (pin === '' || attempt.isBusy) return
    setPin('')
    void attempt.make({ name, pin })
  }
  return <PinPad pin={pin} onPin={setPin} onEnter={enter} isDisabled={attempt.isBusy || attempt.waitS > 0} />
}

function AnswerText({ answer, waitS }: { answer: Answer | null; waitS: number }) {
  const { t } = useTranslation()
  let words = ''
  if (waitS > 0) words = t('session.wait', { count: waitS })
  else if (answer?.kind === 'wrong') words = t('session.wrong')
  return (
    <p className={styles.answer} role="alert">
      {answer?.kind === 'failed' ? <RefusalText of={answer.why} /> : words}
    </p>
  )
}

function fetchNames(): Promise<string[]> {
  return answered(api.GET('/api/session/names'))
}

import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useTranslation } from 'react-i18next'

import { api } from '../api/client'
import { ActionButton } from '../app/action-button'
import { PinPad } from './pin-pad'
import { namesInOrder, noteName } from './recent-names'
import { type Answer, type NewSession, useDoor, useSignedIn } from './session'
import styles from './sign-in-dialog.module.css'
import { useBadge } from './use-badge'

interface SignInDialogProps {
  isOpen: boolean
  onClose: () => void
}

/** Who signs in here: hold a badge to the reader, or tap a name and type the PIN. */
export function SignInDialog({ isOpen, onClose }: SignInDialogProps) {
  return (
    <ModalOverlay
      className={styles.overlay ?? ''}
      isOpen={isOpen}
      onOpenChange={(open) => (open ? undefined : onClose())}
      isDismissable
    >
      <Modal className={styles.modal ?? ''}>
        <Dialog className={styles.dialog ?? ''}>
          <SignInForm onClose={onClose} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function SignInForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const signedIn = useSignedIn()
  const [name, setName] = useState<string | null>(null)
  const attempt = useAttempt(onClose)
  return (
    <>
      <Heading slot="title" level={2} className={styles.title ?? ''}>
        {name === null ? t('session.who') : name}
      </Heading>
      {signedIn?.users === false ? <NobodyYet command={signedIn.command} /> : null}
      {signedIn?.users === true && name === null ? <Names onName={setName} /> : null}
      {name === null ? null : <PinStep name={name} attempt={attempt} />}
      <AnswerText answer={attempt.answer} waitS={attempt.waitS} />
      <div className={styles.end}>
        {name === null ? null : (
          <ActionButton onPress={() => (attempt.forget(), setName(null))}>{t('session.otherName')}</ActionButton>
        )}
        <ActionButton onPress={onClose}>{t('session.close')}</ActionButton>
      </div>
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
  const { data } = useQuery({ queryKey: ['session', 'names'], queryFn: fetchNames, staleTime: 0 })
  return (
    <>
      <p>{t('session.badgeOrName')}</p>
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
      {answer?.kind === 'failed' ? <span lang="en">{answer.words}</span> : words}
    </p>
  )
}

interface Attempt {
  answer: Answer | null
  waitS: number
  isBusy: boolean
  make(given: NewSession): Promise<void>
  forget(): void
}

/** One try after the other, and the seconds to wait after too many; a badge tries at any time. */
function useAttempt(onDone: () => void): Attempt {
  const { signIn } = useDoor()
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [waitS, setWaitS] = useState(0)
  const make = async (given: NewSession) => {
    setBusy(true)
    const came = await signIn(given).catch((): Answer => ({ kind: 'failed', words: 'no contact with the line PC' }))
    setBusy(false)
    setAnswer(came)
    setWaitS(came.kind === 'wait' ? came.seconds : 0)
    if (came.kind !== 'in') return
    if (given.name !== undefined) noteName(given.name)
    onDone()
  }
  useBadge(useLatest((badge: string) => void make({ badge })))
  useCountdown(waitS, setWaitS)
  return { answer, waitS, isBusy, make, forget: () => setAnswer(null) }
}

function useLatest(call: (badge: string) => void): (badge: string) => void {
  const [kept] = useState({ call })
  useEffect(() => {
    kept.call = call
  })
  return useCallback((badge: string) => kept.call(badge), [kept])
}

function useCountdown(seconds: number, onSecond: (left: number) => void): void {
  useEffect(() => {
    if (seconds <= 0) return
    const timer = setTimeout(() => onSecond(seconds - 1), 1_000)
    return () => clearTimeout(timer)
  }, [seconds, onSecond])
}

async function fetchNames(): Promise<string[]> {
  const { data } = await api.GET('/api/session/names')
  if (data === undefined) throw new Error('the names cannot be read')
  return data
}

import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { ActionButton } from '../app/action-button'
import { DialogEnd } from '../app/touch-dialog'
import { PinPad } from '../session/pin-pad'
import type { Role } from '../session/session'
import { useBadge } from '../session/use-badge'
import styles from './change-dialog.module.css'

interface SureStepProps {
  question: string
  act: string
  onSure: () => void
  onBack: () => void
}

/** One more tap before what cannot be taken back with one. */
export function SureStep({ question, act, onSure, onBack }: SureStepProps) {
  const { t } = useTranslation()
  return (
    <>
      <p className={styles.question}>{question}</p>
      <DialogEnd>
        <ActionButton onPress={onBack}>{t('review.back')}</ActionButton>
        <ActionButton onPress={onSure} isStrong>
          {act}
        </ActionButton>
      </DialogEnd>
    </>
  )
}

interface NewPinStepProps {
  /** The role that comes with it; null where the role stays. */
  role: Role | null
  onPin: (pin: string) => void
  onBack: () => void
}

/** A new PIN, typed twice: who types it for somebody else sees dots only. */
export function NewPinStep({ role, onPin, onBack }: NewPinStepProps) {
  const { t } = useTranslation()
  const [pin, setPin] = useState('')
  const [first, setFirst] = useState<string | null>(null)
  const [differs, setDiffers] = useState(false)
  const enter = () => {
    setPin('')
    setFirst(first === null ? pin : null)
    setDiffers(first !== null && first !== pin)
    if (first === pin) onPin(pin)
  }
  const asks = first === null ? t('users.change.typePin') : t('users.change.typeAgain')
  return (
    <>
      <p className={styles.question} role="status">
        {differs ? `${t('users.change.differs')} ` : ''}
        {role === null || first !== null ? asks : t('users.change.pinForRole', { role: t(`session.role.${role}`) })}
      </p>
      <p>{t('users.change.pinRule')}</p>
      <PinPad pin={pin} onPin={setPin} onEnter={enter} isDisabled={false} />
      <DialogEnd>
        <ActionButton onPress={onBack}>{t('review.back')}</ActionButton>
      </DialogEnd>
    </>
  )
}

interface BadgeStepProps {
  onBadge: (badge: string) => void
  onBack: () => void
}

/** Waits for a badge at the reader; it signs nobody in meanwhile. */
export function BadgeStep({ onBadge, onBack }: BadgeStepProps) {
  const { t } = useTranslation()
  useBadge(onBadge)
  return (
    <>
      <p className={styles.question} role="status">
        {t('users.change.holdBadge')}
      </p>
      <DialogEnd>
        <ActionButton onPress={onBack}>{t('review.back')}</ActionButton>
      </DialogEnd>
    </>
  )
}

import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { useSettled } from '../alarms/use-settled'
import { ActionButton } from '../app/action-button'
import { DialogEnd, TouchDialog } from '../app/touch-dialog'
import { RefusalText } from '../refused/refusal-text'
import { refusalOf } from '../refused/refused'
import { may, ROLES, type Role, useSession } from '../session/session'
import styles from './change-dialog.module.css'
import { BadgeStep, NewPinStep, SureStep } from './change-steps'
import { type User, type UserChange, useChanging, useRemoving } from './users'

/** What is asked next about a person; `role` comes with a PIN where the role is a higher one. */
type Step =
  | { kind: 'all' }
  | { kind: 'role'; role: Role }
  | { kind: 'pin'; role: Role | null }
  | { kind: 'badge' }
  | { kind: 'remove' }

const ALL: Step = { kind: 'all' }

interface ChangeDialogProps {
  user: User
  onClose: () => void
}

/** What becomes of somebody who may sign in: role, PIN, badge, locked or not, removed. */
export function ChangeDialog({ user, onClose }: ChangeDialogProps) {
  const { t } = useTranslation()
  const [step, setStep] = useState<Step>(ALL)
  const changing = useChanging()
  const removing = useRemoving()
  const wrong = changing.error ?? removing.error
  const go = (next: Step) => {
    changing.reset()
    removing.reset()
    setStep(next)
  }
  const back = () => go(ALL)
  const change = (to: UserChange) => changing.mutate({ name: user.name, ...to }, { onSuccess: () => setStep(ALL) })
  return (
    <TouchDialog title={<bdi translate="no">{user.name}</bdi>} isOpen onClose={onClose}>
      {step.kind === 'all' ? <All user={user} onStep={go} onChange={change} /> : null}
      {step.kind === 'role' ? (
        <SureStep
          question={t('users.change.sureRole', { role: t(`session.role.${step.role}`) })}
          act={t('users.change.giveRole')}
          onSure={() => change({ role: step.role })}
          onBack={back}
        />
      ) : null}
      {step.kind === 'pin' ? (
        <NewPinStep
          role={step.role}
          onPin={(pin) => change(step.role === null ? { pin } : { pin, role: step.role })}
          onBack={back}
        />
      ) : null}
      {step.kind === 'badge' ? <BadgeStep onBadge={(badge) => change({ badge })} onBack={back} /> : null}
      {step.kind === 'remove' ? (
        <SureStep
          question={t('users.change.sureRemove')}
          act={t('users.change.remove')}
          onSure={() => removing.mutate(user.name, { onSuccess: onClose })}
          onBack={back}
        />
      ) : null}
      <p role="alert" className={styles.wrong}>
        {wrong === null ? null : <RefusalText of={refusalOf(wrong)} />}
      </p>
      {step.kind === 'all' ? (
        <DialogEnd>
          <ActionButton onPress={onClose}>{t('session.close')}</ActionButton>
        </DialogEnd>
      ) : null}
    </TouchDialog>
  )
}

interface AllProps {
  user: User
  onStep: (step: Step) => void
  onChange: (to: UserChange) => void
}

function All({ user, onStep, onChange }: AllProps) {
  const { t } = useTranslation()
  const { person } = useSession()
  const isActive = user.state === 'active'
  // Under the finger the button turns into its opposite.
  const isSettled = useSettled(user.state)
  return (
    <>
      <p>{t(person?.name === user.name ? 'users.change.yourself' : 'users.change.signsOff')}</p>
      <Row name={t('users.role')}>
        {ROLES.map((role) => (
          <ActionButton key={role} isStrong={role === user.role} onPress={() => onStep(roleStep(user, role))}>
            {t(`session.role.${role}`)}
            {role === user.role ? <span className="visually-hidden"> {t('users.change.now')}</span> : null}
          </ActionButton>
        ))}
      </Row>
      <Row name={t('users.pin')}>
        <ActionButton onPress={() => onStep({ kind: 'pin', role: null })}>{t('users.change.newPin')}</ActionButton>
      </Row>
      <Row name={t('users.badge')}>
        <ActionButton onPress={() => onStep({ kind: 'badge' })}>
          {t(user.has_badge ? 'users.change.otherBadge' : 'users.change.giveBadge')}
        </ActionButton>
        {user.has_badge ? (
          <ActionButton onPress={() => onChange({ badge: '' })}>{t('users.change.takeBadge')}</ActionButton>
        ) : null}
      </Row>
      <Row name={t('users.state')}>
        <ActionButton isHeld={!isSettled} onPress={() => onChange({ locked: isActive })}>
          {t(isActive ? 'users.lock' : 'users.unlock')}
        </ActionButton>
        <ActionButton onPress={() => onStep({ kind: 'remove' })}>{t('users.change.remove')}</ActionButton>
      </Row>
    </>
  )
}

/** A higher role may need more digits, so it comes with a new PIN; the same role asks for nothing. */
function roleStep(user: User, role: Role): Step {
  if (role === user.role) return ALL
  return may(role, 'engineer') && !may(user.role, role) ? { kind: 'pin', role } : { kind: 'role', role }
}

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className={styles.row} role="group" aria-label={name}>
      <span className={styles.name} aria-hidden="true">
        {name}
      </span>
      <div className={styles.acts}>{children}</div>
    </div>
  )
}

import { useState } from 'react'
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'

import { ActionButton } from '../app/action-button'
import type { Refusal } from '../refused/refused'
import { IdleWarning } from '../session/idle-warning'
import { type Person, useDoor, useSession, useSignedIn } from '../session/session'
import { SignInDialog } from '../session/sign-in-dialog'
import { useAttempt } from '../session/use-attempt'
import { useBadge } from '../session/use-badge'
import { useStaying } from '../session/use-staying'
import styles from './user-menu.module.css'

/** Who is signed in on this display, with the way out; or the way in. A badge signs in at any time. */
export function UserMenu() {
  const { t } = useTranslation()
  const { person } = useSession()
  const isKnown = useSignedIn() !== undefined
  const [isSigningIn, setSigningIn] = useState(false)
  const attempt = useAttempt(() => setSigningIn(false))
  useStaying(person !== null)
  useBadge((badge) => {
    // Whatever comes of it has to be seen: a badge that is nobody's opens the dialog with the answer.
    setSigningIn(true)
    void attempt.make({ badge })
  })
  const told = (why: Refusal | null) => {
    if (why === null) return
    attempt.tell(why)
    setSigningIn(true)
  }
  const open = () => {
    attempt.forget()
    setSigningIn(true)
  }
  return (
    <>
      {person === null ? (
        <Button className={styles.button ?? ''} isDisabled={!isKnown} onPress={open}>
          {t('session.signIn')}
        </Button>
      ) : (
        <PersonMenu person={person} onSwitch={open} onSignedOut={told} />
      )}
      <IdleWarning />
      <SignInDialog isOpen={isSigningIn} attempt={attempt} onClose={() => setSigningIn(false)} />
    </>
  )
}

interface PersonMenuProps {
  person: Person
  onSwitch: () => void
  onSignedOut: (why: Refusal | null) => void
}

function PersonMenu({ person, onSwitch, onSignedOut }: PersonMenuProps) {
  const { t } = useTranslation()
  const { signOut } = useDoor()
  const { may } = useSession()
  return (
    <DialogTrigger>
      <Button className={styles.button ?? ''} data-person={person.role}>
        <bdi translate="no" className={styles.name}>
          {person.name}
        </bdi>
        <span className={styles.role}>{t(`session.role.${person.role}`)}</span>
      </Button>
      <Popover className={styles.popover ?? ''} placement="bottom end">
        <Dialog className={styles.menu ?? ''} aria-label={t('session.menu')}>
          {({ close }) => (
            <>
              <ActionButton onPress={() => (close(), onSwitch())}>{t('session.switch')}</ActionButton>
              {may('admin') ? <AdminPages onGo={close} /> : null}
              <ActionButton isStrong onPress={() => (close(), void signOut().then(onSignedOut))}>
                {t('session.signOut')}
              </ActionButton>
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}

const ADMIN_PAGES = ['users', 'audit'] as const

function AdminPages({ onGo }: { onGo: () => void }) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  return ADMIN_PAGES.map((page) => (
    <ActionButton key={page} onPress={() => (onGo(), go(`/${page}`))}>
      {t(`title.${page}`)}
    </ActionButton>
  ))
}

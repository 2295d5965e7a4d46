import type { ReactNode } from 'react'
import { Button } from 'react-aria-components'

import styles from './action-button.module.css'

interface ActionButtonProps {
  onPress: () => void
  /** The one button on the page that leads back to what is normal. */
  isStrong?: boolean
  isDisabled?: boolean
  /** Not to be pressed for a moment, because it has just come there; it keeps the focus. */
  isHeld?: boolean
  /** Its name for who does not see it, where what it stands beside says the rest. */
  label?: string | undefined
  children: ReactNode
}

/** A button large enough for a gloved finger. */
export function ActionButton({ onPress, isStrong = false, isDisabled = false, isHeld = false, label, children }: ActionButtonProps) {
  return (
    <Button
      className={styles.button ?? ''}
      data-strong={isStrong || undefined}
      onPress={() => isHeld || onPress()}
      isDisabled={isDisabled}
      {...(isHeld ? { 'aria-disabled': true } : {})}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      {children}
    </Button>
  )
}

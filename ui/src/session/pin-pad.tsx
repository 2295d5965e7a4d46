import { type RefObject, useEffect, useRef } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'

import styles from './pin-pad.module.css'

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const
export const PIN_MAX = 12

interface PinPadProps {
  pin: string
  onPin: (pin: string) => void
  onEnter: () => void
  isDisabled: boolean
}

/** Digits for a finger in a glove; a keyboard's digits, Backspace and Enter do the same. */
export function PinPad({ pin, onPin, onEnter, isDisabled }: PinPadProps) {
  const { t } = useTranslation()
  const add = (digit: string) => onPin((pin + digit).slice(0, PIN_MAX))
  const back = () => onPin(pin.slice(0, -1))
  const keys = useDigits({ add, back, enter: onEnter, isDisabled })
  return (
    <div className={styles.pad}>
      <p className={styles.dots} role="status" aria-label={t('session.digits', { count: pin.length })}>
        {'●'.repeat(pin.length) || '–'}
      </p>
      <div className={styles.keys} ref={keys} role="group" aria-label={t('session.pin')}>
        {DIGITS.map((digit) => (
          <Key key={digit} isDisabled={isDisabled} onPress={() => add(digit)}>
            {digit}
          </Key>
        ))}
        <Key isDisabled={isDisabled} onPress={back} label={t('session.delete')}>
          ⌫
        </Key>
        <Key isDisabled={isDisabled} onPress={() => add('0')}>
          0
        </Key>
        <Key isDisabled={isDisabled || pin === ''} onPress={onEnter} isStrong>
          OK
        </Key>
      </div>
    </div>
  )
}

interface KeyProps {
  onPress: () => void
  isDisabled: boolean
  isStrong?: boolean
  label?: string
  children: string
}

function Key({ onPress, isDisabled, isStrong = false, label, children }: KeyProps) {
  return (
    <Button
      className={styles.key ?? ''}
      onPress={onPress}
      isDisabled={isDisabled}
      data-strong={isStrong || undefined}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      {children}
    </Button>
  )
}

interface Keyboard {
  add: (digit: string) => void
  back: () => void
  enter: () => void
  isDisabled: boolean
}

/** Enter ends the PIN wherever the focus is among the keys: a keyboard's owner presses a key on the screen with Space. */
function useDigits({ add, back, enter, isDisabled }: Keyboard): RefObject<HTMLDivElement | null> {
  const keys = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isDisabled) return
    const listen = (event: KeyboardEvent) => {
      const isElsewhere = event.target instanceof HTMLButtonElement && !keys.current?.contains(event.target)
      if (/^[0-9]$/.test(event.key)) add(event.key)
      else if (event.key === 'Backspace') back()
      else if (event.key === 'Enter' && !isElsewhere) {
        event.preventDefault()
        event.stopPropagation()
        enter()
      }
    }
    window.addEventListener('keydown', listen, { capture: true })
    return () => window.removeEventListener('keydown', listen, { capture: true })
  })
  return keys
}

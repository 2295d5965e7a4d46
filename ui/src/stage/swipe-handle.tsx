import { useRef } from 'react'
import { useTranslation } from 'react-i18next'

import styles from './compare-panes.module.css'

const STEP = 1
const LARGE_STEP = 10

/** The line between part and golden: drawn along by hand, or moved by the arrow keys. */
export function SwipeHandle({ at, move }: { at: number; move: (at: number) => void }) {
  const { t } = useTranslation()
  const handle = useRef<HTMLDivElement>(null)
  const to = (percent: number) => move(Math.min(100, Math.max(0, percent)))
  const drag = (event: React.PointerEvent) => {
    const room = handle.current?.parentElement?.getBoundingClientRect()
    if (room !== undefined && event.buttons !== 0) to((100 * (event.clientX - room.left)) / room.width)
  }
  const keys: Record<string, number> = {
    ArrowLeft: at - STEP,
    ArrowRight: at + STEP,
    PageDown: at - LARGE_STEP,
    PageUp: at + LARGE_STEP,
    Home: 0,
    End: 100,
  }
  return (
    <div
      ref={handle}
      className={styles.handle}
      style={{ left: `${at}%` }}
      role="slider"
      tabIndex={0}
      aria-label={t('viewer.swipeAt')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(at)}
      onPointerDown={(event) => {
        event.stopPropagation()
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={drag}
      onKeyDown={(event) => {
        const percent = keys[event.key]
        if (percent === undefined) return
        event.preventDefault()
        to(percent)
      }}
    />
  )
}

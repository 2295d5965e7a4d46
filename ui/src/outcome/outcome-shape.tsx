import type { ReactElement } from 'react'

import type { Outcome } from '../api/model'
import styles from './outcome-shape.module.css'

/** What a shape can stand for: an outcome, or that nothing current is known. */
export type ShapeName = Outcome | 'NONE'

const SHAPES: Record<ShapeName, ReactElement> = {
  PASS: (
    <>
      <circle cx="24" cy="24" r="19" className={styles.outline} />
      <path d="M14 25l7 7 13-15" className={styles.mark} />
    </>
  ),
  REJECT: (
    <>
      <path d="M15.3 3h17.4L45 15.3v17.4L32.7 45H15.3L3 32.7V15.3z" className={styles.solid} />
      <path d="M15.5 15.5l17 17m0-17l-17 17" className={styles.inverse} />
    </>
  ),
  RECHECK: (
    <>
      <path d="M24 4L46 43H2z" className={styles.caution} />
      <path d="M18.5 22.5c0-3.4 2.4-5.5 5.6-5.5s5.4 2 5.4 4.9c0 4-5.4 4.2-5.4 8.6m0 5v.5" className={styles.thin} />
    </>
  ),
  FAULT: (
    <>
      <path d="M4 4h40v40H4z" className={styles.outline} />
      <path d="M4 16L16 4M4 30L30 4M4 44L44 4M18 44l26-26M32 44l12-12" className={styles.hatch} />
      <path d="M24 10v18m0 8v1.5" className={styles.halo} />
      <path d="M24 10v18m0 8v1.5" className={styles.mark} />
    </>
  ),
  NONE: <rect x="4" y="4" width="40" height="40" className={styles.dashed} />,
}

/** The shape of an outcome; its meaning is in shape and fill, colour only repeats it. The word stands beside it. */
export function OutcomeShape({ of, className }: { of: ShapeName; className?: string | undefined }) {
  return (
    <svg viewBox="0 0 48 48" className={`${styles.shape} ${className ?? ''}`} data-shape={of} aria-hidden="true">
      {SHAPES[of]}
    </svg>
  )
}

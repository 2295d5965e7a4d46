import type { ReactElement } from 'react'

import type { Priority } from '../api/model'
import styles from './priority-shape.module.css'

const SHAPES: Record<Priority, ReactElement> = {
  high: (
    <>
      <path d="M24 3L46 43H2z" className={styles.solid} />
      <path d="M24 16v13m0 6v1.5" className={styles.inverse} />
    </>
  ),
  medium: (
    <>
      <path d="M24 3L45 24 24 45 3 24z" className={styles.caution} />
      <path d="M24 13v13m0 6v1.5" className={styles.thin} />
    </>
  ),
  low: (
    <>
      <circle cx="24" cy="24" r="20" className={styles.outline} />
      <path d="M24 22v13m0-21v1.5" className={styles.line} />
    </>
  ),
}

/** How soon a person must act, by shape and fill; the word stands beside it. */
export function PriorityShape({ of, className }: { of: Priority; className?: string | undefined }) {
  return (
    <svg viewBox="0 0 48 48" className={`${styles.shape} ${className ?? ''}`} data-priority={of} aria-hidden="true">
      {SHAPES[of]}
    </svg>
  )
}

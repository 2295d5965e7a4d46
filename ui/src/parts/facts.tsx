import type { ReactNode } from 'react'

import styles from './part-facts.module.css'

/** Facts of one kind, each with its name. */
export function Facts({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <section className={styles.group}>
      <h2 className={styles.heading}>{heading}</h2>
      <dl className={styles.facts}>{children}</dl>
    </section>
  )
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

import { type ReactNode, useLayoutEffect, useRef } from 'react'

import type { LinkedView } from './linked-view'
import styles from './stage.module.css'

/** From this scale on pixels are shown as the squares they are. */
const SQUARES_FROM = 2

interface WorldProps {
  view: LinkedView
  filter?: string | undefined
  children: ReactNode
}

/** What lies in image pixels: moved and scaled as a whole by the view, without being drawn again. */
export function World({ view, filter, children }: WorldProps) {
  const world = useRef<HTMLDivElement>(null)
  useLayoutEffect(
    () =>
      view.follow(({ scale, x, y }) => {
        const element = world.current
        if (element === null) return
        element.style.transform = `translate(${x}px, ${y}px) scale(${scale})`
        element.dataset['pixels'] = scale >= SQUARES_FROM ? 'squares' : 'smooth'
      }),
    [view],
  )
  return (
    <div ref={world} className={styles.world} data-world="" style={{ filter }}>
      {children}
    </div>
  )
}

import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'

import type { Defect } from '../api/model'
import { DefectOverlay } from './defect-overlay'
import { fitView, type Size } from './geometry'
import styles from './stage.module.css'

interface StageProps {
  /** Address of the picture, null while there is none. */
  url: string | null
  /** Size of the picture in image pixels, in which `defects` are given. */
  size: Size
  defects: readonly Defect[]
  /** Which of its two boxes a defect has in this picture. */
  frame: 'capture' | 'golden'
  label: string
  /** Shown in place of the picture. */
  children?: ReactNode
}

/**
 * A picture fitted into its place, with the defects on it.
 *
 * The picture is moved and scaled by CSS; the boxes are drawn beside it in screen pixels, so that their lines keep
 * their width at any scale.
 */
export function Stage({ url, size, defects, frame, label, children }: StageProps) {
  const [place, room] = useRoom()
  if (url === null || size.width === 0 || size.height === 0) {
    return (
      <div ref={place} className={styles.stage}>
        <div className={styles.instead}>{children}</div>
      </div>
    )
  }
  const view = fitView(room, size)
  const transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`
  return (
    <div ref={place} className={styles.stage}>
      <img className={styles.layer} src={url} alt={label} style={{ ...size, transform }} draggable={false} />
      <DefectOverlay defects={defects} frame={frame} view={view} />
    </div>
  )
}

function useRoom() {
  const place = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState<Size>({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const element = place.current
    if (element === null) return undefined
    const measure = () => setRoom({ width: element.clientWidth, height: element.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [place, room] as const
}

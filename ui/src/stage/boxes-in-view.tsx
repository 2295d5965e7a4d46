import { useLayoutEffect, useRef } from 'react'

import type { Defect } from '../api/model'
import { noSmallerThan, onScreen, type View } from './geometry'
import type { LinkedView } from './linked-view'
import styles from './stage.module.css'

/** A box is never drawn smaller than this, or nobody would find it. */
const LEAST_PX = 10
const LABEL_HEIGHT = 22
/** Only the worst defects carry their number: more numbers would hide the part. */
const NUMBERED = 8

interface BoxesProps {
  defects: readonly Defect[]
  frame: 'capture' | 'golden'
  view: LinkedView
  /** Number of the defect that is looked at, from 0; null for none. */
  chosen: number | null
}

/** The defects in screen pixels, following the view without being drawn again. */
export function BoxesInView({ defects, frame, view, chosen }: BoxesProps) {
  const overlay = useRef<SVGSVGElement>(null)
  useLayoutEffect(() => {
    const groups = [...(overlay.current?.children ?? [])] as SVGGElement[]
    const boxes = [...defects].reverse().map((defect) => (frame === 'capture' ? defect.box_capture : defect.box_golden))
    return view.follow((at) => groups.forEach((group, index) => place(group, boxes[index], at)))
  }, [defects, frame, view])
  return (
    <svg ref={overlay} className={styles.overlay} aria-hidden="true">
      {defects
        .map((_, index) => (
          <g key={index} data-defect={index + 1} data-chosen={index === chosen || undefined}>
            <rect className={styles.halo} />
            <rect className={styles.line} data-box="" />
            {index < NUMBERED ? <rect className={styles.plate} width={23} height={LABEL_HEIGHT} /> : null}
            {index < NUMBERED ? <text className={styles.number}>{index + 1}</text> : null}
          </g>
        ))
        .reverse()}
    </svg>
  )
}

/** Above the box stands its number, or below it where the picture ends. */
function place(group: SVGGElement, box: Defect['box_golden'] | undefined, view: View): void {
  if (box === undefined) return
  const at = noSmallerThan(onScreen(box, view), LEAST_PX)
  const [halo, line, plate, number] = group.children
  for (const rect of [halo, line]) set(rect, { x: at.x, y: at.y, width: at.width, height: at.height })
  const y = at.y >= LABEL_HEIGHT ? at.y - LABEL_HEIGHT : at.y + at.height
  set(plate, { x: at.x - 2.5, y })
  set(number, { x: at.x + 9, y: y + 16 })
}

function set(element: Element | undefined, attributes: Record<string, number>): void {
  for (const [name, value] of Object.entries(attributes)) element?.setAttribute(name, String(value))
}

import type { Defect } from '../api/model'
import { atLeast, onScreen, type ScreenBox, type View } from './geometry'
import styles from './stage.module.css'

/** A box is never drawn smaller than this, or nobody would find it. */
const LEAST_PX = 10
const LABEL_HEIGHT = 22

interface OverlayProps {
  defects: readonly Defect[]
  frame: 'capture' | 'golden'
  view: View
}

/** Numbered boxes in screen pixels: a light line in a black halo reads on any part. */
export function DefectOverlay({ defects, frame, view }: OverlayProps) {
  return (
    <svg className={styles.overlay} aria-hidden="true">
      {defects.map((defect, index) => {
        const box = onScreen(frame === 'capture' ? defect.box_capture : defect.box_golden, view)
        return <NumberedBox key={index} box={atLeast(box, LEAST_PX)} number={index + 1} />
      })}
    </svg>
  )
}

function NumberedBox({ box, number }: { box: ScreenBox; number: number }) {
  const width = String(number).length * 11 + 12
  const above = box.y >= LABEL_HEIGHT
  const y = above ? box.y - LABEL_HEIGHT : box.y + box.height
  return (
    <g data-defect={number}>
      <rect {...box} className={styles.halo} />
      <rect {...box} className={styles.line} data-box="" />
      <rect x={box.x - 2.5} y={y} width={width} height={LABEL_HEIGHT} className={styles.plate} />
      <text x={box.x - 2.5 + width / 2} y={y + 16} className={styles.number}>
        {number}
      </text>
    </g>
  )
}

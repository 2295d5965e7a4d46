import type { Defect } from '../api/model'
import { noSmallerThan, onScreen, type ScreenBox, type View } from './geometry'
import styles from './stage.module.css'

/** A box is never drawn smaller than this, or nobody would find it. */
const LEAST_PX = 10
const LABEL_HEIGHT = 22
const LABEL_WIDTH = 23
/** Only the worst defects carry their number: more numbers would hide the part. */
const NUMBERED = 8

interface OverlayProps {
  defects: readonly Defect[]
  frame: 'capture' | 'golden'
  view: View
}

/** Boxes in screen pixels, the worst on top: a light line in a black halo reads on any part. */
export function DefectOverlay({ defects, frame, view }: OverlayProps) {
  return (
    <svg className={styles.overlay} aria-hidden="true">
      {defects
        .map((defect, index) => {
          const box = onScreen(frame === 'capture' ? defect.box_capture : defect.box_golden, view)
          return <NumberedBox key={index} box={noSmallerThan(box, LEAST_PX)} number={index + 1} />
        })
        .reverse()}
    </svg>
  )
}

function NumberedBox({ box, number }: { box: ScreenBox; number: number }) {
  return (
    <g data-defect={number}>
      <rect {...box} className={styles.halo} />
      <rect {...box} className={styles.line} data-box="" />
      {number <= NUMBERED ? <Label box={box} number={number} /> : null}
    </g>
  )
}

/** Above the box, or below it where the picture ends. */
function Label({ box, number }: { box: ScreenBox; number: number }) {
  const x = box.x - 2.5
  const y = box.y >= LABEL_HEIGHT ? box.y - LABEL_HEIGHT : box.y + box.height
  return (
    <>
      <rect x={x} y={y} width={LABEL_WIDTH} height={LABEL_HEIGHT} className={styles.plate} />
      <text x={x + LABEL_WIDTH / 2} y={y + 16} className={styles.number}>
        {number}
      </text>
    </>
  )
}

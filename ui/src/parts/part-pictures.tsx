import type { Part } from '../api/model'
import { useHeldSpace, useShortcuts } from '../keys/use-shortcuts'
import { ComparePanes } from '../stage/compare-panes'
import { useViewer, viewerKeys } from '../stage/viewer'
import { ViewerTools } from '../stage/viewer-tools'
import styles from './part-pictures.module.css'

/** The captured picture and its golden, to be compared. */
export function PartPictures({ part }: { part: Part }) {
  const viewer = useViewer(part)
  useShortcuts(viewerKeys(viewer))
  useHeldSpace(viewer.holdGolden)
  return (
    <div className={styles.pictures}>
      <ComparePanes viewer={viewer} />
      <ViewerTools viewer={viewer} />
    </div>
  )
}

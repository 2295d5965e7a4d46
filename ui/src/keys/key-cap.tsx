import styles from './key-cap.module.css'
import { useShortcutSwitch } from './use-shortcuts'

/** The key that does the same, beside the name of a button; nothing while keys are switched off. */
export function KeyCap({ of }: { of: string }) {
  const [isOn] = useShortcutSwitch()
  return isOn ? (
    <kbd className={styles.key} aria-hidden="true" translate="no">
      {of}
    </kbd>
  ) : null
}

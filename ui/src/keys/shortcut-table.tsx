import { useTranslation } from 'react-i18next'
import { Dialog, Heading, Modal, ModalOverlay, ToggleButton } from 'react-aria-components'

import { ActionButton } from '../app/action-button'
import styles from './shortcut-table.module.css'
import { useShortcutSwitch } from './use-shortcuts'

const KEYS = [
  ['D', 'bad'],
  ['F', 'good'],
  ['S', 'later'],
  ['1–9', 'reason'],
  ['Esc', 'back'],
  ['U · Ctrl+Z', 'undo'],
  ['1 2 3 4', 'mode'],
  ['␣', 'hold'],
  ['H', 'heat'],
  ['[ ]', 'opacity'],
  ['Z', 'zones'],
  ['N · P', 'defect'],
  ['+ − 0 9', 'zoom'],
  ['← ↑ ↓ →', 'pan'],
  ['A', 'acknowledge'],
  ['?', 'table'],
] as const

/** What each key does, and the switch that takes single keys away. */
export function ShortcutTable({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const [isOn, set] = useShortcutSwitch()
  return (
    <ModalOverlay
      className={styles.overlay ?? ''}
      isOpen={isOpen}
      onOpenChange={(open) => (open ? undefined : onClose())}
      isDismissable
    >
      <Modal className={styles.modal ?? ''}>
        <Dialog className={styles.dialog ?? ''}>
          <Heading slot="title" level={2}>
            {t('keys.title')}
          </Heading>
          <table className={styles.table}>
            <tbody>
              {KEYS.map(([key, does]) => (
                <tr key={does}>
                  <th scope="row">
                    <kbd translate="no">{key}</kbd>
                  </th>
                  <td>{t(`keys.${does}`)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <div className={styles.end}>
            <ToggleButton className={styles.switch ?? ''} isSelected={isOn} onChange={set}>
              {isOn ? t('keys.on') : t('keys.off')}
            </ToggleButton>
            <ActionButton onPress={onClose}>{t('session.close')}</ActionButton>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

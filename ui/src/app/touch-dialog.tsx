import type { ReactNode } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'

import styles from './touch-dialog.module.css'

interface TouchDialogProps {
  title: ReactNode
  isOpen: boolean
  /** A tap beside it, or Escape. */
  onClose: () => void
  /** It came without being asked for, and wants an answer. */
  isUrgent?: boolean
  children: ReactNode
}

/** A dialog over the page, for a finger in a glove. */
export function TouchDialog({ title, isOpen, onClose, isUrgent = false, children }: TouchDialogProps) {
  return (
    <ModalOverlay
      className={styles.overlay ?? ''}
      isOpen={isOpen}
      onOpenChange={(open) => (open ? undefined : onClose())}
      isDismissable
    >
      <Modal className={styles.modal ?? ''}>
        <Dialog className={styles.dialog ?? ''} role={isUrgent ? 'alertdialog' : 'dialog'}>
          <Heading slot="title" level={2} className={styles.title ?? ''}>
            {title}
          </Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

/** The buttons that end a dialog, at its lower right. */
export function DialogEnd({ children }: { children: ReactNode }) {
  return <div className={styles.end}>{children}</div>
}

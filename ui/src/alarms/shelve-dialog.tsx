import { useState } from 'react'
import { Dialog, Heading, Label, Modal, ModalOverlay, Radio, RadioGroup } from 'react-aria-components'
import { useTranslation } from 'react-i18next'

import type { Alarm, ShelfReason } from '../api/model'
import { ActionButton } from '../app/action-button'
import type { AlarmActs } from './use-alarm-acts'
import styles from './shelve-dialog.module.css'

const MINUTES = ['15', '60', '240', '480'] as const
const REASONS = ['maintenance', 'being-repaired', 'known', 'nuisance', 'other'] as const satisfies ShelfReason[]

interface ShelveDialogProps {
  alarm: Alarm | null
  onShelve: AlarmActs['shelve']
  onClose: () => void
}

/** For how long an alarm is put away, and why: two taps, and one to do it. */
export function ShelveDialog({ alarm, onShelve, onClose }: ShelveDialogProps) {
  return (
    <ModalOverlay className={styles.overlay ?? ''} isOpen={alarm !== null} onOpenChange={onClose} isDismissable>
      <Modal className={styles.modal ?? ''}>
        {alarm === null ? null : <Questions alarm={alarm} onShelve={onShelve} onClose={onClose} />}
      </Modal>
    </ModalOverlay>
  )
}

function Questions({ alarm, onShelve, onClose }: ShelveDialogProps & { alarm: Alarm }) {
  const { t } = useTranslation()
  const [minutes, setMinutes] = useState<string>(MINUTES[0])
  const [reason, setReason] = useState<string | null>(null)
  const shelve = () => {
    onShelve(alarm.raised, Number(minutes), reason as ShelfReason)
    onClose()
  }
  return (
    <Dialog className={styles.dialog ?? ''}>
      <Heading slot="title" level={2} className={styles.title ?? ''}>
        {t('alarm.shelf.title', { name: t(`alarm.kind.${alarm.kind}.name`) })}
      </Heading>
      <RadioGroup className={styles.group ?? ''} value={minutes} onChange={setMinutes}>
        <Label className={styles.label ?? ''}>{t('alarm.shelf.time')}</Label>
        <div className={styles.chips}>
          {MINUTES.map((each) => (
            <Chip key={each} value={each} name={t(`alarm.shelf.minutes.${each}`)} />
          ))}
        </div>
      </RadioGroup>
      <RadioGroup className={styles.group ?? ''} value={reason} onChange={setReason}>
        <Label className={styles.label ?? ''}>{t('alarm.shelf.why')}</Label>
        <div className={styles.chips}>
          {REASONS.map((each) => (
            <Chip key={each} value={each} name={t(`alarm.shelf.reason.${each}`)} />
          ))}
        </div>
      </RadioGroup>
      <p>{t('alarm.shelf.note')}</p>
      <div className={styles.acts}>
        <ActionButton onPress={onClose}>{t('alarm.shelf.cancel')}</ActionButton>
        <ActionButton onPress={shelve} isDisabled={reason === null} isStrong>
          {t('alarm.shelf.do')}
        </ActionButton>
      </div>
    </Dialog>
  )
}

function Chip({ value, name }: { value: string; name: string }) {
  return (
    <Radio value={value} className={styles.chip ?? ''}>
      {name}
    </Radio>
  )
}

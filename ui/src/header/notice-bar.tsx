import { Button, Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components'
import { useTranslation } from 'react-i18next'

import type { Beat } from '../api/model'
import { gigabytes } from '../format/format'
import type { LineMode } from '../live/line-mode'
import styles from './notice-bar.module.css'
import { type Notice, noticesOf } from './notices'

/** The most urgent thing a person must act on, the rest one tap away. Its place is kept free, so nothing jumps. */
export function NoticeBar({ mode, beat }: { mode: LineMode; beat: Beat | null }) {
  const { t } = useTranslation()
  const notices = noticesOf(mode, beat)
  const [first, ...others] = notices
  const isKnown = mode !== 'connecting' && mode !== 'first'
  return (
    <section className={styles.bar} data-priority={first?.priority ?? 'none'} aria-label={t('notice.label')}>
      <div role="alert" className={styles.first}>
        {first === undefined ? null : <NoticeText notice={first} />}
      </div>
      {first === undefined && isKnown ? <p className={styles.none}>{t('notice.none')}</p> : null}
      {others.length === 0 ? null : <AllNotices notices={notices} />}
    </section>
  )
}

function NoticeText({ notice }: { notice: Notice }) {
  const { t } = useTranslation()
  const values = useValues(notice)
  return (
    <p className={styles.text} data-notice={notice.id}>
      <span className={styles.mark} aria-hidden="true">
        {notice.priority === 'low' ? 'i' : '!'}
      </span>
      <strong>{t(`notice.${notice.id}.what`, values)}</strong>{' '}
      {notice.words === '' ? null : <span lang="en">{notice.words} </span>}
      <span>{t(`notice.${notice.id}.consequence`, values)}</span>{' '}
      <span>
        <b>{t('notice.do')}</b> {t(`notice.${notice.id}.action`, values)}
      </span>
    </p>
  )
}

function useValues(notice: Notice): Record<string, string | number> {
  const { i18n } = useTranslation()
  const { bytes } = notice.values
  return typeof bytes === 'number' ? { ...notice.values, size: gigabytes(bytes, i18n.language) } : notice.values
}

function AllNotices({ notices }: { notices: readonly Notice[] }) {
  const { t } = useTranslation()
  return (
    <DialogTrigger>
      <Button className={styles.more ?? ''}>{t('notice.more', { count: notices.length - 1 })}</Button>
      <Popover className={styles.popover ?? ''} placement="bottom end">
        <Dialog className={styles.dialog ?? ''}>
          <Heading slot="title" level={2} className={styles.title ?? ''}>
            {t('notice.all')}
          </Heading>
          <ul className={styles.list}>
            {notices.map((notice, index) => (
              <li key={index}>
                <span className={styles.priority}>{t(`notice.priority.${notice.priority}`)}</span>
                <NoticeText notice={notice} />
              </li>
            ))}
          </ul>
          <Button slot="close" className={styles.more ?? ''}>
            {t('notice.close')}
          </Button>
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}

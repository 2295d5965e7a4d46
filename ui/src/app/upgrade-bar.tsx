import { useRef } from 'react'
import { useTranslation } from 'react-i18next'

import { useFeed } from '../feed/feed-store'
import { ActionButton } from './action-button'
import styles from './upgrade-bar.module.css'

/** Offers to reload once the line PC serves newer pages than the one on display. */
export function UpgradeBar() {
  const { t } = useTranslation()
  const build = useFeed((feed) => feed?.build)
  const first = useRef(build)
  first.current ??= build
  if (build === first.current) return null
  return (
    <div className={styles.bar} role="status">
      {t('upgrade.ready')}
      <ActionButton onPress={() => location.reload()} isStrong>
        {t('upgrade.reload')}
      </ActionButton>
    </div>
  )
}

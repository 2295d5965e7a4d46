import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'

import { useFeed } from '../feed/feed-store'
import { useLineMode } from '../live/use-line-mode'
import { ActionButton } from './action-button'
import styles from './upgrade-bar.module.css'
import { useIdleReload } from './use-idle-reload'

/**
 * Offers to reload once the line PC serves newer pages than the one on display.
 *
 * Live does so by itself when nobody touches it, for nobody may be there; not without contact, or nothing would come.
 */
export function UpgradeBar() {
  const { t } = useTranslation()
  const [path] = useLocation()
  const mode = useLineMode()
  const build = useFeed((feed) => feed?.build)
  const first = useRef(build)
  first.current ??= build
  const isNewer = build !== first.current
  useIdleReload(isNewer && path === '/' && mode !== 'stale', reload)
  if (!isNewer) return null
  return (
    <div className={styles.bar} role="status">
      {t('upgrade.ready')}
      <ActionButton onPress={reload} isStrong>
        {t('upgrade.reload')}
      </ActionButton>
    </div>
  )
}

function reload(): void {
  location.reload()
}

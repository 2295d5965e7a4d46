import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

import { ActionButton } from './action-button'
import styles from './app.module.css'

/** A display that nobody attends must come back by itself. */
const RELOAD_MS = 5_000

/** Shows, in place of a page that has failed, that only the page has failed; then loads it anew. */
export class FailureScreen extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true }
  }

  override componentDidCatch(): void {
    setTimeout(reload, RELOAD_MS)
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <Failed /> : this.props.children
  }
}

function Failed() {
  const { t } = useTranslation()
  return (
    <main className={styles.lost} role="alert">
      <h1>{t('failed.what')}</h1>
      <p>{t('failed.consequence')}</p>
      <ActionButton onPress={reload} isStrong>
        {t('upgrade.reload')}
      </ActionButton>
    </main>
  )
}

function reload(): void {
  location.reload()
}

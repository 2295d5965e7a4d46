import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

import { ActionButton } from './action-button'
import styles from './app.module.css'
import { AGAIN_MS, reloadOnContact } from './reload'

/** Shows, in place of a page that has failed, that only the page has failed; then loads it anew. */
export class FailureScreen extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true }
  }

  override componentDidCatch(): void {
    setTimeout(reloadOnContact, AGAIN_MS)
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
      <ActionButton onPress={reloadOnContact} isStrong>
        {t('upgrade.reload')}
      </ActionButton>
    </main>
  )
}

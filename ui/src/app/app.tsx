import { lazy, Suspense, useState } from 'react'
import { I18nProvider } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Route, Switch } from 'wouter'

import { Header } from '../header/header'
import { ShortcutTable } from '../keys/shortcut-table'
import { useShortcuts } from '../keys/use-shortcuts'
import { LivePage } from '../live/live-page'
import { partIdIn } from '../parts/part-path'
import styles from './app.module.css'
import { UpgradeBar } from './upgrade-bar'

// Live comes with the first load; every other page when it is first asked for.
const MsaPage = lazy(() => import('../msa/msa-page'))
const PartPage = lazy(() => import('../parts/part-page').then((page) => ({ default: page.PartPage })))
const ReviewPage = lazy(() => import('../review/review-page').then((page) => ({ default: page.ReviewPage })))
const PartsPage = lazy(() => import('../parts/parts-page').then((page) => ({ default: page.PartsPage })))
const AlarmsPage = lazy(() => import('../alarms/alarms-page').then((page) => ({ default: page.AlarmsPage })))
const UsersPage = lazy(() => import('../users/users-page').then((page) => ({ default: page.UsersPage })))
const AuditPage = lazy(() => import('../users/audit-page').then((page) => ({ default: page.AuditPage })))
const SettingsPage = lazy(() => import('../settings/settings-page').then((page) => ({ default: page.SettingsPage })))
const QualityPage = lazy(() => import('../quality/quality-page').then((page) => ({ default: page.QualityPage })))

function NamedPartPage() {
  const partId = partIdIn(location.pathname)
  return <PartPage partId={partId} key={partId} />
}

/** The whole display: a header that stays, and one page below it. */
export function App() {
  const { t, i18n } = useTranslation()
  const [isTableOpen, setTableOpen] = useState(false)
  useShortcuts({ '?': () => setTableOpen(true) })
  return (
    <I18nProvider locale={i18n.language}>
      <div className={styles.app}>
        <Header />
        <UpgradeBar />
        <Suspense fallback={<main className={styles.lost} />}>
          <Switch>
            <Route path="/" component={LivePage} />
            <Route path="/alarms" component={AlarmsPage} />
            <Route path="/review" component={ReviewPage} />
            <Route path="/parts" component={PartsPage} />
            <Route path="/msa" component={MsaPage} />
            <Route path="/parts/:id" component={NamedPartPage} />
            <Route path="/users" component={UsersPage} />
            <Route path="/audit" component={AuditPage} />
            <Route path="/settings" component={SettingsPage} />
            <Route path="/quality" component={QualityPage} />
            <Route>
              <main className={styles.lost}>
                <h1>{t('unknownPage')}</h1>
              </main>
            </Route>
          </Switch>
        </Suspense>
        <ShortcutTable isOpen={isTableOpen} onClose={() => setTableOpen(false)} />
      </div>
    </I18nProvider>
  )
}

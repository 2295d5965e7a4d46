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
import { pages } from './pages'
import { UpgradeBar } from './upgrade-bar'

const MsaPage = lazy(pages.msa)
const PartPage = lazy(() => pages.part().then((page) => ({ default: page.PartPage })))
const ReviewPage = lazy(() => pages.review().then((page) => ({ default: page.ReviewPage })))
const PartsPage = lazy(() => pages.parts().then((page) => ({ default: page.PartsPage })))
const AlarmsPage = lazy(() => pages.alarms().then((page) => ({ default: page.AlarmsPage })))
const UsersPage = lazy(() => pages.users().then((page) => ({ default: page.UsersPage })))
const AuditPage = lazy(() => pages.audit().then((page) => ({ default: page.AuditPage })))
const SettingsPage = lazy(() => pages.settings().then((page) => ({ default: page.SettingsPage })))
const QualityPage = lazy(() => pages.quality().then((page) => ({ default: page.QualityPage })))

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

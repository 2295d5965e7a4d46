import { I18nProvider } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Route, Switch } from 'wouter'

import { Header } from '../header/header'
import { LivePage } from '../live/live-page'
import { PartPage } from '../parts/part-page'
import { partIdIn } from '../parts/part-path'
import { PartsPage } from '../parts/parts-page'
import styles from './app.module.css'
import { UpgradeBar } from './upgrade-bar'

function NamedPartPage() {
  const partId = partIdIn(location.pathname)
  return <PartPage partId={partId} key={partId} />
}

/** The whole display: a header that stays, and one page below it. */
export function App() {
  const { t, i18n } = useTranslation()
  return (
    <I18nProvider locale={i18n.language}>
      <div className={styles.app}>
        <Header />
        <UpgradeBar />
        <Switch>
          <Route path="/" component={LivePage} />
          <Route path="/parts" component={PartsPage} />
          <Route path="/parts/:id" component={NamedPartPage} />
          <Route>
            <main className={styles.lost}>
              <h1>{t('unknownPage')}</h1>
            </main>
          </Route>
        </Switch>
      </div>
    </I18nProvider>
  )
}

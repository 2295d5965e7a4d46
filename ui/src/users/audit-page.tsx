import { useTranslation } from 'react-i18next'
import { Link, useLocation, useSearchParams } from 'wouter'

import { ActionButton } from '../app/action-button'
import tables from '../app/tables.module.css'
import { dateTime } from '../format/format'
import { refusalOf } from '../refused/refused'
import { RefusalText } from '../refused/refusal-text'
import { NeedsRole } from '../session/needs-role'
import { isRole } from '../session/session'
import { isKnownAct } from './acts'
import styles from './users-page.module.css'
import { type Act, useAudit } from './users'

/** What was done, by whom, from where: the newest first, the place in the trail is in the address. */
export function AuditPage() {
  const { t } = useTranslation()
  return (
    <main className={styles.page}>
      <title>{`${t('title.audit')} · Inspector`}</title>
      <div className={styles.top}>
        <h1 className={styles.title}>{t('title.audit')}</h1>
        <Link className={styles.link} href="/users">
          {t('title.users')}
        </Link>
      </div>
      <NeedsRole role="admin">
        <Acts />
      </NeedsRole>
    </main>
  )
}

const COLUMNS = ['number', 'at', 'who', 'from', 'what', 'about', 'detail'] as const

function Acts() {
  const { t } = useTranslation()
  const [search] = useSearchParams()
  const [, go] = useLocation()
  const before = Number(search.get('before')) || undefined
  const { data, error } = useAudit(before)
  return (
    <>
      <p role="alert">{error === null ? null : <RefusalText of={refusalOf(error)} />}</p>
      <div className={tables.scroll} tabIndex={0} role="region" aria-label={t('audit.label')}>
        <table className={`${tables.table} ${styles.table}`}>
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {t(`audit.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(data?.acts ?? []).map((act) => (
              <ActRow key={act.number} act={act} />
            ))}
          </tbody>
        </table>
      </div>
      <div className={tables.turn}>
        {before === undefined ? null : <ActionButton onPress={() => go('/audit')}>{t('parts.newest')}</ActionButton>}
        {data?.next_before == null ? null : (
          <ActionButton onPress={() => go(`/audit?before=${data.next_before}`)}>{t('parts.older')}</ActionButton>
        )}
      </div>
    </>
  )
}

function ActRow({ act }: { act: Act }) {
  const { t, i18n } = useTranslation()
  return (
    <tr>
      <th scope="row">{act.number}</th>
      <td>{dateTime(act.at, i18n.language)}</td>
      <td>
        <Data of={act.name || '–'} /> <small>{isRole(act.role) ? t(`session.role.${act.role}`) : null}</small>
      </td>
      <td>
        <Data of={act.address} />
      </td>
      <td>{isKnownAct(act.act) ? t(`audit.act.${act.act}`) : <Data of={act.act} />}</td>
      <td>
        <Data of={act.about} />
      </td>
      <td>
        <Data of={act.detail} />
      </td>
    </tr>
  )
}

/** Words of the line PC or of people: shown as they are, in no language of ours. */
function Data({ of }: { of: string }) {
  return (
    <bdi translate="no" lang="en">
      {of}
    </bdi>
  )
}

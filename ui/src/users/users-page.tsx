import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'

import { ActionButton } from '../app/action-button'
import tables from '../app/tables.module.css'
import { dateTime } from '../format/format'
import { refusalOf } from '../refused/refused'
import { RefusalText } from '../refused/refusal-text'
import { NeedsRole } from '../session/needs-role'
import { AddUser } from './add-user'
import { ChangeDialog } from './change-dialog'
import styles from './users-page.module.css'
import { type User, useUsers } from './users'

/** Who may sign in, for admins: add somebody, change somebody. */
export function UsersPage() {
  const { t } = useTranslation()
  return (
    <main className={styles.page}>
      <title>{`${t('title.users')} · Inspector`}</title>
      <div className={styles.top}>
        <h1 className={styles.title}>{t('title.users')}</h1>
        <Link className={styles.link} href="/audit">
          {t('title.audit')}
        </Link>
      </div>
      <NeedsRole role="admin">
        <AddUser />
        <UsersTable />
      </NeedsRole>
    </main>
  )
}

const COLUMNS = ['name', 'role', 'state', 'badge', 'since', 'act'] as const

function UsersTable() {
  const { t } = useTranslation()
  const { data, error } = useUsers()
  const [chosen, choose] = useState<string | null>(null)
  const user = data?.find((each) => each.name === chosen)
  return (
    <>
      <p role="alert">{error === null ? null : <RefusalText of={refusalOf(error)} />}</p>
      <div className={tables.scroll} tabIndex={0} role="region" aria-label={t('users.label')}>
        <table className={`${tables.table} ${styles.table}`}>
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {t(`users.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(data ?? []).map((each) => (
              <UserRow key={each.name} user={each} onChange={() => choose(each.name)} />
            ))}
          </tbody>
        </table>
      </div>
      {user === undefined ? null : <ChangeDialog user={user} onClose={() => choose(null)} />}
    </>
  )
}

function UserRow({ user, onChange }: { user: User; onChange: () => void }) {
  const { t, i18n } = useTranslation()
  return (
    <tr data-state={user.state}>
      <th scope="row">
        <bdi translate="no">{user.name}</bdi>
      </th>
      <td>{t(`session.role.${user.role}`)}</td>
      <td>{t(`users.is.${user.state}`)}</td>
      <td>{user.has_badge ? t('users.hasBadge') : '–'}</td>
      <td>{dateTime(user.since, i18n.language)}</td>
      <td>
        {user.state === 'removed' ? null : (
          <ActionButton onPress={onChange} label={t('users.change.of', { name: user.name })}>
            {t('users.change.open')}
          </ActionButton>
        )}
      </td>
    </tr>
  )
}

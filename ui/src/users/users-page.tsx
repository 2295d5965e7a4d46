import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'

import { ActionButton } from '../app/action-button'
import { dateTime } from '../format/format'
import { NeedsRole } from '../session/needs-role'
import { AddUser } from './add-user'
import styles from './users-page.module.css'
import { type User, useChanging, useUsers } from './users'

/** Who may sign in, for admins: add somebody, lock somebody. */
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
  const changing = useChanging()
  const wrong = error ?? changing.error
  return (
    <>
      <p role="alert">{wrong === null ? null : <span lang="en">{wrong.message}</span>}</p>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('users.label')}>
        <table className={styles.table}>
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
            {(data ?? []).map((user) => (
              <UserRow key={user.name} user={user} onLock={(locked) => changing.mutate({ name: user.name, locked })} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function UserRow({ user, onLock }: { user: User; onLock: (locked: boolean) => void }) {
  const { t, i18n } = useTranslation()
  const isActive = user.state === 'active'
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
          <ActionButton onPress={() => onLock(isActive)}>{t(isActive ? 'users.lock' : 'users.unlock')}</ActionButton>
        )}
      </td>
    </tr>
  )
}

import { type FormEvent, useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'

import { ActionButton } from '../app/action-button'
import { refusalOf } from '../refused/refused'
import { RefusalText } from '../refused/refusal-text'
import { ROLES, type Role } from '../session/session'
import styles from './users-page.module.css'
import { useAdding } from './users'

const EMPTY = { name: '', pin: '', badge: '' }

/** Lets somebody in by PIN, by badge or by both; into the badge's field its reader types. */
export function AddUser() {
  const { t } = useTranslation()
  const adding = useAdding()
  const [given, setGiven] = useState(EMPTY)
  const [role, setRole] = useState<Role>('operator')
  const add = (event?: FormEvent) => {
    event?.preventDefault()
    const user = { name: given.name, role, pin: given.pin || null, badge: given.badge || null }
    adding.mutate(user, { onSuccess: () => setGiven(EMPTY) })
  }
  const field = (name: keyof typeof EMPTY) => ({
    label: t(`users.${name}`),
    value: given[name],
    onChange: (value: string) => setGiven({ ...given, [name]: value }),
  })
  return (
    <form className={styles.add} onSubmit={add} aria-label={t('users.add')} autoComplete="off">
      <Field {...field('name')} />
      <Roles role={role} onRole={setRole} />
      <Field {...field('pin')} isSecret />
      <Field {...field('badge')} isSecret />
      <ActionButton isStrong isDisabled={given.name === '' || adding.isPending} onPress={() => add()}>
        {t('users.add')}
      </ActionButton>
      <p role="alert">{adding.error === null ? null : <RefusalText of={refusalOf(adding.error)} />}</p>
    </form>
  )
}

interface FieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  isSecret?: boolean
}

function Field({ label, value, onChange, isSecret = false }: FieldProps) {
  return (
    <TextField className={styles.field ?? ''} value={value} onChange={onChange} type={isSecret ? 'password' : 'text'}>
      <Label>{label}</Label>
      <Input className={styles.input ?? ''} autoComplete={isSecret ? 'new-password' : 'off'} />
    </TextField>
  )
}

function Roles({ role, onRole }: { role: Role; onRole: (role: Role) => void }) {
  const { t } = useTranslation()
  return (
    <label className={styles.field}>
      {t('users.role')}
      <select className={styles.input} value={role} onChange={(event) => onRole(event.target.value as Role)}>
        {ROLES.map((each) => (
          <option key={each} value={each}>
            {t(`session.role.${each}`)}
          </option>
        ))}
      </select>
    </label>
  )
}

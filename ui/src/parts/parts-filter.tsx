import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ToggleButton } from 'react-aria-components'
import { useLocation } from 'wouter'

import { api } from '../api/client'
import { ActionButton } from '../app/action-button'
import { DayField } from '../dates/day-field'
import { OUTCOMES } from '../outcome/outcome'
import { OutcomeShape } from '../outcome/outcome-shape'
import { type Asked, csvUrl, isNarrowed, pathOf, TEXT_MAX } from './asked'
import styles from './parts-filter.module.css'
import { useTyped } from './use-typed'

/** Narrows the history; each change is another address. */
export function PartsFilter({ asked }: { asked: Asked }) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const { data, isError } = useQuery({ queryKey: ['parts', 'choices'], queryFn: fetchChoices })
  const ask = (changed: Partial<Asked>) => go(pathOf({ ...asked, ...changed, before: null }), { replace: true })
  return (
    <form className={styles.filter} role="search" aria-label={t('parts.filter')} onSubmit={(event) => event.preventDefault()}>
      <div className={styles.outcomes} role="group" aria-label={t('parts.outcome')}>
        {OUTCOMES.map((outcome) => (
          <ToggleButton
            key={outcome}
            className={styles.toggle ?? ''}
            isSelected={asked.outcomes.includes(outcome)}
            onChange={(isAsked) =>
              ask({ outcomes: OUTCOMES.filter((each) => (each === outcome ? isAsked : asked.outcomes.includes(each))) })
            }
          >
            <OutcomeShape of={outcome} className={styles.shape} /> {t(`outcome.${outcome}`)}
          </ToggleButton>
        ))}
      </div>
      <Choice name={t('parts.product')} value={asked.product} choices={data?.products ?? []} set={(product) => ask({ product })} />
      <Choice name={t('parts.zone')} value={asked.zone} choices={data?.zones ?? []} set={(zone) => ask({ zone })} />
      {isError ? (
        <p className={styles.failed} role="alert">
          {t('parts.choicesFailed')}
        </p>
      ) : null}
      <Words name={t('parts.text')} value={asked.text} set={(text) => ask({ text })} />
      <DayField name={t('parts.from')} day={asked.from} onDay={(from) => ask({ from })} />
      <DayField name={t('parts.to')} day={asked.to} onDay={(to) => ask({ to })} />
      <div className={styles.end}>
        <ActionButton onPress={() => go('/parts')} isDisabled={!isNarrowed(asked)}>
          {t('parts.clear')}
        </ActionButton>
        <a className={styles.csv} href={csvUrl(asked)} download="parts.csv">
          {t('parts.csv')}
        </a>
      </div>
    </form>
  )
}

async function fetchChoices() {
  const { data } = await api.GET('/api/part-choices')
  if (data === undefined) throw new Error('the choices cannot be read')
  return data
}

interface FieldProps {
  name: string
  value: string
  set: (value: string) => void
}

function Choice({ name, value, choices, set }: FieldProps & { choices: readonly string[] }) {
  const { t } = useTranslation()
  const named = value === '' || choices.includes(value) ? choices : [value, ...choices]
  return (
    <label className={styles.field}>
      {name}
      <select value={value} onChange={(event) => set(event.target.value)} translate="no">
        <option value="">{t('parts.any')}</option>
        {named.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
    </label>
  )
}

function Words({ name, value, set }: FieldProps) {
  const { text, type, commit } = useTyped(value, set)
  return (
    <label className={styles.field}>
      {name}
      <input
        type="search"
        value={text}
        maxLength={TEXT_MAX}
        onChange={(event) => type(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => (event.key === 'Enter' ? commit() : undefined)}
      />
    </label>
  )
}

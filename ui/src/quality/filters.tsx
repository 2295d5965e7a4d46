import { type ReactNode, useId } from 'react'
import { ToggleButton } from 'react-aria-components'
import { useTranslation } from 'react-i18next'

import { ActionButton } from '../app/action-button'
import { DayField } from '../dates/day-field'
import type { Choices } from './answer'
import { daysBefore, fileOf, PERS, type Per, type Question } from './question'
import styles from './quality.module.css'

interface FiltersProps {
  question: Question
  choices: Choices
  onAsk: (question: Question) => void
}

const SPANS = [
  { name: 'today', last: 0, first: 0, per: 'hour' },
  { name: 'yesterday', last: 1, first: 1, per: 'hour' },
  { name: 'week', last: 0, first: 6, per: 'hour' },
  { name: 'month', last: 0, first: 29, per: 'day' },
] as const

/** Which days, shift, product and revision; and the report of the same. */
export function Filters({ question, choices, onAsk }: FiltersProps) {
  const { t, i18n } = useTranslation()
  const change = (more: Partial<Question>) => onAsk({ ...question, ...more })
  const products = [...new Set(choices.revisions.map((of) => of.product))]
  const revisions = choices.revisions.filter((of) => of.product === question.product).map((of) => of.revision)
  return (
    <div className={styles.filters} role="group" aria-label={t('quality.filters')}>
      {SPANS.map(({ name, first, last, per }) => (
        <ActionButton
          key={name}
          onPress={() => change({ from: daysBefore(choices.today, first), to: daysBefore(choices.today, last), per })}
        >
          {t(`quality.span.${name}`)}
        </ActionButton>
      ))}
      <DayField last={choices.today} name={t('quality.from')} day={question.from || choices.today} onDay={(from) => from === '' || change({ from, to: question.to || choices.today })} />
      <DayField last={choices.today} name={t('quality.to')} day={question.to || question.from || choices.today} onDay={(to) => to === '' || change({ to, from: question.from || choices.today })} />
      {choices.shifts.length === 0 ? null : (
        <Choice name={t('quality.shift')} value={question.shift} onValue={(shift) => change({ shift })}>
          <option value="">{t('quality.every')}</option>
          {choices.shifts.map((shift) => (
            <option key={shift.name} value={shift.name}>{`${shift.name} ${shift.start}`}</option>
          ))}
        </Choice>
      )}
      <Choice name={t('quality.product')} value={question.product} onValue={(product) => change({ product, revision: '' })}>
        <option value="">{t('quality.every')}</option>
        {products.map((product) => (
          <option key={product}>{product}</option>
        ))}
      </Choice>
      {question.product === '' ? null : (
        <Choice name={t('quality.revision')} value={question.revision} onValue={(revision) => change({ revision })}>
          <option value="">{t('quality.every')}</option>
          {revisions.map((revision) => (
            <option key={revision}>{revision}</option>
          ))}
        </Choice>
      )}
      <Choice name={t('quality.subgroup')} value={question.per} onValue={(per) => change({ per: per as Per })}>
        {PERS.filter((per) => per !== 'shift' || choices.shifts.length > 0).map((per) => (
          <option key={per} value={per}>
            {t(`quality.per.${per}`)}
          </option>
        ))}
      </Choice>
      <ToggleButton className={styles.button ?? ''} isSelected={question.runs} onChange={(runs) => change({ runs })}>
        {t('quality.runs')}
      </ToggleButton>
      <span className={styles.files}>
        <a className={styles.button} href={fileOf('tables/figures', question)} download>
          {t('quality.figuresCsv')}
        </a>
        <a className={styles.button} href={fileOf('report', question, { language: i18n.language })} download>
          {t('quality.pdf')}
        </a>
      </span>
    </div>
  )
}

interface ChoiceProps {
  name: string
  value: string
  onValue: (value: string) => void
  children: ReactNode
}

function Choice({ name, value, onValue, children }: ChoiceProps) {
  const id = useId()
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{name}</label>
      <select id={id} value={value} onChange={(event) => onValue(event.target.value)}>
        {children}
      </select>
    </div>
  )
}

import { parseDate } from '@internationalized/date'
import { useEffect, useRef, useState } from 'react'
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  DateInput,
  DatePicker,
  DateSegment,
  type DateValue,
  Dialog,
  Group,
  Heading,
  I18nProvider,
  Label,
  Popover,
} from 'react-aria-components'
import { useTranslation } from 'react-i18next'

import styles from './day-field.module.css'
import { dateLocale, dayOf } from './days'

interface DayFieldProps {
  name: string
  /** yyyy-mm-dd; empty for none. */
  day: string
  /** Called once a day is whole: chosen in the calendar, or typed and left. */
  onDay: (day: string) => void
  /** The last day that makes sense, yyyy-mm-dd. */
  last?: string | undefined
}

/** A day, written as the page's language has it: typed digit by digit, or tapped in a calendar. */
export function DayField({ name, day, onDay, last }: DayFieldProps) {
  const { i18n } = useTranslation()
  const draft = useDraft(day, onDay)
  return (
    <I18nProvider locale={dateLocale(i18n.language)}>
      <DatePicker
        className={styles.field ?? ''}
        value={draft.value}
        onChange={draft.type}
        onBlur={draft.commit}
        onOpenChange={(isOpen) => (isOpen ? undefined : draft.commit())}
        {...(last === undefined ? {} : { maxValue: parseDate(last) })}
        firstDayOfWeek="mon"
        shouldForceLeadingZeros
      >
        <Label>{name}</Label>
        <Group className={styles.group ?? ''}>
          {/* The segments keep their keys to themselves, so Enter is seen on its way down. */}
          <div className={styles.typed} onKeyDownCapture={(event) => (event.key === 'Enter' ? draft.commit() : undefined)}>
            <DateInput className={styles.input ?? ''}>
              {(segment) => <DateSegment className={styles.segment ?? ''} segment={segment} />}
            </DateInput>
          </div>
          <Button className={styles.open ?? ''}>
            <CalendarShape />
          </Button>
        </Group>
        <Popover className={styles.popover ?? ''}>
          <Dialog className={styles.dialog ?? ''}>
            <Month />
          </Dialog>
        </Popover>
      </DatePicker>
    </I18nProvider>
  )
}

function Month() {
  return (
    <Calendar className={styles.calendar ?? ''}>
      <header className={styles.head}>
        <Button slot="previous" className={styles.turn ?? ''}>
          ◀
        </Button>
        <Heading className={styles.month ?? ''} />
        <Button slot="next" className={styles.turn ?? ''}>
          ▶
        </Button>
      </header>
      <CalendarGrid>
        <CalendarGridHeader>{(weekday) => <CalendarHeaderCell>{weekday}</CalendarHeaderCell>}</CalendarGridHeader>
        <CalendarGridBody>{(date) => <CalendarCell className={styles.cell ?? ''} date={date} />}</CalendarGridBody>
      </CalendarGrid>
    </Calendar>
  )
}

function CalendarShape() {
  return (
    <svg viewBox="0 0 24 24" className={styles.shape} aria-hidden="true">
      <rect x="3" y="5" width="18" height="16" rx="2" />
      <path d="M3 10h18M8 2v5M16 2v5" />
    </svg>
  )
}

/** What is being typed: on its way to a whole day it passes others (2, 20, 202), for which nobody asked. */
function useDraft(day: string, onDay: (day: string) => void) {
  const [typed, setTyped] = useState<DateValue | null | undefined>(undefined)
  const newest = useRef(typed)
  const type = (value: DateValue | null | undefined) => {
    newest.current = value
    setTyped(value)
  }
  useEffect(() => type(undefined), [day])
  const commit = () => {
    const value = newest.current
    if (value === undefined) return
    const chosen = dayOf(value?.toString() ?? '')
    if (chosen === null || chosen === day) return type(undefined)
    onDay(chosen)
  }
  return { value: typed === undefined ? (day === '' ? null : parseDate(day)) : typed, type, commit }
}

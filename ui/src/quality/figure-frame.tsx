import { type ReactNode, useState } from 'react'
import { ToggleButton } from 'react-aria-components'
import { useTranslation } from 'react-i18next'

import styles from './quality.module.css'

export interface Column {
  name: string
  isNumber?: boolean
}

interface FigureFrameProps {
  title: string
  /** What is counted, in one line. */
  meaning: string
  /** Address of the same rows as a CSV file. */
  csv: string
  columns: readonly Column[]
  rows: readonly (readonly string[])[]
  /** Whether there is anything to show. */
  isEmpty: boolean
  /** Whether it takes the place of two. */
  isLarge?: boolean
  children: ReactNode
}

/** A chart with its title, what it counts, its rows as a table in its place, and as a file. */
export function FigureFrame({ title, meaning, csv, columns, rows, isEmpty, isLarge = false, children }: FigureFrameProps) {
  const { t } = useTranslation()
  const [isTable, setTable] = useState(false)
  return (
    <section className={styles.frame} aria-label={title} data-tall={isLarge || undefined}>
      <div className={styles.head}>
        <h2 className={styles.name}>{title}</h2>
        <ToggleButton className={styles.button ?? ''} isSelected={isTable} onChange={setTable} isDisabled={isEmpty}>
          {t('quality.asTable')}
        </ToggleButton>
        <a className={styles.button} href={csv} download>
          CSV
        </a>
      </div>
      <p className={styles.meaning}>{meaning}</p>
      {isEmpty ? <p className={styles.empty}>{t('quality.nothing')}</p> : isTable ? <Rows label={t('quality.tableOf', { title })} columns={columns} rows={rows} /> : children}
    </section>
  )
}

function Rows({ label, columns, rows }: { label: string; columns: readonly Column[]; rows: readonly (readonly string[])[] }) {
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={label}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" data-number={column.isNumber || undefined}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, number) => (
                <td key={number} data-number={columns[number]?.isNumber || undefined}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

import { useTranslation } from 'react-i18next'

import type { Outcome } from '../api/model'
import { OutcomeShape } from '../outcome/outcome-shape'
import { type Answer, type Appraiser, type Band, type Figure, type Kappa, kappaFigure, type Share, shareFigure } from './figures'
import styles from './msa-page.module.css'

/** What the study tells: each appraiser, two of them beside each other, all together. */
export function StudyTables({ name, answer }: { name: string; answer: Answer }) {
  const { t } = useTranslation()
  const { parts, defective, runs, sha256 } = answer
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('msa.result', { name })}>
      <p className={styles.facts}>
        <strong>{name}</strong> · {t('msa.facts', { parts, defective, runs })} ·{' '}
        <span title={sha256}>SHA-256 {sha256.slice(0, 16)}</span>
      </p>
      <EachTable answer={answer} />
      <TogetherTable answer={answer} />
      <p className={styles.facts}>{t('msa.limits')}</p>
      <p className={styles.facts}>{t('msa.showings')}</p>
    </div>
  )
}

const COLUMNS = ['appraiser', 'within', 'effective', 'miss', 'falseAlarm', 'repeats', 'reference'] as const

function EachTable({ answer }: { answer: Answer }) {
  const { t } = useTranslation()
  return (
    <table className={styles.table} data-table="appraisers">
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`msa.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {answer.appraisers.map((one) => (
          <EachRow key={one.name} one={one} />
        ))}
      </tbody>
    </table>
  )
}

function EachRow({ one }: { one: Appraiser }) {
  return (
    <tr data-appraiser={one.name}>
      <th scope="row">{one.name}</th>
      <ShareCell share={one.within} />
      <ShareCell share={one.effective} />
      <ShareCell share={one.miss} />
      <ShareCell share={one.false_alarm} />
      <KappaCell kappa={one.repeats} />
      <KappaCell kappa={one.against_reference} />
    </tr>
  )
}

function TogetherTable({ answer }: { answer: Answer }) {
  const { t } = useTranslation()
  return (
    <table className={`${styles.table} ${styles.together}`} data-table="together">
      <tbody>
        <tr>
          <th scope="row">{t('msa.between')}</th>
          <ShareCell share={answer.between} />
        </tr>
        <tr>
          <th scope="row">{t('msa.right')}</th>
          <ShareCell share={answer.right} />
        </tr>
        <tr>
          <th scope="row">{t('msa.everybody')}</th>
          <KappaCell kappa={answer.everybody} />
        </tr>
        {answer.pairs.map(({ one, other, kappa }) => (
          <tr key={`${one} ${other}`}>
            <th scope="row">{t('msa.pair', { one, other })}</th>
            <KappaCell kappa={kappa} />
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function ShareCell({ share }: { share: Share | null }) {
  const { i18n } = useTranslation()
  return share === null ? <Undefined /> : <FigureCell figure={shareFigure(share, i18n.language)} />
}

function KappaCell({ kappa }: { kappa: Kappa | null }) {
  const { i18n } = useTranslation()
  return kappa === null ? <Undefined /> : <FigureCell figure={kappaFigure(kappa, i18n.language)} />
}

function Undefined() {
  const { t } = useTranslation()
  return <td>{t('msa.undefined')}</td>
}

const SHAPES: Record<Band, Outcome> = { acceptable: 'PASS', marginal: 'RECHECK', unacceptable: 'REJECT' }

function FigureCell({ figure: { value, interval, band } }: { figure: Figure }) {
  const { t } = useTranslation()
  return (
    <td data-band={band ?? undefined}>
      <span className={styles.value}>{value}</span>
      <span className={styles.interval}>{interval}</span>
      {band === null ? null : (
        <span className={styles.band}>
          <OutcomeShape of={SHAPES[band]} className={styles.shape} />
          {t(`msa.band.${band}`)}
        </span>
      )}
    </td>
  )
}

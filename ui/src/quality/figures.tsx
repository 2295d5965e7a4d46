import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

import { dateTime, fixed, share } from '../format/format'
import type { Answer, Bar, Drift } from './answer'
import { Chart } from './chart'
import { useColours } from './colours'
import { type Column, FigureFrame } from './figure-frame'
import { BARS_MAX, driftOption, paretoOption, pChartOption, type Words } from './options'
import { PlacesMap } from './places-map'
import { fileOf, type Question } from './question'
import styles from './quality.module.css'
import { spanNames } from './span-names'

const BAR_PX = 38
const CHART_PX = 340
const DRIFT_PX = 190

interface Shown {
  answer: Answer
  question: Question
}

/** All charts of the page, each with its table. */
export function Figures({ answer, question }: Shown) {
  const { t } = useTranslation()
  const reasonName = (bar: Bar) => `${bar.name || t('quality.noReason')} · ${t(`quality.kind.${bar.kind as 'overkill'}`)}`
  return (
    <div className={styles.figures}>
      <Pareto of="zones" bars={answer.zones} nameOf={(bar) => bar.name} counted="countedZones" question={question} />
      <PChart answer={answer} question={question} />
      <PlacesFigure answer={answer} question={question} />
      <Pareto of="reasons" bars={answer.reasons} nameOf={reasonName} counted="countedReasons" question={question} />
      <Pareto
        of="polarities"
        bars={answer.polarities}
        nameOf={(bar) => t(`polarity.${bar.name as 'darker'}`)}
        counted="countedDefects"
        question={question}
      />
      <DriftFigure answer={answer} question={question} />
    </div>
  )
}

function useWords(): Words {
  const { t, i18n } = useTranslation()
  return useMemo(() => {
    const locale = i18n.language
    return {
      summary: '',
      share: t('quality.heldBack'),
      centre: t('quality.centre'),
      low: t('quality.low'),
      high: t('quality.high'),
      percent: (of) => `${fixed(100 * of, 1, locale)} %`,
      revision: (point) => `${point.of.product} ${point.of.revision}`,
    }
  }, [t, i18n.language])
}

interface ParetoProps {
  of: 'zones' | 'reasons' | 'polarities'
  bars: readonly Bar[]
  nameOf: (bar: Bar) => string
  counted: 'countedZones' | 'countedReasons' | 'countedDefects'
  question: Question
}

function Pareto({ of, bars, nameOf, counted, question }: ParetoProps) {
  const { t, i18n } = useTranslation()
  const words = useWords()
  const colours = useColours()
  const title = t(`quality.${of}`)
  const names = bars.map(nameOf)
  const all = bars.reduce((sum, bar) => sum + bar.count, 0)
  const columns: Column[] = [
    { name: t(`quality.column.${of}`) },
    { name: t(`quality.${counted}`), isNumber: true },
    { name: t('quality.column.share'), isNumber: true },
    { name: t('quality.column.cumulative'), isNumber: true },
  ]
  const rows = bars.map((bar, index) => [
    names[index] ?? '',
    String(bar.count),
    share(bar.count, all, i18n.language) ?? '–',
    words.percent(bar.cumulative),
  ])
  const summary = `${title}: ${names.map((name, index) => `${name} ${bars[index]?.count}`).slice(0, BARS_MAX).join(', ')}`
  const option = paretoOption(bars, names, { ...words, summary, share: t(`quality.${counted}`) }, colours)
  return (
    <FigureFrame
      title={title}
      meaning={t(`quality.${counted}`)}
      csv={fileOf(`tables/${of}`, question)}
      columns={columns}
      rows={rows}
      isEmpty={bars.length === 0}
    >
      <Chart option={option} height={24 + BAR_PX * Math.min(bars.length, BARS_MAX)} />
      {bars.length > BARS_MAX ? <p>{t('quality.moreInTable', { n: bars.length - BARS_MAX })}</p> : null}
    </FigureFrame>
  )
}

function PChart({ answer, question }: Shown) {
  const { t, i18n } = useTranslation()
  const words = useWords()
  const colours = useColours()
  const { points, centres } = answer.p_chart
  const names = spanNames(answer.spans, answer.per, i18n.language)
  const times = points.map((point) => names[point.span] ?? '')
  const columns: Column[] = [
    { name: t('quality.column.time') },
    { name: t('quality.revision') },
    { name: t('quality.column.judged'), isNumber: true },
    { name: t('quality.heldBack'), isNumber: true },
    { name: t('quality.low'), isNumber: true },
    { name: t('quality.high'), isNumber: true },
    { name: t('quality.column.mark') },
  ]
  const rows = points.map((point) => [
    dateTime(answer.spans[point.span]?.start ?? 0, i18n.language),
    words.revision(point),
    String(point.judged),
    `${point.held_back} (${words.percent(point.share)})`,
    words.percent(point.low),
    words.percent(point.high),
    [...(point.is_beyond ? [t('quality.beyond')] : []), ...point.runs.map((run) => t(`quality.run.${run as '8-on-one-side'}`))].join(', '),
  ])
  const beyond = points.filter((point) => point.is_beyond).length
  const summary = t('quality.pChartLabel', { n: points.length, beyond })
  return (
    <FigureFrame
      title={t('quality.pChart')}
      meaning={t('quality.pChartMeaning')}
      csv={fileOf('tables/p-chart', question)}
      columns={columns}
      rows={rows}
      isEmpty={points.length === 0}
    >
      <Chart option={pChartOption(points, times, { ...words, summary }, colours)} height={CHART_PX} />
      <ul className={styles.notes}>
        <li>{t('quality.beyondCount', { n: beyond })}</li>
        {centres.map((centre) => (
          <li key={`${centre.of.product} ${centre.of.revision}`}>
            {t(centre.is_frozen ? 'quality.frozen' : 'quality.notFrozen', {
              revision: `${centre.of.product} ${centre.of.revision}`,
              centre: `${fixed(100 * centre.share, 2, i18n.language)} %`,
              n: centre.judged,
              hours: centre.hours,
            })}
          </li>
        ))}
      </ul>
    </FigureFrame>
  )
}

function PlacesFigure({ answer, question }: Shown) {
  const { t } = useTranslation()
  const { cells, cell_px: cell } = answer.places
  const columns: Column[] = [
    { name: t('quality.column.place') },
    { name: t('quality.countedDefects'), isNumber: true },
  ]
  const byCount = [...cells].sort((a, b) => b.defects - a.defects)
  const rows = byCount.map((each) => [`${each.x_cell * cell}, ${each.y_cell * cell}`, String(each.defects)])
  return (
    <FigureFrame
      title={t('quality.places')}
      meaning={t('quality.placesMeaning', { cell })}
      csv={fileOf('tables/places', question)}
      columns={columns}
      rows={rows}
      isEmpty={cells.length === 0}
      isLarge
    >
      <PlacesMap places={answer.places} key={`${answer.places.of?.product} ${answer.places.of?.revision}`} />
    </FigureFrame>
  )
}

const DRIFTS = [
  { name: 'scoreMedian', of: (point: Drift) => point.score_median },
  { name: 'correlation', of: (point: Drift) => point.correlation },
  { name: 'gain', of: (point: Drift) => point.gain },
  { name: 'offset', of: (point: Drift) => point.offset },
  { name: 'brightness', of: (point: Drift) => point.brightness },
  { name: 'focus', of: (point: Drift) => point.focus },
] as const

function DriftFigure({ answer, question }: Shown) {
  const { t, i18n } = useTranslation()
  const words = useWords()
  const colours = useColours()
  const names = spanNames(answer.spans, answer.per, i18n.language)
  const times = answer.drift.map((point) => names[point.span] ?? '')
  const columns: Column[] = [
    { name: t('quality.column.time') },
    { name: t('quality.column.scored'), isNumber: true },
    ...DRIFTS.map(({ name }) => ({ name: t(`quality.drifts.${name}`), isNumber: true })),
  ]
  const rows = answer.drift.map((point) => [
    dateTime(answer.spans[point.span]?.start ?? 0, i18n.language),
    String(point.scored),
    ...DRIFTS.map(({ of }) => (of(point) === null ? '–' : fixed(of(point) ?? 0, 3, i18n.language))),
  ])
  return (
    <FigureFrame
      title={t('quality.drift')}
      meaning={t('quality.driftMeaning')}
      csv={fileOf('tables/drift', question)}
      columns={columns}
      rows={rows}
      isEmpty={answer.drift.length === 0}
    >
      <div className={styles.drifts}>
        {DRIFTS.map(({ name, of }) => (
          <div key={name}>
            <h3 className={styles.small}>{t(`quality.drifts.${name}`)}</h3>
            {answer.drift.every((point) => of(point) === null) ? (
              <p className={styles.empty}>{t('quality.nothing')}</p>
            ) : (
              <Chart
                option={driftOption(answer.drift, times, of, { ...words, summary: t(`quality.drifts.${name}`), share: t(`quality.drifts.${name}`) }, colours)}
                height={DRIFT_PX}
                isHalf
              />
            )}
          </div>
        ))}
      </div>
    </FigureFrame>
  )
}

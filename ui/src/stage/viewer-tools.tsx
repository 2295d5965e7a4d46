import { type CSSProperties, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, ToggleButton } from 'react-aria-components'

import { fixed } from '../format/format'
import { KeyCap } from '../keys/key-cap'
import { legendGradient, MOST_TIMES } from './heat'
import { canCompare, modeOf, MODES, type Viewer, ZOOM_STEP } from './viewer'
import styles from './viewer-tools.module.css'

/** Everything that changes how the pictures are looked at. */
export function ViewerTools({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation()
  const isApart = viewer.pair !== null && viewer.pair.laid === null && viewer.pair.captured !== null
  return (
    <section className={styles.tools} aria-label={t('viewer.label')}>
      <ModeButtons viewer={viewer} />
      <ZoomButtons viewer={viewer} />
      <DefectButtons viewer={viewer} />
      <HeatTools viewer={viewer} />
      <LightTools viewer={viewer} />
      {isApart ? <p className={styles.note}>{t('viewer.notAligned')}</p> : null}
      {viewer.whyNoZones === null ? null : <p className={styles.note}>{t(`viewer.${viewer.whyNoZones}`)}</p>}
    </section>
  )
}

function ModeButtons({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation()
  return (
    <div className={styles.modes} role="group" aria-label={t('viewer.mode.label')}>
      {MODES.map((mode, index) => (
        <ToggleButton
          key={mode}
          className={styles.button ?? ''}
          isSelected={modeOf(viewer) === mode}
          isDisabled={!canCompare(viewer, mode)}
          onChange={() => viewer.change({ mode })}
        >
          {t(`viewer.mode.${mode}`)} <KeyCap of={String(index + 1)} />
        </ToggleButton>
      ))}
      <Button
        className={styles.button ?? ''}
        onPressStart={() => viewer.holdGolden(true)}
        onPressEnd={() => viewer.holdGolden(false)}
      >
        {t('viewer.hold')} <KeyCap of="␣" />
      </Button>
      <ToggleButton
        className={styles.button ?? ''}
        isSelected={viewer.areZonesShown}
        onChange={(areZonesShown) => viewer.change({ areZonesShown })}
      >
        {t('viewer.zones')} <KeyCap of="Z" />
      </ToggleButton>
    </div>
  )
}

function ZoomButtons({ viewer: { view } }: { viewer: Viewer }) {
  const { t } = useTranslation()
  return (
    <div className={styles.row} role="group" aria-label={t('viewer.zoom')}>
      <Button className={styles.button ?? ''} aria-label={t('viewer.zoomOut')} onPress={() => view.zoomBy(1 / ZOOM_STEP)}>
        −
      </Button>
      <Button className={styles.button ?? ''} aria-label={t('viewer.zoomIn')} onPress={() => view.zoomBy(ZOOM_STEP)}>
        +
      </Button>
      <Button className={styles.button ?? ''} onPress={() => view.fit()}>
        {t('viewer.fit')} <KeyCap of="0" />
      </Button>
      <Button className={styles.button ?? ''} onPress={() => view.oneToOne()}>
        {t('viewer.oneToOne')} <KeyCap of="9" />
      </Button>
      <Scale view={view} />
    </div>
  )
}

/** How large a pixel of the golden is seen, written without drawing a component again. */
function Scale({ view }: Pick<Viewer, 'view'>) {
  const { i18n } = useTranslation()
  const output = useRef<HTMLOutputElement>(null)
  useLayoutEffect(
    () =>
      view.follow(({ scale }) => {
        if (output.current !== null) output.current.textContent = `×${fixed(scale, 2, i18n.language)}`
      }),
    [view, i18n.language],
  )
  return <output ref={output} className={styles.scale} aria-live="off" data-scale="" />
}

function DefectButtons({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation()
  const count = viewer.pair?.part.defects.length ?? 0
  const where = viewer.chosen === null ? t('viewer.defects', { count }) : t('viewer.defect', { number: viewer.chosen + 1, count })
  return (
    <div className={styles.row}>
      <Button className={styles.button ?? ''} aria-label={t('viewer.previous')} isDisabled={count === 0} onPress={() => viewer.choose(-1)}>
        ‹ <KeyCap of="P" />
      </Button>
      <span className={styles.where} role="status">
        {count === 0 ? t('viewer.noDefects') : where}
      </span>
      <Button className={styles.button ?? ''} aria-label={t('viewer.next')} isDisabled={count === 0} onPress={() => viewer.choose(1)}>
        › <KeyCap of="N" />
      </Button>
    </div>
  )
}

function HeatTools({ viewer }: { viewer: Viewer }) {
  const { t, i18n } = useTranslation()
  const isMissing = viewer.pair !== null && viewer.pair.map === null
  const most = fixed(MOST_TIMES, 0, i18n.language)
  const legend = t('viewer.legend', { from: fixed(1, 0, i18n.language), to: most })
  return (
    <div className={styles.heat}>
      <ToggleButton
        className={styles.button ?? ''}
        isSelected={viewer.isHeatShown}
        onChange={(isHeatShown) => viewer.change({ isHeatShown })}
      >
        {t('viewer.heat')} <KeyCap of="H" />
      </ToggleButton>
      <Slider name={t('viewer.heatOpacity')} value={viewer.heatOpacity} most={100} set={(heatOpacity) => viewer.change({ heatOpacity })} />
      <div className={styles.legend} role="img" aria-label={legend} title={legend}>
        <span>×1</span>
        <span className={styles.scaleBar} style={{ '--scale': legendGradient() } as CSSProperties} />
        <span>×{most}</span>
      </div>
      {isMissing ? <p className={styles.note}>{t('viewer.noHeat')}</p> : null}
    </div>
  )
}

function LightTools({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation()
  const isChanged = viewer.brightness !== 100 || viewer.contrast !== 100
  return (
    <div className={styles.light}>
      <Slider name={t('viewer.brightness')} isNamed value={viewer.brightness} most={300} set={(brightness) => viewer.change({ brightness })} />
      <Slider name={t('viewer.contrast')} isNamed value={viewer.contrast} most={300} set={(contrast) => viewer.change({ contrast })} />
      <Button
        className={styles.button ?? ''}
        isDisabled={!isChanged}
        onPress={() => viewer.change({ brightness: 100, contrast: 100 })}
      >
        {t('viewer.reset')}
      </Button>
    </div>
  )
}

interface SliderProps {
  name: string
  /** Whether the name is written beside it. */
  isNamed?: boolean
  /** In percent. */
  value: number
  most: number
  set: (value: number) => void
}

function Slider({ name, isNamed = false, value, most, set }: SliderProps) {
  return (
    <label className={styles.slider}>
      <span className={isNamed ? styles.sliderName : 'visually-hidden'}>{name}</span>
      <input type="range" min={0} max={most} step={5} value={value} onChange={(event) => set(event.target.valueAsNumber)} />
    </label>
  )
}

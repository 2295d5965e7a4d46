import { BarChart, LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'

import { usePrinting } from '../theme/printing'
import type { ChartOption } from './options'
import styles from './quality.module.css'

use([BarChart, LineChart, AriaComponent, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer])

/** As wide as a figure on A4 between its margins: paper is no place that a chart could measure. */
const PAPER_PX = 650

interface ChartProps {
  option: ChartOption
  height: number
  /** Whether two of it stand side by side on paper. */
  isHalf?: boolean
}

/** A chart as large as its place, drawn anew when what it shows or its place changes. */
export function Chart({ option, height, isHalf = false }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const isPrinting = usePrinting()
  useEffect(() => {
    const element = place.current
    if (element === null) return
    const chart = init(element, null, { renderer: 'svg', ...(isPrinting ? { width: isHalf ? PAPER_PX / 2 - 8 : PAPER_PX } : {}) })
    chart.setOption(option)
    const watch = new ResizeObserver(() => chart.resize())
    if (!isPrinting) watch.observe(element)
    return () => {
      watch.disconnect()
      chart.dispose()
    }
  }, [option, isPrinting, isHalf])
  return <div ref={place} className={styles.chart} style={{ height: `${height}px` }} />
}

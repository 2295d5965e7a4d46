import type { components } from '../api/schema'

export type Answer = components['schemas']['MsaAnswer']
export type Appraiser = components['schemas']['MsaAppraiser']
export type Share = components['schemas']['MsaShare']
export type Kappa = components['schemas']['MsaKappa']
export type Band = NonNullable<Share['band']>

/** A figure as it stands in the table: its value, its interval, and how it is taken. */
export interface Figure {
  value: string
  interval: string
  band: Band | null
}

export function shareFigure(share: Share, locale: string): Figure {
  const percent = new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })
  return {
    value: `${percent.format(share.count / share.of)} · ${share.count}/${share.of}`,
    interval: `${percent.format(share.low)} – ${percent.format(share.high)}`,
    band: share.band,
  }
}

export function kappaFigure(kappa: Kappa, locale: string): Figure {
  const digits = new Intl.NumberFormat(locale, { minimumFractionDigits: 3, maximumFractionDigits: 3 })
  return {
    value: digits.format(kappa.value),
    interval: `${digits.format(kappa.low)} – ${digits.format(kappa.high)}`,
    band: kappa.band,
  }
}

/** Lines or comma-separated names, without what is empty. */
export function namesIn(text: string): string[] {
  return text
    .split(/[\n,，;；]/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

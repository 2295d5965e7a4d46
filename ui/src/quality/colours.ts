import { type Theme, useTheme } from '../theme/theme'

export interface Colours {
  ink: string
  line: string
  surface: string
  field: string
  ng: string
  font: string
}

/** The theme's colours as the charts take them: they cannot read style sheets themselves. */
export function useColours(): Colours {
  return coloursOf(useTheme())
}

function coloursOf(_theme: Theme): Colours {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(name).trim()
  return {
    ink: token('--ink'),
    line: token('--line'),
    surface: token('--surface'),
    field: token('--surface-2'),
    ng: token('--ng'),
    font: token('--font'),
  }
}

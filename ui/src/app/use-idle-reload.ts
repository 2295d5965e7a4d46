import { useEffect } from 'react'

export const IDLE_MS = 60_000
const TOUCHES = ['pointerdown', 'keydown', 'wheel'] as const

/** Loads the page anew, while `isOn`, once nobody has touched the display for a minute. */
export function useIdleReload(isOn: boolean, reload: () => void): void {
  useEffect(() => {
    if (!isOn) return undefined
    let timer = setTimeout(reload, IDLE_MS)
    const wait = () => {
      clearTimeout(timer)
      timer = setTimeout(reload, IDLE_MS)
    }
    for (const touch of TOUCHES) addEventListener(touch, wait, { capture: true })
    return () => {
      clearTimeout(timer)
      for (const touch of TOUCHES) removeEventListener(touch, wait, { capture: true })
    }
  }, [isOn, reload])
}

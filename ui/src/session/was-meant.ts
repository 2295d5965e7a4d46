import { FASTEST_HAND_MS } from './badge-reader'

const HEARD = 'inspector-badge'
/** By then the second character of a badge would be there, the event loop's own delay included. */
const MEANT_AFTER_MS = FASTEST_HAND_MS + 20

/** Tells whoever waits in `wasMeant` that a badge is being read. */
export function badgeHeard(): void {
  window.dispatchEvent(new Event(HEARD))
}

/**
 * Whether what a person has just pressed was meant: false where it turns out to be the first character of a badge, which
 * looks like a key until the second comes. Asked before anything is entered in somebody's name.
 */
export function wasMeant(): Promise<boolean> {
  return new Promise((resolve) => {
    const tell = (isMeant: boolean) => {
      clearTimeout(timer)
      window.removeEventListener(HEARD, heard)
      resolve(isMeant)
    }
    const heard = () => tell(false)
    const timer = setTimeout(() => tell(true), MEANT_AFTER_MS)
    window.addEventListener(HEARD, heard)
  })
}

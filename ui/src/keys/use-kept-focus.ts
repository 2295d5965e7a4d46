import { type RefObject, useEffect, useRef } from 'react'

/**
 * Gives the focus to what `next` finds in `place`, where what had it there is gone.
 *
 * A keyboard would have to begin at the top of the page again.
 */
export function useKeptFocus(place: RefObject<HTMLElement | null>, next: (place: HTMLElement) => HTMLElement | null): void {
  const isHere = useRef(false)
  useEffect(() => {
    const note = ({ target }: Event) => {
      isHere.current = target instanceof Node && place.current?.contains(target) === true
    }
    addEventListener('focusin', note)
    addEventListener('pointerdown', note, { capture: true })
    return () => {
      removeEventListener('focusin', note)
      removeEventListener('pointerdown', note, { capture: true })
    }
  }, [place])
  useEffect(() => {
    const { current } = place
    if (isHere.current && current !== null && document.activeElement === document.body) next(current)?.focus()
  })
}

import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

import { api } from '../api/client'
import { SESSION } from './session'

const TOLD_EVERY_MS = 30_000

/** Tells the line PC that somebody touches this display, so that they are not signed off while they do. */
export function useStaying(isSignedIn: boolean): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (!isSignedIn) return
    let toldMs = performance.now()
    const tell = ({ target }: Event) => {
      // The warning has buttons of its own, one of which signs out: it must not go away under the finger.
      if (target instanceof Element && target.closest('[role=alertdialog]') !== null) return
      if (performance.now() - toldMs < TOLD_EVERY_MS) return
      toldMs = performance.now()
      void api.POST('/api/session/use').then(
        ({ data }) => data === undefined || queries.setQueryData(SESSION, data),
        () => undefined, // the feed's own notice tells that contact is lost
      )
    }
    const kinds = ['pointerdown', 'keydown'] as const
    for (const kind of kinds) window.addEventListener(kind, tell, { capture: true })
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, tell, { capture: true })
    }
  }, [isSignedIn, queries])
}

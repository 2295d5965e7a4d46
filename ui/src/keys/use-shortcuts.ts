import { useEffect, useRef, useSyncExternalStore } from 'react'

/** What a key does; `key` as in KeyboardEvent, letters in lower case, `ctrl+z` with Ctrl or the Mac's Cmd. */
export type Shortcuts = Readonly<Record<string, () => void>>

const OFF_KEY = 'inspector.shortcuts'
const listeners = new Set<() => void>()

/** Lets single keys act on the page while they are switched on and no text is being written. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const newest = useRef(shortcuts)
  newest.current = shortcuts
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const act = newest.current[nameOf(event)]
      if (act === undefined || event.defaultPrevented || event.repeat) return
      if (!areShortcutsOn() || isWriting(event.target) || isDialogOpen(event.target)) return
      if (event.key === 'Enter' && isPressable(event.target, ENTERED)) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [])
}

/** Calls `hold` with true while the space bar is down; a button with the focus keeps its own space bar. */
export function useHeldSpace(hold: (isHeld: boolean) => void): void {
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.key !== ' ' || !areShortcutsOn() || isWriting(event.target)) return
      if (isPressable(event.target) || isDialogOpen(event.target)) return
      event.preventDefault()
      if (!event.repeat) hold(true)
    }
    const up = (event: KeyboardEvent) => event.key === ' ' && hold(false)
    const lost = () => hold(false)
    addEventListener('keydown', down)
    addEventListener('keyup', up)
    addEventListener('blur', lost)
    return () => {
      removeEventListener('keydown', down)
      removeEventListener('keyup', up)
      removeEventListener('blur', lost)
    }
  }, [hold])
}

/** Whether single keys act, and the switch for it; kept on this display. */
export function useShortcutSwitch(): readonly [isOn: boolean, set: (isOn: boolean) => void] {
  return [useSyncExternalStore(follow, areShortcutsOn), setShortcuts]
}

export function areShortcutsOn(): boolean {
  return localStorage.getItem(OFF_KEY) !== 'off'
}

function setShortcuts(isOn: boolean): void {
  localStorage.setItem(OFF_KEY, isOn ? 'on' : 'off')
  for (const listener of listeners) listener()
}

function follow(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function nameOf({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): string {
  const name = key.length === 1 ? key.toLowerCase() : key
  if (altKey) return ''
  return ctrlKey || metaKey ? `ctrl+${name}` : name
}

const WRITES = 'textarea, select, [contenteditable], input:not([type=range], [type=checkbox], [type=radio])'
const PRESSES = 'button, a, summary, input, [role=slider]'
const ENTERED = 'button, a, summary'

export function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(WRITES) !== null
}

/** Whether it is pressed by Enter or Space itself; what is chosen already has nothing to be pressed for. */
function isPressable(target: EventTarget | null, kinds = PRESSES): boolean {
  const pressed = target instanceof Element ? target.closest(kinds) : null
  return pressed !== null && pressed.getAttribute('aria-current') !== 'true'
}

function isDialogOpen(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role=dialog], [role=alertdialog]') !== null
}

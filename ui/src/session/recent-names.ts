const KEPT_AS = 'inspector.names'
const KEPT = 6

/** The names in the order of their last use on this display, then by name. */
export function namesInOrder(names: readonly string[], recent: readonly string[] = recentNames()): string[] {
  const place = (name: string) => (recent.includes(name) ? recent.indexOf(name) : recent.length)
  return [...names].sort((a, b) => place(a) - place(b) || a.localeCompare(b))
}

/** Keep that somebody signed in on this display. */
export function noteName(name: string): void {
  const recent = [name, ...recentNames().filter((other) => other !== name)].slice(0, KEPT)
  localStorage.setItem(KEPT_AS, JSON.stringify(recent))
}

function recentNames(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? '[]')
    return Array.isArray(kept) ? kept.filter((name) => typeof name === 'string') : []
  } catch {
    return []
  }
}

const LIST = '/parts'
const BEFORE = `${LIST}/`

/** The address of the page of one part; its name may hold anything. */
export function partPath(partId: string): string {
  return BEFORE + encodeURIComponent(partId)
}

/** The name of the part in `pathname`, as the browser gives it; one that nobody can decode stays as it is. */
export function partIdIn(pathname: string): string {
  const written = pathname.slice(BEFORE.length)
  try {
    return decodeURIComponent(written)
  } catch {
    return written
  }
}

/**
 * The list from which a part's page was opened, with what it is narrowed to and the place in it.
 *
 * `state` is what the browser keeps beside the page's address; without a list in it, all parts.
 */
export function listIn(state: unknown): string {
  const { list } = (typeof state === 'object' && state !== null ? state : {}) as { list?: unknown }
  return typeof list === 'string' && list.startsWith(`${LIST}?`) ? list : LIST
}

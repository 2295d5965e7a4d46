const BEFORE = '/parts/'

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

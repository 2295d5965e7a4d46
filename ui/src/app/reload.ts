/** A display that nobody attends must come back by itself. */
export const AGAIN_MS = 5_000

/**
 * Loads the page anew once the line PC answers. Without contact a browser would show an error page of its own, which tells
 * nobody that inspection goes on, and does not come back.
 */
export function reloadOnContact(): void {
  const again = () => void setTimeout(reloadOnContact, AGAIN_MS)
  fetch('/', { cache: 'no-store' }).then(({ ok }) => (ok ? location.reload() : again()), again)
}

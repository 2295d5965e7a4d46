import { partPath } from '../parts/part-path'

/** Live comes with the first load; every other page is loaded when it is first asked for. */
export const pages = {
  review: () => import('../review/review-page'),
  parts: () => import('../parts/parts-page'),
  part: () => import('../parts/part-page'),
  alarms: () => import('../alarms/alarms-page'),
  quality: () => import('../quality/quality-page'),
  msa: () => import('../msa/msa-page'),
  users: () => import('../users/users-page'),
  audit: () => import('../users/audit-page'),
  settings: () => import('../settings/settings-page'),
} as const

/** Begins to load the page at this address; nothing where it is Live, or none. */
export function loadPage(pathname: string): void {
  const name = pathname.startsWith(partPath('')) ? 'part' : pathname.slice(1)
  if (!isPage(name)) return
  // Whoever shows it asks again, and tells that it failed.
  pages[name]().catch(() => undefined)
}

function isPage(name: string): name is keyof typeof pages {
  return name in pages
}

import './theme/tokens.css'
import './theme/base.css'

import { loadPage } from './app/pages'
import { askFirst } from './first/ask-first'
import { warmUp } from './format/format'

/** A display that nobody attends must come back by itself. */
const AGAIN_MS = 5_000

// Small and first: what the page needs is asked for at once, not one thing after the other.
askFirst(location)
loadPage(location.pathname)
warmUp()
import('./start').catch(() => setTimeout(() => location.reload(), AGAIN_MS))

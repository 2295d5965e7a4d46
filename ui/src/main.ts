import './theme/tokens.css'
import './theme/base.css'

import { loadPage } from './app/pages'
import { AGAIN_MS, reloadOnContact } from './app/reload'
import { askFirst } from './first/ask-first'
import { warmUp } from './format/format'

// Small and first: what the page needs is asked for at once, not one thing after the other.
askFirst(location)
loadPage(location.pathname)
warmUp()
import('./start').catch(() => setTimeout(reloadOnContact, AGAIN_MS))

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { App } from './app/app'
import { FailureScreen } from './app/failure'
import { startI18n } from './i18n/i18n'
import { startDisplay } from './theme/display'
import { startPrinting } from './theme/printing'
import { startTheme } from './theme/theme'

// Whatever the browser thinks of its network: on the line PC itself the pages are there without one.
const queries = new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 2_000, networkMode: 'always' } } })

startTheme()
startDisplay()
startPrinting()
void startI18n().then(() =>
  createRoot(document.getElementById('root') as HTMLElement).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <FailureScreen>
          <App />
        </FailureScreen>
      </QueryClientProvider>
    </StrictMode>,
  ),
)

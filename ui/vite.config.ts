import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

import { licences } from './build/licences.ts'
import { stamp } from './build/stamp.ts'

const OUT = '../inspector/dashboard/static'

export default defineConfig({
  plugins: [react(), licences(), stamp(OUT)],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    assetsInlineLimit: 0, // a strict content policy and a browser's cache both prefer files
    modulePreload: { polyfill: false },
    target: 'chrome111', // top-level await, :focus-visible, container queries
    chunkSizeWarningLimit: 600, // the budget is 200 kB of compressed script, which a test watches
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
  test: { include: ['src/**/*.test.{ts,tsx}'], restoreMocks: true },
})

import { join } from 'node:path'

import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

import { firstFiles } from './build/first-files.ts'
import { licences } from './build/licences.ts'
import { stamp } from './build/stamp.ts'
import { startNamed } from './build/start-named.ts'

const OUT = '../inspector/dashboard/static'
const [MAIN, START] = ['main.ts', 'start.tsx'].map((file) => join(import.meta.dirname, 'src', file)) as [string, string]

export default defineConfig({
  plugins: [react(), startNamed(START), licences(), stamp(OUT)],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    assetsInlineLimit: 0, // a strict content policy and a browser's cache both prefer files
    modulePreload: { polyfill: false },
    target: 'chrome111', // top-level await, :focus-visible, container queries
    cssCodeSplit: false, // 10 kB compressed: one file for all pages
    rolldownOptions: { output: { codeSplitting: { groups: firstFiles(MAIN, START) } } },
    chunkSizeWarningLimit: 600, // the budget is 200 kB of compressed script, which a test watches
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
  test: { include: ['src/**/*.test.{ts,tsx}'], restoreMocks: true },
})

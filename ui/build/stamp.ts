import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

import type { Plugin } from 'vite'

/** Files and folders from which the pages are made; tests, documents and tools are none of them. */
const SOURCES = ['build', 'index.html', 'package-lock.json', 'package.json', 'public', 'src', 'tsconfig.json', 'vite.config.ts']
const STAMP = 'build.json'
const TEST = /\.test\.tsx?$|^src\/testing\//

/**
 * Write beside the built pages from which sources they are, and what they are, file by file.
 *
 * The pages are committed; a test reads this list and compares both sides with the disk, without Node.
 */
export function stamp(out: string): Plugin {
  return {
    name: 'stamp',
    apply: 'build',
    writeBundle() {
      const sources = SOURCES.flatMap((path) => filesUnder('.', path)).filter((path) => !TEST.test(path))
      const pages = filesUnder(out, '.').filter((path) => path !== STAMP)
      const text = JSON.stringify({ sources: hashes('.', sources), pages: hashes(out, pages) }, null, 1)
      writeFileSync(join(out, STAMP), `${text}\n`)
    },
  }
}

function filesUnder(root: string, path: string): string[] {
  const full = join(root, path)
  if (statSync(full).isFile()) return [path]
  const entries = readdirSync(full, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
}

function hashes(root: string, paths: string[]): Record<string, string> {
  const sorted = [...paths].sort()
  return Object.fromEntries(sorted.map((path) => [path, sha256(readFileSync(join(root, path)))]))
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

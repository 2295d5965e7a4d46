import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import type { Plugin } from 'vite'

const LICENCE_FILE = /^(licen[cs]e|notice|copying)(\.|$)/i

/** Write the licences of all foreign code that is in the built pages beside them; one without a text ends the build. */
export function licences(): Plugin {
  return {
    name: 'licences',
    apply: 'build',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
      const folders = new Set(modules.filter((id) => id.includes('/node_modules/')).map(packageFolder))
      const texts = [...folders].map(licenceOf).sort()
      this.emitFile({ type: 'asset', fileName: 'THIRD_PARTY_LICENSES.txt', source: texts.join('\n') })
    },
  }
}

function packageFolder(moduleId: string): string {
  let folder = dirname(moduleId.replace(/^\0/, '').replace(/\?.*$/, ''))
  while (!hasName(folder)) folder = dirname(folder)
  return folder
}

/** Packages hold nameless package.json files deeper down, which only tell the kind of module. */
function hasName(folder: string): boolean {
  const file = join(folder, 'package.json')
  return existsSync(file) && 'name' in (JSON.parse(readFileSync(file, 'utf8')) as object)
}

function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file)).sort()
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim())
  if (texts.length === 0) texts.push(ownText(name, license))
  return `${'='.repeat(100)}\n${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`
}

/** For packages that name their licence but bring no text. */
function ownText(name: string, license: string): string {
  const file = join(import.meta.dirname, 'licence-texts', `${license}.txt`)
  if (!existsSync(file)) throw new Error(`${name} brings no text of its licence ${license}; put it into ${file}`)
  return readFileSync(file, 'utf8').trim()
}

interface Manifest {
  name: string
  version: string
  license: string
}

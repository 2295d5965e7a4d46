import { dirname } from 'node:path'

import type { Rolldown } from 'vite'

interface Modules {
  getModuleInfo: (id: string) => Rolldown.ModuleInfo | null
}

/**
 * Two scripts for the first load, whatever other pages share with them: a browser asks for few files at a time.
 *
 * `first` is what `main` needs to ask for everything, `frame` what `start` needs to show it. Only our own modules are
 * named here: with each come the packages that it really uses.
 */
export function firstFiles(main: string, start: string): Rolldown.CodeSplittingGroup[] {
  return [
    { name: under('first', main), debugName: 'first', priority: 2 },
    { name: under('frame', start), debugName: 'frame', priority: 1 },
  ]
}

function under(name: string, root: string) {
  let found: ReadonlySet<string> | undefined
  return (id: string, modules: Modules) => {
    found ??= importedBy(root, modules)
    return id !== root && found.has(id) ? name : null
  }
}

/** Our own modules that `root` imports by itself, however far down; what it loads later is none of them. */
function importedBy(root: string, modules: Modules): ReadonlySet<string> {
  const found = new Set([root])
  for (const id of found) {
    const imported = modules.getModuleInfo(id)?.importedIds ?? []
    for (const each of imported) if (each.startsWith(dirname(root))) found.add(each)
  }
  return found
}

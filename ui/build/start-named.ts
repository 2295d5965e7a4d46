import type { Plugin, Rolldown } from 'vite'

/**
 * Name in the first page the scripts that `entry` loads by itself, so that a browser asks for all of them at once.
 *
 * Vite names what the first script imports; `entry`, which it loads, would be asked for only once that has run.
 */
export function startNamed(entry: string): Plugin {
  return {
    name: 'start-named',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
        const start = chunks.find(({ moduleIds }) => moduleIds.includes(entry))
        if (start === undefined) throw new Error(`${entry} is in none of the built scripts`)
        return neededBy(start, chunks)
          .filter((file) => !html.includes(file))
          .map((file) => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` }, injectTo: 'head' }))
      },
    },
  }
}

function neededBy({ fileName, imports }: Rolldown.OutputChunk, chunks: readonly Rolldown.OutputChunk[]): string[] {
  const below = chunks.filter((chunk) => imports.includes(chunk.fileName)).flatMap((chunk) => neededBy(chunk, chunks))
  return [...new Set([fileName, ...below])]
}

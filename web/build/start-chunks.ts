import type { GetModuleInfo } from 'rolldown'

/** Where web/main.tsx goes on: each person loads one of them first. */
const STARTS = ['app', 'entrance', 'shared', 'statement'] as const

interface Context {
  getModuleInfo: GetModuleInfo
}

/**
 * One file for what each set of starts has in common, in the place of a small one for every set of pages that share a module:
 * sixty files pack worse than four. Nobody loads more by it, since all of a file is needed by each start that it is for.
 * @returns the name of the chunk that a module belongs to; null: it is loaded later, or stands in the entry.
 */
export function createStartChunks(): (id: string, context: Context) => string | null {
  let starts: Map<string, Set<string>> | undefined
  let entry: Set<string> | undefined
  return (id, context) => {
    const getModuleInfo: GetModuleInfo = (each) => context.getModuleInfo(each)
    starts ??= new Map(STARTS.map((start) => [start, reach(`start-${start}.tsx`, getModuleInfo)]))
    entry ??= reach('main.tsx', getModuleInfo)
    if (entry.has(id) || !starts.get('app')?.has(id)) return null
    const names = STARTS.filter((start) => starts?.get(start)?.has(id))
    return names.join('-')
  }
}

const WEB = new URL('../', import.meta.url).pathname

/** All that a file imports, and what that imports, without what waits for an `import()`. */
function reach(file: string, getModuleInfo: GetModuleInfo): Set<string> {
  const found = new Set<string>()
  const waiting = [WEB + file]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue
    found.add(id)
    waiting.push(...(getModuleInfo(id)?.importedIds ?? []))
  }
  return found
}

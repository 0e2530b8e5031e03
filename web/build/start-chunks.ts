import { resolve } from 'node:path'
import type { GetModuleInfo } from 'rolldown'

/** Where web/main.tsx goes on: each person loads one of them first. */
const STARTS = ['app', 'entrance', 'shared', 'statement'] as const

/** What the assistant draws unasked once it is there: two dozen small files, which as one pack into two thirds. */
export const SOON = [
  'components/approval/AnswerApproval.tsx',
  'components/composing/AboveField.tsx',
  'components/composing/DictateButton.tsx',
  'components/composing/MessageTools.tsx',
  'components/composing/MessageTray.tsx',
  'components/folders/FolderLinks.tsx',
  'components/language/SelectionBar.tsx',
  'components/message/AnswerMarkdown.tsx',
  'components/message/AnswerRating.tsx',
  'components/message/around/AroundAnswer.tsx',
  'components/reading/LiveAnnouncer.tsx',
  'components/tour/TourInvitation.tsx',
  '../sdk/composing.ts',
]

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
  let soon: Set<string> | undefined
  return (id, context) => {
    const getModuleInfo: GetModuleInfo = (each) => context.getModuleInfo(each)
    starts ??= new Map(STARTS.map((start) => [start, reach(`start-${start}.tsx`, getModuleInfo)]))
    entry ??= reach('main.tsx', getModuleInfo)
    soon ??= reachSoon(getModuleInfo)
    if (soon.has(id) && !STARTS.some((start) => starts?.get(start)?.has(id))) return 'unasked'
    if (entry.has(id) || !starts.get('app')?.has(id)) return null
    const names = STARTS.filter((start) => starts?.get(start)?.has(id))
    return names.join('-')
  }
}

const WEB = new URL('../', import.meta.url).pathname

/** Nothing of it is for those who are not in: they would load all of it for a part. */
function reachSoon(getModuleInfo: GetModuleInfo): Set<string> {
  const others = new Set(
    ['entrance', 'shared', 'statement'].flatMap((start) => [
      ...reach(`start-${start}.tsx`, getModuleInfo, true),
    ]),
  )
  const all = SOON.flatMap((file) => [...reach(file, getModuleInfo)])
  return new Set(all.filter((id) => !others.has(id)))
}

/** All that a file imports, and what that imports; what waits for an `import()` only where `isWhole`. */
function reach(file: string, getModuleInfo: GetModuleInfo, isWhole = false): Set<string> {
  const found = new Set<string>()
  const waiting = [resolve(WEB, file)]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue
    found.add(id)
    const { importedIds = [], dynamicallyImportedIds = [] } = getModuleInfo(id) ?? {}
    waiting.push(...importedIds, ...(isWhole ? dynamicallyImportedIds : []))
  }
  return found
}

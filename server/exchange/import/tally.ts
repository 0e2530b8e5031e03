import type {
  DropReason,
  ImportCount,
  ImportDrop,
  ImportReport,
  ImportSource,
  ImportUnit,
} from '#wire/exchange.ts'
import type { Drop, ImportedConversation, Reading } from './imported.ts'

const UNITS: readonly ImportUnit[] = ['conversation', 'message', 'attachment', 'part']
const MAX_EXAMPLES = 5
const MAX_NAMES = 100

/** Counts what is in a file and where it goes. `found` is always the sum of the rest; that is checked, not hoped for. */
export function createTally(mode: ImportReport['mode']) {
  const counts = new Map(
    UNITS.map((unit) => [unit, { unit, found: 0, taken: 0, already: 0, dropped: 0 }]),
  )
  const drops = new Map<string, ImportDrop>()
  const sources = new Set<ImportSource>()
  const folders = new Set<string>()
  const otherFiles: string[] = []
  let branches = 0

  const countOf = (unit: ImportUnit) => {
    const count = counts.get(unit)
    if (!count) throw new Error(`no count of ${unit}`)
    return count
  }
  const drop = (one: Drop) => {
    countOf(one.unit).dropped += one.count
    noteDrop(drops, one)
  }

  return {
    /** What a conversation of the file has, and what of it stays behind. */
    found({ conversation, found, drops: own }: Reading) {
      for (const unit of UNITS) countOf(unit).found += found[unit]
      for (const one of own) drop(one)
      if (!conversation) return
      sources.add(conversation.source)
      branches += conversation.branches
      if (conversation.folder !== null && folders.size < MAX_NAMES) folders.add(conversation.folder)
    },
    taken(unit: ImportUnit, count: number) {
      countOf(unit).taken += count
    },
    already(unit: ImportUnit, count: number) {
      countOf(unit).already += count
    },
    /** What could have come, and does not. */
    dropped: drop,
    /** A whole conversation stays behind that could have come. */
    refused(
      reason: DropReason,
      { title, messages }: Pick<ImportedConversation, 'title' | 'messages'>,
    ) {
      drop({ unit: 'conversation', reason, count: 1, example: title })
      for (const one of partsOf(messages)) if (one.count > 0) drop({ ...one, reason, example: '' })
    },
    otherFile(name: string) {
      if (otherFiles.length < MAX_NAMES) otherFiles.push(name)
    },
    progress: () => ({
      conversations: countOf('conversation').found,
      messages: countOf('message').found,
    }),
    report(): ImportReport {
      requireBalance(counts.values())
      return {
        mode,
        sources: [...sources],
        counts: [...counts.values()],
        drops: [...drops.values()].toSorted((a, b) => b.count - a.count),
        branches,
        folders: [...folders],
        otherFiles,
      }
    },
  }
}

function noteDrop(drops: Map<string, ImportDrop>, { unit, reason, count, example }: Drop): void {
  const key = `${unit} ${reason}`
  const known = drops.get(key) ?? { unit, reason, count: 0, examples: [] }
  known.count += count
  const shown = example.toWellFormed().slice(0, 120)
  const isNew = shown !== '' && !known.examples.includes(shown)
  if (isNew && known.examples.length < MAX_EXAMPLES) known.examples.push(shown)
  drops.set(key, known)
}

function partsOf(messages: ImportedConversation['messages']): Pick<Drop, 'unit' | 'count'>[] {
  const files = messages.flatMap(({ parts }) => parts.filter(({ type }) => type === 'attachment'))
  return [
    { unit: 'message', count: messages.length },
    { unit: 'attachment', count: files.length },
  ]
}

function requireBalance(counts: Iterable<ImportCount>): void {
  for (const { unit, found, taken, already, dropped } of counts) {
    const sum = taken + already + dropped
    if (found !== sum) throw new Error(`${unit}: ${found} found, ${sum} accounted for`)
  }
}

export type Tally = ReturnType<typeof createTally>

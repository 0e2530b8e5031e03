import { createHash } from 'node:crypto'
import type { DropReason, ImportUnit } from '#wire/exchange.ts'
import { buildTree } from './build-tree.ts'
import type { Drop, ImportedConversation, Reading, SourceNode } from './imported.ts'

type Head = Omit<ImportedConversation, 'messages' | 'branches' | 'lang' | 'classification'>

/** A conversation out of its parts, with what was counted. */
export function makeReading(head: Head, nodes: readonly SourceNode[]): Reading {
  const tree = buildTree(nodes)
  const found = {
    conversation: 1,
    message: tree.found,
    attachment: tree.files.length,
    part: tree.unknown.length,
  }
  const title = head.title || titleFrom(tree.messages[0]?.text ?? '')
  const drops = [
    ...tree.drops,
    ...each('attachment', 'file_not_taken', tree.files),
    ...each('part', 'unknown_part', tree.unknown),
  ]
  if (tree.messages.length === 0) {
    return {
      found,
      drops: [...drops, { unit: 'conversation', reason: 'empty', count: 1, example: title }],
    }
  }
  const { messages, branches } = tree
  // What has no id is known by what it says.
  const sourceId =
    head.sourceId ||
    hashOf(JSON.stringify([title, head.createdMs, messages.map(({ text }) => text)]))
  const conversation = {
    ...head,
    sourceId,
    title,
    messages,
    branches,
    lang: null,
    classification: null,
  }
  return { conversation, found, drops }
}

function each(unit: ImportUnit, reason: DropReason, names: readonly string[]): Drop[] {
  return names.map((example) => ({ unit, reason, count: 1, example }))
}

/** What cannot be read at all. */
export function lost(reason: DropReason, example: string): Reading {
  const found = { conversation: 1, message: 0, attachment: 0, part: 0 }
  return { found, drops: [{ unit: 'conversation', reason, count: 1, example }] }
}

/** Of what has no title: its first words. */
export function titleFrom(text: string): string {
  const line = text.trim().split('\n')[0] ?? ''
  const words = Array.from(line.replaceAll(/[#*_`>]+/g, '').trim())
  return words.length <= 80 ? words.join('') : `${words.slice(0, 79).join('')}…`
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

import type { MessagePart } from '#wire/message-parts.ts'
import type { Drop, ImportedMessage, SourceNode } from './imported.ts'

/** Of one message. */
export const MAX_TEXT_CHARS = 2_000_000
const MAX_MESSAGES = 100_000

export interface Tree {
  messages: ImportedMessage[]
  drops: Drop[]
  files: string[]
  unknown: string[]
  found: number
  branches: number
}

/** What an answer takes over from what stood before it. */
interface Carried {
  parentId: string | null
  reasoning: string
  parts: MessagePart[]
}

/**
 * The questions and answers of a tree, parents before children. What is left out hands its children to its parent; what is an
 * aside becomes part of the answer that follows. Circles, and what hangs on them, are told and left. Without recursion: trees
 * are as deep as conversations are long.
 */
export function buildTree(nodes: readonly SourceNode[]): Tree {
  const drops: Drop[] = []
  const drop = (reason: Drop['reason'], { id, text }: SourceNode) =>
    drops.push({ unit: 'message', reason, count: 1, example: text.slice(0, 60) || id.slice(0, 60) })
  const known = new Map<string, SourceNode>()
  for (const node of nodes) {
    if (known.has(node.id)) drop('same_id', node)
    else if (known.size >= MAX_MESSAGES) drop('too_long', node)
    else known.set(node.id, node)
  }
  const children = Map.groupBy(known.values(), ({ id, parentId }) =>
    parentId !== null && parentId !== id && known.has(parentId)
      ? parentId
      : parentId === id
        ? id
        : null,
  )
  const messages: ImportedMessage[] = []
  const reached = new Set<string>()
  const start: Carried = { parentId: null, reasoning: '', parts: [] }
  const open = (children.get(null) ?? []).toReversed().map((node) => ({ node, carried: start }))
  for (let next = open.pop(); next; next = open.pop()) {
    const { node } = next
    reached.add(node.id)
    const carried = take(node, next.carried, { messages, drop, children })
    const below = (children.get(node.id) ?? []).toReversed()
    for (const child of below) open.push({ node: child, carried })
  }
  for (const node of known.values()) if (!reached.has(node.id)) drop('in_a_circle', node)
  const all = [...known.values()].filter(({ id }) => reached.has(id))
  return {
    messages,
    drops,
    files: all.flatMap(({ files }) => files),
    unknown: all.flatMap(({ unknown }) => unknown),
    found: nodes.length,
    branches: countBranches(messages),
  }
}

interface Taking {
  messages: ImportedMessage[]
  drop: (reason: Drop['reason'], node: SourceNode) => void
  children: ReadonlyMap<string | null, readonly SourceNode[]>
}

/** What its children begin with. */
function take(node: SourceNode, carried: Carried, { messages, drop, children }: Taking): Carried {
  const { parentId } = carried
  if (node.kind === 'skipped') {
    drop(node.reason ?? 'unknown_author', node)
    return carried
  }
  const reasoning = [carried.reasoning, node.reasoning].filter((text) => text !== '').join('\n\n')
  const parts = joinCalls(carried.parts, node.parts)
  const isLast = (children.get(node.id) ?? []).length === 0
  // A tool that nobody answered after is an answer of its own: nothing of it shall be lost.
  if (node.kind === 'aside' && !isLast) {
    drop('joined_to_answer', node)
    return { parentId, reasoning, parts }
  }
  if (node.text.length > MAX_TEXT_CHARS) {
    drop('too_long', node)
    return carried
  }
  const isAnswer = node.kind !== 'user'
  const text = withFiles(node)
  const isBlank = text.trim() === '' && !(isAnswer && (reasoning !== '' || parts.length > 0))
  if (isBlank) {
    drop('blank', node)
    return carried
  }
  messages.push({
    sourceId: node.id,
    parentId,
    role: isAnswer ? 'assistant' : 'user',
    text,
    reasoning: isAnswer ? reasoning : '',
    parts: isAnswer ? parts : node.parts,
    modelId: isAnswer ? node.modelId : null,
    lang: null,
    atMs: node.atMs,
  })
  return { parentId: node.id, reasoning: '', parts: [] }
}

/** Files do not come over: their names stay where they were. */
function withFiles({ text, files }: SourceNode): string {
  if (files.length === 0) return text
  const names = files.map((name) => `[📎 ${name}]`).join(' ')
  return text.trim() === '' ? names : `${text.trimEnd()}\n\n${names}`
}

/** What a tool gave back goes to the call that waits for it. */
function joinCalls(before: readonly MessagePart[], more: readonly MessagePart[]): MessagePart[] {
  const parts = [...before]
  for (const part of more) {
    const last = parts.at(-1)
    const isAnswer = part.type === 'tool_call' && part.input === '' && part.output !== null
    if (isAnswer && last?.type === 'tool_call' && last.output === null) {
      parts[parts.length - 1] = { ...last, output: part.output, status: part.status }
    } else parts.push(part)
  }
  return parts
}

function countBranches(messages: readonly ImportedMessage[]): number {
  const counts = new Map<string | null, number>()
  for (const { parentId } of messages) counts.set(parentId, (counts.get(parentId) ?? 0) + 1)
  return [...counts.values()].filter((count) => count > 1).length
}

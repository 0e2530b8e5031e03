import type { Message } from '#wire/conversations.ts'

/** Which child is shown under each parent; no entry: the newest. Roots stand under ROOT. */
export type Selection = ReadonlyMap<string, string>

export const ROOT = 'root'

export interface TreeNode {
  message: Message
  /** All versions at this place, oldest first, the message itself included. */
  siblingIds: readonly string[]
}

/** The messages from the root down the chosen versions. Costs one pass over the messages. */
export function listPath(messages: Iterable<Message>, selection: Selection): TreeNode[] {
  const children = groupByParent(messages)
  const path: TreeNode[] = []
  let siblings = children.get(ROOT)

  while (siblings) {
    const chosen = selection.get(parentKeyOf(siblings[0]))
    const message = siblings.find(({ id }) => id === chosen) ?? siblings.at(-1)
    if (!message) break
    path.push({ message, siblingIds: siblings.map(({ id }) => id) })
    siblings = children.get(message.id)
  }
  return path
}

/** The selection that shows the message: it and all above it chosen, what hangs below it left as it was. */
export function selectMessage(
  messages: ReadonlyMap<string, Message>,
  selection: Selection,
  id: string,
): Selection {
  const next = new Map(selection)
  let message = messages.get(id)
  while (message) {
    next.set(parentKeyOf(message), message.id)
    message = message.parentId === null ? undefined : messages.get(message.parentId)
  }
  return next
}

function groupByParent(messages: Iterable<Message>): Map<string, Message[]> {
  const children = new Map<string, Message[]>()
  for (const message of messages) {
    const siblings = children.get(parentKeyOf(message))
    if (siblings) siblings.push(message)
    else children.set(parentKeyOf(message), [message])
  }
  // Ids are UUIDv7: they order what the clock's millisecond does not.
  for (const siblings of children.values()) {
    siblings.sort((a, b) => compare(a.createdAt, b.createdAt) || compare(a.id, b.id))
  }
  return children
}

function parentKeyOf(message: Message | undefined): string {
  return message?.parentId ?? ROOT
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

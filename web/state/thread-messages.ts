import type { Message } from '#wire/conversations.ts'
import { createStore } from './external-store.ts'
import { MessageTree, type TreeNode } from './message-tree.ts'
import type { KeyValueStorage } from './storage.ts'

/** Another object after each change. */
export interface ThreadState {
  status: 'loading' | 'ready' | 'missing' | 'failed'
  /** All messages, those of versions that are not shown too: not a copy, nobody copies 10,000 messages at each change. */
  messages: ReadonlyMap<string, Message>
  /** Those that are shown, from the first to the last. */
  path: readonly TreeNode[]
  /** The next message follows this one, although others do already; null: it follows the last. */
  goesOnFrom: string | null
  /** Another number whenever an answer came to its end, or is another one than it was; 0: none has. */
  wholeAnswers: number
}

/** The messages of a conversation and which versions of them are shown; the latter outlives a reload. */
export function createThreadMessages(conversationId: string, storage: KeyValueStorage) {
  const shownKey = `shown.${conversationId}`
  let tree = new MessageTree()
  /** Only the end of the conversation is known yet. */
  let isEndOnly = false
  const look = (status: ThreadState['status']): ThreadState => {
    const { messages, path, endId: goesOnFrom, wholeAnswers } = tree
    return { status, messages, path, goesOnFrom, wholeAnswers }
  }
  const state = createStore(look('loading'))
  const tell = (status = state.get().status) => state.set(look(status))

  /**
   * Shows the end of a conversation whose beginning is not here yet, where it is plain that this is what is shown: nothing is yet,
   * one message follows the other, and the version that was chosen is among them. Answers whether it is.
   */
  function putEnd(newest: readonly Message[]): boolean {
    const isPlain = state.get().status === 'loading' && isShown(newest, storage.get(shownKey))
    if (!isPlain) return false
    tree.put(newest.map((message, at) => (at === 0 ? { ...message, parentId: null } : message)))
    isEndOnly = true
    tell('ready')
    return true
  }

  function put(fresh: readonly Message[]): void {
    const isFirst = state.get().status !== 'ready' || isEndOnly
    const shown = isFirst ? storage.get(shownKey) : null
    if (isEndOnly && fresh.some(({ parentId }) => parentId === null)) {
      tree = treeOfThoseAdded(tree, fresh)
      isEndOnly = false
    }
    tree.put(fresh)
    if (shown !== null) tree.choose(shown)
    tell('ready')
  }

  function change(messageId: string, next: (message: Message) => Message): void {
    const message = tree.messages.get(messageId)
    if (!message) return
    tree.put([next(message)])
    tell()
  }

  function select(id: string): void {
    storage.set(shownKey, id)
    tree.choose(id)
    tell()
  }

  /** The path ends here until the next message is sent, or another is selected. */
  function goOnFrom(id: string): void {
    tree.endAt(id)
    tell()
  }

  /** Selects the message if it is not shown already. */
  function show(id: string): void {
    if (!tree.isShown(id)) select(id)
  }

  /** The messages could not be had; what is shown already stays. */
  function markFailed(status: 'missing' | 'failed'): void {
    if (state.get().status !== 'ready' || status === 'missing') tell(status)
  }

  return { state, put, putEnd, change, select, show, goOnFrom, markFailed }
}

/** Whether each message follows the one before it, and the chosen one is among them. */
function isShown(messages: readonly Message[], chosen: string | null): boolean {
  return (
    messages.every(({ parentId }, at) => at === 0 || parentId === messages[at - 1]?.id) &&
    (chosen === null || messages.some(({ id }) => id === chosen))
  )
}

/** The whole is there: of the end, what was added to it in the meantime stays. */
function treeOfThoseAdded(end: MessageTree, whole: readonly Message[]): MessageTree {
  const known = new Set(whole.map(({ id }) => id))
  const tree = new MessageTree()
  tree.put([...end.messages.values()].filter(({ id }) => !known.has(id)))
  return tree
}

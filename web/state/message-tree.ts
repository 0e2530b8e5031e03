import type { Message } from '#wire/conversations.ts'

const ROOT = 'root'

export interface TreeNode {
  message: Message
  /** All versions at this place, oldest first, the message itself included. */
  siblingIds: readonly string[]
}

/**
 * The messages of a conversation, and the path through them that is shown: from the root down the chosen versions, the newest
 * where nobody chose. What is added at the end of a path of 10,000 messages costs what it costs in one of ten: only the part of
 * the path that changes is walked anew.
 */
export class MessageTree {
  readonly #messages = new Map<string, Message>()
  /** By parent; of each the oldest first. */
  readonly #children = new Map<string, Message[]>()
  /** Which child is shown under each parent; no entry: the newest. */
  readonly #chosen = new Map<string, string>()
  /** Where on the path a message is. */
  readonly #places = new Map<string, number>()
  #path: readonly TreeNode[] = []
  #endId: string | null = null
  #wholeAnswers = 0

  /** All of them, those of other versions too; the same map every time. */
  get messages(): ReadonlyMap<string, Message> {
    return this.#messages
  }

  get path(): readonly TreeNode[] {
    return this.#path
  }

  /** The message that the path ends at although others hang on it; null: it goes as far as it can. */
  get endId(): string | null {
    return this.#endId
  }

  /** Another number whenever an answer came to its end, or is another one than it was; 0: none has. */
  get wholeAnswers(): number {
    return this.#wholeAnswers
  }

  isShown(id: string): boolean {
    return this.#places.has(id)
  }

  /** Adds messages, or puts them in the place of those of the same ids. */
  put(fresh: Iterable<Message>): void {
    let from = Infinity
    for (const message of fresh) {
      const place = this.#placeOf(message)
      if (this.#add(message) && place !== undefined) from = Math.min(from, place)
    }
    this.#walk(from)
  }

  /** Chooses the message and all that it hangs on; what hangs on it stays as it was. */
  choose(id: string): void {
    let from = this.#release()
    for (let message = this.#messages.get(id); message; message = this.#parentOf(message)) {
      const isChosen = this.#chosen.get(parentKeyOf(message)) === message.id
      // Whoever is shown and was chosen hangs on what was.
      if (isChosen && this.isShown(message.id)) break
      this.#chosen.set(parentKeyOf(message), message.id)
      if (!this.isShown(message.id)) from = this.#placeOf(message) ?? from
    }
    this.#walk(from)
  }

  /** Lets the path end at a message, whatever hangs on it, until another is chosen. */
  endAt(id: string): void {
    this.choose(id)
    this.#endId = id
    this.#walk((this.#places.get(id) ?? Infinity) + 1)
  }

  /** Nothing ends the path any more; where it has to be walked from. */
  #release(): number {
    const at = this.#endId === null ? undefined : this.#places.get(this.#endId)
    this.#endId = null
    return at === undefined ? Infinity : at + 1
  }

  /** Whether the path may be another one for it, from the message's place on. */
  #add(message: Message): boolean {
    const known = this.#messages.get(message.id)
    if (known === message) return false
    if (isNewsOfAnswer(known, message)) this.#wholeAnswers += 1
    this.#messages.set(message.id, message)
    const key = parentKeyOf(message)
    const siblings = this.#children.get(key) ?? []
    this.#children.set(key, siblings)
    if (known) {
      siblings[siblings.indexOf(known)] = message
      this.#replace(message)
      return false
    }
    const at = siblings.findLastIndex((sibling) => isBefore(sibling, message)) + 1
    siblings.splice(at, 0, message)
    return true
  }

  /** The same place, other words: nothing needs to be walked. */
  #replace(message: Message): void {
    const at = this.#places.get(message.id)
    const node = at === undefined ? undefined : this.#path[at]
    if (at !== undefined && node) this.#path = this.#path.with(at, { ...node, message })
  }

  /** Walks the path anew from one of its places on. */
  #walk(from: number): void {
    if (from === Infinity) return
    for (const { message } of this.#path.slice(from)) this.#places.delete(message.id)
    const next = this.#path.slice(0, from)
    let siblings = this.#children.get(next.at(-1)?.message.id ?? ROOT)
    while (siblings && (next.length === 0 || next.at(-1)?.message.id !== this.#endId)) {
      const wanted = this.#chosen.get(parentKeyOf(siblings[0]))
      const message = siblings.find(({ id }) => id === wanted) ?? siblings.at(-1)
      if (!message) break
      this.#places.set(message.id, next.length)
      next.push({ message, siblingIds: siblings.map(({ id }) => id) })
      siblings = this.#children.get(message.id)
    }
    this.#path = next
  }

  /** The place that the message would have on the path; undefined: what it hangs on is not shown. */
  #placeOf({ parentId }: Message): number | undefined {
    if (parentId === null) return 0
    const parent = this.#places.get(parentId)
    return parent === undefined ? undefined : parent + 1
  }

  #parentOf({ parentId }: Message): Message | undefined {
    return parentId === null ? undefined : this.#messages.get(parentId)
  }
}

function isNewsOfAnswer(known: Message | undefined, { role, status, text }: Message): boolean {
  if (role !== 'assistant' || status === 'streaming') return false
  return known?.text !== text || known.status === 'streaming'
}

/** Ids are UUIDv7: they order what the clock's millisecond does not. */
function isBefore(one: Message, other: Message): boolean {
  if (one.createdAt !== other.createdAt) return one.createdAt < other.createdAt
  return one.id < other.id
}

function parentKeyOf(message: Message | undefined): string {
  return message?.parentId ?? ROOT
}

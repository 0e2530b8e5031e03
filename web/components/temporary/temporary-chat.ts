import { ApiFailure } from '#sdk/api-failure.ts'
import { answerTemporarily } from '#sdk/temporary.ts'
import type { Classification } from '#wire/classification.ts'
import type { FinishReason } from '#wire/conversations.ts'
import type { LanguagePart } from '#wire/message-parts.ts'
import type { App } from '../../state/app.ts'
import { createStore } from '../../state/external-store.ts'

export interface TemporaryMessage {
  id: number
  role: 'user' | 'assistant'
  text: string
  /** BCP 47; null: not known. */
  lang: string | null
  /** Who wrote an answer; null: not known yet, or nobody's. */
  modelId: string | null
  /** What the model thought. */
  reasoning: string
  /** It came in another language than it should. */
  language: LanguagePart | null
  /** Another answer to the same question stands below it: models are not told this one. */
  isReplaced: boolean
  /** Why an answer is not whole; null: it is, or is being written. */
  problem: FinishReason | 'stopped' | 'broken' | ApiFailure | null
}

interface ChatState {
  messages: readonly TemporaryMessage[]
  isAnswering: boolean
}

const BLANK = {
  lang: null,
  modelId: null,
  reasoning: '',
  language: null,
  isReplaced: false,
  problem: null,
}

const EMPTY: ChatState = { messages: [], isAnswering: false }

/** How it is asked: all but the words. */
export interface Asking {
  modelId: string | null
  classification: Classification | null
  interfaceLang: string
}

/**
 * The one chat of this tab that is stored nowhere: it is in the memory of the page alone, not in the browser's storage, and is
 * gone with the tab, a reload, or `end`.
 */
function createTemporaryChat() {
  const state = createStore(EMPTY)
  let answering: AbortController | null = null
  let lastId = 0

  function add(role: TemporaryMessage['role'], text: string): number {
    lastId += 1
    const message = { ...BLANK, id: lastId, role, text }
    state.update((before) => ({ ...before, messages: [...before.messages, message] }))
    return lastId
  }

  function change(id: number, next: (message: TemporaryMessage) => Partial<TemporaryMessage>) {
    state.update((before) => ({
      ...before,
      messages: before.messages.map((each) => (each.id === id ? { ...each, ...next(each) } : each)),
    }))
  }

  /** Resolves when the answer has ended, however it did. */
  async function ask({ client }: Pick<App, 'client'>, text: string, asking: Asking): Promise<void> {
    add('user', text)
    const said = state.get().messages.filter((each) => each.text !== '' && !each.isReplaced)
    let id = add('assistant', '')
    const controller = new AbortController()
    answering = controller
    state.update((before) => ({ ...before, isAnswering: true }))
    try {
      await read(client, {
        said,
        asking,
        signal: controller.signal,
        change: (next) => change(id, next),
        beginAgain: () => (id = add('assistant', '')),
      })
    } catch (error) {
      if (controller.signal.aborted) change(id, () => ({ problem: 'stopped' }))
      else change(id, () => ({ problem: error instanceof ApiFailure ? error : 'broken' }))
    } finally {
      if (answering === controller) answering = null
      state.update((before) => ({ ...before, isAnswering: answering !== null }))
    }
  }

  const find = (id: string) => state.get().messages.find((message) => String(message.id) === id)

  return {
    state,
    ask,
    /** As what screen readers hear it from. */
    source: {
      liveOf: (id: string) => ({ get: () => find(id) ?? null, subscribe: state.subscribe }),
      hasEnded: (id: string) => !state.get().isAnswering || find(id)?.isReplaced === true,
    },
    stop: () => answering?.abort(),
    /** Nothing of it is left. */
    end(): void {
      answering?.abort()
      answering = null
      state.set(EMPTY)
    },
  }
}

interface Reading {
  change: (next: (message: TemporaryMessage) => Partial<TemporaryMessage>) => void
  /** What comes from now on is another answer. */
  beginAgain: () => void
  said: readonly TemporaryMessage[]
  asking: Asking
  signal: AbortSignal
}

/** Reads one answer into its message. */
async function read(
  client: App['client'],
  { said, asking, signal, change, beginAgain }: Reading,
): Promise<void> {
  const { modelId, classification, interfaceLang } = asking
  const messages = said.map(({ role, text, lang }) => ({ role, text, ...(lang && { lang }) }))
  const question = { messages, modelId, interfaceLang, ...(classification && { classification }) }
  let isEnded = false
  for await (const event of answerTemporarily(client.http, question, signal)) {
    if (event.type === 'started') change(() => ({ lang: event.lang, modelId: event.modelId }))
    if (event.type === 'text') change(({ text }) => ({ text: text + event.text }))
    if (event.type === 'reasoning') change(({ reasoning: r }) => ({ reasoning: r + event.text }))
    if (event.type === 'again') {
      change(() => ({ language: event.language, lang: event.language.found, isReplaced: true }))
      beginAgain()
    }
    if (event.type === 'failed') {
      const { code, message } = event.error
      throw new ApiFailure(code, message, { error: event.error })
    }
    if (event.type === 'finished') {
      isEnded = true
      change(() => ({
        lang: event.lang,
        language: event.language ?? null,
        problem: event.reason === 'stop' ? null : event.reason,
      }))
    }
  }
  if (!isEnded) change(() => ({ problem: 'broken' }))
}

export const temporaryChat = createTemporaryChat()

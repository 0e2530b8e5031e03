import type { Log } from '#server/lib/log.ts'
import { askModel, type ChatGateway } from '../ask-model.ts'
import type { DetectLanguage } from '../detect-language.ts'
import { LANGUAGES } from '../languages.ts'
import type { RunPlan } from '../plan-run.ts'
import type { TitlesStore } from './titles-store.ts'
import { readTitle } from './read-title.ts'

export interface TitleWriterOptions {
  gateway: ChatGateway
  store: TitlesStore
  detectLanguage: DetectLanguage
  createId: () => string
  log: Log
  /** Whether this person wants it; absent: everybody does. */
  isWanted?: (plan: RunPlan) => Promise<boolean>
}

/** What of the question is shown: the beginning says what it is about. */
const MAX_CHARACTERS = 1_500
const MAX_TOKENS = 40
/** A title that comes later helps nobody. */
const PATIENCE_MS = 20_000

export type TitleWriter = ReturnType<typeof createTitleWriter>

/**
 * Asks the model that answered for a title in the conversation's language, once, after the first answer: a call like any
 * other, under the person's rights, budgets and policies. Whatever goes wrong, the title from their own words stays.
 */
export function createTitleWriter(options: TitleWriterOptions) {
  const { gateway, store, detectLanguage, createId, log, isWanted } = options
  const working = new Set<Promise<void>>()
  const leaving = new AbortController()

  const askFor = async (plan: RunPlan, { lang, isInsisting }: Wanted): Promise<string | null> => {
    const { principal, conversationId, classification, model, request } = plan
    const signal = AbortSignal.any([leaving.signal, AbortSignal.timeout(PATIENCE_MS)])
    let text = ''
    for await (const part of askModel(gateway, {
      principal,
      classification,
      conversationId,
      purpose: 'assistant-title',
      modelId: model.id,
      messages: [
        { role: 'system', content: instructionFor(lang, isInsisting) },
        { role: 'user', content: request.question.text.slice(0, MAX_CHARACTERS) },
      ],
      maxTokens: MAX_TOKENS,
      parameters: { temperature: 0 },
      signal,
      requestId: createId(),
    })) {
      if (part.type === 'text') text += part.text
      // Cut in the middle, it is no title.
      if (part.type === 'finish' && part.reason !== 'stop') return null
    }
    return readTitle(text)
  }

  const write = async (plan: RunPlan): Promise<void> => {
    const { question } = plan.request
    if (question.parentId !== null || plan.isContinued) return
    // Where a file came without words, its name says most.
    if (question.text === '') return
    if (isWanted && !(await isWanted(plan))) return
    if (!(await store.claim(plan.tenantId, plan))) return
    // As the answer, which is in the language that was pinned or chosen, if one was.
    const lang = plan.lang ?? question.lang
    for (const isInsisting of [false, true]) {
      const title = await askFor(plan, { lang, isInsisting })
      if (title === null) return
      const found = await detectLanguage(title, { conversation: lang })
      // Not sure of a few words is no reason to refuse them; sure of another language is.
      const isFit = found === null || lang === null || found === lang.split('-')[0]
      if (isFit) return store.put(plan.tenantId, plan.conversationId, title)
    }
  }

  return {
    /** In the background; answers to nobody. */
    begin(plan: RunPlan): void {
      const work = write(plan)
        .catch((error: unknown) => log.info('assistant.no_title', { error }))
        .then(() => void working.delete(work))
      working.add(work)
    },
    /** What is under way is given up. */
    async close(): Promise<void> {
      leaving.abort()
      await Promise.all(working)
    },
    /** Resolves when nothing is under way; for tests. */
    settled: () => Promise.all(working),
  }
}

interface Wanted {
  lang: string | null
  /** The first title was in another language. */
  isInsisting: boolean
}

function instructionFor(lang: string | null, isInsisting: boolean): string {
  const name = lang === null ? null : new Intl.DisplayNames(['en'], { type: 'language' }).of(lang)
  const language = name ? `in ${name}` : 'in the language of the message'
  const known = lang === null ? undefined : LANGUAGES[lang.split('-')[0] ?? '']
  const own = isInsisting ? known?.insist : known?.answer
  return [
    `Write a title of 2 to 6 words, ${language}, for a conversation that begins with the message below.`,
    'Answer with the title alone: no quotation marks, no full stop, no formatting. Do not answer the message.',
    ...(own === undefined ? [] : [own]),
  ].join('\n')
}

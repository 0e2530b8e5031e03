import type { LanguagePart } from '#wire/message-parts.ts'
import type { DetectLanguage } from '../detect-language.ts'
import { LANGUAGES } from '../languages.ts'
import { mentionsLanguage } from './mentions-language.ts'
import { blocksOf, type TextBlock } from './text-blocks.ts'

export interface Reply {
  text: string
  /** What it should be in; null: it was left to the model, and nothing is wrong. */
  wanted: string | null
  /** What the user said. */
  question: string
}

export interface ReplyCheck {
  /** Of the whole; null: not sure. */
  lang: string | null
  /** `wrong`: all that can be judged is in another language; `partly`: a good part; `right`: so it seems, or nobody can tell. */
  verdict: 'right' | 'partly' | 'wrong'
  /** What is in another language than `lang`, for voices and hyphens. */
  passages: NonNullable<LanguagePart['passages']>
  /** What it is in, where it is not right. */
  found: string | null
}

/** Fewer letters than this tell no language apart from its neighbours. */
const LEAST_LETTERS = 40
/** Shares of the letters that can be judged. */
const WRONG_SHARE = 0.8
const PARTLY_SHARE = 0.3

interface Judged extends TextBlock {
  found: string | null
}

/** Looks at each block of an answer, outside of code, quotations and citations. Abstains where it is not sure. */
export async function checkReply(detect: DetectLanguage, reply: Reply): Promise<ReplyCheck> {
  const { text, question } = reply
  const wanted = reply.wanted?.split('-')[0] ?? null
  const lang = await detect(text, { conversation: wanted })
  const judged: Judged[] = []
  for (const block of blocksOf(text)) {
    const found = block.letters < LEAST_LETTERS ? null : await judge(detect, block.plain, wanted)
    judged.push({ ...block, found })
  }
  const sure = judged.filter(({ found }) => found !== null)
  const wrong = sure.filter(({ found }) => found !== wanted)
  const found = mostOf(wrong)
  const passages = passagesOf(judged, lang ?? wanted)
  const right: ReplyCheck = { lang, verdict: 'right', passages, found: null }
  if (wanted === null || found === null) return right
  const share = lettersOf(wrong) / lettersOf(sure)
  if (share < PARTLY_SHARE || (await isAsked(detect, question, found))) return right
  const isOne = lettersOf(wrong.filter((block) => block.found === found)) / lettersOf(sure)
  return { ...right, found, verdict: isOne >= WRONG_SHARE ? 'wrong' : 'partly' }
}

/** What is no language of the Union and looks like one (Norwegian, Catalan, Serbian) is not held against anybody. */
async function judge(
  detect: DetectLanguage,
  text: string,
  wanted: string | null,
): Promise<string | null> {
  const found = await detect(text, { conversation: wanted })
  if (found === null) return null
  const isOfUnion = Object.hasOwn(LANGUAGES, found)
  const isLatin = /\p{Script=Latin}/u.test(text) && !/\p{Script=Cyrillic}/u.test(text)
  return isOfUnion || !isLatin ? found : null
}

/** A translation, a text to be corrected: the user named the language, or has written in it themself. */
async function isAsked(detect: DetectLanguage, question: string, found: string): Promise<boolean> {
  if (mentionsLanguage(question, found)) return true
  for (const { plain, letters } of blocksOf(question.slice(0, 20_000))) {
    if (letters >= LEAST_LETTERS && (await detect(plain)) === found) return true
  }
  return false
}

function passagesOf(judged: readonly Judged[], lang: string | null): ReplyCheck['passages'] {
  return judged
    .flatMap(({ from, to, found }) =>
      found === null || found === lang ? [] : [{ from, to, lang: found }],
    )
    .slice(0, 200)
}

function mostOf(blocks: readonly Judged[]): string | null {
  const groups = Map.groupBy(blocks, ({ found }) => found)
  const [most] = [...groups].toSorted(([, a], [, b]) => lettersOf(b) - lettersOf(a))
  return most?.[0] ?? null
}

function lettersOf(blocks: readonly TextBlock[]): number {
  return blocks.reduce((sum, { letters }) => sum + letters, 0)
}

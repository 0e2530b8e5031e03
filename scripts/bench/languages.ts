import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { z } from 'zod'
import { createLanguageDetector, type LanguageHints } from '#server/assistant/detect-language.ts'
import { silentLog } from '#server/lib/log.ts'

const PROMPTS = join(import.meta.dirname, '..', '..', 'fixtures', 'languages', 'short-prompts.txt')
/** Of each language, how many are there to fit to; the others only judge. */
const FITTED = 30

export interface ShortPrompt {
  lang: string
  text: string
  isFitted: boolean
}

export function readShortPrompts(): ShortPrompt[] {
  const prompts: ShortPrompt[] = []
  let lang = ''
  let count = 0
  for (const text of readFileSync(PROMPTS, 'utf8').split('\n')) {
    const heading = /^\[(\w+)\]$/.exec(text)?.[1]
    if (heading !== undefined) [lang, count] = [heading, 0]
    else if (text !== '' && !text.startsWith('#')) {
      prompts.push({ lang, text, isFitted: count < FITTED })
      count += 1
    }
  }
  return prompts
}

export interface Judgement {
  right: number
  wrong: number
  /** No answer, which is better than a wrong one. */
  abstained: number
}

/** @param find The language of a prompt, or null. */
export async function judge(
  prompts: readonly ShortPrompt[],
  find: (prompt: ShortPrompt) => Promise<string | null> | string | null,
): Promise<Judgement> {
  const judgement: Judgement = { right: 0, wrong: 0, abstained: 0 }
  for (const prompt of prompts) {
    const found = await find(prompt)
    if (found === null || found === '') judgement.abstained += 1
    else if (found === prompt.lang) judgement.right += 1
    else judgement.wrong += 1
  }
  return judgement
}

/** Ours, with what a conversation or the interface tell beforehand. */
export function createOurs(hintsOf: (prompt: ShortPrompt) => LanguageHints = () => ({})) {
  const detect = createLanguageDetector({ log: silentLog })
  return (prompt: ShortPrompt) => detect(prompt.text, hintsOf(prompt))
}

const Single = z.custom<(text: string) => string | null>()

/**
 * Prints a table: ours beside every single detector that is installed in the folder given as the argument
 * (`npm install --prefix FOLDER tinyld franc cld3-asm`); eld, which ours is built on, is always there.
 */
async function main(folder: string | undefined): Promise<void> {
  const prompts = readShortPrompts()
  const { eld } = await import('eld/extrasmall')
  const others = folder === undefined ? {} : await loadOthers(folder)
  const contenders: Record<
    string,
    (prompt: ShortPrompt) => Promise<string | null> | string | null
  > = {
    ours: createOurs(),
    'ours, interface in the language': createOurs(({ lang }) => ({ interface: lang })),
    'ours, interface in English': createOurs(() => ({ interface: 'en' })),
    'ours, conversation in the language': createOurs(({ lang }) => ({ conversation: lang })),
    'eld extrasmall': ({ text }) => eld.detect(text).language,
    ...others,
  }
  console.log('| detector | set | right | wrong | abstained | ms each |')
  console.log('|---|---|--:|--:|--:|--:|')
  for (const [name, find] of Object.entries(contenders)) {
    for (const isFitted of [true, false]) {
      const set = prompts.filter((prompt) => prompt.isFitted === isFitted)
      const startedAt = performance.now()
      const { right, wrong, abstained } = await judge(set, find)
      const ms = (performance.now() - startedAt) / set.length
      const share = (count: number) => `${((100 * count) / set.length).toFixed(1)} %`
      console.log(
        `| ${name} | ${isFitted ? 'fitted' : 'held out'} | ${share(right)} | ${share(wrong)} | ${share(abstained)} | ${ms.toFixed(2)} |`,
      )
    }
  }
}

/** Names of ISO 639-3, which franc gives. */
const ISO_639_3: Readonly<Record<string, string>> = Object.fromEntries(
  'bul bg,ces cs,dan da,deu de,ell el,eng en,spa es,ekk et,fin fi,fra fr,gle ga,hrv hr,hun hu,ita it,lit lt,lvs lv,mlt mt,nld nl,pol pl,por pt,ron ro,slk sk,slv sl,swe sv'
    .split(',')
    .map((pair) => pair.split(' ')),
)

async function loadOthers(folder: string) {
  const { resolve } = createRequire(join(folder, 'package.json'))
  const load = async (name: string): Promise<unknown> => import(resolve(name))
  const Franc = z.object({ franc: z.custom<(text: string, options: object) => string>() })
  const { franc } = Franc.parse(await load('franc'))
  const { detect } = z.object({ detect: Single }).parse(await load('tinyld'))
  const Found = z.object({ language: z.string() })
  const Cld = z.object({
    loadModule: z.custom<
      () => Promise<{
        create: (least: number, most: number) => { findLanguage: (text: string) => unknown }
      }>
    >(),
  })
  const cld = (await Cld.parse(await load('cld3-asm')).loadModule()).create(0, 1000)
  return {
    franc: ({ text }: ShortPrompt) => ISO_639_3[franc(text, { minLength: 3 })] ?? 'other',
    tinyld: ({ text }: ShortPrompt) => detect(text),
    'cld3-asm': ({ text }: ShortPrompt) => Found.parse(cld.findLanguage(text)).language,
  }
}

if (import.meta.main) await main(process.argv[2])

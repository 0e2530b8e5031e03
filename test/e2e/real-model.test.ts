import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { modelForTests } from '#server/models/testing.ts'
import { answersOf, ask, assertNoProblems, createWorld, type World } from './world.ts'

/** The embedded model on a busy machine: starting it and its first words may take a while. */
const PATIENCE_MS = 60_000

let world: World
let folder = ''
before(async () => {
  const { id } = await modelForTests()
  folder = await mkdtemp(join(tmpdir(), 'galerne-real-model-'))
  const settings = join(folder, 'galerne.yaml')
  await writeFile(settings, `model:\n  default: ${id}\n`)
  world = await createWorld(['--config', settings])
})
after(async () => {
  await world.close()
  await rm(folder, { recursive: true })
})

/** A question in each language, and words that an answer in that language can hardly do without. */
const QUESTIONS = [
  {
    lang: 'fr',
    question: 'Bonjour ! Peux-tu m’expliquer en deux phrases ce qu’est une bibliothèque publique ?',
    words: /\b(une|est|les|des|qui|pour)\b/,
  },
  {
    lang: 'de',
    question:
      'Guten Tag! Können Sie mir in zwei Sätzen erklären, was eine öffentliche Bibliothek ist?',
    words: /\b(eine|ist|die|und|der|ein)\b/,
  },
  {
    lang: 'es',
    question: '¡Hola! ¿Puedes explicarme en dos frases qué es una biblioteca pública?',
    words: /\b(una|es|los|que|para|las)\b/,
  },
  {
    lang: 'pl',
    question: 'Dzień dobry! Czy możesz wyjaśnić w dwóch zdaniach, czym jest biblioteka publiczna?',
    words: /(jest|[ąęłśżźćń]|\bi\b|\bdla\b)/,
  },
]

for (const { lang, question, words } of QUESTIONS) {
  test(`the embedded model answers in the language of the question: ${lang}`, async () => {
    const visit = await world.open({ locale: 'en-GB' })
    const { page } = visit
    await ask(page, question)
    // One in another language is asked for once more, and the next version takes its place.
    await page.waitForFunction(
      ({ pattern, wanted }) => {
        const answer = document.querySelector('article[aria-busy]')
        const said = answer?.querySelector(`.md[lang="${wanted}"]`)?.textContent ?? ''
        const isEnough = said.length > 80 || answer?.getAttribute('aria-busy') === 'false'
        return isEnough && new RegExp(pattern).test(said)
      },
      { pattern: words.source, wanted: lang },
      { timeout: PATIENCE_MS },
    )
    const stop = page.getByRole('button', { name: 'Stop the answer' })
    if (await stop.isVisible()) await stop.click()
    await answersOf(page).first().locator('.md').waitFor()
    assertNoProblems(visit)
    await visit.context.close()
  })
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listCatalogueProblems } from './catalogue-problems.ts'
import { checkCatalogues } from './check-catalogues.ts'
import { listLiteralTexts } from './literal-texts.ts'

const source = { greet: { message: 'Hello {name}' } }
const count = { files: { message: '{n, plural, one {# file} other {# files}}' } }

test('the catalogues of this repository are whole', async () => {
  assert.deepEqual(await checkCatalogues(), [])
})

test('a message that the catalogue lacks is a problem', () => {
  assert.deepEqual(listCatalogueProblems('fr', source, {}), [
    'fr: "Hello {name}" is missing [greet]',
  ])
})

test('a message without a translation is a problem', () => {
  assert.deepEqual(listCatalogueProblems('fr', source, { greet: { translation: ' ' } }), [
    'fr: "Hello {name}" is not translated [greet]',
  ])
})

test('a translation that nothing uses any more is a problem', () => {
  const catalogue = { greet: { translation: 'Bonjour {name}' }, old: { translation: 'Vieux' } }
  assert.deepEqual(listCatalogueProblems('fr', source, catalogue), [
    'fr: "Vieux" is not used any more [old]',
  ])
})

test('a translation that loses a variable or a tag is a problem', () => {
  assert.deepEqual(listCatalogueProblems('fr', source, { greet: { translation: 'Bonjour' } }), [
    'fr: "Bonjour" has the variables "", not "{name}" [greet]',
  ])
  const tagged = { bold: { message: 'Press <0>here</0>' } }
  assert.equal(listCatalogueProblems('de', tagged, { bold: { translation: 'Hier' } }).length, 1)
})

test('a plural must have the forms of its language, no fewer and no more', () => {
  const problemsOf = (language: string, translation: string) =>
    listCatalogueProblems(language, count, { files: { translation } })

  assert.deepEqual(problemsOf('de', '{n, plural, one {# Datei} other {# Dateien}}'), [])
  assert.match(
    problemsOf('fr', '{n, plural, one {# fichier} other {# fichiers}}')[0] ?? '',
    /has one, other; it needs many, one, other/,
  )
  assert.match(
    problemsOf('mt', '{n, plural, one {fajl} other {fajls}}')[0] ?? '',
    /it needs few, many, one, other, two/,
  )
  assert.equal(problemsOf('de', '{n, plural, one {#} few {#} other {#}}').length, 1)
  assert.deepEqual(problemsOf('de', '{n, plural, =0 {keine} one {#} other {#}}'), [])
})

test('a translation that cannot be parsed is a problem, not a crash', () => {
  const problems = listCatalogueProblems('fr', source, { greet: { translation: 'Bonjour {name' } })
  assert.match(problems[0] ?? '', /cannot be read/)
})

test('a text in a component that no catalogue holds is found', () => {
  const code = `export const A = () => (
    <p title="Bonjour">
      Hello {'you there'}
      <Trans>Catalogued</Trans>
      <b translate="no">Galerne</b>
      {' · '}
    </p>
  )`
  assert.deepEqual(listLiteralTexts('A.tsx', code), ['2: Bonjour', '2: Hello', '3: you there'])
})

test('a plural must say its number where a form stands for several', () => {
  const problemsOf = (language: string, translation: string) =>
    listCatalogueProblems(language, count, { files: { translation } })
  assert.match(
    problemsOf('lv', '{n, plural, zero {# failu} one {fails} other {# faili}}')[0] ?? '',
    /does not say the number \(#\) for “one”/,
  )
  assert.deepEqual(problemsOf('de', '{n, plural, one {eine Datei} other {# Dateien}}'), [])
})

test('a text that was left in English, or half of it, is a problem; a name is not', () => {
  const problemsOf = (language: string, message: string, translation = message) =>
    listCatalogueProblems(language, { a: { message } }, { a: { translation } })
  assert.match(problemsOf('it', 'Open the settings')[0] ?? '', /is the English text/)
  assert.match(problemsOf('sk', 'Open this', 'Otvor this where')[0] ?? '', /this, where/)
  assert.match(problemsOf('bg', 'Models here', 'Modeli tuk')[0] ?? '', /no letter of the language/)
  assert.deepEqual(problemsOf('de', 'Code in {language}'), [])
  assert.deepEqual(problemsOf('nl', 'Audit'), [])
  assert.deepEqual(problemsOf('bg', 'OpenAI'), [])
})

test('what a typesetter would mark is a problem', () => {
  const problemsOf = (language: string, message: string, translation: string) =>
    listCatalogueProblems(language, { a: { message } }, { a: { translation } })
  assert.match(problemsOf('fr', 'Sure?', 'Certain ?')[0] ?? '', /no-break space/)
  assert.deepEqual(problemsOf('fr', 'Sure?', 'Certain\u202F?'), [])
  assert.deepEqual(problemsOf('fr', 'At 10:05: “a”', 'À 10:05\u00A0: «\u00A0a\u00A0»'), [])
  assert.match(problemsOf('el', 'Sure?', 'Σίγουρα?')[0] ?? '', /asks with \?/)
  assert.match(problemsOf('es', 'Sure?', 'Seguro?')[0] ?? '', /asks without ¿/)
  assert.match(problemsOf('pl', 'A “b”', 'A «b“')[0] ?? '', /quotes with “/)
  assert.match(problemsOf('it', 'Tell me', "Dimmi l'ora")[0] ?? '', /straight apostrophe/)
  assert.match(problemsOf('de', 'Short', 'Lang '.repeat(20).trim())[0] ?? '', /99 characters long/)
})

test('a tag that is opened and not closed is a problem', () => {
  const tagged = { a: { message: 'Press <0>here</0> or <1>there</1>' } }
  const translation = 'Hier <0>drücken oder <1>dort</0></1>'
  assert.match(
    listCatalogueProblems('de', tagged, { a: { translation } })[0] ?? '',
    /has broken tags/,
  )
})

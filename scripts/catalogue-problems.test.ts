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
  assert.deepEqual(listCatalogueProblems('fr', source, {}), ['fr: "Hello {name}" is missing'])
})

test('a message without a translation is a problem', () => {
  assert.deepEqual(listCatalogueProblems('fr', source, { greet: { translation: ' ' } }), [
    'fr: "Hello {name}" is not translated',
  ])
})

test('a translation that nothing uses any more is a problem', () => {
  const catalogue = { greet: { translation: 'Bonjour {name}' }, old: { translation: 'Vieux' } }
  assert.deepEqual(listCatalogueProblems('fr', source, catalogue), [
    'fr: "Vieux" is not used any more',
  ])
})

test('a translation that loses a variable or a tag is a problem', () => {
  assert.deepEqual(listCatalogueProblems('fr', source, { greet: { translation: 'Bonjour' } }), [
    'fr: "Bonjour" has the variables "", not "{name}"',
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

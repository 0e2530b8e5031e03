import assert from 'node:assert/strict'
import { test } from 'node:test'
import { snippetOf } from './mark-text.ts'
import { isFoundBy, termsOf, toTsquery, wordsOf } from './words.ts'

/** Two forms of a word, each of which finds the other, in every official language of the Union. */
const FORMS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  bg: [
    ['договор', 'договорите'],
    ['закони', 'законът'],
    ['проверка', 'проверки'],
  ],
  cs: [
    ['smlouva', 'smlouvy'],
    ['zákon', 'zákonech'],
    ['úřad', 'úřadu'],
  ],
  da: [
    ['kontrakt', 'kontrakter'],
    ['borger', 'borgerne'],
    ['ansøgning', 'ansoegninger'],
  ],
  de: [
    ['Vertrag', 'Verträgen'],
    ['Gesetz', 'Gesetze'],
    ['Straße', 'STRASSEN'],
    ['Müller', 'Mueller'],
  ],
  el: [
    ['σύμβαση', 'συμβάσεις'],
    ['νόμος', 'νόμου'],
    ['πολίτης', 'πολίτες'],
  ],
  en: [
    ['contract', 'contracts'],
    ['policy', 'policies'],
    ['paying', 'payed'],
  ],
  es: [
    ['contrato', 'contratos'],
    ['ley', 'leyes'],
    ['decisión', 'decisiones'],
  ],
  et: [
    ['leping', 'lepingud'],
    ['seadus', 'seadused'],
    ['linn', 'linnas'],
  ],
  fi: [
    ['sopimus', 'sopimukset'],
    ['talo', 'talossa'],
    ['laki', 'lakia'],
  ],
  fr: [
    ['contrat', 'contrats'],
    ['régional', 'régionaux'],
    ['décision', 'décisions'],
    ['œuvre', 'oeuvres'],
  ],
  ga: [
    ['conradh', 'chonradh'],
    ['fuinneog', 'bhfuinneog'],
  ],
  hr: [
    ['ugovor', 'ugovori'],
    ['zakon', 'zakonima'],
    ['grad', 'gradovi'],
    ['đak', 'daka'],
  ],
  hu: [
    ['szerződés', 'szerződések'],
    ['törvény', 'törvényben'],
    ['ház', 'házak'],
  ],
  it: [
    ['contratto', 'contratti'],
    ['legge', 'leggi'],
    ['banca', 'banche'],
  ],
  lt: [
    ['sutartis', 'sutartys'],
    ['įstatymas', 'įstatymai'],
    ['miestas', 'mieste'],
  ],
  lv: [
    ['līgums', 'līgumi'],
    ['likums', 'likumā'],
    ['pilsēta', 'pilsētas'],
  ],
  mt: [
    ['kuntratt', 'kuntratti'],
    ['deċiżjoni', 'deċiżjonijiet'],
    ['ħaddiem', 'haddiema'],
  ],
  nl: [
    ['contract', 'contracten'],
    ['brief', 'brieven'],
    ['wet', 'wetten'],
  ],
  pl: [
    ['umowa', 'umowy'],
    ['ustawa', 'ustawie'],
    ['Łódź', 'lodzi'],
  ],
  pt: [
    ['contrato', 'contratos'],
    ['decisão', 'decisões'],
    ['lei', 'leis'],
  ],
  ro: [
    ['contract', 'contractele'],
    ['lege', 'legilor'],
    ['oraș', 'orașului'],
  ],
  sk: [
    ['zmluva', 'zmluvy'],
    ['zákon', 'zákonoch'],
    ['úrad', 'úradu'],
  ],
  sl: [
    ['pogodba', 'pogodbe'],
    ['zakon', 'zakonih'],
    ['mesto', 'mesta'],
  ],
  sv: [
    ['avtal', 'avtalet'],
    ['lag', 'lagar'],
    ['medborgare', 'medborgarna'],
  ],
}

function finds(query: string, text: string, lang: string | null): boolean {
  const words = wordsOf(text, lang)
  return termsOf(query).every(({ beginnings, stems }) =>
    words.some(
      (word) => stems.includes(word) || beginnings.some((start) => word.startsWith(start)),
    ),
  )
}

test('a word is found in another form of it, in each of the 24 languages, and is marked there', () => {
  assert.equal(Object.keys(FORMS).length, 24)
  const missed: string[] = []
  for (const [lang, pairs] of Object.entries(FORMS)) {
    for (const [one, other] of [...pairs, ...pairs.map(([a, b]) => [b, a] as const)]) {
      const [term] = termsOf(one)
      if (!finds(one, other, lang) || !term || !isFoundBy(term, other, lang)) {
        missed.push(`${lang}: ${one} → ${other}`)
      }
    }
  }
  assert.deepEqual(missed, [])
})

test('without an index of forms and accents most of them would not be found', () => {
  const plain = Object.values(FORMS)
    .flat()
    .filter(([one, other]) => other.startsWith(one))
  assert.ok(plain.length < Object.values(FORMS).flat().length / 2)
})

test('words that have nothing to do with each other are not mixed up', () => {
  for (const [one, other, lang] of [
    ['Vertrag', 'Verkehr', 'de'],
    ['smlouva', 'slovo', 'cs'],
    ['contract', 'contest', 'en'],
    ['maison', 'mairie', 'fr'],
    ['leping', 'lemmik', 'et'],
  ] as const) {
    assert.ok(!finds(one, other, lang), `${one} finds ${other}`)
  }
})

test('what is typed becomes a question that nobody can break out of', () => {
  for (const text of ["a' | 'b", "x\\' & !y", '(:*', '@00000000-0000', '<->', "''"]) {
    const query = toTsquery(termsOf(text))
    assert.match(query, /^(?:\((?:'[\p{L}\p{N}]+'(?::\*)?\|?)+\)&?)*$/u, query)
  }
  assert.equal(termsOf('… !? –').length, 0)
})

test('a snippet shows the place in a long text, in one line, with its words marked', () => {
  const text = `${'Lorem ipsum dolor. '.repeat(200)}\n\nDie **Verträge** der Gemeinde\nruhen. ${'Und so weiter. '.repeat(50)}`
  const { text: piece, ranges } = snippetOf(text, { terms: termsOf('vertrag'), lang: 'de' })
  assert.ok(piece.length < 260, piece)
  assert.ok(piece.startsWith('… ') && piece.endsWith(' …'))
  assert.doesNotMatch(piece, /\n/)
  assert.deepEqual(
    ranges.map(([from, to]) => piece.slice(from, to)),
    ['Verträge'],
  )
})

test('a snippet of an answer has its words without the signs of Markdown', () => {
  const shownOf = (text: string) =>
    snippetOf(text, { terms: termsOf('lärm'), lang: 'de', isMarkdown: true })
  const { text, ranges } = shownOf(
    '## 1. Der **Lärm** am _Kai_\n\n> Es `ist` [laut](https://example.eu/a_b).\n\n| Ort | Lärm |\n|:--|--:|\n| Kai *3* | 61 |',
  )
  assert.equal(text, '1. Der Lärm am Kai Es ist laut. Ort · Lärm Kai 3 · 61')
  assert.deepEqual(
    ranges.map(([from, to]) => text.slice(from, to)),
    ['Lärm', 'Lärm'],
  )
  for (const kept of ['Lärm: 2 * 3 = 6', 'Lärm snake_case_name', 'Lärm #1, -3 °C', 'Lärm 5 > 4']) {
    assert.equal(shownOf(kept).text, kept)
  }
  assert.equal(shownOf('Lärm \\*kein Stern\\*').text, 'Lärm *kein Stern*')
  assert.equal(shownOf(`Lärm ${'*'.repeat(100_000)}`).text.length < 200, true)
  const asWritten = { terms: termsOf('lärm'), lang: 'de' }
  assert.equal(snippetOf('**Lärm** | `x`', asWritten).text, '**Lärm** | `x`')
})

test('a text of 200,000 characters costs no more than its words', () => {
  assert.ok(wordsOf('a'.repeat(200_000), 'de').length === 0, 'what is that long is no word')
  assert.ok(
    wordsOf(Array.from({ length: 60_000 }, (_, i) => `w${i}`).join(' '), 'en').length <= 20_001,
  )
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { CreateGlossary, SaveConcept } from '#wire/glossary.ts'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { createGlossaries } from './glossaries.ts'
import { createGlossaryStore } from './glossary-store.ts'
import { createTermIndex } from './match-terms.ts'
import { readGlossaryFile } from './read-file.ts'
import { createTermsDesk } from './terms-desk.ts'

let database: Database
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

function setup() {
  const store = createGlossaryStore(database)
  return { glossaries: createGlossaries({ store, createId }), desk: createTermsDesk(store) }
}

const bytesOf = (text: string) => Buffer.from(text)
const entriesOf = (text: string) => readGlossaryFile(bytesOf(text)).entries

async function begin({ glossaries }: ReturnType<typeof setup>, file: string, owner = LOCAL_OWNER) {
  const wish = CreateGlossary.parse({ name: `G ${createId()}` })
  const { id } = await glossaries.create(owner, wish)
  const report = await glossaries.import(owner, id, { mode: 'take', bytes: bytesOf(file) })
  return { id, report }
}

/** An organisation of its own, so that tests do not see each other's glossaries. */
async function organisation(): Promise<Principal> {
  const tenantId = createId()
  await database.sql`insert into organisations (tenant_id, name) values (${tenantId}, 'Test')`
  return { ...LOCAL_OWNER, tenantId }
}

const CSV = [
  'id;subject;de;de:forbidden;fr;fr:admitted;fr:forbidden;definition',
  'w1;Soziales;Wohngeld;Mietzuschuss;aide au logement;allocation logement;prime de logement;"Zuschuss zur Miete,',
  'über zwei Zeilen"',
  'w2;;Bescheid;;décision | notification;;;',
  ';;;;;;;nur eine Definition',
].join('\n')

test('a table is taken, merged and refused with numbers that add up, and can be taken back', async () => {
  const parts = setup()
  const owner = await organisation()
  const { id, report } = await begin(parts, `\uFEFF${CSV}`, owner)
  const { entries, taken, merged, unchanged, refused, problems } = report
  assert.deepEqual([entries, taken, merged, unchanged, refused], [3, 2, 0, 0, 1])
  assert.deepEqual(problems, [{ line: 5, reason: 'It has no terms.' }])
  const again = `${CSV}\nw2;;Bescheid;;;;;Ein Verwaltungsakt`
  const second = await parts.glossaries.import(owner, id, { mode: 'take', bytes: bytesOf(again) })
  assert.deepEqual([second.taken, second.merged, second.unchanged, second.refused], [0, 1, 2, 1])
  const page = await parts.glossaries.page(owner, id, { q: 'wohng' })
  assert.equal(page.concepts[0]?.definition, 'Zuschuss zur Miete,\nüber zwei Zeilen')
  await parts.glossaries.undoImport(owner, id)
  const { concepts } = await parts.glossaries.page(owner, id, { q: 'bescheid' })
  assert.equal(concepts[0]?.definition, '')
  await assert.rejects(parts.glossaries.undoImport(owner, id), { code: 'not_found' })
})

test('what is written is read again, whichever way, and no cell is a formula', async () => {
  const parts = setup()
  const owner = await organisation()
  const { id } = await begin(parts, `${CSV}\n;;=SUM(A1);;-moins;;;@x`, owner)
  for (const format of ['csv', 'tbx'] as const) {
    const { text } = await parts.glossaries.write(owner, id, format)
    assert.doesNotMatch(text, /(?:^|[,\n])[=@-]/)
    const report = await parts.glossaries.import(owner, id, { mode: 'check', bytes: bytesOf(text) })
    assert.deepEqual([report.entries, report.unchanged], [3, 3], format)
  }
})

const MARTIF = `<?xml version="1.0"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="en"><text><body>
<termEntry id="e1"><descrip type="subjectField">law</descrip>
<langSet xml:lang="en"><tig><term>asylum seeker</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig>
<ntig><termGrp><term>refugee &amp; co</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termGrp></ntig></langSet>
<langSet xml:lang="pl"><tig><term>osoba ubiegająca się o azyl</term></tig></langSet></termEntry>
</body></text></martif>`
const DCT = `<tbx style="dct" type="TBX-Basic" xmlns="urn:iso:std:iso:30042:ed-2" xmlns:min="x" xmlns:basic="y"><text><body>
<conceptEntry id="c5"><min:subjectField>tax</min:subjectField><langSec xml:lang="de"><termSec><term>Steuer</term><min:administrativeStatus>admittedTerm-admn-sts</min:administrativeStatus></termSec></langSec></conceptEntry>
</body></text></tbx>`

test('TBX of both versions and styles is read, and a file with entities or without an end is not', () => {
  const [entry] = entriesOf(MARTIF)
  assert.equal(entry?.line, 4)
  assert.deepEqual(
    entry.concept?.terms.map(({ lang, text, status }) => [lang, text, status]),
    [
      ['en', 'asylum seeker', 'preferred'],
      ['en', 'refugee & co', 'forbidden'],
      ['pl', 'osoba ubiegająca się o azyl', 'preferred'],
    ],
  )
  const [dct] = entriesOf(DCT)
  assert.equal(dct?.concept?.subject, 'tax')
  assert.equal(dct.concept.terms[0]?.status, 'admitted')
  const bomb = MARTIF.replace('.dtd">', '.dtd" [<!ENTITY a "aaaa">]>')
  assert.throws(() => entriesOf(bomb), /entities/)
  assert.throws(() => entriesOf(MARTIF.replace('</termEntry>', '')), /well-formed/)
  assert.throws(() => entriesOf('<html></html>'), /no TBX/)
  assert.throws(() => entriesOf('name,age\nx,3'), /by its tag/)
})

test('no file takes the square of its length to read, and no entry gathers terms without end', async () => {
  const parts = setup()
  const owner = await organisation()
  const { id } = await begin(parts, CSV, owner)
  const check = (text: string) =>
    parts.glossaries.import(owner, id, { mode: 'check', bytes: bytesOf(text) })
  const begun = performance.now()
  const note = `a${' '.repeat(1_000_000)}b`
  await assert.rejects(check(`<tbx>${'<!DOCTYPE'.repeat(100_000)}</tbx>`))
  await check(`<tbx><conceptEntry><note>${note}</note></conceptEntry></tbx>`)
  await check(`de,a${'\u00A0'.repeat(1_000_000)}b\nx,y`)
  await assert.rejects(check(`de${',a'.repeat(20_000)}\n${'x\n'.repeat(20_000)}`), /columns/)
  await assert.rejects(check(`de\n${'x\n'.repeat(100_001)}`), /100,000 entries/)
  const terms = Array.from({ length: 5_000 }, (_, at) => `one,t${at}`)
  const { merged, refused, problems } = await check(['id,de', ...terms].join('\n'))
  assert.deepEqual([merged, refused], [199, 4_800])
  assert.match(problems[0]?.reason ?? '', /more than 200 terms/)
  // It took minutes.
  assert.ok(performance.now() - begun < 20_000)
})

test('terms are found in all their forms, the longest first, and not across a comma', () => {
  const needles = ['Antrag', 'Antrag auf Wohngeld', 'Bundesamt', 'IT'].map((text) => ({
    text,
    isCaseSensitive: text === 'IT',
    about: text,
  }))
  const index = createTermIndex(needles, 'de')
  const found = (text: string) => index.find(text).map(({ about }) => about)
  assert.deepEqual(found('Ihres Antrages auf Wohngeldes wegen'), ['Antrag auf Wohngeld'])
  assert.deepEqual(found('Der Antrag, auf Wohngeld'), ['Antrag'])
  assert.deepEqual(found('dem Antrag; des Bundesamtes'), ['Antrag', 'Bundesamt'])
  assert.deepEqual(found('Mit it und IT'), ['IT'])
})

test('50,000 terms cost a long text about as much as five', () => {
  const many = Array.from({ length: 50_000 }, (_, at) => ({
    text: `Fachwort${at.toString(36)} der Verwaltung`,
    isCaseSensitive: false,
    about: at,
  }))
  const index = createTermIndex(many, 'de')
  const text = `${'Die Gemeinde antwortet auf den Antrag der Bürgerin. '.repeat(500)}Fachwort99 der Verwaltung`
  assert.deepEqual(
    index.find(text).map(({ about }) => about),
    [Number.parseInt('99', 36)],
  )
})

test('a translation is asked for the terms that match, and what it does not say is found', async () => {
  const parts = setup()
  const owner = await organisation()
  const { id } = await begin(parts, CSV, owner)
  const state = await parts.desk.stateFor(owner)
  const { find, check } = await parts.desk.checkerFor(owner, { from: 'de-AT', to: 'fr' })
  const terms = find('Ihr Antrag auf Wohngeld: Der Bescheid folgt.')
  assert.deepEqual(
    terms.map(({ found, allowed, forbidden }) => [found, allowed, forbidden]),
    [
      ['Wohngeld', ['aide au logement', 'allocation logement'], ['prime de logement']],
      ['Bescheid', ['décision', 'notification'], []],
    ],
  )
  assert.deepEqual(check(terms, 'Vos aides au logement : les décisions suivront.'), [])
  const text = 'Votre prime de logement : la réponse suivra.'
  assert.deepEqual(
    check(terms, text).map(({ kind, found, expected }) => [kind, found, expected[0]]),
    [
      ['forbidden', 'prime de logement', 'aide au logement'],
      ['missing', 'Bescheid', 'décision'],
    ],
  )
  await parts.glossaries.change(owner, id, { subjectsOff: ['Soziales'] })
  assert.notEqual(await parts.desk.stateFor(owner), state)
  const off = await parts.desk.checkerFor(owner, { from: 'de', to: 'fr' })
  assert.equal(off.find('Wohngeld').length, 0)
})

test('conversations use a glossary where it is on, and answers are looked at for what is not to be said', async () => {
  const parts = setup()
  const owner = await organisation()
  const { id } = await begin(parts, CSV, owner)
  const folder = createId()
  const foundIn = async (places: (string | null)[]) => {
    const terms = await parts.desk.forConversation(owner, places)
    return (await terms.find('Was ist Wohngeld?', 'de', 'de')).length
  }
  assert.equal(await foundIn([folder]), 0)
  await parts.glossaries.change(owner, id, { places: [folder] })
  assert.equal(await foundIn([folder]), 1)
  assert.equal(await foundIn([null]), 0)
  const terms = await parts.desk.forConversation(owner, [folder])
  const [deviation] = await terms.check('Ein Mietzuschuss hilft.', 'de')
  assert.deepEqual([deviation?.found, deviation?.expected], ['Mietzuschuss', ['Wohngeld']])
})

test('a glossary of a group is for that group, and only who may changes one', async () => {
  const parts = setup()
  const owner = await organisation()
  const { id } = await begin(parts, CSV, owner)
  const groupId = createId()
  await parts.glossaries.change(owner, id, { groupId })
  const member: Principal = { ...owner, id: createId(), roles: ['member'], groups: [] }
  assert.deepEqual(await parts.glossaries.list(member), [])
  assert.equal((await parts.glossaries.list({ ...member, groups: [groupId] })).length, 1)
  const stranger = await organisation()
  assert.deepEqual(await parts.glossaries.list(stranger), [])
  const concept = SaveConcept.parse({ terms: [{ lang: 'de', text: 'Amt' }] })
  await assert.rejects(parts.glossaries.addConcept(member, id, concept), { code: 'forbidden' })
  await assert.rejects(parts.glossaries.addConcept(stranger, id, concept), { code: 'not_found' })
  assert.ok(await parts.glossaries.addConcept(owner, id, concept))
})

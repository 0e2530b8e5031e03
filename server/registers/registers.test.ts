import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { DocumentLang } from '#wire/document-languages.ts'
import type { DocumentBlock, TextDocument } from '#wire/documents.ts'
import { RegisterName, UseCaseDocument, type FormAnswers } from '#wire/registers.ts'
import { LOCAL_OWNER, LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { assertWellFormed, readZip } from '#server/lib/documents/documents-testing.ts'
import { writeDocx } from '#server/lib/documents/docx.ts'
import { writeOdt } from '#server/lib/documents/odt.ts'
import { fieldsOf } from './form-fields.ts'
import { openTestRegisters, target } from './registers-testing.ts'
import { RISK_QUESTIONS } from './risk.ts'
import { insertCall } from './testing-traffic-store.ts'

const TARGETS = [
  target('lab', 'mistral-small', {
    operator: 'Contoso',
    jurisdiction: 'FR',
    region: 'fr-par',
    retentionDays: 0,
    trainsOnData: false,
    certifications: ['SecNumCloud', 'C5'],
    certificationsUntil: { SecNumCloud: '2027-03-31', C5: '2026-11-21' },
  }),
  target('far', 'gpt', { operator: 'Far Inc.', jurisdiction: 'US', retentionDays: 30 }),
  target('own', 'small', { isOwnHardware: true }),
]

let database: Database
let parts: Awaited<ReturnType<typeof openTestRegisters>>
before(async () => {
  database = await openTestDatabase()
  parts = await openTestRegisters(database, { targets: TARGETS })
  const at = new Date(Date.UTC(2026, 10, 20))
  const calls = [
    ['lab', 'mistral-small', 'complete'],
    ['lab', 'mistral-small', 'complete'],
    ['lab', 'mistral-small', 'failed'],
    ['far', 'gpt', 'complete'],
  ] as const
  for (const [providerId, model, outcome] of calls) {
    await insertCall(database, { tenantId: LOCAL_TENANT_ID, providerId, model, outcome, at })
  }
  const before30 = new Date(Date.UTC(2026, 9, 1))
  const old = { providerId: 'gone', model: 'old', outcome: 'complete', at: before30 } as const
  await insertCall(database, { tenantId: LOCAL_TENANT_ID, ...old })
})
after(async () => {
  await parts.close()
  await database.close()
})

const textOf = (blocks: readonly DocumentBlock[]) => JSON.stringify(blocks)
const yesTo = (...ids: string[]): FormAnswers =>
  Object.fromEntries(RISK_QUESTIONS.map(({ id }) => [id, ids.includes(id) ? 'yes' : 'no']))

test('the record of processing names who was sent something, where, and how much of it', async () => {
  const { document } = await parts.registers.write(LOCAL_OWNER, 'article-30', 'en')
  const table = document.blocks.find(
    (block) => block.type === 'table' && block.columns[0] === 'Deployment',
  )
  assert.ok(table?.type === 'table')
  assert.deepEqual(
    table.rows.map((row) => [row[0], row[1], row[2], row[5]]),
    [
      ['lab/mistral-small', 'Contoso', 'fr-par, FR', '75% of 4 calls'],
      ['far/gpt', 'Far Inc.', 'US', '25% of 4 calls'],
    ],
  )
  const text = textOf(document.blocks)
  assert.doesNotMatch(text, /gone\/old/, 'what is older than 30 days is no recipient')
  assert.match(text, /Safeguards for transfers: far\/gpt/)
  assert.doesNotMatch(text, /Safeguards for transfers: lab/)
})

test('what people say is in it from then on, with its source', async () => {
  const subject = { form: 'organisation', subject: '', lang: 'en' } as const
  const empty = await parts.registers.write(LOCAL_OWNER, 'article-30', 'en')
  const { version } = await parts.forms.get(LOCAL_OWNER, subject, 'en')
  const answers = { controller: 'City of Here', dpo: 'Ms Example' }
  const saved = await parts.forms.save(LOCAL_OWNER, subject, { version, answers })
  assert.equal(saved.version, version + 1)
  assert.equal(saved.author, 'Owner')
  const { document, missing } = await parts.registers.write(LOCAL_OWNER, 'article-30', 'en')
  assert.equal(missing, empty.missing - 2)
  assert.match(textOf(document.blocks), /"Controller","value":"City of Here","source":"said"/)
  assert.match(
    textOf(document.blocks),
    /"Purposes","value":"nothing is entered yet","source":"missing"/,
  )
})

test('of two who change the same at the same time, one is told, and nothing is lost', async () => {
  const wish = { form: 'deployment', subject: 'lab/mistral-small', lang: 'en' } as const
  const save = (contract: string) =>
    parts.forms.save(LOCAL_OWNER, wish, { version: 0, answers: { contract } })
  const both = await Promise.allSettled([save('one'), save('two')])
  assert.equal(both.filter(({ status }) => status === 'fulfilled').length, 1)
  const form = await parts.forms.get(LOCAL_OWNER, wish, 'en')
  assert.equal(form.history.length, 1)
  await parts.forms.save(LOCAL_OWNER, wish, { version: 1, answers: { contract: 'three' } })
  const { history } = await parts.forms.get(LOCAL_OWNER, wish, 'en')
  assert.deepEqual(
    history.map(({ version }) => version),
    [2, 1],
  )
})

test('a form takes what it asks for and nothing else', async () => {
  const save = (wish: Parameters<typeof parts.forms.get>[1], answers: FormAnswers) =>
    parts.forms.save(LOCAL_OWNER, { ...wish, lang: 'en' }, { version: 0, answers })
  const own = { form: 'organisation', subject: '' } as const
  await assert.rejects(save(own, { nonsense: 'x' }), { code: 'invalid_request' })
  await assert.rejects(save(own, { ['__proto__x']: 'x' }), { code: 'invalid_request' })
  const elsewhere = { form: 'organisation', subject: 'x' } as const
  await assert.rejects(save(elsewhere, {}), { code: 'not_found' })
  const unknown = { form: 'deployment', subject: 'no/such' } as const
  await assert.rejects(save(unknown, {}), { code: 'not_found' })
  const useCase = { form: 'risk', subject: '01a202c8-0dc6-7000-87da-c81b8d1a70d8' } as const
  await assert.rejects(save(useCase, {}), { code: 'not_found' })
  const { id } = await parts.useCases.create(LOCAL_OWNER, { purpose: 'forms', name: 'Forms' })
  const risk = { form: 'risk', subject: id } as const
  await assert.rejects(save(risk, { benefits: 'maybe' }), { code: 'invalid_request' })
  await assert.rejects(save(risk, { benefits: 'toString' }), { code: 'invalid_request' })
  const stored = await save({ form: 'use-case', subject: id }, {}).catch((error: unknown) => error)
  assert.match(String(stored), /Somebody else has changed/, 'its name was the first version')
})

test('suppliers are described by what is declared, what ends, and what failed', async () => {
  const { document, forms } = await parts.registers.write(LOCAL_OWNER, 'suppliers', 'en')
  const text = textOf(document.blocks)
  assert.match(text, /SecNumCloud \(until 31 Mar 2027\)|SecNumCloud \(until Mar 31, 2027\)/)
  assert.match(text, /C5 \(expired on Nov 21, 2026\)/)
  assert.match(text, /"rows":\[\["provider_timeout","1","Nov 20, 2026"\]\]/)
  assert.deepEqual(
    forms.map(({ subject }) => subject),
    ['lab/mistral-small', 'far/gpt'],
    'own machines have no contract',
  )
})

test('every register and every document of a use case is whole in each language', async () => {
  const { id } = await parts.useCases.create(LOCAL_OWNER, {
    purpose: 'letters',
    name: 'Letters <b>&</b> "more"',
  })
  const wish = { form: 'risk', subject: id, lang: 'en' } as const
  await parts.forms.save(LOCAL_OWNER, wish, { version: 0, answers: yesTo('makesContent') })
  const written = async (lang: DocumentLang): Promise<TextDocument[]> => [
    ...(await Promise.all(
      RegisterName.options.map((name) => parts.registers.write(LOCAL_OWNER, name, lang)),
    ).then((all) => all.map(({ document }) => document))),
    ...(await Promise.all(
      UseCaseDocument.options.map((name) =>
        parts.registers.writeUseCase(LOCAL_OWNER, { id, name, lang }),
      ),
    ).then((all) => all.map(({ document }) => document))),
  ]
  const [english, ...others] = await Promise.all([written('en'), written('de'), written('fr')])
  for (const documents of [english, ...others]) {
    for (const document of documents) {
      assert.ok(document.blocks.length > 3, document.title)
      assert.doesNotMatch(textOf(document.blocks), /\{\w+\}|undefined|\[object/, document.title)
      const files = [...readZip(writeDocx(document)), ...readZip(writeOdt(document))]
      const xml = files.filter(([name]) => /\.(?:xml|rels)$/.test(name))
      xml.forEach(([, content]) => assertWellFormed(content))
    }
  }
  for (const [at, document] of english.entries()) {
    for (const other of others) {
      const same = other[at]
      assert.equal(same?.blocks.length, document.blocks.length)
      // British words are English wherever they are read.
      const isBritish = document.title.startsWith('Algorithmic')
      assert.equal(textOf(same?.blocks ?? []) === textOf(document.blocks), isBritish)
    }
  }
})

test('the entries of public registers have the fields that these ask for', async () => {
  const { id } = await parts.useCases.create(LOCAL_OWNER, { purpose: 'parking', name: 'Parking' })
  const say = (form: 'use-case' | 'algorithm' | 'risk', answers: FormAnswers) =>
    parts.forms.save(
      LOCAL_OWNER,
      { form, subject: id, lang: 'en' },
      { version: form === 'use-case' ? 1 : 0, answers },
    )
  const all = Object.fromEntries(
    fieldsOf('use-case').map(({ id: field, options }) => [field, options ? '' : `my ${field}`]),
  )
  await say('use-case', { ...all, phase: 'used', basis: 'task' })
  await say('algorithm', { contact: 'ai@here.example', theme: 'Verkeer', senior: 'Head of IT' })
  await say('risk', yesTo('benefits'))
  const wish = { id, lang: 'en' } as const
  const dutch = await parts.registers.writeUseCase(LOCAL_OWNER, { ...wish, name: 'algorithm-nl' })
  assert.partialDeepStrictEqual(dutch.data, {
    name: 'Parking',
    description_short: 'my description',
    category: ['Verkeer'],
    status: 'In gebruik',
    contact_email: 'ai@here.example',
    publication_category: 'Hoog-risico AI-systeem',
    human_intervention: 'my human',
    lawful_basis: 'my basisDetails',
    methods_and_models: 'mistral-small, gpt',
    provider: 'Contoso, Far Inc.',
    lang: 'NLD',
    standard_version: '1.0',
  })
  const british = await parts.registers.writeUseCase(LOCAL_OWNER, { ...wish, name: 'algorithm-uk' })
  const text = JSON.stringify(british.data)
  assert.match(text, /"2\.1\.3","name":"Senior responsible owner","value":"Head of IT"/)
  assert.match(text, /"2\.4\.1\.2","name":"Phase","value":"Production"/)
})

test('a register of another organisation says nothing of ours', async () => {
  const other = { ...LOCAL_OWNER, tenantId: '00000000-0000-7000-8000-0000000000ab' }
  for (const name of RegisterName.options) {
    const { document, data } = await parts.registers.write(other, name, 'en')
    assert.doesNotMatch(
      textOf(document.blocks) + JSON.stringify(data),
      /Contoso|Parking|Ms Example/,
    )
  }
  const [ours] = await parts.useCases.list(LOCAL_OWNER)
  const wish = { id: ours?.id ?? '', name: 'risk', lang: 'en' } as const
  await assert.rejects(parts.registers.writeUseCase(other, wish), { code: 'not_found' })
})

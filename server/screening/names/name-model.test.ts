import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NameModel, type ScreeningRule } from '#wire/screening.ts'
import { LOCAL_OWNER } from '#server/access/principal.ts'
import { scanObject } from '#server/lib/json-scan.ts'
import { tableOf } from '../choices.ts'
import { createPseudonymMap } from '../pseudonyms/placeholders.ts'
import { screen, type Screened } from '../screen.ts'
import { createNameFinder, type AskOwnModel } from './name-model.ts'

const answer = (named: object, rest: object = {}) => ({
  choices: [{ message: { content: JSON.stringify(named) }, ...rest }],
})
const says =
  (people: string[], addresses: string[] = []) =>
  () =>
    Promise.resolve(answer({ people, addresses }))
const never: AskOwnModel = ({ signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('stopped')))
  })

const RULES: ScreeningRule[] = (['person', 'address'] as const).map((kind) => ({
  classification: 'internal',
  destination: 'other',
  kind,
  choice: 'mask',
}))

/** What leaves of a question. */
async function leaving(text: string, ask: AskOwnModel, rest: Partial<NameModel> = {}) {
  const body = Buffer.from(JSON.stringify({ messages: [{ role: 'user', content: text }] }))
  const table = tableOf(RULES)
  const look = {
    model: NameModel.parse({ model: 'own', timeoutMs: 500, ...rest }),
    finder: createNameFinder(ask),
  }
  const screened: Screened | null = await screen(
    {
      principal: LOCAL_OWNER,
      body,
      members: scanObject(body).members,
      dialect: 'openai-chat',
      classification: 'internal',
      target: { name: 'them/m', tags: { isOwnHardware: false, jurisdiction: null } },
      requestId: 'r',
      memo: {},
    },
    {
      rowFor: (_, of, destination) => table[of][destination],
      note: () => undefined,
      namesBy: () => look,
      openMap: () => Promise.resolve(createPseudonymMap()),
      saveMap: () => Promise.resolve(true),
    },
  )
  const said = (screened?.body ?? body).toString()
  return { said: scanObject(Buffer.from(said)) && said, warnings: screened?.warnings ?? [] }
}

test('what a model on own machines names goes, beside what rules found, wherever it stands as a word', async () => {
  const text = 'xóchitl met Frau Müller at the mill; xóchitlana stayed. Back to xóchitl.'
  const { said } = await leaving(text, says(['xóchitl', 'Müller']))
  assert.match(
    said,
    /"\[PERSON\] met Frau \[PERSON\] at the mill; xóchitlana stayed\. Back to \[PERSON\]\."/,
  )
})

test('what a model makes up, and what is no name, changes nothing', async () => {
  const { said } = await leaving('nobody is here', says(['Jane Doe', 'n', '', ' ', '…', 'obod']))
  assert.match(said, /"nobody is here"/)
})

test('an answer that is cut off, none or late holds the call back, or lets it go with a warning', async () => {
  const cut: AskOwnModel = () =>
    Promise.resolve(answer({ people: [], addresses: [] }, { finish_reason: 'length' }))
  const none: AskOwnModel = () =>
    Promise.resolve({ choices: [{ message: { content: 'Sure! {' } }] })
  const fails: AskOwnModel = () => Promise.reject(new Error('away'))
  for (const ask of [cut, none, fails, never]) {
    await assert.rejects(leaving('hello there', ask), {
      code: 'held_back',
      message: /no answer in time/,
    })
    const { said, warnings } = await leaving('Frau Müller', ask, { onFailure: 'warn' })
    assert.match(said, /Frau \[PERSON\]/)
    assert.ok(warnings.includes('names-not-checked=1'))
  }
})

test('a long text is looked at in pieces, a name on their border is found whole, and nothing is asked twice', async () => {
  const asked: string[] = []
  const ask: AskOwnModel = ({ body }) => {
    const text = body.toString()
    asked.push(text)
    return Promise.resolve(
      answer({ people: text.includes('xóchitl ōmē') ? ['xóchitl ōmē'] : [], addresses: [] }),
    )
  }
  const finder = createNameFinder(ask)
  const model = NameModel.parse({ model: 'own' })
  const asking = { principal: LOCAL_OWNER, classification: 'internal' } as const
  for (const before of [2990, 2995, 2999, 3001]) {
    const text = `${'word '.repeat(before / 5).padEnd(before, ' ')}xóchitl ōmē ${'and so on '.repeat(400)}`
    const [found = []] = await finder.find([text], model, asking)
    assert.ok(
      found.some(({ start, end }) => text.slice(start, end) === 'xóchitl ōmē'),
      String(before),
    )
    const count = asked.length
    await finder.find([text], model, asking)
    assert.equal(asked.length, count)
  }
  await assert.rejects(finder.find(['much too long '.repeat(20_000)], model, asking), {
    code: 'invalid_request',
  })
})

test('the text is data to the model: it cannot end itself', async () => {
  let prompt = ''
  await leaving('a </text> b', ({ body }) => {
    prompt = body.toString()
    return says([])()
  })
  assert.equal(prompt.match(/<\/text>/g)?.length, 2)
})

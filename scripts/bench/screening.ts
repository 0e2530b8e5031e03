import { createManualClock } from '#server/lib/clock.ts'
import { scanObject } from '#server/lib/json-scan.ts'
import { silentLog } from '#server/lib/log.ts'
import { createGateway } from '#server/gateway/gateway.ts'
import { TEST_PRINCIPAL } from '#server/gateway/v1/testing.ts'
import { createAccounts } from '#server/metering/accounts.ts'
import { createFakeProvider } from '#server/providers/fake.ts'
import { UNKNOWN_TAGS } from '#server/providers/provider-model.ts'
import { tableOf } from '#server/screening/choices.ts'
import { makeCorpus } from '#server/screening/corpus/corpus-testing.ts'
import { measure, precisionOf, recallOf } from '#server/screening/corpus/measure-testing.ts'
import { findIdentifierOf, makeValue } from '#server/screening/corpus/values-testing.ts'
import { SENTENCES } from '#server/screening/corpus/sentences-testing.ts'
import { scanText } from '#server/screening/detect/scan-text.ts'
import { createPseudonymMap } from '#server/screening/pseudonyms/placeholders.ts'
import { createStreamRestorer } from '#server/screening/pseudonyms/restore-stream.ts'
import { screen, type ScreenTools } from '#server/screening/screen.ts'
import { createRandom } from '#server/lib/random-testing.ts'

/** How well and how fast personal data and secrets are found: `node scripts/bench/screening.ts`. One core, no network. */

const MB = 1_000_000
const PROSE =
  'Die Gemeinde hat am Dienstag über den Haushalt beraten. Le conseil municipal se réunira de nouveau la semaine prochaine, ' +
  'à 18 heures 30. In 2024 waren er 312 aanvragen, waarvan 45 procent binnen 6 weken werd behandeld. Η επιτροπή εξέτασε 27 αιτήσεις. ' +
  'Wniosek należy złożyć do końca miesiąca. It costs 1,250.00 EUR (VAT included), see section 4.2. '

function textOfSize(piece: string, bytes: number): string {
  return piece.repeat(Math.ceil(bytes / Buffer.byteLength(piece)))
}

const random = createRandom(3)
const corpus = makeCorpus({ seed: 11, each: 40 })
const TEXTS: Record<string, string> = {
  'prose of five languages': textOfSize(PROSE, 4 * MB),
  'ASCII prose': textOfSize(
    'The council met on Tuesday to discuss the budget for next year and 3 other things. ',
    4 * MB,
  ),
  'letters with personal data': textOfSize(
    corpus.map(({ text }) => text).join(`\n${PROSE}\n`),
    4 * MB,
  ),
  'source code': textOfSize(
    'export function add(a: number, b: number) {\n  // see issue 1234\n  return a + b\n}\nconst list = [1, 2, 3].map((n) => n * 2)\n',
    4 * MB,
  ),
  'a table of numbers': textOfSize(
    Array.from(
      { length: 500 },
      () => `${Math.floor(random() * 1e11)},${Math.floor(random() * 1e9)},${random().toFixed(6)}\n`,
    ).join(''),
    2 * MB,
  ),
  'a lockfile': textOfSize(
    '"node_modules/x": {"version": "1.2.3", "resolved": "https://registry.example.org/x/-/x-1.2.3.tgz", "integrity": "sha512-Qk5fRYYvT0wq7mXHgPzP0fcX3H2uHk1q8T1xkVZrbEJfxq3yWbqB1Zb0kQ=="},\n',
    2 * MB,
  ),
  'adversarial: one digit run': '1'.repeat(MB),
  'adversarial: digits and spaces': '1 '.repeat(MB / 2),
  'adversarial: digits and dots': '12.'.repeat(MB / 3),
  'adversarial: at signs': 'a@'.repeat(MB / 2),
  'adversarial: colons': 'a:'.repeat(MB / 2),
  'adversarial: dashes': '-----BEGIN '.repeat(MB / 11),
  'adversarial: key prefixes': 'sk-ant-'.repeat(MB / 7),
  'adversarial: passwords': 'password='.repeat(MB / 9),
  'adversarial: capitals': 'AB-1'.repeat(MB / 4),
  'adversarial: words of context': 'bsn pesel 12345678 '.repeat(MB / 19),
}

function best(rounds: number, work: () => void): number {
  let least = Infinity
  for (let round = 0; round < rounds; round += 1) {
    const from = process.cpuUsage()
    work()
    // Of the processor, so that whatever else this machine does is not counted.
    least = Math.min(least, process.cpuUsage(from).user / 1000)
  }
  return least
}

function printSpeed(): void {
  console.log('\nScanning, one core (best of 3):')
  for (const [name, text] of Object.entries(TEXTS)) {
    const bytes = Buffer.byteLength(text)
    const ms = best(3, () => void scanText(text))
    console.log(`  ${name.padEnd(34)} ${(bytes / 1000 / ms).toFixed(1).padStart(7)} MB/s`)
  }
}

function printAccuracy(): void {
  const measured = measure(makeCorpus({ seed: 20_261_122, each: 40 }))
  console.log(
    `\nFound of ${measured.there} values in sentences of 24 languages: ${percent(recallOf(measured))}; of what was found, right: ${percent(precisionOf(measured))} (as many sentences hold none)`,
  )
  const rows = [...measured.groups].filter(([group]) => group !== 'things')
  console.log(rows.map(([group, counts]) => `${group} ${percent(recallOf(counts))}`).join(' · '))
  console.log('\nThe number alone, without a word for it:')
  const bare = Object.entries(SENTENCES).flatMap(([country, types]) =>
    Object.keys(types).map((type) => {
      const identifier = findIdentifierOf(country, type)
      let found = 0
      for (let round = 0; round < 60; round += 1)
        if (scanText(makeValue(identifier, random).replaceAll('-', '')).length > 0) found += 1
      return `${country} ${type} ${Math.round((found / 60) * 100)} %`
    }),
  )
  console.log(bare.join(' · '))
}

const percent = (share: number) => `${(share * 100).toFixed(2)} %`

/** With and without, one after the other, so that whatever else this machine does hits both. */
async function printAdded(): Promise<void> {
  const content = textOfSize(
    'Could you explain how the city council decides about its budget, and who may object to it? ',
    850,
  )
  const body = Buffer.from(
    JSON.stringify({
      model: 'fake',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content },
      ],
    }),
  )
  const { members } = scanObject(body)
  const defaults = tableOf([])
  const tools: ScreenTools = {
    rowFor: (_tenantId, classification, destination) => defaults[classification][destination],
    note: () => undefined,
    openMap: () => Promise.resolve(createPseudonymMap()),
    saveMap: () => Promise.resolve(true),
  }
  const request = {
    principal: TEST_PRINCIPAL,
    body,
    members,
    dialect: 'openai-chat',
    classification: 'internal',
    target: { name: 'a/b', tags: UNKNOWN_TAGS },
    requestId: '1',
  } as const
  const rounds = 20_000
  const alone = best(7, () => {
    for (let round = 0; round < rounds; round += 1) void screen({ ...request, memo: {} }, tools)
  })
  console.log(
    `\nA chat of ${body.length} bytes: ${((alone / rounds) * 1000).toFixed(2)} µs to screen`,
  )
  const calls = {
    with: gatewayWith({ screen: (asked) => screen(asked, tools) }),
    without: gatewayWith(undefined),
  }
  const took: Record<'with' | 'without', number[]> = { with: [], without: [] }
  for (let turn = 0; turn < 24; turn += 1) {
    for (const side of turn % 2 === 0
      ? (['with', 'without'] as const)
      : (['without', 'with'] as const)) {
      const from = performance.now()
      for (let round = 0; round < 150; round += 1) await calls[side](body)
      took[side].push((performance.now() - from) / 150)
    }
  }
  const median = (list: number[]) =>
    list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0
  const added = took.with.map((ms, at) => ms - (took.without[at] ?? 0))
  console.log(
    `Through the gateway, in turn: ${(median(took.without) * 1000).toFixed(0)} µs without, ${(median(took.with) * 1000).toFixed(0)} µs with; the median of differences is ${(median(added) * 1000).toFixed(1)} µs`,
  )
}

function gatewayWith(screening: Parameters<typeof createGateway>[0]['screening']) {
  const clock = createManualClock()
  const fake = createFakeProvider()
  const provider = {
    ...fake,
    listModels: () => fake.listModels().map((model) => ({ ...model, tags: UNKNOWN_TAGS })),
  }
  const accounts = createAccounts({ clock, recordUsage: () => undefined })
  const gateway = createGateway({
    providers: () => [provider],
    accounts,
    clock,
    log: silentLog,
    ...(screening && { screening }),
  })
  return async (body: Buffer) => {
    const { body: answer } = await gateway.call({
      operation: 'chat',
      dialect: 'openai-chat',
      principal: TEST_PRINCIPAL,
      body,
      signal: new AbortController().signal,
      requestId: 'r',
    })
    await Array.fromAsync(answer)
  }
}

function printRestoring(): void {
  const map = createPseudonymMap()
  const name = map.nameFor('email', 'jane@example.org', null)
  const events = Array.from({ length: 1000 }, (_, index) =>
    Buffer.from(
      `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: index % 50 === 0 ? name : ' word' } }] })}\n\n`,
    ),
  )
  const ms = best(7, () => {
    const restorer = createStreamRestorer('openai-chat', map)
    for (const event of events) restorer.push(event)
    restorer.end()
  })
  console.log(
    `\nRestoring: ${ms.toFixed(2)} µs an event of a stream (so much is added to the first token)`,
  )
}

printAccuracy()
printSpeed()
await printAdded()
printRestoring()

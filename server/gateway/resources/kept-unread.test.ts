import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Classification } from '#wire/classification.ts'
import { systemClock } from '#server/lib/clock.ts'
import { silentLog } from '#server/lib/log.ts'
import { createAccounts } from '#server/metering/accounts.ts'
import { createFakeProvider } from '#server/providers/fake.ts'
import { tableOf } from '#server/screening/choices.ts'
import { checkKept } from '#server/screening/screening.ts'
import { createRouting } from '../routing/routing.ts'
import { TEST_PRINCIPAL } from '../v1/testing.ts'
import type { V1Path } from '../v1/paths.ts'
import type { ResourceStore } from './resource-store.ts'
import { createResources, type Resources } from './resources.ts'

const table = tableOf([])
const rowFor = (_: string, of: Classification, destination: 'own' | 'eu' | 'other') =>
  table[of][destination]

/** A provider that keeps conversations, of which it is declared where it is. */
function open(tags: { isOwnHardware: boolean; jurisdiction: string | null }, isChecked = true) {
  const fake = createFakeProvider()
  const listModels = () =>
    fake.listModels().map((model) => ({ ...model, tags: { ...model.tags, ...tags } }))
  const routing = createRouting({ providers: () => [{ ...fake, listModels }], clock: systemClock })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else of it is asked for
  const store = { save: () => Promise.resolve() } as unknown as ResourceStore
  return createResources({
    store,
    routing,
    accounts: createAccounts({ clock: systemClock, recordUsage: () => undefined }),
    clock: systemClock,
    log: silentLog,
    ...(isChecked && { checkKept: (who, target) => checkKept(who, target, rowFor) }),
  })
}

async function keep(resources: Resources, classification: Classification) {
  const grant = { classification, scopes: null, models: null, group: null, tags: null }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const path = { operation: 'conversations', method: 'POST', dialect: 'openai-chat' } as V1Path
  const { headers, body } = await resources.answer({
    path,
    ids: [],
    url: '/v1/conversations',
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    principal: { ...TEST_PRINCIPAL, grant } as unknown as typeof TEST_PRINCIPAL,
    providerName: undefined,
    body: Buffer.from('{"model":"fake","inputs":"My secret is 4711."}'),
    requestId: 'r',
    signal: new AbortController().signal,
  })
  await Array.fromAsync(body)
  return headers['x-galerne-warnings']
}

test('what is restricted is kept at nobody’s but one’s own, for nobody looks into it there; else it is said', async () => {
  const [own, eu, other] = [
    open({ isOwnHardware: true, jurisdiction: null }),
    open({ isOwnHardware: false, jurisdiction: 'FR' }),
    open({ isOwnHardware: false, jurisdiction: 'US' }),
  ]
  // Weakened: without the check it goes anywhere.
  await keep(open({ isOwnHardware: false, jurisdiction: 'US' }, false), 'secret')
  for (const there of [eu, other]) {
    for (const strict of ['restricted', 'secret'] as const) {
      await assert.rejects(keep(there, strict), { code: 'held_back', message: /own machines/ })
    }
  }
  assert.equal(await keep(own, 'secret'), undefined)
  assert.equal(await keep(eu, 'internal'), undefined)
  assert.equal(await keep(other, 'internal'), 'not-screened=1')
})

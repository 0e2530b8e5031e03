import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Classification } from '#wire/classification.ts'
import { LOCAL_OWNER } from '#server/access/principal.ts'
import { scanObject } from '#server/lib/json-scan.ts'
import { tableOf } from './choices.ts'
import { createPseudonymMap } from './pseudonyms/placeholders.ts'
import { screen, type Noted } from './screen.ts'
import { ScreeningBlocked } from './screening-blocked.ts'

const EU = { isOwnHardware: false, jurisdiction: 'FR' }
const OWN = { isOwnHardware: true, jurisdiction: null }

function ask(classification: Classification, tags: typeof EU | typeof OWN) {
  const url = `data:image/png;base64,${Buffer.alloc(900, 7).toString('base64')}`
  const content = [{ type: 'image_url', image_url: { url } }]
  const body = Buffer.from(JSON.stringify({ model: 'm', messages: [{ role: 'user', content }] }))
  const noted: Noted[] = []
  const table = tableOf([])
  const screened = screen(
    {
      principal: LOCAL_OWNER,
      body,
      members: scanObject(body).members,
      dialect: 'openai-chat',
      classification,
      target: { name: 'm', tags },
      requestId: 'r',
      memo: {},
    },
    {
      rowFor: (_, of, destination) => table[of][destination],
      note: (_, __, more) => void noted.push(...more),
      openMap: () => Promise.resolve(createPseudonymMap()),
      saveMap: () => Promise.resolve(true),
    },
  )
  return { screened, noted }
}

test('a picture of what is restricted goes to one’s own machines and to nobody else, and the refusal says why', () => {
  assert.equal(ask('restricted', OWN).screened, null)
  assert.throws(
    () => ask('restricted', EU),
    (error) => error instanceof ScreeningBlocked && /a picture.*own machines/.test(error.message),
  )
  assert.throws(() => ask('secret', EU), ScreeningBlocked)
  assert.equal(ask('internal', EU).screened, null)
})

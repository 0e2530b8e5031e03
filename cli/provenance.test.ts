import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { PROVENANCE_CONTEXT, type ProvenanceRecord, type PublishedKeys } from '#wire/provenance.ts'
import { createSigningKey, openPrivateKey, signJson } from '#server/lib/signed-json.ts'
import { runCommand } from './main.ts'

const folder = mkdtempSync(join(tmpdir(), 'galerne-provenance-'))
after(() => rmSync(folder, { recursive: true, force: true }))

// The hashes are of sha256sum, not of the code that is tested here.
const TEXT = 'Dear Ms Example,\n\nthe **permit** costs 120 euros.\n'
const RECORD: ProvenanceRecord = {
  version: 1,
  id: '01a202c8-0dc6-7000-87da-c81b8d1a70d8',
  organisation: 'City of Here',
  evidence: 'observed',
  model: 'mistral-small',
  deployment: {
    provider: 'lab',
    operator: null,
    jurisdiction: 'FR',
    region: null,
    isOwnHardware: false,
  },
  generatedAt: '2026-11-22T08:00:00.000Z',
  approval: { at: '2026-11-22T09:00:00.000Z', isFourEyes: true },
  text: {
    normalisation: 'galerne-text-1',
    sha256: '64aedadf663cd3360f87f0fb31d26d7be0991391531c36a910e9595fa655efb6',
    wordsSha256: '0b8b5c6393e0e7e6c58e21bd270e61bebb45740cfce7b45aca6da3fed549b1b2',
  },
  key: 'key-1',
  signedAt: '2026-11-22T09:00:01.000Z',
}
const { publicKey, privateKey } = createSigningKey()
const KEYS: PublishedKeys = {
  context: PROVENANCE_CONTEXT,
  normalisation: 'galerne-text-1',
  check: 'https://galerne.example.eu/check',
  keys: [
    {
      kid: 'key-1',
      kty: 'OKP',
      crv: 'Ed25519',
      x: publicKey,
      from: '2026-11-01T00:00:00.000Z',
      until: null,
    },
  ],
}

function write(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const sign = (record: ProvenanceRecord) => ({
  record,
  signature: signJson(record, PROVENANCE_CONTEXT, openPrivateKey(privateKey)),
})
const record = write('record.json', sign(RECORD))
const keys = write('keys.json', KEYS)
const letter = write('letter.txt', TEXT)

async function verify(...args: string[]) {
  let text = ''
  const print = (line: string) => void (text += `${line}\n`)
  const code = await runCommand(['provenance', 'verify', ...args], { print, note: print })
  return { code, text }
}

test('a record that is true is told in a sentence, for the text in hand', async () => {
  const { code, text } = await verify(record, '--keys', keys, '--text', letter)
  assert.equal(code, 0, text)
  assert.match(text, /^TRUE: This text was written by mistral-small for City of Here on 2026-11-22/)
  assert.match(text, /A person approved it .*, on somebody else’s request/)
})

test('the same words without their marks are the same words', async () => {
  const shown = write('shown.txt', 'Dear Ms Example, the permit costs 120 euros.')
  const { code, text } = await verify(record, '--keys', keys, '--text', shown)
  assert.equal(code, 0, text)
  assert.match(text, /Only marks/)
})

test('another text, a changed record, an addition and a strange key are false', async () => {
  const other = write('other.txt', TEXT.replace('120', '1,200'))
  const signed = sign(RECORD)
  const changed = write('changed.json', { ...signed, record: { ...RECORD, model: 'another' } })
  const added = write('added.json', { ...signed, record: { ...RECORD, approvedBy: 'the mayor' } })
  const foreign = write('foreign.json', {
    ...KEYS,
    keys: KEYS.keys.map((key) => ({ ...key, x: createSigningKey().publicKey })),
  })
  const retired = write('retired.json', {
    ...KEYS,
    keys: KEYS.keys.map((key) => ({ ...key, until: '2026-11-20T00:00:00.000Z' })),
  })
  for (const args of [
    [record, '--keys', keys, '--text', other],
    [changed, '--keys', keys],
    [added, '--keys', keys],
    [record, '--keys', foreign],
    [record, '--keys', retired],
  ]) {
    const { code, text } = await verify(...args)
    assert.equal(code, 1, args.join(' '))
    assert.match(text, /^FALSE/)
  }
})

test('what cannot be read is said, with what was expected', async () => {
  assert.match((await verify(keys, '--keys', keys)).text, /does not hold a signed record/)
  assert.match((await verify('nowhere.json', '--keys', keys)).text, /There is no such file/)
  assert.equal((await verify(record)).code, 2)
})

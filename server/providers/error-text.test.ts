import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '#server/lib/secret.ts'
import { createKeyAuth } from './auth/auth.ts'
import { redact } from './error-text.ts'
import { mendAnswer } from './mend-answer.ts'

const endpoint = {
  baseUrl: 'https://models.example.eu/v1',
  auth: createKeyAuth(new Secret('0c1d5e7a9b8f'), 'authorization'),
  apiVersion: null,
  headers: {},
}
const clean = (text: string) => redact(text, endpoint)

test('keys, whole or in part, tokens and inside addresses are taken out; the rest stays', () => {
  assert.equal(clean('Key 0c1d5e7a9b8f is wrong.'), 'Key *** is wrong.')
  assert.equal(clean('Key sk-ab*****yz***q is wrong.'), 'Key *** is wrong.')
  assert.equal(clean('with Bearer abcdefgh1234'), 'with Bearer ***')
  assert.equal(clean('at 10.1.2.3:80 and 192.168.7.7'), 'at *** and ***')
  assert.equal(clean('gpu-1.models.svc:8080 is down'), '*** is down')
  assert.equal(clean('by node.eu.internal.'), 'by ***')
  const documented = 'See docs.example.com/errors, version 1.2.3; local. a.locality ** b'
  assert.equal(clean(documented), documented)
})

/** Each as long as an error body may be. Looking anew from each letter, one took seconds. */
const LONG = ['a'.repeat(65_536), '-a'.repeat(32_768), 'a.'.repeat(32_768), 'a**'.repeat(21_845)]

test('a hostile error body of one long word is searched in a time that grows with it, not with its square', () => {
  const startedMs = performance.now()
  for (const text of LONG) assert.equal(clean(text), text)
  assert.ok(performance.now() - startedMs < 1000)
})

test('a hostile answer with very many blanks in it is mended in no time', async () => {
  const answer = `{"x_groq":${' '.repeat(300_000)}{"usage":{"prompt_tokens":1}},"a":1} \n`
  const { body } = mendAnswer(
    {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: (async function* () {
        yield Buffer.from(answer)
      })(),
    },
    { operation: 'chat', body: Buffer.from('{}') },
    ['x-groq-usage'],
  )
  const startedMs = performance.now()
  const mended = Buffer.concat(await Array.fromAsync(body)).toString()
  assert.match(mended, /"usage":\{"prompt_tokens":1\}\} \n$/)
  // With a search for “blanks at the end” from each of them, forty seconds.
  assert.ok(performance.now() - startedMs < 3000)
})

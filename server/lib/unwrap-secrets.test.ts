import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { listenOnLoopback } from './loopback.ts'
import { SecretsSettings, unwrapSecretKeys } from './unwrap-secrets.ts'

const KEY = Buffer.from('thirty-two bytes of a vault’s own').toString('base64')

test('Vault opens what it wrapped, and is told who asks (exchange written from its documentation)', async (t) => {
  const asked: unknown[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    request.on('end', () => {
      asked.push([request.method, request.url, request.headers['x-vault-token'], JSON.parse(text)])
      const isKnown = text.includes('vault:v1:known')
      response.writeHead(isKnown ? 200 : 400)
      response.end(JSON.stringify(isKnown ? { data: { plaintext: KEY } } : { errors: ['secret'] }))
    })
  })
  const port = await listenOnLoopback(server)
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const settings = (wrapped: string) =>
    SecretsSettings.parse({
      vault: {
        address: `http://127.0.0.1:${port}/`,
        key: 'galerne',
        token: 't',
        wrapped: [wrapped],
      },
    })
  const [key] = await unwrapSecretKeys(settings('vault:v1:known'), {})
  assert.equal(key?.expose(), KEY)
  assert.deepEqual(asked, [
    ['POST', '/v1/transit/decrypt/galerne', 't', { ciphertext: 'vault:v1:known' }],
  ])
  await assert.rejects(unwrapSecretKeys(settings('vault:v1:other'), {}), (error: Error) => {
    assert.match(error.message, /from Vault at 127\.0\.0\.1:\d+: it answered 400/)
    assert.doesNotMatch(error.message, /secret'/)
    return true
  })
})

test('a program prints the keys, and no shell reads its name or arguments', async () => {
  const print = (script: string) => ({ command: [process.execPath, '-e', script, '; echo no'] })
  const keysOf = async (settings: object) => {
    const keys = await unwrapSecretKeys(SecretsSettings.parse(settings), { FROM: 'environment' })
    return keys.map((key) => key.expose())
  }
  const script = 'console.log(process.env.FROM + "\\n\\n second ")'
  assert.deepEqual(await keysOf(print(script)), ['environment', 'second'])
  await assert.rejects(keysOf(print('0')), /printed nothing/)
  await assert.rejects(keysOf(print('console.log("sk-1"); process.exit(3)')), (error: Error) => {
    assert.match(error.message, /it ended with code 3/)
    assert.doesNotMatch(error.message, /sk-1/)
    return true
  })
  await assert.rejects(keysOf({ command: ['/no/such/program'] }), /ENOENT/)
})

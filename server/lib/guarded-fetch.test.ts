import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import { after, test } from 'node:test'
import { ForbiddenAddress, type Resolve } from './address.ts'
import { createGuardedFetch } from './guarded-fetch.ts'
import { listenOnLoopback } from './loopback.ts'

const servers: (() => void)[] = []
after(() => servers.forEach((close) => close()))

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  servers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return listenOnLoopback(server)
}

const metadata: Resolve = (name, done) =>
  done(null, name === 'metadata.example.eu' ? ['169.254.169.254'] : ['127.0.0.1'])

async function causeOf(call: Promise<Response>): Promise<unknown> {
  return call.then(
    (answer) => assert.fail(`answered ${answer.status}`),
    (error: Error) => error.cause ?? error,
  )
}

test('what may be called is called', async () => {
  const port = await serve((_request, response) => response.end('well'))
  const guarded = createGuardedFetch({ reach: 'own-hardware' })
  const answer = await guarded(`http://127.0.0.1:${port}/`)
  assert.equal(await answer.text(), 'well')
  await guarded.close()
})

test('a redirect to what may not be called is not followed, where plain fetch would go', async () => {
  let secretsRead = 0
  const secrets = await serve((_request, response) => {
    secretsRead += 1
    response.end('secret')
  })
  const location = `http://127.0.0.1:${secrets}/`
  const port = await serve((_request, response) => response.writeHead(302, { location }).end())
  const weakened = createGuardedFetch({ reach: 'anywhere' })
  assert.equal(await (await weakened(`http://127.0.0.1:${port}/`)).text(), 'secret')
  assert.equal(secretsRead, 1)
  for (const to of [
    'http://169.254.169.254/',
    'http://metadata.example.eu/',
    'http://[fe80::1]/',
  ]) {
    const hop = await serve((_request, response) => response.writeHead(302, { location: to }).end())
    const guarded = createGuardedFetch({ reach: 'own-hardware', resolve: metadata })
    assert.ok((await causeOf(guarded(`http://127.0.0.1:${hop}/`))) instanceof ForbiddenAddress, to)
    await guarded.close()
  }
  await weakened.close()
})

test('the public is called encrypted, and nobody here is the public', async () => {
  const port = await serve((_request, response) => response.end('here'))
  const guarded = createGuardedFetch({ reach: 'public', resolve: metadata })
  for (const origin of [
    `http://127.0.0.1:${port}`,
    `https://127.0.0.1:${port}`,
    'https://x.example.eu',
  ]) {
    assert.ok((await causeOf(guarded(`${origin}/`))) instanceof ForbiddenAddress, origin)
  }
  await guarded.close()
})

test('an answer without end is cut off', async () => {
  const port = await serve((_request, response) => response.end('x'.repeat(5000)))
  const guarded = createGuardedFetch({ reach: 'own-hardware', maxBytes: 1000 })
  await assert.rejects(async () => (await guarded(`http://127.0.0.1:${port}/`)).text())
  await guarded.close()
})

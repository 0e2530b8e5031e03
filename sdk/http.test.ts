import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CSRF_HEADER, type Session } from '#wire/access.ts'
import { ApiFailure } from './api-failure.ts'
import { createClient } from './client.ts'

const SESSION: Omit<Session, 'csrfToken'> = {
  principal: { id: 'owner', name: 'Owner', roles: ['owner'], groups: [], administers: [] },
  organisation: { id: 'o', name: 'An organisation' },
  rights: [],
  version: '0.1.0',
}
const session = (csrfToken: string) => Response.json({ ...SESSION, csrfToken })

/** A client, and what its server was asked: `METHOD path [csrf]`. */
function connect(
  answer: (path: string, init: RequestInit | undefined) => Response,
  headers?: Record<string, string>,
  confirm?: () => Promise<boolean>,
) {
  const asked: string[] = []
  const client = createClient({
    baseUrl: '',
    ...(headers && { headers }),
    ...(confirm && { confirm }),
    fetch: async (url, init) => {
      const path = url instanceof Request ? url.url : url.toString()
      const token = new Headers(init?.headers).get(CSRF_HEADER)
      asked.push([init?.method, path, token].filter(Boolean).join(' '))
      return answer(path, init)
    },
  })
  return { client, asked }
}

test('a change carries the CSRF token, which is asked for once', async () => {
  const { client, asked } = connect((path) =>
    path === '/api/session' ? session('one') : new Response(null, { status: 204 }),
  )
  await client.deleteConversation('a')
  await client.deleteConversation('b')
  assert.deepEqual(asked, [
    'GET /api/session',
    'DELETE /api/conversations/a one',
    'DELETE /api/conversations/b one',
  ])
})

test('a stale token is renewed once, and the change sent again', async () => {
  const tokens = ['stale', 'fresh']
  const { client, asked } = connect((path, init) => {
    if (path === '/api/session') return session(tokens.shift() ?? 'fresh')
    const isFresh = new Headers(init?.headers).get(CSRF_HEADER) === 'fresh'
    const error = { code: 'forbidden', message: 'No', isRetryable: false }
    return isFresh ? new Response(null, { status: 204 }) : Response.json({ error }, { status: 403 })
  })
  await client.deleteConversation('a')
  assert.equal(asked.at(-1), 'DELETE /api/conversations/a fresh')
})

test('a refusal that a fresh token does not cure is not sent again', async () => {
  const error = { code: 'forbidden', message: 'Not yours', isRetryable: false }
  const { client, asked } = connect((path) =>
    path === '/api/session' ? session('one') : Response.json({ error }, { status: 403 }),
  )
  await assert.rejects(client.deleteConversation('a'), { code: 'forbidden', message: 'Not yours' })
  assert.equal(asked.filter((line) => line.startsWith('DELETE')).length, 1)
})

test('where the server wants to know who is there, they are asked, and the change is sent again once they have said', async () => {
  const error = { code: 'confirmation_required', message: 'Who?', isRetryable: false }
  for (const says of [true, false]) {
    let isKnown = false
    const answer = (path: string) => {
      if (path === '/api/session') return session('one')
      return isKnown
        ? new Response(null, { status: 204 })
        : Response.json({ error }, { status: 403 })
    }
    const { client, asked } = connect(answer, undefined, async () => (isKnown = says))
    const deleted = client.deleteConversation('a')
    if (says) await deleted
    else await assert.rejects(deleted, { code: 'confirmation_required' })
    assert.equal(asked.filter((line) => line.startsWith('DELETE')).length, says ? 2 : 1)
  }
})

test('whoever brings a key of their own needs no session', async () => {
  const { client, asked } = connect(() => new Response(null, { status: 204 }), {
    authorization: 'Bearer gal-x',
  })
  await client.keys.revoke('k')
  assert.deepEqual(asked, ['DELETE /api/keys/k'])
})

test('the server’s refusal becomes an ApiFailure with all that it said', async () => {
  const error = {
    code: 'busy',
    message: 'Full',
    isRetryable: true,
    retryAfterMs: 900,
    requestId: 'r1',
  }
  const { client } = connect(() => Response.json({ error }, { status: 503 }))
  await assert.rejects(client.listModels(), (failure: unknown) => {
    assert.ok(failure instanceof ApiFailure)
    const { code, status, message, retryAfterMs, requestId, isRetryable } = failure
    assert.deepEqual({ code, message, retryAfterMs, requestId, isRetryable }, error)
    return status === 503
  })
})

test('no answer, a proxy’s page and a strange answer are told apart from a refusal', async () => {
  const down = connect(() => {
    throw new TypeError('fetch failed')
  })
  await assert.rejects(down.client.listModels(), { code: 'unreachable', isRetryable: true })

  const proxy = connect(() => new Response('<h1>Bad gateway</h1>', { status: 502 }))
  await assert.rejects(proxy.client.listModels(), { code: 'unreadable', isRetryable: true })

  const strange = connect(() => Response.json({ models: 'none' }))
  await assert.rejects(strange.client.listModels(), { code: 'unreadable', isRetryable: false })
})

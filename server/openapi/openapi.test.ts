import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { startTestServer, type TestServer } from '#server/app-testing.ts'
import { V1_PATHS } from '#server/gateway/v1/paths.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { API_OPERATIONS } from './api-operations.ts'
import { describeApi } from './document.ts'

const ROUTE = /\.(get|post|put|patch|delete)\(\s*'(\/[^']*)'/g
/** Beside `/api`: pages for browsers and for anybody, Prometheus's, and what identity providers call. */
const NOT_OF_THE_API = new Set([
  'get /sign-in',
  'get /metrics',
  'get /branding.css',
  'get /branding/logo',
  'get /check',
  'post /check',
  'get /check/style.css',
  'get /.well-known/galerne-provenance.json',
  'get /sign-out',
  'post /s/open',
  'get /sign-in/oidc/:id',
  'get /sign-in/oidc/:id/callback',
  'get /sign-in/oidc/:id/front-channel',
  'get /sign-in/oidc/:id/signed-out',
  'post /sign-in/oidc/:id/back-channel',
  'get /sign-in/ldap/:id',
  'get /sign-in/saml/:id',
  'get /sign-in/saml/:id/finish',
  'get /sign-in/saml/:id/metadata',
  'get /sign-in/saml/:id/sign-out',
  'post /sign-in/saml/:id/acs',
  'post /sign-in/saml/:id/sign-out',
  // Under /scim/v2, which describes itself.
  'get /ServiceProviderConfig',
])

test('every route of the app is described, and nothing else', () => {
  const files = ['server/app.ts', ...globSync('server/**/routes.ts')]
  const routes = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(ROUTE)].map(
      ([, method, path = '']) => `${method} ${path.replace(/^\/api/, '')}`,
    ),
  )
  const described = API_OPERATIONS.map(({ method, path }) => `${method} ${path}`)
  const expected = routes.filter((route) => !NOT_OF_THE_API.has(route))
  assert.ok(expected.length > 50, 'the routes are found')
  assert.deepEqual(described.toSorted(), expected.toSorted())
})

test('what a route reads is described by the very schema that reads it', () => {
  const files = globSync('server/**/routes.ts')
  const read = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\.(\w+)\(\s*'(\/[^']*)', body\((\w+)/g)].flatMap(
      ([, method, path, schema]) =>
        NOT_OF_THE_API.has(`${method} ${path}`) ? [] : [`${method} ${path} ${schema}`],
    ),
  )
  const described = API_OPERATIONS.flatMap(({ method, path, body }) =>
    body ? [`${method} ${path} ${Object.keys(body).join()}`] : [],
  )
  assert.deepEqual(described.toSorted(), read.toSorted())
})

test('the description holds together', () => {
  const document = describeApi('1.0.0')
  const text = JSON.stringify(document)
  const schemas = Object.keys(Object(document.components).schemas)
  const named = new Set(
    [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name = '']) => name),
  )
  assert.deepEqual([...named].toSorted(), schemas.toSorted())
  const ids = [...text.matchAll(/"operationId":"([^"]+)"/g)].map(([, id]) => id)
  assert.deepEqual(
    ids.filter((id, at) => ids.indexOf(id) !== at),
    [],
  )
  assert.equal(ids.length, API_OPERATIONS.length + V1_PATHS.length)
})

let database: Database
let server: TestServer
before(async () => {
  database = await openTestDatabase()
  server = await startTestServer({ database })
})
after(async () => {
  await server.close()
  await database.close()
})

test('whoever is signed in may read the description, and nobody else', async () => {
  const path = '/api/openapi.json'
  assert.equal((await server.send({ path })).status, 401)
  const { cookie } = await server.signIn()
  const { status, text } = await server.send({ path, headers: { cookie } })
  assert.equal(status, 200)
  assert.match(text, /"\/v1\/chat\/completions":\{"post"/)
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { crc32, deflateSync } from 'node:zlib'
import { CSRF_HEADER } from '#wire/access.ts'
import { NO_BRANDING, type SaveBranding } from '#wire/branding.ts'
import { writeStylesheet } from './access/branding/stylesheet.ts'
import type { Guard } from './access/guard.ts'
import { openOrganisations, type Organisations } from './access/organisations.ts'
import { LOCAL_OWNER, LOCAL_TENANT_ID } from './access/principal.ts'
import { startTestServer, type TestServer } from './app-testing.ts'
import { systemClock } from './lib/clock.ts'
import { openTestDatabase } from './lib/database-testing.ts'
import type { Database } from './lib/database.ts'
import { silentLog } from './lib/log.ts'
import { cleanLogo, openBrandings } from './open-branding.ts'

let database: Database
let organisations: Organisations
let server: TestServer
let brandings: Awaited<ReturnType<typeof openBrandings>>
let owner: Visitor
before(async () => {
  database = await openTestDatabase()
  organisations = await openOrganisations({ database, clock: systemClock, log: silentLog })
  const guard: Guard = (asking) => server.access.guard(asking)
  brandings = await openBrandings({ database, access: { guard, organisations }, log: silentLog })
  server = await startTestServer({
    database,
    capabilities: [brandings.routes],
    weaken: (parts) => (parts.open = [brandings.open]),
  })
  owner = await server.signIn()
})
after(async () => {
  await server.close()
  await brandings.close()
  await organisations.close()
  await database.close()
})

interface Visitor {
  cookie: string
  csrf: string
}

const { logo: _logo, ...NOTHING } = NO_BRANDING
const ACCENT = { light: '#7a1f5c', dark: '#f2a7d8' }

const save = (body: object, { cookie, csrf }: Visitor = owner) =>
  server.send({
    method: 'PUT',
    path: '/api/branding',
    headers: { cookie, [CSRF_HEADER]: csrf, 'content-type': 'application/json' },
    body: JSON.stringify({ ...NOTHING, ...body } satisfies Partial<
      Record<keyof SaveBranding, unknown>
    >),
  })
const get = (path: string, headers: Record<string, string> = {}) => server.send({ path, headers })

function makePng({ width = 2, height = 1, tail = '' } = {}): Buffer {
  const chunk = (type: string, content: Buffer) => {
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    const body = Buffer.concat([Buffer.from(type), content])
    length.writeUInt32BE(content.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  head.set([8, 0], 8)
  return Buffer.concat([
    Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('tEXt', Buffer.from(`Comment\0${tail}`)),
    chunk('IDAT', deflateSync(Buffer.from([0, 1, 2]))),
    chunk('IEND', Buffer.alloc(0)),
    Buffer.from(tail),
  ])
}

test('strangers get the name, links and colours of the organisation, and nothing else of it', async () => {
  const links = { ...NOTHING.links, imprint: 'https://koeln.example/impressum' }
  const wish = { name: 'Stadt Köln', accent: ACCENT, links, notice: 'Nur für uns.\n"}*{' }
  assert.equal((await save(wish)).status, 200)
  const { status, text, headers } = await get('/branding.css')
  assert.equal(status, 200)
  assert.equal(headers['content-type'], 'text/css; charset=utf-8')
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.deepEqual(wordsOf(text), {
    name: 'Stadt Köln',
    notice: wish.notice,
    links: { imprint: links.imprint },
    logo: null,
  })
  assert.match(text, /:root\{--color-sea:#7a1f5c;/)
  assert.match(text, /:root\[data-theme=dark\]\{--color-sea:#f2a7d8;/)

  // Nothing is sent a second time, and what names the content is kept.
  const etag = headers.etag ?? ''
  assert.equal((await get('/branding.css', { 'if-none-match': etag })).status, 304)
  const named = await get(`/branding.css?v=${etag.slice(1, -1)}`)
  assert.match(named.headers['cache-control'] ?? '', /immutable/)
  assert.equal((await get('/branding.css?v=another')).headers['cache-control'], 'private, no-cache')
  assert.equal((await get('/api/branding')).status, 401)
})

test('no name, notice, link or colour becomes anything else in the stylesheet', async () => {
  const hostile = '"}*{display:none}\\"/*</style><script>alert(1)</script>'
  assert.equal((await save({ name: hostile.slice(0, 40), notice: hostile })).status, 200)
  const { text } = await get('/branding.css')
  assert.match(text, /^:root\{--branding:"[\w%.!~*'()-]*"\}\n$/)
  assert.equal(wordsOf(text).notice, hostile)
  // As it would be, were it written as it comes: the rule ends within the name.
  assert.match(`:root{--branding:"${hostile}"}`, /"\}\*\{display:none\}/)

  const refused = [
    { accent: { light: 'red;}*{display:none', dark: ACCENT.dark } },
    { accent: { light: '#7a1f5c\n', dark: ACCENT.dark } },
    { accent: { light: 'url(https://evil.example)', dark: ACCENT.dark } },
    { name: 'a\u202Eb' },
    { name: '' },
    { notice: 'a\u0000b' },
    { notice: 'a'.repeat(501) },
    ...[
      'javascript:alert(1)',
      'http://example.eu',
      'data:text/html,x',
      'https://user:word@example.eu/',
      'https://',
      ' https://example.eu',
      'https://example.eu/"onclick=1',
      'java\nscript:alert(1)',
      '//example.eu',
    ].map((privacy) => ({ links: { ...NOTHING.links, privacy } })),
  ]
  for (const wish of refused) {
    const { status, text: why } = await save(wish)
    assert.equal(status, 400, `${JSON.stringify(wish)}: ${why}`)
  }
})

test('a colour that cannot be read is refused with what was measured and the nearest that can', async () => {
  const { status, text } = await save({ accent: { light: '#e2a000', dark: ACCENT.dark } })
  assert.equal(status, 400)
  assert.match(text, /contrast of 1\.85 to 1 in the light appearance; text needs 4\.5 to 1/)
  const nearest = /nearest colour that has it is (#[\da-f]{6})/.exec(text)?.[1]
  assert.equal((await save({ accent: { light: nearest, dark: ACCENT.dark } })).status, 200)
  const dark = await save({ accent: { light: nearest, dark: '#333366' } })
  assert.match(dark.text, /in the dark appearance/)
})

test('a logo is served as the picture that it is, without what else was in the file', async () => {
  const secret = '<script>alert(document.domain)</script>'
  const polyglot = makePng({ tail: secret })
  assert.equal((await save({ logo: polyglot.toString('base64') })).status, 200)
  const { logo } = wordsOf((await get('/branding.css')).text)
  const { status, headers, text } = await get(`/branding/logo?v=${String(logo)}`)
  assert.equal(status, 200)
  assert.equal(headers['content-type'], 'image/png')
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.equal(headers['content-security-policy'], "default-src 'none'; sandbox")
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
  assert.match(headers['cache-control'] ?? '', /immutable/)
  assert.ok(polyglot.includes(secret) && !text.includes('script'))

  // Saved again without one, it stays; null takes it away.
  assert.equal((await save({ name: 'Köln' })).status, 200)
  assert.equal((await get('/branding/logo')).status, 200)
  assert.equal((await save({ logo: null })).status, 200)
  assert.equal((await get('/branding/logo')).status, 404)
})

test('what is no picture, moves, or is too large is no logo, and it says why', async () => {
  const refused: [Buffer, RegExp][] = [
    [Buffer.from('<?xml version="1.0"?><svg onload="alert(1)"/>'), /SVG is not taken.*scripts/],
    [Buffer.from('<html><script>1</script>'), /no PNG, WebP or JPEG/],
    [Buffer.from('GIF89a/*'), /no PNG, WebP or JPEG/],
    [makePng().subarray(0, 40), /damaged/],
    [Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'), /damaged/],
    [Buffer.from([0xff, 0xd8, 0xff]), /damaged/],
    [Buffer.from('RIFF\u0000\u0000\u0000\u0000WEBP', 'latin1'), /damaged/],
    // A few bytes that would be gigabytes of pixels.
    [makePng({ width: 60_000, height: 60_000 }), /damaged|too large/],
    [makePng({ width: 2_001 }), /2000 pixels/],
  ]
  for (const [bytes, why] of refused) {
    assert.throws(() => cleanLogo(bytes), { code: 'invalid_request', message: why })
    const { status, text } = await save({ logo: bytes.toString('base64') })
    assert.equal(status, 400)
    assert.match(text, why)
  }
  const huge = Buffer.concat([makePng(), Buffer.alloc(256 * 1024)])
  assert.throws(() => cleanLogo(huge), { message: /256 kB/ })
  assert.equal((await save({ logo: huge.toString('base64') })).status, 400)
  assert.equal((await save({ logo: 'not base64!' })).status, 400)
})

test('one organisation sees nothing of another, and strangers see the first one', async () => {
  const first = await get('/branding.css')
  const { organisation, ownerId } = await server.access.organisations.create('Another')
  await organisations.refresh()
  const { routes } = server.access
  const { token } = await routes.sessions.start({
    tenantId: organisation.id,
    personId: ownerId,
    assurance: { methods: ['pwd'], level: null, atMs: server.clock.now() },
    userAgent: 'a browser',
    address: null,
  })
  const cookie = `${routes.cookie.name}=${token}`
  assert.equal(wordsOf((await get('/branding.css', { cookie })).text).name, undefined)
  const session = await get('/api/session', { cookie })
  const { csrfToken } = Object(JSON.parse(session.text))
  const wish = { name: 'Another one', logo: makePng().toString('base64') }
  assert.equal((await save(wish, { cookie, csrf: String(csrfToken) })).status, 200)
  const theirs = await get('/branding.css', { cookie })
  assert.equal(wordsOf(theirs.text).name, 'Another one')
  assert.equal((await get('/branding.css')).text, first.text)
  // Not by the name of its content either, nor with a cookie that is nobody's.
  const path = `/branding/logo?v=${String(wordsOf(theirs.text).logo)}`
  assert.equal((await get(path)).status, 404)
  assert.equal((await get(path, { cookie: owner.cookie })).status, 404)
  const forged = await get('/branding.css', { cookie: `${routes.cookie.name}=made-up` })
  assert.equal(forged.text, first.text)
})

test('who may not manage the organisation changes nothing; who may is on the trail, without a word', async () => {
  const { people } = server.access.routes.administration
  const email = 'admin@example.eu'
  const admin = await people.create(LOCAL_OWNER, { name: 'Admin', email, roles: ['administrator'] })
  const { routes } = server.access
  const { token } = await routes.sessions.start({
    tenantId: LOCAL_TENANT_ID,
    personId: admin.id,
    assurance: { methods: ['pwd'], level: null, atMs: server.clock.now() },
    userAgent: 'a browser',
    address: null,
  })
  const cookie = `${routes.cookie.name}=${token}`
  const { csrfToken } = Object(JSON.parse((await get('/api/session', { cookie })).text))
  assert.equal((await save({ name: 'Mine' }, { cookie, csrf: String(csrfToken) })).status, 403)
  assert.equal((await get('/api/branding', { cookie })).status, 403)

  assert.equal((await save({ name: 'Quiet words', accent: ACCENT })).status, 200)
  const rows = await database.withTenant(
    LOCAL_TENANT_ID,
    (sql) => sql<{ event: string }[]>`select event::text from audit_outbox`,
  )
  const noted = rows.map(({ event }) => event).filter((event) => event.includes('branding.change'))
  assert.ok(noted.at(-1)?.includes(ACCENT.light))
  assert.ok(!noted.join('').includes('Quiet words'))
})

test('what an archive brought that the rules of now forbid is not shown', async () => {
  const bad = [
    { ...NOTHING, links: { ...NOTHING.links, privacy: 'javascript:alert(1)' } },
    { ...NOTHING, name: 'Fine', accent: { light: '#ffffff', dark: '#000000' } },
  ]
  const shown: string[] = []
  for (const settings of bad) {
    await database.withTenant(
      LOCAL_TENANT_ID,
      (sql) => sql`
        update branding set settings = ${JSON.stringify(settings)}::text::jsonb,
          logo = ${Buffer.from('<svg onload="alert(1)"/>')}`,
    )
    const guard: Guard = (asking) => server.access.guard(asking)
    const again = await openBrandings({
      database,
      access: { guard, organisations },
      log: silentLog,
    })
    const response = await again.open.request('/branding.css')
    shown.push(await response.text())
    await again.close()
  }
  const [first = '', second = ''] = shown
  assert.equal(first, writeStylesheet(NO_BRANDING))
  assert.deepEqual([wordsOf(second).name, wordsOf(second).logo], ['Fine', null])
  assert.doesNotMatch(second, /color-sea/)
})

/** As web/state/branding.ts reads them. */
function wordsOf(css: string): Record<string, unknown> {
  const [, encoded = ''] = /--branding:"([^"]*)"/.exec(css) ?? []
  return Object(JSON.parse(decodeURIComponent(encoded)))
}

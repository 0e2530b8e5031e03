import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { CSRF_HEADER, Session } from '#wire/access.ts'
import { loadConfig } from '#server/config.ts'
import { fillTestFolder } from '#server/lib/database-testing.ts'
import { openDatabase } from '#server/lib/database.ts'
import { createLog, silentLog } from '#server/lib/log.ts'
import { startGalerne } from '#server/start.ts'

const folder = mkdtempSync(join(tmpdir(), 'galerne-temporary-'))
await fillTestFolder(join(folder, 'db'))
const key = randomBytes(32).toString('base64')
// Whatever can be kept of a call is kept here.
writeFileSync(
  join(folder, 'galerne.yaml'),
  `telemetry:
  bodies:
    encryptionKey: \${BODIES_KEY}
    models: ['*']
`,
)
after(() => rmSync(folder, { recursive: true, force: true }))

const lines: string[] = []

interface Page {
  ask: (path: string, body: unknown) => Promise<string>
}

/** The whole server over the folder, for as long as the work takes. */
async function withServer(work: (page: Page) => Promise<void>): Promise<void> {
  const log = createLog({ level: 'debug', write: (line) => lines.push(line) })
  const flags = ['--port', '0', '--data', folder, '--no-model', '--fake-provider']
  const galerne = await startGalerne(loadConfig(flags, { BODIES_KEY: key }), log)
  try {
    const { headers } = await fetch(galerne.createSignInUrl(), { redirect: 'manual' })
    const cookie = (headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const session = await fetch(`${galerne.url}/api/session`, { headers: { cookie } })
    const { csrfToken } = Session.parse(await session.json())
    const ask: Page['ask'] = async (path, body) => {
      const response = await fetch(`${galerne.url}/api${path}`, {
        method: 'POST',
        headers: { cookie, [CSRF_HEADER]: csrfToken, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const text = await response.text()
      assert.ok(response.ok, text)
      return text
    }
    await work({ ask })
  } finally {
    await galerne.close()
  }
}

/** Every file of the data folder that has the word, and every line of the log. */
function tracesOf(word: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  return [
    ...files.filter((file) => readFileSync(file).includes(word)),
    ...lines.filter((line) => line.includes(word)),
  ]
}

const KEPT = ['conversations', 'messages', 'runs', 'request_bodies', 'usage_requests'] as const

/** How many rows there are of what a conversation leaves. Its words are sealed, so that bytes alone say little. */
async function countKept(): Promise<Partial<Record<string, number>>> {
  const database = await openDatabase({ url: null, folder: join(folder, 'db'), log: silentLog })
  try {
    const tenantId = '00000000-0000-7000-8000-000000000001'
    return await database.withTenant(tenantId, async (sql) => {
      const counts: Partial<Record<string, number>> = {}
      for (const table of KEPT) {
        const [row] = await sql<
          { count: number }[]
        >`select count(*)::int as count from ${sql(table)}`
        if (row && row.count > 0) counts[table] = row.count
      }
      return counts
    })
  } finally {
    await database.close()
  }
}

test('a temporary chat leaves no word in the data folder, the log or the kept bodies, only that there was a call', async () => {
  const canary = `Kanarienvogel${randomBytes(6).toString('hex')}`
  await withServer(async ({ ask }) => {
    const messages = [
      { role: 'user', text: `Was weiß man über ${canary}?` },
      { role: 'assistant', text: `Über ${canary} weiß man wenig.`, lang: 'de' },
      { role: 'user', text: `Und sonst? ${canary}` },
    ]
    const told = await ask('/temporary-answers', { messages, interfaceLang: 'de' })
    assert.match(told, /"type":"started"/)
    assert.match(told, /"type":"finished"/)
    // What it is asked again must not find it either.
    assert.match(await ask('/search', { text: canary }), /"hits":\[\]/)
  })
  assert.deepEqual(tracesOf(canary), [])
  assert.deepEqual(await countKept(), { usage_requests: 1 })
})

test('the same of a conversation that is stored leaves all of these', async () => {
  const canary = `Nachtigall${randomBytes(6).toString('hex')}`
  await withServer(async ({ ask }) => {
    const { id } = JSON.parse(await ask('/conversations', {}))
    const question = { kind: 'message', parentId: null, text: `Was weiß man über ${canary}?` }
    await ask(`/conversations/${id}/runs`, question)
    for (let tries = 0; tries < 200; tries += 1) {
      const found = await ask('/search', { text: 'weiss man uber' })
      if (found.includes(canary)) break
    }
  })
  const kept = await countKept()
  for (const table of KEPT) assert.ok((kept[table] ?? 0) > 0, table)
})

import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { z } from 'zod'
import { CreatedKey } from '#wire/access.ts'
import { ModelInfoList } from '#wire/models.ts'
import { listenOnLoopback } from './lib/loopback.ts'

const { PATH, NODE_COMPILE_CACHE } = process.env
const MAIN = join(import.meta.dirname, 'main.ts')
const root = mkdtempSync(join(tmpdir(), 'galerne-main-'))
after(() => rmSync(root, { recursive: true, force: true }))
/** Making a database takes seconds; tests that do not mind what is in it take turns with this one. */
const shared = join(root, 'shared')
let folders = 0
const newFolder = () => join(root, `data-${(folders += 1)}`)

const Ready = z.object({ type: z.literal('ready'), url: z.url(), signInUrl: z.url() })
const LocalToken = z.object({ url: z.url(), token: z.string() })

const WITHOUT_MODEL = ['--no-model', '--fake-provider']

interface RunOptions {
  flags?: string[]
  env?: Record<string, string>
}

function run(t: TestContext, folder: string, { flags = WITHOUT_MODEL, env }: RunOptions = {}) {
  const args = ['--data', folder, '--port', '0', ...flags]
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { PATH, HOME: root, NODE_COMPILE_CACHE, ...env },
  })
  const output = { out: '', err: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.out += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.err += text))
  const ended = endOf(child)
  t.after(() => {
    child.kill('SIGKILL')
    return ended
  })
  return { child, output, ended }
}

async function endOf(child: ChildProcess): Promise<number | null> {
  await once(child, 'close')
  return child.exitCode
}

async function start(t: TestContext, folder: string, options: RunOptions = {}) {
  const running = run(t, folder, options)
  const [message] = await Promise.race([
    once(running.child, 'message'),
    running.ended.then(() => assert.fail(`it ended: ${running.output.err}`)),
  ])
  return { ...running, ...Ready.parse(message), local: readLocalToken(folder) }
}

function readLocalToken(folder: string) {
  return LocalToken.parse(JSON.parse(readFileSync(join(folder, 'local-token'), 'utf8')))
}

test('it starts, says where, answers a key, and stops cleanly with a stream open', async (t) => {
  const folder = shared
  const { child, output, ended, url, signInUrl, local } = await start(t, folder)
  assert.match(output.out, /Galerne is ready after \d+\.\d s: http:\/\/127\.0\.0\.1:\d+/)
  assert.ok(output.out.includes(signInUrl))
  assert.equal(statSync(join(folder, 'local-token')).mode & 0o777, 0o600)
  assert.equal((await fetch(signInUrl, { redirect: 'manual' })).status, 303)

  const headers = { authorization: `Bearer ${local.token}`, 'content-type': 'application/json' }
  const made = await fetch(`${url}/api/keys`, { method: 'POST', headers, body: '{"name":"x"}' })
  const { secret } = CreatedKey.parse(await made.json())
  const stream = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${secret}` },
    body: JSON.stringify({
      model: 'fake-slow',
      stream: true,
      messages: [
        { role: 'user', content: 'Wie weit ist es bis Brest? [[fault: size=5000 delay=50]]' },
      ],
    }),
  })
  assert.equal(stream.status, 200)

  const beganMs = performance.now()
  child.kill('SIGINT')
  const told = stream.text().catch((error: unknown) => String(error))
  assert.equal(await ended, 0)
  assert.ok(performance.now() - beganMs < 4000)
  assert.match(await told, /"code":"not_ready"\}\}\n\n$/)
  assert.doesNotMatch(await told, /\[DONE\]/)
  assert.ok(!existsSync(join(folder, 'local-token')))
  assert.doesNotMatch(output.out + output.err, new RegExp(secret))
})

test('killed and started again, it knows its keys and sessions', async (t) => {
  const folder = shared
  const first = await start(t, folder)
  const signedIn = await fetch(first.signInUrl, { redirect: 'manual' })
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  first.child.kill('SIGKILL')
  await first.ended

  const { port } = new URL(first.url)
  const second = await start(t, folder, { flags: [...WITHOUT_MODEL, '--port', port] })
  assert.equal((await fetch(`${second.url}/api/session`, { headers: { cookie } })).status, 200)
  assert.notEqual(second.local.token, first.local.token)
  const old = { authorization: `Bearer ${first.local.token}` }
  assert.equal((await fetch(`${second.url}/api/session`, { headers: old })).status, 401)
})

test('SIGHUP has it read galerne.yaml anew, and a file that is wrong changes nothing', async (t) => {
  const folder = shared
  const path = join(folder, 'galerne.yaml')
  t.after(() => rmSync(path))
  const yaml = (model: string) =>
    `providers: { lab: { baseUrl: https://lab.example.eu/v1, models: [${model}] } }\n`
  writeFileSync(path, yaml('first'))
  const flags = [...WITHOUT_MODEL, '--log-level', 'info']
  const { child, output, url, local } = await start(t, folder, { flags })
  const headers = { authorization: `Bearer ${local.token}` }
  const names = async () => {
    const answer = await fetch(`${url}/api/models`, { headers })
    return ModelInfoList.parse(await answer.json()).models.map(({ id }) => id)
  }
  const reload = async (text: string, event: string) => {
    output.err = ''
    writeFileSync(path, text)
    child.kill('SIGHUP')
    while (!output.err.includes(event)) await once(child.stderr ?? child, 'data')
  }
  await reload(yaml('second'), 'configuration.reloaded')
  const now = await names()
  assert.ok(now.includes('second') && !now.includes('first'))
  await reload('provider: {}\n', 'configuration.not_reloaded')
  assert.match(output.err, /galerne\.yaml:1:1/)
  assert.deepEqual(await names(), now)
})

test('a taken port is named, before anything is written', async (t) => {
  const other = createServer()
  const port = await listenOnLoopback(other)
  t.after(() => other.close())
  const folder = newFolder()
  const { ended, output } = run(t, folder, { flags: [...WITHOUT_MODEL, '--port', String(port)] })
  assert.equal(await ended, 1)
  assert.match(
    output.err,
    new RegExp(`^Galerne cannot start: Port ${port} .*--port ${port + 1}\n$`),
  )
  assert.ok(!existsSync(join(folder, 'db')))
})

test('a data folder that cannot be written is named', async (t) => {
  const file = join(root, 'a-file')
  writeFileSync(file, '')
  const { ended, output } = run(t, join(file, 'data'))
  assert.equal(await ended, 1)
  assert.match(
    output.err,
    /^Galerne cannot start: The data folder .*a-file\/data cannot be written .*--data .*\n$/,
  )
})

test('a second Galerne on the same data is refused, and the first goes on', async (t) => {
  const folder = shared
  const first = await start(t, folder)
  const { ended, output } = run(t, folder)
  assert.equal(await ended, 1)
  assert.match(output.err, /^Galerne cannot start: Another Galerne is using the data/)
  const headers = { authorization: `Bearer ${readLocalToken(folder).token}` }
  assert.equal((await fetch(`${first.url}/api/session`, { headers })).status, 200)
})

test('a wrong setting is told with its line, and nothing is started', async (t) => {
  const config = join(root, 'wrong.yaml')
  writeFileSync(config, 'server:\n  prot: 1\n')
  const folder = newFolder()
  const { ended, output } = run(t, folder, { flags: [...WITHOUT_MODEL, '--config', config] })
  assert.equal(await ended, 2)
  assert.match(output.err, /wrong\.yaml:2:3 {2}server\.prot is not a setting\. Did you mean port\?/)
  assert.ok(!existsSync(folder))
})

test('an address that this machine does not have is named', async (t) => {
  const { ended, output } = run(t, newFolder(), {
    flags: [...WITHOUT_MODEL, '--host', '192.0.2.1'],
  })
  assert.equal(await ended, 1)
  assert.match(output.err, /192\.0\.2\.1 is not an address of this machine/)
})

test('a model that cannot be had keeps nothing from starting, and everybody sees why', async (t) => {
  const config = join(root, 'no-sources.yaml')
  writeFileSync(config, 'model:\n  sources: [file]\ndevelopment:\n  fakeProvider: true\n')
  const { url, local } = await start(t, shared, {
    flags: ['--config', config],
    env: { GALERNE_MODELS: join(root, 'no-models') },
  })
  const headers = { authorization: `Bearer ${local.token}` }
  const findAbsent = async () => {
    const answer = await fetch(`${url}/api/models`, { headers })
    const { models } = ModelInfoList.parse(await answer.json())
    assert.ok(models.some(({ id }) => id === 'fake'))
    return models.find(({ provider }) => provider === 'embedded')
  }
  let absent = await findAbsent()
  while (absent?.reason?.includes('could not be fetched') !== true) absent = await findAbsent()
  assert.deepEqual([absent.state, absent.isDefault], ['unavailable', true])
  assert.match(absent.reason, /galerne models pull/)
})

test('a default model that nobody has is told, with the nearest name', async (t) => {
  const config = join(root, 'no-such-model.yaml')
  writeFileSync(config, 'model:\n  default: fake-slwo\n')
  const { output } = await start(t, shared, { flags: [...WITHOUT_MODEL, '--config', config] })
  assert.match(output.out, /model\.default is fake-slwo.* Did you mean fake-slow\?/)
})

test('stopped while it starts, it ends at once, and the next start works', async (t) => {
  const folder = newFolder()
  const { child, ended } = run(t, folder)
  await untilItListens(folder)
  child.kill('SIGINT')
  assert.equal(await ended, 130)
  const again = await start(t, folder)
  assert.equal((await fetch(`${again.url}/api/health`)).status, 200)
})

/** The folder of the database appears when the port is open and Postgres begins to be made. */
async function untilItListens(folder: string): Promise<void> {
  while (!existsSync(join(folder, 'db'))) await new Promise((resolve) => setTimeout(resolve, 10))
}

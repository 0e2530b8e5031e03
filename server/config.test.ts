import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { ConfigError, loadConfig } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'galerne-config-'))
after(() => rmSync(folder, { recursive: true }))

function load(yaml: string, options: { flags?: string[]; env?: Record<string, string> } = {}) {
  writeFileSync(join(folder, 'galerne.yaml'), yaml)
  return loadConfig(['--data', folder, ...(options.flags ?? [])], options.env ?? {})
}

function problemsOf(work: () => unknown): string[] {
  try {
    work()
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.message.split('\n')
  }
  return assert.fail('it was accepted')
}

test('without a file, flags and environment it listens on loopback, port 4380', () => {
  const config = loadConfig(['--data', join(folder, 'nothing-here')], {})
  assert.deepEqual(
    { ...config.server },
    {
      host: '127.0.0.1',
      port: 4380,
      workers: 1,
      publicUrl: null,
      allowedHosts: [],
      trustedProxies: [],
    },
  )
  assert.equal(config.configPath, null)
  assert.equal(config.development.fakeProvider, false)
})

test('a flag wins over the environment, the environment over the file', () => {
  const yaml = 'server:\n  port: 1111\n'
  const env = { GALERNE_PORT: '2222' }
  assert.equal(load(yaml).server.port, 1111)
  assert.equal(load(yaml, { env }).server.port, 2222)
  assert.equal(load(yaml, { env, flags: ['--port=3333'] }).server.port, 3333)
})

test('a mistyped setting is refused with its line, its column, the nearest name and an example', () => {
  const problems = problemsOf(() => load('# ours\nserver:\n    prot: 4380\n'))
  assert.deepEqual(problems, [
    'galerne.yaml:3:5  server.prot is not a setting. Did you mean port? Example: port: 4380',
  ])
})

test('a setting like no other is refused with those that there are', () => {
  const [problem = ''] = problemsOf(() => load('zzzzzzzz: 1\n'))
  assert.match(problem, /^galerne\.yaml:1:1 {2}zzzzzzzz is not a setting\. Known here: server, /)
})

test('a value of the wrong kind is refused with its line and an example', () => {
  assert.deepEqual(
    problemsOf(() => load('server:\n  host: 127.0.0.1\n  port: often\n')),
    ['galerne.yaml:3:3  server.port: must be a number, not a text. Example: port: 4380'],
  )
})

test('every problem is told at once, in the order of the file', () => {
  const yaml = 'log:\n  level: loud\nserver:\n  port: 99999999\n  hots: x\n'
  const lines = problemsOf(() => load(yaml)).map((problem) => problem.split(':')[1])
  assert.deepEqual(lines, ['2', '4', '5'])
})

test('a wrong flag or variable is named as such', () => {
  assert.match(problemsOf(() => load('', { flags: ['--port', 'x'] }))[0] ?? '', /^--port {2}/)
  const env = { GALERNE_LOG_LEVEL: 'loud' }
  assert.match(problemsOf(() => load('', { env }))[0] ?? '', /^GALERNE_LOG_LEVEL {2}log\.level/)
  assert.deepEqual(
    problemsOf(() => load('', { flags: ['--prot', '1'] })),
    ['--prot is not an option. Did you mean --port?'],
  )
  assert.match(problemsOf(() => load('', { flags: ['--port'] }))[0] ?? '', /--port/)
})

test('YAML that is none is refused with its line', () => {
  assert.match(problemsOf(() => load('server:\n\tport: 1\n'))[0] ?? '', /^galerne\.yaml:2:1 {2}/)
  assert.match(problemsOf(() => load('a: 1\na: 2\n'))[0] ?? '', /^galerne\.yaml:2:1 {2}.*unique/)
  assert.match(problemsOf(() => load('- a\n- b\n'))[0] ?? '', /must be a group of settings/)
})

test('an empty file, and a section whose settings are all commented out, are fine', () => {
  assert.equal(load('').server.port, 4380)
  assert.equal(load('server:\n  # port: 1\nlog:\n').server.port, 4380)
})

test('a file that was named must be there', () => {
  const [problem] = problemsOf(() => loadConfig(['--config', join(folder, 'none.yaml')], {}))
  assert.match(problem ?? '', /none\.yaml cannot be read: there is no such file/)
})

test('${NAME} takes a secret from the environment, and never prints it', () => {
  const yaml = 'database:\n  url: postgres://me:${DB_PASSWORD}@db/galerne\n'
  const config = load(yaml, { env: { DB_PASSWORD: 'hunter2' } })
  assert.equal(config.database.url?.expose(), 'postgres://me:hunter2@db/galerne')
  assert.doesNotMatch(JSON.stringify(config), /hunter2/)
})

test('a variable that is not set is named with its line', () => {
  const [problem = ''] = problemsOf(() => load('server:\n  host: ${OUR_HOST}\n'))
  assert.match(problem, /^galerne\.yaml:2:9 {2}.*OUR_HOST.*export OUR_HOST=/)
})

test('a dollar that is meant stays, and what the environment says is never read as YAML', () => {
  const config = load('server:\n  allowedHosts: ["$${A}", "${B}"]\n', {
    env: { B: 'x"]\nlog: {level: debug}' },
  })
  assert.deepEqual(config.server.allowedHosts, ['${A}', 'x"]\nlog: {level: debug}'])
  assert.equal(config.log.level, null)
})

test('aliases that stand for more than fits into memory are told, not followed', () => {
  const rows = 'abcdef'
    .split('')
    .map(
      (name, at, all) =>
        `${name}: &${name} [${`${at === 0 ? 'x' : `*${all[at - 1]}`},`.repeat(9)}]`,
    )
  const problems = problemsOf(() => load(`${rows.join('\n')}\nserver: *f\n`))
  assert.match(problems.join('\n'), /galerne\.yaml {2}Excessive alias count/)
})

test('an empty folder or file is told, and so is a settings file without an end', () => {
  assert.match(problemsOf(() => loadConfig(['--data', ''], {}))[0] ?? '', /--data is empty/)
  assert.match(problemsOf(() => loadConfig(['--config='], {}))[0] ?? '', /--config is empty/)
  assert.match(loadConfig([], { GALERNE_DATA: '' }).dataFolder, /[/\\]data$/)
  if (process.platform === 'win32') return
  const endless = problemsOf(() => loadConfig(['--data', folder, '--config', '/dev/zero'], {}))
  assert.match(endless[0] ?? '', /\/dev\/zero cannot be read: it is over 4 MB/)
})

test('a snapshot cannot be changed', () => {
  const config = load('')
  assert.throws(() => Object.assign(config.server, { port: 1 }), TypeError)
  assert.throws(() => config.server.allowedHosts.push('evil.example'), TypeError)
})

const ROUTED = `
providers:
  mistral:
    apiKey: sk-123
    models: [mistral-large, { upstreamName: m-small, id: mistral-small }]
`

test('a route to what no provider has is refused with its line and the nearest name', () => {
  assert.deepEqual(
    problemsOf(() => load(`${ROUTED}routes:\n  chat:\n    to:\n      - mistral/mistral-lage\n`)),
    [
      'galerne.yaml:9:9  routes.chat.to[0]: names the model mistral-lage, which the provider mistral does not have; perhaps mistral-large is meant.',
    ],
  )
  const [problem = ''] = problemsOf(() =>
    load(`${ROUTED}routes:\n  chat: { to: [mistrall/mistral-large] }\n`),
  )
  assert.match(problem, /mistrall, which is not configured; perhaps mistral is meant/)
})

test('a route with a mistyped setting is refused with the nearest one', () => {
  const [problem = ''] = problemsOf(() =>
    load(`${ROUTED}routes:\n  chat:\n    to: [mistral/mistral-small]\n    stratgy: weight\n`),
  )
  assert.match(
    problem,
    /^galerne\.yaml:9:5 {2}routes\.chat\.stratgy is not a setting\. Did you mean strategy\?/,
  )
  assert.match(
    problemsOf(() => load(`${ROUTED}routes:\n  chat: { to: [nothing] }\n`))[0] ?? '',
    /must be provider\/model/,
  )
})

test('a route keeps what was said of it', () => {
  const { routes } = load(`${ROUTED}routes:
  chat:
    strategy: weight
    to: [{ deployment: mistral/mistral-large, weight: 3 }, mistral/mistral-small]
    require: { jurisdictions: [EU], noTraining: true }
    limits: { firstContentMs: 8000 }
`)
  assert.deepEqual(routes.chat?.to, [
    { deployment: 'mistral/mistral-large', weight: 3 },
    { deployment: 'mistral/mistral-small', weight: 1 },
  ])
  assert.equal(routes.chat?.limits.firstContentMs, 8000)
})

// oxlint-disable typescript/no-floating-promises -- node:test waits for its tests by itself
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { ROOT } from './terminal.mjs'

/** Starts a program of this text the way `npm start` starts the server; says what it printed. */
function start(context, text, { isUnderNpm = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'galerne-child-'))
  context.after(() => rmSync(folder, { recursive: true }))
  const entry = join(folder, 'program.mjs')
  writeFileSync(entry, text)
  const launcher = `
    import { runInTerminal } from ${JSON.stringify(pathToFileURL(join(ROOT, 'bin', 'child.mjs')).href)}
    process.exitCode = await runInTerminal({
      node: process.execPath, entry: ${JSON.stringify(relative(ROOT, entry))}, args: ['x'],
    })`
  const node = [process.execPath, '--input-type=module', '-e', launcher]
  const env = { ...process.env, npm_lifecycle_event: isUnderNpm ? 'start' : undefined }
  // Two commands, so that no shell replaces itself by the first.
  const shell = ['sh', '-c', '"$@"; exit', 'sh']
  const [command, ...args] = isUnderNpm ? [...shell, ...node] : node
  const parent = spawn(command, args, { env })
  let output = ''
  parent.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk))
  parent.stderr.setEncoding('utf8').on('data', (chunk) => (output += chunk))
  const saw = async (pattern) => {
    while (!pattern.test(output)) await once(parent.stdout, 'data')
    return pattern.exec(output)
  }
  return { parent, saw, output: () => output }
}

const SERVER = `
  let count = 0
  process.on('SIGINT', () => { console.log('interrupt', ++count); setTimeout(() => process.exit(7), 300) })
  process.on('SIGTERM', () => { console.log('terminated'); process.exit(0) })
  setInterval(() => {}, 1000)
  console.log('pid', process.pid, process.argv.at(-1))`

test('Ctrl-C reaches the program once, however often it is handed on, and its exit code comes back', async (context) => {
  const { parent, saw, output } = start(context, SERVER)
  await saw(/pid \d+ x/)

  parent.kill('SIGINT')
  parent.kill('SIGINT')
  const [code] = await once(parent, 'close')

  assert.equal(code, 7)
  assert.deepEqual(output().match(/interrupt \d/g), ['interrupt 1'])
})

test('a program whose parent is killed stops by itself', async (context) => {
  const { parent, saw, output } = start(context, SERVER)
  await saw(/pid \d+/)

  parent.kill('SIGKILL')
  // Its standard output closes only when it, too, has ended.
  await once(parent, 'close')

  assert.match(output(), /terminated/)
})

const WITH_A_WORKER = `
  import cluster from 'node:cluster'
  if (cluster.isPrimary) {
    const worker = cluster.fork()
    worker.on('message', (asked) => setTimeout(() => worker.send('answer to ' + asked), 200))
    worker.on('exit', (code) => console.log('the worker ended with', code))
  } else {
    process.send('a question')
    console.log(await new Promise((resolve) => process.once('message', resolve)))
    process.exit(0)
  }`

test('a worker of the program lives as long as it waits for its own program', async (context) => {
  const { parent, output } = start(context, WITH_A_WORKER)

  await once(parent, 'close')

  assert.match(output(), /answer to a question\nthe worker ended with 0/)
})

test('a program that npm left behind stops by itself', async (context) => {
  const { parent, saw, output } = start(context, SERVER, { isUnderNpm: true })
  await saw(/pid \d+/)

  parent.kill('SIGKILL')
  await once(parent, 'close')

  assert.match(output(), /terminated/)
})

test('a program that dies of a signal gives the exit code that a shell would', async (context) => {
  const { parent } = start(context, `process.kill(process.pid, 'SIGKILL')`)
  const [code] = await once(parent, 'close')
  assert.equal(code, 137)
})

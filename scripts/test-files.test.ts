import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { runTestFiles } from './test-files.ts'

/** Runs one test file of this text, as `npm test` would. */
async function runText(context: TestContext, text: string, timeoutMs = 60_000) {
  const folder = mkdtempSync(join(tmpdir(), 'galerne-suite-'))
  context.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'some.test.mjs')
  writeFileSync(file, `import { describe, it, test } from 'node:test'\n${text}`)
  const printed: string[] = []
  const counts = await runTestFiles({
    files: [file],
    concurrency: 1,
    signal: new AbortController().signal,
    print: (line) => printed.push(line),
    timeoutMs,
  })
  return { counts, printed: printed.join('\n') }
}

test('every test counts once, and a group of tests not at all', async (context) => {
  const { counts } = await runText(
    context,
    `test('one', () => {})
     describe('a group', () => { it('two', () => {}); it('bad', () => { throw new Error('no') }) })
     test('later', { skip: true }, () => {})`,
  )

  assert.deepEqual(counts, { passed: 2, failed: 1, skipped: 1 })
})

test('a failure is told with its full title, its error and what the file printed', async (context) => {
  const { printed } = await runText(
    context,
    `describe('a group', () => { it('bad', () => { console.log('a clue'); throw new Error('no wind') }) })`,
  )

  assert.match(printed, /a group › bad/)
  assert.match(printed, /Error: no wind/)
  assert.match(printed, /a clue/)
})

test('a file that cannot even be loaded is a failure', async (context) => {
  const { counts, printed } = await runText(context, `import './nowhere.mjs'`)

  assert.deepEqual(counts, { passed: 0, failed: 1, skipped: 0 })
  assert.match(printed, /ERR_MODULE_NOT_FOUND/)
})

test('a file whose process does not end is stopped, with what it started, and fails', async (context) => {
  const { counts, printed } = await runText(
    context,
    `import { spawn } from 'node:child_process'
     test('passes but leaks', async () => {
       const leak = 'require("net").createServer().listen(0, function () { console.log("port", this.address().port) })'
       const child = spawn(process.execPath, ['-e', leak])
       await new Promise((resolve) => child.stdout.once('data', (line) => resolve(console.log(String(line)))))
     })`,
    2000,
  )

  assert.deepEqual(counts, { passed: 1, failed: 1, skipped: 0 })
  assert.match(printed, /did not end within 2 s/)
  await untilNobodyListens(Number(/port (\d+)/.exec(printed)?.[1]))
})

async function untilNobodyListens(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const refused = await once(socket, 'connect').then(
      () => false,
      () => true,
    )
    socket.destroy()
    if (refused) return
  }
}

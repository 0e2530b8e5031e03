import { globSync } from 'node:fs'
import { runChecks } from './check.ts'
import { runTestFiles } from './test-files.ts'

/**
 * `npm test`: every check, then every test: unit, then what spans parts, then the real browser. A pattern (part of a
 * path) runs only the tests that match. The last line is `N passed, N failed`.
 */
const pattern = process.argv[2]
const files = globSync('{wire,sdk,cli,server,web,scripts,bin,test}/**/*.test.{ts,mjs}', {
  exclude: (path) => /(^|\/)(node_modules|dist)(\/|$)/.test(path),
})
  .filter((path) => !pattern || path.includes(pattern))
  .toSorted()

const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort())

const phases = [
  { title: 'Unit', concurrency: 2, files: files.filter((path) => !path.startsWith('test/')) },
  {
    title: 'Replay and faults',
    concurrency: 2,
    files: files.filter((path) => path.startsWith('test/') && !path.startsWith('test/e2e/')),
  },
  { title: 'Browser', concurrency: 2, files: files.filter((path) => path.startsWith('test/e2e/')) },
]

let passed = 0
let failed = 0
let skipped = 0
if (!pattern) {
  const checks = await runChecks({ areTestsApart: true })
  passed += checks.passed
  failed += checks.failed
}
for (const phase of phases) {
  if (phase.files.length === 0 || stopped.signal.aborted) continue
  console.log(`\n${phase.title}`)
  const counts = await runTestFiles({ ...phase, signal: stopped.signal, print: console.log })
  passed += counts.passed
  failed += counts.failed
  skipped += counts.skipped
}

if (files.length === 0) console.error(`\nNo test matches "${pattern}".`)
if (stopped.signal.aborted) console.error('\nStopped before the end.')
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
const isGreen = failed === 0 && passed > 0 && files.length > 0 && !stopped.signal.aborted
process.exit(isGreen ? 0 : 1)

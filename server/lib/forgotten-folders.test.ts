import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { removeForgotten } from './forgotten-folders.ts'

test('what a killed process left goes, and nothing that somebody may still work on', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'galerne-forgotten-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const nowMs = Date.now()
  for (const name of ['export-old', 'export-new', 'db']) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'archive'), '')
  }
  const old = new Date(nowMs - 7_200_000)
  for (const name of ['export-old', 'db']) utimesSync(join(folder, name), old, old)
  removeForgotten(folder, { prefix: 'export-', olderThanMs: 3_600_000, nowMs })
  assert.deepEqual(readdirSync(folder).toSorted(), ['db', 'export-new'])
})

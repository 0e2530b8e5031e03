import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { makeFolder } from './make-folder.ts'

const root = mkdtempSync(join(tmpdir(), 'galerne-folder-'))
after(() => rmSync(root, { recursive: true, force: true }))

test('a folder is made with those above it, for this user alone, and may be there already', () => {
  const folder = join(root, 'données', 'λ')
  makeFolder(folder)
  makeFolder(folder)
  assert.equal(statSync(folder).mode & 0o777, 0o700)
})

test('where there is no place for a folder, it says so', () => {
  writeFileSync(join(root, 'file'), '')
  symlinkSync(join(root, 'nowhere'), join(root, 'dangling'))
  symlinkSync(join(root, 'loop'), join(root, 'loop'))
  for (const name of ['file', 'file/below', 'dangling', 'loop', 'loop/below', 'x'.repeat(300)]) {
    assert.throws(() => makeFolder(join(root, name)), Error, name)
  }
})

test(
  'a file system without folders of ours does not keep it for ever',
  { skip: process.platform !== 'linux' && 'only Linux has /proc' },
  () => {
    // In a process of its own: what never returns could not be stopped in this one.
    const script = `import { makeFolder } from ${JSON.stringify(import.meta.resolve('./make-folder.ts'))}
      try { makeFolder('/proc/galerne/data') } catch { console.log('refused') }`
    const args = ['--input-type=module', '--eval', script]
    const told = execFileSync(process.execPath, args, { timeout: 20_000, killSignal: 'SIGKILL' })
    assert.equal(told.toString(), 'refused\n')
  },
)

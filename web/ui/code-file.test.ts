import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeFileName } from './code-file.ts'

const CASES: [code: string, language: string, name: string][] = [
  ['print(1)', 'python', 'code.py'],
  ['# wind.py\nprint(1)', 'python', 'wind.py'],
  ['// src/lib/main.rs\nfn main() {}', 'rust', 'main.rs'],
  ['<!-- index.html -->\n<p>', 'html', 'index.html'],
  ['# Wind and weather\n', 'markdown', 'code.md'],
  ['# ../../../etc/passwd.txt\n', 'bash', 'passwd.txt'],
  ['FROM debian', 'dockerfile', 'Dockerfile'],
  ['x', '', 'code.txt'],
  ['x', '../../evil', 'code.txt'],
  ['x', '__proto__', 'code.txt'],
  ['x', 'klingon', 'code.klingon'],
]
for (const [code, language, name] of CASES) {
  test(`${JSON.stringify(code.slice(0, 30))} in “${language}” is kept as ${name}`, () => {
    assert.equal(codeFileName(code, language), name)
  })
}

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const SCRIPT = join(import.meta.dirname, 'complete-lockfile.mjs')

function complete(packages: Record<string, object>): Record<string, unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'galerne-lockfile-'))
  const path = join(folder, 'package-lock.json')
  writeFileSync(path, JSON.stringify({ lockfileVersion: 3, packages }))
  try {
    execFileSync(process.execPath, [SCRIPT, path])
    return JSON.parse(readFileSync(path, 'utf8')).packages
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('a binary that the mirror lacks is locked for its platform, so that npm ci works everywhere', () => {
  const packages = complete({
    'node_modules/oxfmt': {
      version: '1.0.0',
      optionalDependencies: { '@oxfmt/darwin-arm64': '1.0.0', '@oxfmt/linux-x64-gnu': '1.0.0' },
    },
    'node_modules/@oxfmt/linux-x64-gnu': { version: '1.0.0', optional: true },
  })

  assert.deepEqual(packages['node_modules/@oxfmt/darwin-arm64'], {
    version: '1.0.0',
    cpu: ['arm64'],
    os: ['darwin'],
    optional: true,
  })
  assert.deepEqual(packages['node_modules/@oxfmt/linux-x64-gnu'], {
    version: '1.0.0',
    optional: true,
  })
})

test('the GPU binaries are locked for a platform that nobody has', () => {
  const packages = complete({
    'node_modules/@node-llama-cpp/linux-x64': { version: '3.0.0', os: ['linux'] },
    'node_modules/@node-llama-cpp/linux-x64-cuda': { version: '3.0.0', os: ['linux'] },
    'node_modules/@node-llama-cpp/linux-x64-vulkan': { version: '3.0.0', os: ['linux'] },
  })

  assert.deepEqual(packages['node_modules/@node-llama-cpp/linux-x64'], {
    version: '3.0.0',
    os: ['linux'],
  })
  for (const gpu of ['cuda', 'vulkan']) {
    assert.deepEqual(packages[`node_modules/@node-llama-cpp/linux-x64-${gpu}`], {
      version: '3.0.0',
      os: ['none'],
    })
  }
})

test('binaries for ARM stay off other processors', () => {
  const packages = complete({
    'node_modules/@node-llama-cpp/linux-arm64': { version: '3.0.0', cpu: ['arm64', 'x64'] },
    'node_modules/@node-llama-cpp/mac-arm64-metal': { version: '3.0.0', cpu: ['arm64', 'x64'] },
  })

  for (const entry of Object.values(packages))
    assert.deepEqual(entry, { version: '3.0.0', cpu: ['arm64'] })
})

import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Makes `package-lock.json` whole again after `npm install`.
 *
 * 1. A registry mirror may lack the binaries of some platforms; npm then leaves them out of the lockfile without a word,
 *    and `npm ci` refuses the result everywhere. They are added back by name and version, with their platform.
 * 2. node-llama-cpp's binaries for ARM also want to be installed on x64, where they cannot run (33 MB).
 * 3. The GPU binaries of node-llama-cpp (640 MB) are locked for a platform that does not exist, so that a default
 *    install stays small. `docs/guides/gpu.md` says how to add one.
 */
const path = process.argv[2] ?? 'package-lock.json'
const lock = JSON.parse(readFileSync(path, 'utf8'))
const OS = {
  darwin: 'darwin',
  mac: 'darwin',
  macos: 'darwin',
  win32: 'win32',
  win: 'win32',
  windows: 'win32',
  android: 'android',
  freebsd: 'freebsd',
  openbsd: 'openbsd',
  netbsd: 'netbsd',
  sunos: 'sunos',
  openharmony: 'openharmony',
  aix: 'aix',
  linux: 'linux',
}
const CPU = [
  'x64',
  'arm64',
  'arm',
  'ia32',
  'riscv64',
  'ppc64',
  's390x',
  'loong64',
  'mips64el',
  'wasm32',
  'armv7l',
]

function platformOf(name) {
  const words = name.split(/[/@-]/)
  const os = words.map((word) => OS[word]).find(Boolean)
  const cpu = words.find((word) => CPU.includes(word))
  return { ...(cpu && { cpu: [cpu === 'armv7l' ? 'arm' : cpu] }), ...(os && { os: [os] }) }
}

for (const entry of Object.values(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`
    if (lock.packages[key] || Object.keys(lock.packages).some((other) => other.endsWith(`/${key}`)))
      continue
    lock.packages[key] = {
      version: range.replace(/^[\^~]/, ''),
      ...platformOf(name),
      optional: true,
    }
    console.log(`added ${name}`)
  }
}
for (const [key, entry] of Object.entries(lock.packages)) {
  if (/@node-llama-cpp\/.*-(cuda|cuda-ext|vulkan)$/.test(key)) entry.os = ['none']
  if (/@node-llama-cpp\/\w+-arm/.test(key)) entry.cpu = entry.cpu?.filter((cpu) => cpu !== 'x64')
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1)),
)
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)

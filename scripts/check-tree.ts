import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'

/**
 * Packages whose licences a machine cannot tell, read by a person: khroma and png-js are under MIT by their own files, DejaVu
 * under Bitstream Vera's, which lets it be shipped; elkjs (EPL-2.0) comes with Mermaid and is in nothing that we build.
 */
const READ_BY_HAND: ReadonlySet<string> = new Set(['dejavu-fonts-ttf', 'elkjs', 'khroma', 'png-js'])

/**
 * Fails when a tracked file names a package registry's host (each installation has its own: npm and pip know it) or a
 * path of somebody's machine, or when a lockfile would not install everywhere or brings a licence that we have not read.
 */
const HOST = /registry\.(?:npmjs\.org|yarnpkg\.com)|(?:files\.pythonhosted|pypi)\.org/
const MACHINE_PATH = /(?<![\w.~}-])\/(?:root|work|home\/\w+|Users\/\w+)\/|\/tmp\/[a-z]+[-/]/
/** What may stand beside Apache-2.0 in what people install. A new one is read by a person before it comes in here. */
const LICENCES =
  /\b(?:MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|Unlicense|MPL-2\.0|CC-BY-4\.0)\b/
/** Broken again and again by design, or no longer kept: sandboxes within the process, and what signs people in. */
const BANNED =
  /(?:^|\/)node_modules\/(?:vm2|isolated-vm|samlify|ldapjs|@better-auth\/(?:sso|api-key))$/
const BINARY = /\.(png|jpg|ico|woff2?|gguf|gz|br|wasm|zip|whl)$/

const Lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      license: z.string().optional(),
      optional: z.boolean().optional(),
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      link: z.boolean().optional(),
      os: z.union([z.string(), z.array(z.string())]).optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
})

const problems = [
  ...trackedFiles().flatMap(addresses),
  ...['package-lock.json', 'bin/node/package-lock.json'].flatMap(lockfile),
]
for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0

/** Outside a git work tree (a release archive) there is nothing of ours to add. */
function trackedFiles(): string[] {
  if (!existsSync('.git')) return []
  const names = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0')
  return names.filter((name) => name !== '' && !BINARY.test(name) && existsSync(name))
}

function addresses(path: string): string[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.flatMap((line, index) => {
    return [HOST.exec(line)?.[0], MACHINE_PATH.exec(line)?.[0]]
      .filter((found) => found !== undefined)
      .map((found) => `${path}:${index + 1} names ${found}`)
  })
}

function lockfile(path: string): string[] {
  const { packages } = Lockfile.parse(JSON.parse(readFileSync(path, 'utf8')))
  const isLocked = (name: string) =>
    Object.keys(packages).some((key) => key.endsWith(`node_modules/${name}`))
  const missing = Object.values(packages)
    .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
    .filter((name) => !isLocked(name))
    .map((name) => `${path} lacks ${name}: run node scripts/complete-lockfile.mjs`)
  const heavy = Object.entries(packages)
    .filter(
      ([key, { os }]) =>
        /@node-llama-cpp\/.*-(cuda|cuda-ext|vulkan)$/.test(key) && os?.[0] !== 'none',
    )
    .map(([key]) => `${path} installs ${key}: run node scripts/complete-lockfile.mjs`)
  const resolved = Object.entries(packages)
    .filter(([, entry]) => entry.resolved)
    .map(([key]) => `${path} says where ${key} was fetched from`)
  // Binaries that `complete-lockfile` adds have no licence of their own in there: the package that asks for them has.
  const unread = Object.entries(packages)
    .filter(([key, entry]) => key !== '' && !(entry.optional && entry.license === undefined))
    .filter(([key]) => !READ_BY_HAND.has(key.replace(/^.*node_modules\//, '')))
    .filter(([, { license = 'no licence' }]) => !LICENCES.test(license) || / AND /.test(license))
    .map(([key, { license = 'no licence' }]) => `${path} brings ${key} under ${license}`)
  const unchecked = Object.entries(packages)
    // Binaries for other platforms are added by hand, and are not installed here.
    .filter(([key, entry]) => key !== '' && !entry.link && !entry.optional && !entry.integrity)
    .map(([key]) => `${path} does not have the hash of ${key}`)
  const banned = Object.keys(packages)
    .filter((key) => BANNED.test(key))
    .map((key) => `${path} brings ${key}, which may not come in (CONTRIBUTING.md)`)
  return [...missing, ...heavy, ...resolved, ...unread, ...unchecked, ...banned]
}

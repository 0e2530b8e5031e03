import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { oneAtATime } from './lock.mjs'
import { cleanInstall, explainNpm } from './npm.mjs'
import { ROOT, Stop } from './terminal.mjs'

/** The first that knows `import.meta.main`, which our scripts ask. */
const OLDEST = '24.2'
const LOCKFILE = join(ROOT, 'bin', 'node', 'package-lock.json')
const HOME = join(ROOT, '.node')

/**
 * The Node that Galerne runs on: this one where it is new enough, else one from the package registry, exactly as
 * `bin/node/package-lock.json` pins it, kept in the git-ignored `.node/`. Nothing outside the checkout changes.
 * @returns {Promise<string>} the path of the program
 */
export async function ensureNode() {
  if (isNewEnough(process.versions.node)) return process.execPath
  const wanted = packageOf(process.platform, process.arch)
  const program = wanted && join(HOME, wanted.version, 'node_modules', wanted.name, 'bin', 'node')
  if (program && existsSync(program)) return program
  if (!wanted || isMusl()) throw new Stop(tooOld())
  await oneAtATime(async () => {
    if (!existsSync(program)) await install(wanted, program)
  })
  return program
}

/** Whether our code runs on this version of Node, such as `24.1.0`. */
export function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number)
  const [oldestMajor, oldestMinor] = OLDEST.split('.').map(Number)
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}

function packageOf(platform, arch) {
  const { packages } = JSON.parse(readFileSync(LOCKFILE, 'utf8'))
  const fits = ([, entry]) =>
    [entry.os].flat().includes(platform) && [entry.cpu].flat().includes(arch)
  const [path, entry] = Object.entries(packages).find(fits) ?? []
  return path && { path, entry, name: path.replace('node_modules/', ''), version: entry.version }
}

async function install(wanted, program) {
  const folder = join(HOME, 'unfinished')
  try {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    writeRecipe(folder, wanted)
  } catch (error) {
    throw new Stop(explainNpm(String(error)))
  }
  try {
    await cleanInstall({
      title: `Getting Node.js ${wanted.version} (this one is ${process.versions.node})`,
      node: process.execPath,
      cwd: folder,
    })
    renameSync(folder, join(HOME, wanted.version))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  runsOrStop(program)
}

/** The lockfile's own entry for this machine, no longer optional: npm keeps quiet about optional ones that it could not get. */
function writeRecipe(folder, { name, path, version, entry }) {
  const root = { name: 'galerne-node', dependencies: { [name]: version } }
  const packages = { '': root, [path]: { ...entry, optional: undefined } }
  const lockfile = { name: root.name, lockfileVersion: 3, requires: true, packages }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...root, private: true }))
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lockfile))
}

function runsOrStop(program) {
  try {
    execFileSync(program, ['--version'], { stdio: 'pipe' })
  } catch {
    rmSync(join(HOME, packageOf(process.platform, process.arch).version), { recursive: true })
    throw new Stop(tooOld())
  }
}

/** Alpine and its like: programs linked against glibc do not start there. */
export function isMusl() {
  return (
    process.platform === 'linux' &&
    existsSync('/lib') &&
    readdirSync('/lib').some((name) => name.startsWith('ld-musl'))
  )
}

function tooOld() {
  return [
    `Galerne needs Node.js ${OLDEST} or newer. This is ${process.versions.node}, and there is none to be had`,
    `from the package registry for this machine (${process.platform} ${process.arch}${isMusl() ? ', musl' : ''}).`,
    'Install it with your system’s packages or a version manager such as nvm, fnm or mise, and try again.',
  ].join('\n')
}

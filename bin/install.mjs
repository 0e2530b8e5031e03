import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cleanInstall } from './npm.mjs'
import { oneAtATime } from './lock.mjs'
import { isMusl } from './node-runtime.mjs'
import { ROOT, Stop } from './terminal.mjs'

const LOCKFILE = join(ROOT, 'package-lock.json')
const INSTALLED = join(ROOT, 'node_modules', '.package-lock.json')
const STAMP = join(ROOT, 'node_modules', '.galerne', 'installed.json')

/**
 * Makes `node_modules` what `package-lock.json` says, by `npm ci`, unless it is that already.
 * @param {{ node: string, withDev: boolean }} options `withDev`: the tools of tests and checks as well.
 *   A tree that has them keeps them.
 */
export async function ensureInstalled({ node, withDev }) {
  if (isInstalled(withDev)) return
  await oneAtATime(async () => {
    if (isInstalled(withDev)) return
    const isDevelopers = withDev || existsSync(join(ROOT, 'node_modules', 'typescript'))
    await cleanInstall({
      title: 'Installing packages',
      node,
      cwd: ROOT,
      args: [isDevelopers ? '--include=dev' : '--omit=dev', '--include=optional'],
    })
    refuseGaps(isDevelopers)
    stamp(isDevelopers)
    if (isDevelopers) useGitHooks()
  })
}

const lockHash = () => createHash('sha256').update(readFileSync(LOCKFILE)).digest('hex')

function isInstalled(withDev) {
  if (!existsSync(INSTALLED)) return false
  const known = readJson(STAMP)
  if (known?.lockfile === lockHash() && (known.withDev || !withDev)) return true
  // Somebody ran npm by hand: npm's own note of what it installed tells whether that is what we want.
  const lock = readJson(LOCKFILE).packages
  const installed = readJson(INSTALLED)?.packages
  if (!installed || !isSame(lock, installed, withDev)) return false
  stamp(withDev)
  return true
}

/** Optional packages may be absent (other platforms); what is there must have the version of the lockfile. */
export function isSame(lock, installed, withDev) {
  const isNeeded = ([path, entry]) =>
    path !== '' && !entry.optional && !entry.devOptional && (withDev || !entry.dev)
  return (
    Object.entries(lock)
      .filter(isNeeded)
      .every(([path]) => installed[path]) &&
    Object.entries(installed).every(([path, { version }]) => lock[path]?.version === version)
  )
}

/** npm counts an install as good whose optional packages failed to come, and all that is native is optional. */
function refuseGaps(withDev) {
  const isThere = (path) => existsSync(join(ROOT, path))
  const machine = { os: process.platform, cpu: process.arch, libc: isMusl() ? 'musl' : 'glibc' }
  const gaps = listGaps(readJson(LOCKFILE).packages, { ...machine, withDev, isThere })
  if (gaps.length === 0) return
  rmSync(INSTALLED, { force: true })
  throw new Stop(
    [
      'npm could not get these packages, which this machine needs:',
      ...gaps.map((path) => `  ${path.split('node_modules/').pop()}`),
      'Either the network broke off, or the disk is full, or the package registry lacks them. Look, and try again.',
    ].join('\n'),
  )
}

/** The native packages of the lockfile that are meant for this machine and are not there. */
export function listGaps(lock, { os, cpu, libc, withDev, isThere }) {
  const isFor = (wanted, ours) => !wanted || [wanted].flat().includes(ours)
  const isForUs = ([path, entry]) =>
    entry.optional &&
    entry.os &&
    isFor(entry.os, os) &&
    isFor(entry.cpu, cpu) &&
    (os !== 'linux' || isFor(entry.libc ?? libcOf(path), libc)) &&
    (withDev || !entry.dev) &&
    !path.endsWith('/fsevents')
  return Object.entries(lock)
    .filter(isForUs)
    .map(([path]) => path)
    .filter((path) => !isThere(path))
}

/** Entries that a mirror lacked say nothing of the C library; their names do. */
const libcOf = (path) => /-(musl|gnu)(?:eabihf)?$/.exec(path)?.[1]?.replace('gnu', 'glibc')

function stamp(withDev) {
  try {
    mkdirSync(dirname(STAMP), { recursive: true })
    writeFileSync(STAMP, JSON.stringify({ lockfile: lockHash(), withDev }))
  } catch {
    // A read-only tree: the next start compares again, which costs a few milliseconds.
  }
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** A developer's clone checks what is committed. Somebody who chose hooks of their own keeps them. */
function useGitHooks() {
  if (!existsSync(join(ROOT, '.git')) || process.env.CI) return
  const git = (...args) => execFileSync('git', args, { cwd: ROOT, stdio: 'pipe' })
  try {
    git('config', '--get', 'core.hooksPath')
  } catch {
    try {
      git('config', 'core.hooksPath', '.githooks')
    } catch {
      // No git here: nothing is committed either.
    }
  }
}

import { randomBytes } from 'node:crypto'
import {
  constants,
  copyFileSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { AppError } from './app-error.ts'
import { Secret } from './secret.ts'
import { codeOf, messageOf } from './thrown.ts'
import { findWeakness, SHORTEST_KEY } from './weak-secrets.ts'

export const SECRETS_KEY_FILE = 'secrets-key'

/** One list for each file, so that a key that is added is known wherever the list is. */
const lists = new Map<string, Secret[]>()
const files = new WeakMap<readonly Secret[], { path: string; changedMs: number }>()

/** Takes over what another process has added to the file; of a list that is from no file: nothing. */
export function refreshSecretKeys(keys: readonly Secret[]): void {
  const file = files.get(keys)
  if (!file) return
  const changedMs = statSync(file.path, { throwIfNoEntry: false })?.mtimeMs
  if (changedMs === undefined || changedMs === file.changedMs) return
  file.changedMs = changedMs
  replaceList(file.path, readKeys(file.path, readFileSync(file.path, 'utf8')))
}

function replaceList(path: string, keys: readonly Secret[]): void {
  const list = lists.get(path)
  list?.splice(0, list.length, ...keys)
}

/**
 * The keys that secrets are sealed with, the newest first: those of the configuration, else the lines of a file in the data
 * folder that this user alone can read, made at the first start. Throws AppError where the file cannot be used, and for keys
 * that somebody could guess.
 */
export function loadSecretKeys(folder: string, configured: readonly Secret[]): Secret[] {
  if (configured.length > 0) {
    const weakness = findWeakness(configured.map((key) => key.expose()))
    if (weakness === undefined) return [...configured]
    throw new AppError(
      'not_ready',
      `secrets.keys: ${weakness} “openssl rand -base64 32” makes one.`,
    )
  }
  const path = join(folder, SECRETS_KEY_FILE)
  const list = lists.get(path) ?? []
  lists.set(path, list)
  replaceList(path, readKeys(path, readOrMake(path)))
  files.set(list, { path, changedMs: statSync(path).mtimeMs })
  return list
}

/** A new key before those of the file: whoever has the list seals with it from now on. What a file manager edits is not ours to. */
export function addSecretKey(folder: string): void {
  const path = join(folder, SECRETS_KEY_FILE)
  replaceKeys(path, `${newKey()}\n${readOrMake(path)}`)
}

/** All but the newest: what they sealed and nobody wrapped anew is lost. */
export function dropOldSecretKeys(folder: string): void {
  const path = join(folder, SECRETS_KEY_FILE)
  const [newest] = readKeys(path, readOrMake(path))
  if (newest) replaceKeys(path, `${newest.expose()}\n`)
}

/** Whole, or not at all: a file of keys that is cut short opens nothing. */
function replaceKeys(path: string, text: string): void {
  const keys = readKeys(path, text)
  writeFileSync(`${path}.new`, text, { mode: 0o600, flush: true })
  renameSync(`${path}.new`, path)
  replaceList(path, keys)
}

function readKeys(path: string, text: string): Secret[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  if (lines.length > 0 && findWeakness(lines) === undefined) {
    return lines.map((line) => new Secret(line))
  }
  throw new AppError(
    'not_ready',
    `${path} does not hold a key of at least ${SHORTEST_KEY} characters in each line. Restore it from a backup; without it the keys of providers that were added in the web app cannot be read.`,
  )
}

function newKey(): string {
  return randomBytes(32).toString('base64url')
}

function readOrMake(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw unusable(path, error)
  }
  const made = `${path}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(made, `${newKey()}\n`, { mode: 0o600, flag: 'wx', flush: true })
    putInPlace(made, path)
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw unusable(path, error)
  } finally {
    rmSync(made, { force: true })
  }
}

/** Never over one that another process has just made, and whole from the first moment: others may be reading it. */
function putInPlace(made: string, path: string): void {
  try {
    linkSync(made, path)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return
    // Where a file system knows no links there is no better way.
    copyFileSync(made, path, constants.COPYFILE_EXCL)
  }
}

function unusable(path: string, error: unknown): AppError {
  return new AppError('not_ready', `${path} cannot be used: ${messageOf(error)}`, { cause: error })
}

import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from './app-error.ts'
import { Secret } from './secret.ts'
import { codeOf, messageOf } from './thrown.ts'

export const SECRETS_KEY_FILE = 'secrets-key'
const SHORTEST = 32

/**
 * The keys that secrets are sealed with, the newest first: those of the configuration, else the lines of a file in the data
 * folder that this user alone can read, made at the first start. Throws AppError where the file cannot be used.
 */
export function loadSecretKeys(folder: string, configured: readonly Secret[]): Secret[] {
  if (configured.length > 0) return [...configured]
  const path = join(folder, SECRETS_KEY_FILE)
  const lines = readOrMake(path)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  if (lines.length === 0 || lines.some((line) => line.length < SHORTEST)) {
    throw new AppError(
      'not_ready',
      `${path} does not hold a key of at least ${SHORTEST} characters in each line. Restore it from a backup; without it the keys of providers that were added in the web app cannot be read.`,
    )
  }
  return lines.map((line) => new Secret(line))
}

function readOrMake(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw unusable(path, error)
  }
  try {
    const text = `${randomBytes(32).toString('base64url')}\n`
    // Never over one that another process has just made.
    writeFileSync(path, text, { mode: 0o600, flag: 'wx' })
    return text
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return readFileSync(path, 'utf8')
    throw unusable(path, error)
  }
}

function unusable(path: string, error: unknown): AppError {
  return new AppError('not_ready', `${path} cannot be used: ${messageOf(error)}`, { cause: error })
}

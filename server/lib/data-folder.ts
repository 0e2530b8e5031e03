import { accessSync, constants, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from './app-error.ts'
import { makeFolder } from './make-folder.ts'
import { messageOf } from './thrown.ts'
import type { Secret } from './secret.ts'

/** Makes the data folder, readable by this user alone. Throws AppError where it cannot be written. */
export function prepareDataFolder(folder: string): void {
  try {
    makeFolder(folder)
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new AppError(
      'not_ready',
      `The data folder ${folder} cannot be written (${messageOf(error)}). Make it writable, or choose another one: --data ./somewhere`,
      { cause: error },
    )
  }
}

/** How the command line of this machine finds the server and is let in. */
export function writeLocalToken(folder: string, url: string, token: Secret): void {
  const path = join(folder, LOCAL_TOKEN_FILE)
  const text = `${JSON.stringify({ url, token: token.expose(), pid: process.pid })}\n`
  // Whoever reads it sees the whole of the old one or of the new one, and it is never readable by others, not even empty.
  const unfinished = `${path}.${process.pid}`
  rmSync(unfinished, { force: true })
  writeFileSync(unfinished, text, { mode: 0o600, flag: 'wx' })
  renameSync(unfinished, path)
}

export function removeLocalToken(folder: string): void {
  rmSync(join(folder, LOCAL_TOKEN_FILE), { force: true })
}

export const LOCAL_TOKEN_FILE = 'local-token'

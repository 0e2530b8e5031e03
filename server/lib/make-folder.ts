import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Makes a folder and those above it, readable by this user alone. One by one, because Node's own recursive mkdir never
 * returns where a file system refuses new folders by saying that there is nothing (`/proc`). Throws what the file system says.
 */
export function makeFolder(folder: string): void {
  const missing: string[] = []
  for (let path = resolve(folder); !existsSync(path); path = dirname(path)) missing.unshift(path)
  for (const path of missing) makeOne(path)
  if (!statSync(folder).isDirectory()) throw new Error(`${folder} is not a folder`)
}

/** Another process may have made it meanwhile. */
function makeOne(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (!existsSync(path)) throw error
  }
}

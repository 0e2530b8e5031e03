import { open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from './make-folder.ts'
import type { KeyShelf } from './person-keys.ts'
import { codeOf } from './thrown.ts'

/** In each organisation's folder: the ids of keys that were destroyed, one a line. Only ever added to. */
const DESTROYED = 'destroyed'
/** Behind the name of a key while it is wrapped anew. */
const RENEWED = '.new'
const NAME = /^[\w-]+$/

/** A file a key, which this user alone can read, in a folder an organisation: for one machine, however many processes it has. */
export function createKeyFolder(folder: string): KeyShelf {
  const pathOf = (tenantId: string, name: string) => {
    // Ids come from the database: none of them is a way out of the folder.
    if (!NAME.test(tenantId) || !NAME.test(name)) throw new Error('This is no name of a key.')
    return join(folder, tenantId, name)
  }
  const isDestroyed = async (tenantId: string, keyId: string) =>
    ((await readIfThere(pathOf(tenantId, DESTROYED))) ?? '').split('\n').includes(keyId)

  return {
    async put(tenantId, keyId, sealed) {
      makeFolder(join(folder, tenantId))
      await write(pathOf(tenantId, keyId), `${sealed}\n`, 'wx')
      await sync(join(folder, tenantId))
    },
    async get(tenantId, keyId) {
      // First: a file that came back out of a back-up counts for nothing.
      if (await isDestroyed(tenantId, keyId)) return 'destroyed'
      const text = await readIfThere(pathOf(tenantId, keyId))
      return text === undefined ? 'missing' : { sealed: text.trim() }
    },
    async destroy(tenantId, keyId) {
      makeFolder(join(folder, tenantId))
      if (!(await isDestroyed(tenantId, keyId))) {
        // On a line of its own, also behind one that broke off.
        await write(pathOf(tenantId, DESTROYED), `\n${keyId}\n`, 'a')
      }
      await wipe(pathOf(tenantId, keyId))
      // Of a rotation that broke off.
      await wipe(`${pathOf(tenantId, keyId)}${RENEWED}`)
      await sync(join(folder, tenantId))
    },
    async rewrap(rewrap) {
      let count = 0
      for (const tenantId of await listIfThere(folder)) {
        for (const name of await listIfThere(join(folder, tenantId))) {
          if (name === DESTROYED || !NAME.test(name)) continue
          const path = pathOf(tenantId, name)
          const sealed = (await readIfThere(path))?.trim()
          const renewed = sealed && rewrap(sealed)
          if (!renewed || renewed === sealed) continue
          await write(`${path}${RENEWED}`, `${renewed}\n`, 'w')
          await rename(`${path}${RENEWED}`, path)
          // Somebody was erased just now.
          if (await isDestroyed(tenantId, name)) await wipe(path)
          count += 1
        }
      }
      return count
    },
    close: () => Promise.resolve(),
  }
}

async function write(path: string, text: string, flags: 'wx' | 'w' | 'a'): Promise<void> {
  const file = await open(path, flags, 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Its bytes are written over before its name goes, as far as a file system lets one. */
async function wipe(path: string): Promise<void> {
  try {
    const { size } = await stat(path)
    const file = await open(path, 'r+')
    try {
      await file.write(Buffer.alloc(size), 0, size, 0)
      await file.sync()
    } finally {
      await file.close()
    }
    await unlink(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

/** Names of files are durable when their folder is. */
async function sync(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } catch {
    // Windows lets nobody do this, and needs it not.
  } finally {
    await folder.close()
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

async function listIfThere(path: string): Promise<string[]> {
  try {
    return await readdir(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return []
    throw error
  }
}

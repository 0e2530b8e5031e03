import { randomBytes } from 'node:crypto'
import { AppError } from './app-error.ts'
import type { SecretBox } from './secret-box.ts'
import { TEXT_KEY_BYTES, toTextKey, type TextKey } from './text-cipher.ts'

/**
 * Where keys of people lie: never in what is backed up with the database, and each wrapped with the installation's own. A key
 * that was destroyed is remembered, so that a copy of it that comes back opens nothing.
 */
export interface KeyShelf {
  /** Durable when it resolves. */
  put(tenantId: string, keyId: string, sealed: string): Promise<void>
  get(tenantId: string, keyId: string): Promise<{ sealed: string } | 'destroyed' | 'missing'>
  /** Durable when it resolves; what is not there is remembered all the same. */
  destroy(tenantId: string, keyId: string): Promise<void>
  /** Gives how many have changed. */
  rewrap(rewrap: (sealed: string) => string): Promise<number>
  close(): Promise<void>
}

export type PersonKeys = ReturnType<typeof createPersonKeys>

/** How long a process goes on with what it knows: so long a key may be used elsewhere after it was destroyed here. */
const KEPT_MS = 30_000
/** Together a megabyte or two. */
const MOST_KEPT = 5_000

/** The keys that people's texts are sealed with, by the shelf where they lie. */
export function createPersonKeys(shelf: KeyShelf, box: SecretBox) {
  const keys = createCache<TextKey | null>()
  const owners = createCache<string>()
  const load = async (tenantId: string, keyId: string): Promise<TextKey | null> => {
    const found = await shelf.get(tenantId, keyId)
    if (found === 'missing') throw missing()
    const key =
      found === 'destroyed'
        ? null
        : toTextKey(
            keyId,
            Buffer.from(box.open(found.sealed, contextOf(tenantId, keyId)), 'base64'),
          )
    keys.set(`${tenantId} ${keyId}`, key)
    return key
  }
  return {
    /** Null: it was destroyed. Undefined: it has to be loaded first. */
    peek: (tenantId: string, keyId: string) => keys.get(`${tenantId} ${keyId}`),
    /** Null: it was destroyed. Throws AppError `not_ready` where it is not at hand. */
    load,
    async make(tenantId: string): Promise<string> {
      const keyId = randomBytes(9).toString('hex')
      const bytes = randomBytes(TEXT_KEY_BYTES).toString('base64')
      await shelf.put(tenantId, keyId, box.seal(bytes, contextOf(tenantId, keyId)))
      return keyId
    },
    async destroy(tenantId: string, keyId: string): Promise<void> {
      await shelf.destroy(tenantId, keyId)
      keys.set(`${tenantId} ${keyId}`, null)
      owners.clear()
    },
    /** Which key is whose, once the database has said so for good. */
    keyOf: (tenantId: string, personId: string) => owners.get(`${tenantId} ${personId}`),
    noteKeyOf: (tenantId: string, personId: string, keyId: string) =>
      owners.set(`${tenantId} ${personId}`, keyId),
    /** Another process has destroyed some. */
    forget(): void {
      keys.clear()
      owners.clear()
    },
    rewrap: () => shelf.rewrap((sealed) => box.rewrap(sealed)),
    /** Throws where the shelf cannot be reached. */
    async check(): Promise<void> {
      await shelf.get(NOBODY, NOBODY)
    },
    close: () => shelf.close(),
  }
}

const NOBODY = '00000000-0000-0000-0000-000000000000'

function contextOf(tenantId: string, keyId: string): string {
  return `${tenantId}|person_keys|sealed|${keyId}`
}

function missing(): AppError {
  return new AppError(
    'not_ready',
    'The key of these texts is not here. Whoever runs this Galerne has to bring back its keys of people: see the guide on back-ups.',
  )
}

function createCache<T>() {
  const kept = new Map<string, { value: T; untilMs: number }>()
  return {
    get(name: string): T | undefined {
      const found = kept.get(name)
      return found && found.untilMs > performance.now() ? found.value : undefined
    },
    set(name: string, value: T): void {
      kept.delete(name)
      kept.set(name, { value, untilMs: performance.now() + KEPT_MS })
      const [oldest] = kept.keys()
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
    },
    clear: () => kept.clear(),
  }
}

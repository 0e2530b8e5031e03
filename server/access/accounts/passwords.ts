import { createHash } from 'node:crypto'
import { hash, hashRaw, parseOptions, verify } from '@node-rs/argon2'
import { AppError } from '#server/lib/app-error.ts'

/** argon2id; more than the 19 MiB and 2 passes that OWASP's Password Storage Cheat Sheet asks for at least. */
const COSTS = { memoryCost: 32_768, timeCost: 3, parallelism: 1 }
/** Each takes its memory and a core for some 25 ms: a flood of sign-ins waits in line, and a long line is turned away. */
const AT_ONCE = 4
const MOST_WAITING = 200

export interface Passwords {
  /** In PHC's form, with a salt of its own. */
  hash(password: string): Promise<string>
  /** With no hash to compare with (nobody has this address) the same work is done, and the answer is no. */
  isRight(hash: string | undefined, password: string): Promise<boolean>
  /** Whether it was hashed at other costs than today's. */
  isOutdated(hash: string): boolean
  /** 32 bytes; the same for the same text and salt. */
  digest(text: string, salt: Uint8Array): Promise<Buffer>
}

/** @param costs In KiB, passes and lanes. */
export function createPasswords(costs = COSTS): Passwords {
  const inTurn = createLine()
  // Of a password that nobody can type: too long for any form.
  let nobodys: Promise<string> | undefined
  const hashNow = (password: string) => inTurn(() => hash(prepare(password), costs))
  return {
    hash: hashNow,
    async isRight(known, password) {
      const compared = known ?? (await (nobodys ??= hashNow('nobody’s'.repeat(1000))))
      const isRight = await inTurn(() => verify(compared, prepare(password)))
      return isRight && known !== undefined
    },
    isOutdated(known) {
      const { memoryCost, timeCost, parallelism } = parseOptions(known)
      return (
        memoryCost !== costs.memoryCost ||
        timeCost !== costs.timeCost ||
        parallelism !== costs.parallelism
      )
    },
    digest: (text, salt) => inTurn(() => hashRaw(text, { ...costs, salt })),
  }
}

/**
 * The same text, however a keyboard composed it (NIST SP 800-63B, 3.1.1.2). Hashed first, so that nobody makes us chew
 * on a long one.
 */
function prepare(password: string): string {
  return createHash('sha256').update(password.normalize('NFKC')).digest('base64')
}

function createLine() {
  let working = 0
  const waiting: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (waiting.length >= MOST_WAITING) {
      throw new AppError('busy', 'Too many people sign in at once. Try again in a moment.', {
        retryAfterMs: 3000,
      })
    }
    if (working >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
    else working += 1
    try {
      return await work()
    } finally {
      // Whoever comes next takes over this place.
      const next = waiting.shift()
      if (next) next()
      else working -= 1
    }
  }
}

import { scrypt } from 'node:crypto'
import { createSecretBox, type SecretBox } from '#server/lib/secret-box.ts'
import { Secret } from '#server/lib/secret.ts'

/** OWASP's second choice for scrypt: 64 MiB and about a third of a second, for each guess as well. */
const COST = { N: 2 ** 16, r: 8, p: 2, maxmem: 160 * 1024 * 1024 }

/** A key from a passphrase; the same for the same salt. */
export async function keyFrom(passphrase: string, salt: string): Promise<Secret> {
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), Buffer.from(salt, 'hex'), 32, COST, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
  return new Secret(bytes.toString('hex'))
}

/** Wraps anew, from our keys to the passphrase's or back; what is sealed stays as it is. */
export function createWrapper(newest: Secret, others: readonly Secret[]): SecretBox['rewrap'] {
  const box = createSecretBox([newest, ...others])
  return (sealed) => box.rewrap(sealed)
}

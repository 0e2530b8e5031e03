import { AppError } from './app-error.ts'
import { Secret } from './secret.ts'

export const SHORTEST_KEY = 32

/** What people leave in examples. */
const EXAMPLES = /change.?me|example|your.?(?:secret|key)|secret.?key|password|default|placeholder/i

/** What nobody ever gave out as a key: somebody forgot to fill it in. */
const UNFILLED =
  /^(?:change.?me|replace.?me|your[-_ ]?(?:api|client)?[-_ ]?(?:key|secret|token|password)|<[^>]*>|x{4,}|\*{3,}|todo)$/i

/** Secrets that whoever runs Galerne chooses, and nobody else gives: by their setting, with their least length. */
const CHOSEN: readonly (readonly [RegExp, number])[] = [
  [/^secrets\.keys\.\d+$/, SHORTEST_KEY],
  [/^telemetry\.bodies\.encryptionKey$/, SHORTEST_KEY],
  [/^audit\.webhook\.secret$/, 24],
]

/** Why these are no keys to seal with; undefined: they are. */
export function findWeakness(
  keys: readonly string[],
  shortest: number = SHORTEST_KEY,
): string | undefined {
  if (new Set(keys.map(plain)).size < keys.length) return 'the same key is there twice.'
  for (const key of keys) {
    if (key.length < shortest) return `a key has at least ${shortest} characters.`
    if (EXAMPLES.test(key) || new Set(key).size < 12 || isRepeated(key)) {
      return 'a key that looks like an example or a pattern can be guessed.'
    }
  }
  return undefined
}

export interface SecretProblem {
  path: (string | number)[]
  message: string
}

/**
 * What is wrong with the secrets of the settings, all of them together: those that we choose are long, look like nothing that
 * could be guessed, and stand for one purpose alone; those that others give were filled in.
 */
export function findSecretProblems(settings: unknown): SecretProblem[] {
  const found = [...secretsIn(settings, [])]
  const uses = Map.groupBy(found, ({ text }) => plain(text))
  return found.flatMap(({ path, text }) => {
    const name = path.join('.')
    const shortest = CHOSEN.find(([pattern]) => pattern.test(name))?.[1]
    if (shortest === undefined) {
      return UNFILLED.test(text.trim()) ? [{ path, message: 'was not filled in' }] : []
    }
    const weakness = findWeakness([text], shortest)
    if (weakness !== undefined) {
      return [{ path, message: `is weak: ${weakness} “openssl rand -base64 32” makes one` }]
    }
    const other = uses.get(plain(text))?.find((use) => use.path.join('.') !== name)
    if (!other) return []
    const message = `is the same as ${other.path.join('.')}: whoever learns one has both. Make another one`
    return [{ path, message }]
  })
}

/** The same, once those are there that somebody else keeps for us. Throws AppError `not_ready`. */
export function refuseWeakSecrets(settings: unknown): void {
  const [problem] = findSecretProblems(settings)
  if (!problem) return
  throw new AppError('not_ready', `${problem.path.join('.')} ${problem.message}.`)
}

interface Found {
  path: (string | number)[]
  text: string
}

function* secretsIn(value: unknown, path: (string | number)[]): Generator<Found> {
  if (value instanceof Secret) {
    yield { path, text: value.expose() }
    // Within an address the password alone is the secret.
    const password = passwordIn(value.expose())
    if (password !== undefined) yield { path: [...path, 'password'], text: password }
  } else if (Array.isArray(value)) {
    for (const [at, inner] of value.entries()) yield* secretsIn(inner, [...path, at])
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) yield* secretsIn(inner, [...path, name])
  }
}

function passwordIn(text: string): string | undefined {
  const { password = '' } = URL.parse(text) ?? {}
  return password === '' ? undefined : decodeURIComponent(password)
}

/** The same bytes in base64 and in base64url are the same key. */
function plain(text: string): string {
  return text.trim().replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')
}

/** Whether it is one shorter text, again and again. */
function isRepeated(text: string): boolean {
  return `${text}${text}`.indexOf(text, 1) < text.length
}

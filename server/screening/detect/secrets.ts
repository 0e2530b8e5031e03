import type { Finding } from './finding.ts'
import { SECRET_PATTERNS, type SecretPattern } from './secret-patterns.ts'

const BY_FIRST = new Map<number, SecretPattern[]>()
for (const pattern of SECRET_PATTERNS) {
  const firsts = pattern.prefix === '' ? '0123456789' : pattern.prefix.slice(0, 1)
  for (const first of firsts) {
    const code = first.charCodeAt(0)
    BY_FIRST.set(code, [...(BY_FIRST.get(code) ?? []), pattern])
  }
}

const found = (type: string, start: number, end: number): Finding => ({
  kind: 'secret',
  type,
  country: null,
  start,
  end,
  score: 0.95,
})

/** The key of a known supplier that begins at `start`. */
export function findKnownKey(text: string, start: number): Finding | null {
  const patterns = BY_FIRST.get(text.charCodeAt(start))
  if (!patterns) return null
  for (const { type, prefix, pattern } of patterns) {
    if (!text.startsWith(prefix, start)) continue
    pattern.lastIndex = start
    const [match] = pattern.exec(text) ?? []
    if (match === undefined || isExample(match.slice(prefix.length))) continue
    if (type === 'jwt' && !isTokenHeader(match)) continue
    return found(type, start, start + match.length)
  }
  return null
}

/** `sk-xxxxxxxxxxxxxxxxxxxx`, `ghp_000…`, `YOUR_API_KEY…`: nobody's. */
function isExample(body: string): boolean {
  if (/your|example|placeholder|dummy|changeme|xxxx|\.\.\./i.test(body)) return true
  return new Set(body.slice(0, 40)).size < 6
}

/** RFC 7515: the first part is a JSON object that names an algorithm. */
function isTokenHeader(token: string): boolean {
  const header = Buffer.from(token.slice(0, Math.min(token.indexOf('.'), 400)), 'base64url')
  return header.includes('"alg"')
}

const BEGIN = /-----BEGIN ((?:[A-Z0-9]{1,10} ){0,3}PRIVATE KEY(?: BLOCK)?)-----/y
const PUTTY = 'PuTTY-User-Key-File-'
const MAX_KEY = 16_384

/** A private key in PEM, OpenSSH's or OpenPGP's armour: to its end, or as far as it was pasted. */
export function findPrivateKey(text: string, start: number): Finding | null {
  BEGIN.lastIndex = start
  const [begin, label = ''] = BEGIN.exec(text) ?? []
  if (begin === undefined) return null
  const footer = `-----END ${label}-----`
  const from = start + begin.length
  const body = text.slice(from, from + MAX_KEY)
  const at = body.indexOf(footer)
  const end = at < 0 ? from + keyLength(body) : from + at + footer.length
  // A header alone is an explanation of the format.
  const key = text.slice(from, at < 0 ? end : from + at).replaceAll(/[^A-Za-z0-9+/=]/g, '')
  if (key.length < 32 || isExample(key)) return null
  return found(label.includes('OPENSSH') ? 'ssh-private-key' : 'private-key', start, end)
}

function keyLength(body: string): number {
  const [lines = ''] = /^(?:[A-Za-z0-9+/=:,\\nr\s-]){0,16384}/.exec(body) ?? []
  return lines.trimEnd().length
}

/** PuTTY's own form of a key. */
export function findPuttyKey(text: string, start: number): Finding | null {
  if (!text.startsWith(PUTTY, start)) return null
  const body = text.slice(start, start + MAX_KEY)
  if (!body.includes('Private-Lines')) return null
  const mac = /Private-MAC: ?[\da-f]+/.exec(body)
  return found('ssh-private-key', start, start + (mac ? mac.index + mac[0].length : body.length))
}

const SCHEME = /([a-z][a-z0-9+.-]{1,20}):\/\/([^\s:@/"'<>`]{0,128}):([^\s@/"'<>`]{1,256})$/i

/** The password before an `@` in an address: `postgres://user:password@host`. */
export function findUrlPassword(text: string, at: number): Finding | null {
  // Nobody's user name and password are longer; the whole text is not looked through for each `@`.
  const before = text.slice(Math.max(0, at - 420), at)
  const slash = before.lastIndexOf('://')
  if (slash < 0) return null
  const match = SCHEME.exec(before.slice(Math.max(0, slash - 22)))
  if (!match) return null
  const [, , , password = ''] = match
  if (isVariable(password)) return null
  return found('connection-string', at - password.length, at)
}

const ASSIGNED =
  /(?:^|[^a-z])((?:[\w-]{0,30}[_-])?(?:api[_ -]?key|apikey|access[_ -]?key|secret[_ -]?key|client[_ -]?secret|app[_ -]?secret|secret|auth[_ -]?token|access[_ -]?token|refresh[_ -]?token|private[_ -]?key|accountkey|sharedaccesskey|password|passwd|passwort|kennwort|mot de passe|contraseña|wachtwoord|hasło|senha|heslo|jelszó|lösenord|salasana|pwd|token|credential|bearer|sig))["'`\]]{0,2}$/i
const VALUE = /[ \t]{0,4}["'`]?(?:bearer |basic )?([^\s"'`,;&<>(){}[\]]{6,512})/iy

/** What a name that says “secret” is set to: `api_key = …`, `"password": "…"`, `Password=…;`. `at` is the `:` or `=`. */
export function findAssigned(text: string, at: number): Finding | null {
  let nameEnd = at
  while (nameEnd > 0 && at - nameEnd < 3 && text.charCodeAt(nameEnd - 1) === 0x20) nameEnd -= 1
  const last = text.charCodeAt(nameEnd - 1) | 0x20
  if (!NAME_ENDS.has(last)) return null
  const name = ASSIGNED.exec(text.slice(Math.max(0, nameEnd - 48), nameEnd))?.[1]?.toLowerCase()
  if (name === undefined) return null
  VALUE.lastIndex = text.charCodeAt(at + 1) === 0x3d ? at + 2 : at + 1
  const match = VALUE.exec(text)
  const value = match?.[1] ?? ''
  const end = VALUE.lastIndex
  if (!match || !isSecretValue(name, value)) return null
  const isPassword = /pass|wort|contra|hasło|senha|heslo|jelszó|lösenord|salasana|pwd/.test(name)
  return {
    ...found(isPassword ? 'password' : 'secret-value', end - value.length, end),
    score: 0.85,
  }
}

/** The last letters of the names above, and what closes a quote. */
const NAME_ENDS = new Set(
  Array.from('yetdnślaóhogró"\'`]', (letter) => letter.charCodeAt(0) | 0x20),
)

function isSecretValue(name: string, value: string): boolean {
  if (isVariable(value) || isExample(value) || isPublicForm(value)) return false
  const hasDigit = /\d/.test(value)
  const hasLetter = /[a-z]/i.test(value)
  const isPassword = !/key|token|secret|sig|credential|bearer/.test(name)
  if (isPassword) return value.length >= 8 && hasDigit && hasLetter && !value.includes('://')
  if (!hasDigit || !hasLetter || value.length < 16) return false
  return bitsPerCharacter(value) >= (/^[\da-f]+$/i.test(value) ? 2.8 : 3.2)
}

/** A place for a secret, not one. */
function isVariable(value: string): boolean {
  return (
    /^(?:[$%<{*]|\.\.\.|process\.|os\.|env[.:[]|import\.|config\.|settings\.|secrets?\.|var\.|self\.|this\.|null|none|undefined|true|false|string|required|optional)/i.test(
      value,
    ) ||
    /\$\{|\{\{|\*{3}|[<(]|^(?:password|passwort|pass|secret|token|user|example)\d{0,3}$/i.test(
      value,
    ) ||
    /^[x*.#•-]+$/i.test(value)
  )
}

/** UUIDs, hashes that say so, paths, versions, dates, addresses: identifiers rather than secrets. */
function isPublicForm(value: string): boolean {
  return (
    /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(value) ||
    /^(?:sha\d{1,3}|md5|blake\w*)[-:]/i.test(value) ||
    /^(?:https?:|\/|\.\/|[\w.-]+@[\w.-]+$|\d{4}-\d\d-\d\d|v?\d+\.\d+)/i.test(value)
  )
}

/** Shannon's entropy over its own characters. */
function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>()
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values())
    bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}

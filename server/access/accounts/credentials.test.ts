import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countFailure, type Pace } from './attempts-store.ts'
import { passkeySiteOf, readUserHandle, toUserHandle } from './passkeys.ts'
import { checkPassword } from './password-rules.ts'
import { createPasswords } from './passwords.ts'
import { createRecoveryCodes, readRecoveryCode } from './recovery-codes.ts'
import { createTotpSecret, findTotpStep, stepAt, totpCode } from './totp.ts'

test('codes are those of RFC 6238', () => {
  // Appendix B has eight digits of the secret "12345678901234567890"; six are the last six of them.
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
  const vectors: [seconds: number, code: string][] = [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ]
  for (const [seconds, code] of vectors) {
    assert.equal(totpCode(secret, stepAt(seconds * 1000)), code)
  }
})

test('a code is taken half a minute early or late, and never again', () => {
  const secret = createTotpSecret()
  const nowMs = Date.UTC(2026, 0, 1)
  const now = stepAt(nowMs)
  const find = (step: number, lastStep = 0) =>
    findTotpStep(totpCode(secret, step), { secret, lastStep, nowMs })
  assert.deepEqual([find(now - 1), find(now), find(now + 1)], [now - 1, now, now + 1])
  assert.deepEqual([find(now - 2), find(now + 2)], [undefined, undefined])
  assert.equal(find(now, now), undefined)
  assert.equal(find(now - 1, now), undefined)
  const typed = ` ${totpCode(secret, now).slice(0, 3)} ${totpCode(secret, now).slice(3)} `
  assert.equal(findTotpStep(typed, { secret, lastStep: 0, nowMs }), now)
  for (const wrong of ['', '000', '12345678', 'abcdef', '٠١٢٣٤٥']) {
    assert.equal(findTotpStep(wrong, { secret, lastStep: 0, nowMs }), undefined)
  }
})

test('a recovery code is read however it is typed', () => {
  const codes = createRecoveryCodes()
  assert.equal(new Set(codes).size, 10)
  for (const code of codes) {
    assert.match(code, /^[A-HJ-NP-Z2-9]{4}(-[A-HJ-NP-Z2-9]{4}){2}$/)
    assert.equal(readRecoveryCode(` ${code.toLowerCase().replaceAll('-', ' ')} `), code)
  }
  for (const wrong of ['', 'AAAA-BBBB', 'AAAA-BBBB-CCC0', 'AAAA-BBBB-CCCC-DDDD']) {
    assert.equal(readRecoveryCode(wrong), undefined)
  }
})

test('a password that a list of common ones leads to is refused, in any language', () => {
  const personal = ['Anna Schmidt', 'anna.schmidt@amt.example']
  const easy = [
    'password1234',
    'P@ssw0rd2026!',
    'Passwort1234!',
    'Sommer2024!!!',
    'motdepasse2024',
    'contraseña2026',
    'passwordpassword',
    'aaaaaaaaaaaa',
    '123456789012345',
    'qwertyuiop12',
    'abcabcabcabcabc',
    'Galerne2026!!',
    'AnnaSchmidt26',
    'anna.schmidt@amt.example',
  ]
  for (const password of easy) assert.throws(() => checkPassword(password, personal), password)
})

test('any other password of 12 to 128 characters is taken, whatever it is made of', () => {
  const good = [
    'correct horse battery staple',
    'der blaue elefant tanzt',
    'kj3h5k2j3h5k',
    '九十九里浜の朝焼けと海風',
    'ΞΞ∆∂ßµ≈çΩ√∫~',
    ' spaces at both ends ',
    'xq'.repeat(3) + 'vorhang auf',
    Array.from({ length: 128 }, (_, at) => String.fromCodePoint(0x4e00 + at * 7)).join(''),
  ]
  for (const password of good) checkPassword(password, ['Anna Schmidt'])
  assert.throws(() => checkPassword('elf Zeichen'), /has 11 characters/)
  assert.throws(() => checkPassword('ein Satz, der zu lang ist. '.repeat(5)), /128 characters/)
})

test('the same password opens, however a keyboard composes it', async () => {
  const passwords = createPasswords()
  const hash = await passwords.hash('Größenwahn im Büro'.normalize('NFC'))
  assert.match(hash, /^\$argon2id\$v=19\$m=32768,t=3,p=1\$/)
  assert.ok(await passwords.isRight(hash, 'Größenwahn im Büro'.normalize('NFD')))
  assert.ok(!(await passwords.isRight(hash, 'größenwahn im büro')))
  assert.ok(!(await passwords.isRight(undefined, 'nobody’s'.repeat(1000))))
  assert.ok(!passwords.isOutdated(hash))
  assert.ok(
    passwords.isOutdated('$argon2id$v=19$m=4096,t=3,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA'),
  )
})

test('a flood of sign-ins waits in line, and a line that is too long is turned away', async () => {
  const passwords = createPasswords({ memoryCost: 1024, timeCost: 1, parallelism: 1 })
  const salt = new Uint8Array(16)
  const outcomes = await Promise.allSettled(
    Array.from({ length: 220 }, () => passwords.digest('x', salt)),
  )
  const refused = outcomes.filter(({ status }) => status === 'rejected')
  assert.equal(refused.length, 16)
})

test('after the free tries each wrong one costs twice the time of the one before, up to a limit', () => {
  const pace: Pace = { free: 3, leakPerHour: 1, firstRestMs: 1000, longestRestMs: 60_000 }
  let row = { failures: 0, last_at: new Date(0) }
  const rests = Array.from({ length: 12 }, () => {
    const counted = countFailure(row, pace, 0)
    row = { failures: counted.failures, last_at: new Date(0) }
    return counted.restMs
  })
  assert.deepEqual(rests, [0, 0, 0, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000])
  const later = countFailure(row, pace, 24 * 3_600_000)
  assert.deepEqual(later, { failures: 1, restMs: 0 })
})

test('passkeys are bound to the name that people reach Galerne by', () => {
  const none = ['127.0.0.1:4380', '[::1]:4380', '192.0.2.7', 'galerne.lan', '', 'a b']
  for (const host of none) assert.equal(passkeySiteOf(null, host), undefined, host)
  assert.deepEqual(passkeySiteOf(null, 'localhost:4380'), {
    rpId: 'localhost',
    origin: 'http://localhost:4380',
  })
  const site = { rpId: 'ki.stadt.example', origin: 'https://ki.stadt.example' }
  assert.deepEqual(passkeySiteOf('https://ki.stadt.example/', 'evil.example'), site)
  assert.equal(passkeySiteOf('http://ki.stadt.example', 'localhost'), undefined)
})

test('an authenticator keeps ids, and what is no id of ours is nobody', () => {
  const person = {
    tenantId: '00000000-0000-7000-8000-000000000001',
    personId: '01890000-0000-7000-8000-0123456789ab',
  }
  const handle = Buffer.from(toUserHandle(person)).toString('base64url')
  assert.deepEqual(readUserHandle(handle), person)
  for (const wrong of [undefined, '', 'AAAA', `${handle}AA`]) {
    assert.equal(readUserHandle(wrong), undefined)
  }
})

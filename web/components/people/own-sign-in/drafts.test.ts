import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toCertificates, toDomains } from './drafts.ts'

test('domains are read however they are separated, and from addresses too', () => {
  assert.deepEqual(toDomains(' example.eu, Staff@Uni.example.eu;\n a.eu'), [
    'example.eu',
    'uni.example.eu',
    'a.eu',
  ])
  assert.deepEqual(toDomains(' \n'), [])
})

test('several certificates in one text are several, and bare base64 is one', () => {
  const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'
  assert.deepEqual(toCertificates(`# old\n${pem}\n# new\n${pem}`), [pem, pem])
  assert.deepEqual(toCertificates('AAAA'), ['AAAA'])
  assert.deepEqual(toCertificates('  '), [])
})

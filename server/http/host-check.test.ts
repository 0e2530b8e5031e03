import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHostCheck, isLoopback, isSameOrigin } from './host-check.ts'

const local = { host: '127.0.0.1', allowedHosts: [], publicUrl: null }

test('on loopback, only the names of this machine are answered', () => {
  const isAllowed = createHostCheck(local)
  for (const header of ['localhost', 'LOCALHOST:4380', '127.0.0.1:4380', '127.8.8.8', '[::1]:80']) {
    assert.ok(isAllowed(header), header)
  }
  const others = [
    undefined,
    '',
    'evil.example',
    'evil.example:4380',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.1@evil.example',
    'evil.example#localhost',
    'evil.example/localhost',
    'localhost, evil.example',
    '192.168.1.10',
    '[fe80::1]',
    '0.0.0.0',
    'localhost:4380:80',
  ]
  for (const header of others) assert.ok(!isAllowed(header), header)
})

test('on a network, addresses are answered and foreign names still are not', () => {
  const isAllowed = createHostCheck({ ...local, host: '0.0.0.0' })
  assert.ok(isAllowed('192.168.1.10:4380') && isAllowed('[2001:db8::1]:4380'))
  assert.ok(!isAllowed('evil.example'))
})

test('a name that the configuration gives is answered', () => {
  const isAllowed = createHostCheck({
    host: 'galerne.internal',
    allowedHosts: ['KI.Stadt.example'],
    publicUrl: 'https://chat.example.eu/',
  })
  for (const header of ['galerne.internal:4380', 'ki.stadt.example.', 'chat.example.eu']) {
    assert.ok(isAllowed(header), header)
  }
  assert.ok(!isAllowed('stadt.example'))
})

test('an origin is ours when host and port are those that the browser asked', () => {
  const isOurs = (origin: string) => isSameOrigin(origin, 'localhost:4380', null)
  assert.ok(isOurs('http://localhost:4380'))
  const others = ['null', '', 'http://localhost:3000', 'http://localhost', 'file://localhost:4380']
  for (const origin of others) assert.ok(!isOurs(origin), origin)
})

test('behind a proxy, the public address is ours whatever Host the proxy sends', () => {
  const isOurs = (origin: string) =>
    isSameOrigin(origin, '10.0.0.7:4380', 'https://chat.example.eu')
  assert.ok(isOurs('https://chat.example.eu'))
  assert.ok(!isOurs('http://chat.example.eu') && !isOurs('https://chat.example.eu.evil.example'))
})

test('loopback is loopback in all its spellings', () => {
  for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', 'localhost']) {
    assert.ok(isLoopback(address), address)
  }
  for (const address of [undefined, '', '10.0.0.1', '::ffff:10.0.0.1', '::']) {
    assert.ok(!isLoopback(address), address)
  }
})

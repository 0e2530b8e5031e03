// oxlint-disable typescript/no-floating-promises -- node:test waits for its tests by itself
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readStartOptions } from './start-options.mjs'
import { Stop } from './terminal.mjs'

const stopsWith = (args, env, message) =>
  assert.throws(
    () => readStartOptions(args, env),
    (error) => error instanceof Stop && error.exitCode === 2 && message.test(error.message),
  )

test('the flags of the README are understood', () => {
  const options = readStartOptions(['--port', '5000', '--no-model', '--data', 'a b', '--open'], {})
  assert.deepEqual({ ...options }, { port: '5000', 'no-model': true, data: 'a b', open: true })
})

test('an unknown flag and a wrong port are named', () => {
  stopsWith(['--prot', '1'], {}, /--prot[^]*npm start -- \[flags\]/)
  for (const port of ['x', '65536', '-1', '1.5', '']) {
    stopsWith([`--port=${port}`], {}, /--port wants a number/)
  }
})

test('an empty folder or file is named', () => {
  stopsWith(['--data', ''], {}, /--data is empty: name a folder/)
  stopsWith(['--config='], {}, /--config is empty: name a file/)
})

test('a flag that npm kept for itself is explained', () => {
  stopsWith(['5000'], { npm_config_port: 'true' }, /Put -- before the flags/)
  stopsWith([], { npm_config_model: '' }, /npm start -- --no-model/)
})

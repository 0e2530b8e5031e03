import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '#server/lib/app-error.ts'
import { createLog, silentLog } from '#server/lib/log.ts'
import { plainPage, toErrorResponse } from './errors.ts'

test('an expected failure says what happened, with its status and when to try again', async () => {
  const error = new AppError('busy', 'All seats are taken.', { retryAfterMs: 1500 })
  const response = toErrorResponse(error, { requestId: 'r', log: silentLog })
  assert.equal(response.status, 503)
  assert.equal(response.headers.get('retry-after'), '2')
  assert.deepEqual(await response.json(), {
    error: {
      code: 'busy',
      message: 'All seats are taken.',
      isRetryable: true,
      retryAfterMs: 1500,
      requestId: 'r',
    },
  })
})

test('a bug tells its details to the log and not to the caller', async () => {
  const lines: string[] = []
  const log = createLog({ level: 'info', write: (line) => lines.push(line) })
  const response = toErrorResponse(new Error('select * from secrets'), { requestId: 'r-7', log })
  assert.equal(response.status, 500)
  assert.doesNotMatch(await response.text(), /secrets/)
  assert.match(lines[0] ?? '', /r-7.*select \* from secrets/)
})

test('a page shows what it is given as text', async () => {
  const html = await plainPage(401, 'No', '<script>alert(1)</script>"\'&').text()
  assert.doesNotMatch(html, /<script>/)
  assert.match(html, /<html lang="en" dir="ltr">/)
})

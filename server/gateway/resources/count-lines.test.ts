import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addLine, countInline, type LinesOfModel } from './count-lines.ts'

function countOf(body: string): LinesOfModel | undefined {
  const counts = new Map<string | null, LinesOfModel>()
  addLine(counts, Buffer.from(body))
  return counts.get(null)
}

test('no way of writing a number makes it count as less', () => {
  const zeros = '0'.repeat(40)
  const written = [`5e${zeros}2`, `500.${zeros}`, `5${zeros}e-38`, '500', '5e2', '5.0E+2']
  for (const most of written) {
    const { outputTokens = 0, openAnswers = 0 } = countOf(`{"max_tokens":${most}}`) ?? {}
    // What is too long to be read counts as if nobody had said it: as much as the model writes.
    assert.ok(outputTokens === 500 || (outputTokens === 0 && openAnswers === 1), most)
  }
  assert.equal(countOf('{"max_tokens":5,"n":2e2}')?.outputTokens, 1000)
  const many = countOf(`{"max_tokens":5,"n":2e${zeros}2}`)
  assert.ok((many?.outputTokens ?? 0) >= 1000)
  for (const least of ['-5', '0', 'null', '"7"', '1.5']) {
    assert.deepEqual(countOf(`{"max_tokens":${least},"n":-3}`)?.openAnswers, 1, least)
  }
})

test('requests within a job that cannot be counted are refused', () => {
  assert.equal(countInline([{ body: { max_tokens: 5 } }])[0]?.outputTokens, 5)
  for (const one of [{ body: '{"max_tokens":5}' }, { body: null }, {}, null, { body: [] }]) {
    assert.throws(() => countInline([one]), { code: 'invalid_request' })
  }
})

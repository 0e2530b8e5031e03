import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DIAGRAM_HEADERS, SECURITY_HEADERS } from './security-headers.ts'

const directives = (headers: Readonly<Record<string, string>>) =>
  new Map(
    (headers['content-security-policy'] ?? '').split('; ').map((directive) => {
      const [name = '', ...values] = directive.split(' ')
      return [name, values.join(' ')]
    }),
  )

test('the frame of diagrams has an origin that is nobody’s, and no way to anybody', () => {
  const frame = directives(DIAGRAM_HEADERS)
  assert.equal(frame.get('sandbox'), 'allow-scripts')
  assert.equal(frame.get('default-src'), "'none'")
  assert.equal(frame.get('img-src'), 'data:')
  for (const [name, values] of frame) {
    assert.doesNotMatch(values, /https?:|\*|unsafe-eval/, name)
    if (name === 'script-src') assert.equal(values, "'self'")
  }
})

test('the page lets in frames of ours alone, and lets nobody frame it', () => {
  const page = directives(SECURITY_HEADERS)
  assert.equal(page.get('frame-src'), "'self'")
  assert.equal(page.get('frame-ancestors'), "'none'")
  assert.equal(page.get('style-src'), "'self'")
})

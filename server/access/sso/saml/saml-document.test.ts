import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findDocumentProblem } from './saml-document.ts'

const signed = '<Signature Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'

test('a second assertion is seen by whatever prefix it is written', () => {
  const response = (more: string) =>
    `<p:Response><s:Assertion>${signed}</s:Assertion>${more}</p:Response>`
  assert.equal(findDocumentProblem(response('')), undefined)
  for (const prefix of ['', 's:', 'é:', 'ασ:', 'x·y:', '名:']) {
    const second = `<${prefix}Assertion>x</${prefix}Assertion>`
    assert.match(findDocumentProblem(response(second)) ?? '', /exactly one assertion/, prefix)
  }
  // What was looked for before: letters of ASCII.
  assert.doesNotMatch('<é:Assertion>', /<(?:[\w.-]+:)?Assertion[\s>/]/)
})

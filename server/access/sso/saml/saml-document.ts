/** Signatures, digests and transforms that are believed; SHA-1 is none of them. */
const ALGORITHMS = new Set([
  'http://www.w3.org/2001/10/xml-exc-c14n#',
  'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2001/04/xmlenc#sha256',
  'http://www.w3.org/2001/04/xmldsig-more#sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512',
])

const MAX_BYTES = 256 * 1024

/**
 * What is wrong with the text of a response before anybody looks at what it says; undefined: nothing. No identity provider
 * writes comments, entities, sections or documents within documents; each has been used to make two parsers read two things.
 */
export function findDocumentProblem(xml: string): string | undefined {
  if (xml.length > MAX_BYTES) return 'it is too large'
  const body = xml.replace(/^\uFEFF?\s*<\?xml[^?>]*\?>/, '')
  if (body.includes('<!')) return 'it has a comment, a section or a document type'
  if (body.includes('<?')) return 'it has processing instructions'
  // The five that XML itself knows, and characters by number, mean one thing to every parser.
  if (/&(?!(?:lt|gt|amp|quot|apos|#\d+|#x[\da-f]+);)/i.test(body)) return 'it has entities'
  if ((body.match(/<(?:[^\s<>/:]+:)?Response[\s>/]/g) ?? []).length !== 1) {
    return 'it does not hold exactly one response'
  }
  if ((body.match(/<(?:[^\s<>/:]+:)?Assertion[\s>/]/g) ?? []).length !== 1) {
    return 'it does not hold exactly one assertion'
  }
  const used = [...body.matchAll(/\bAlgorithm\s*=\s*(?:"([^"]*)"|'([^']*)')/g)]
  const unknown = used
    .map(([, double, single]) => double ?? single ?? '')
    .find((one) => !ALGORITHMS.has(one))
  if (unknown !== undefined) return 'it uses an algorithm that is not believed any more'
  return used.length === 0 ? 'it is not signed' : undefined
}

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
 * What is wrong with a text before anybody looks at what it says; undefined: nothing. No identity provider writes comments,
 * entities, sections or documents within documents; each has been used to make two parsers read two things.
 */
export function findTextProblem(xml: string): string | undefined {
  if (xml.length > MAX_BYTES) return 'it is too large'
  const body = xml.replace(/^\uFEFF?\s*<\?xml[^?>]*\?>/, '')
  if (body.includes('<!')) return 'it has a comment, a section or a document type'
  if (body.includes('<?')) return 'it has processing instructions'
  // The five that XML itself knows, and characters by number, mean one thing to every parser.
  if (/&(?!(?:lt|gt|amp|quot|apos|#\d+|#x[\da-f]+);)/i.test(body)) return 'it has entities'
  return undefined
}

/** The same of a response with an assertion in it. */
export function findDocumentProblem(xml: string): string | undefined {
  const problem = findTextProblem(xml)
  if (problem !== undefined) return problem
  if (countOf(xml, 'Response') !== 1) return 'it does not hold exactly one response'
  if (countOf(xml, 'Assertion') !== 1) return 'it does not hold exactly one assertion'
  const used = algorithmsIn(xml)
  if (!used.every((one) => ALGORITHMS.has(one))) return UNKNOWN
  return used.length === 0 ? 'it is not signed' : undefined
}

/** The same of a message about a sign-out, which by redirect has its signature beside it. */
export function findMessageProblem(xml: string): string | undefined {
  const problem = findTextProblem(xml)
  if (problem !== undefined) return problem
  const messages = countOf(xml, 'LogoutRequest') + countOf(xml, 'LogoutResponse')
  if (messages !== 1) return 'it does not hold exactly one message'
  return algorithmsIn(xml).every((one) => ALGORITHMS.has(one)) ? undefined : UNKNOWN
}

const UNKNOWN = 'it uses an algorithm that is not believed any more'

function countOf(xml: string, name: string): number {
  return (xml.match(new RegExp(`<(?:[^\\s<>/:]+:)?${name}[\\s>/]`, 'g')) ?? []).length
}

function algorithmsIn(xml: string): string[] {
  const used = [...xml.matchAll(/\bAlgorithm\s*=\s*(?:"([^"]*)"|'([^']*)')/g)]
  return used.map(([, double, single]) => double ?? single ?? '')
}

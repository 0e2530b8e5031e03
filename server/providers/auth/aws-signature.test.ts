import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { createManualClock } from '#server/lib/clock.ts'
import { Secret } from '#server/lib/secret.ts'
import { createAwsAuth } from './aws.ts'
import { awsEncode, awsTime, signatureFor, type AwsCredentials } from './aws-signature.ts'

const CREDENTIALS: AwsCredentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: new Secret('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'),
  sessionToken: null,
  region: 'us-east-1',
  service: 'service',
}
const AT_MS = Date.UTC(2015, 7, 30, 12, 36)
const SESSION_TOKEN =
  'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=='

/** AWS's published Signature Version 4 test suite: name, request line, further signed headers, body, signature. */
const VECTORS: [string, string, Record<string, string>, string, string][] = [
  [
    'get-header-key-duplicate',
    'GET /',
    { 'my-header1': 'value2,value2,value1' },
    '',
    'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
  ],
  [
    'get-header-value-order',
    'GET /',
    { 'my-header1': 'value4,value1,value3,value2' },
    '',
    '08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01',
  ],
  [
    'get-header-value-trim',
    'GET /',
    { 'my-header1': 'value1', 'my-header2': '"a   b   c"' },
    '',
    'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
  ],
  [
    'get-unreserved',
    'GET /-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
    {},
    '',
    '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
  ],
  [
    'get-vanilla',
    'GET /',
    {},
    '',
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  ],
  [
    'get-vanilla-empty-query-key',
    'GET /?Param1=value1',
    {},
    '',
    'a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb',
  ],
  [
    'get-vanilla-query',
    'GET /',
    {},
    '',
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  ],
  [
    'get-vanilla-query-order-key',
    'GET /?Param1=value2&Param1=Value1',
    {},
    '',
    'eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1',
  ],
  [
    'get-vanilla-query-order-key-case',
    'GET /?Param2=value2&Param1=value1',
    {},
    '',
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  [
    'get-vanilla-query-order-value',
    'GET /?Param1=value2&Param1=value1',
    {},
    '',
    '5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694',
  ],
  [
    'get-vanilla-query-unreserved',
    'GET /?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
    {},
    '',
    '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197',
  ],
  [
    'get-vanilla-utf8-query',
    'GET /?ሴ=bar',
    {},
    '',
    '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04',
  ],
  [
    'post-header-key-case',
    'POST /',
    {},
    '',
    '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  ],
  [
    'post-header-key-sort',
    'POST /',
    { 'my-header1': 'value1' },
    '',
    'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c',
  ],
  [
    'post-header-value-case',
    'POST /',
    { 'my-header1': 'VALUE1' },
    '',
    'cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d',
  ],
  [
    'post-vanilla',
    'POST /',
    {},
    '',
    '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  ],
  [
    'post-vanilla-empty-query-value',
    'POST /?Param1=value1',
    {},
    '',
    '28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11',
  ],
  [
    'post-vanilla-query',
    'POST /?Param1=value1',
    {},
    '',
    '28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11',
  ],
  [
    'post-x-www-form-urlencoded',
    'POST /',
    { 'content-type': 'application/x-www-form-urlencoded' },
    'Param1=value1',
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
  [
    'post-x-www-form-urlencoded-parameters',
    'POST /',
    { 'content-type': 'application/x-www-form-urlencoded; charset=utf8' },
    'Param1=value1',
    '1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe',
  ],
  [
    'get-relative',
    'GET /example/..',
    {},
    '',
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  ],
  [
    'get-relative-relative',
    'GET /example1/example2/../..',
    {},
    '',
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  ],
  [
    'get-slash',
    'GET //',
    {},
    '',
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  ],
  [
    'get-slash-dot-slash',
    'GET /./',
    {},
    '',
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  ],
  [
    'get-slash-pointless-dot',
    'GET /./example',
    {},
    '',
    'ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5',
  ],
  [
    'get-slashes',
    'GET //example//',
    {},
    '',
    '9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84',
  ],
  [
    'post-sts-header-before',
    'POST /',
    {},
    '',
    '85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead',
  ],
]

for (const [name, line, more, body, signature] of VECTORS) {
  test(`AWS's vector ${name} gets its published signature`, () => {
    const [method = '', target = ''] = line.split(' ')
    const headers = {
      host: 'example.amazonaws.com',
      'x-amz-date': awsTime(AT_MS),
      ...(name.includes('-sts-') && { 'x-amz-security-token': SESSION_TOKEN }),
      ...more,
    }
    const url = new URL(`https://example.amazonaws.com${target}`)
    const signed = signatureFor({ method, url, headers, body }, CREDENTIALS)
    assert.ok(signed.endsWith(`Signature=${signature}`), signed)
  })
}

test('the slashes and colons of an ARN are encoded once to be sent, and twice to be signed', () => {
  const arn = 'arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.model-v1:0'
  const url = new URL(
    `https://bedrock-runtime.eu-central-1.amazonaws.com/model/${awsEncode(arn)}/converse`,
  )
  assert.equal(
    url.pathname,
    '/model/arn%3Aaws%3Abedrock%3Aeu-central-1%3A123456789012%3Ainference-profile%2Feu.model-v1%3A0/converse',
  )
  const headers = { host: url.host, 'x-amz-date': '20260102T030405Z' }
  const credentials = { ...CREDENTIALS, region: 'eu-central-1', service: 'bedrock' }
  const signed = signatureFor({ method: 'POST', url, headers, body: '{}' }, credentials)
  // The signature that @smithy/signature-v4 makes of the same request.
  assert.match(
    signed,
    /Signature=ff09226d3975b0435621d68def9166c0e6e083d4cf10b518e2a20c31759f150d$/,
  )
})

test('temporary credentials send their token, and nothing prints a secret', () => {
  const auth = createAwsAuth(
    { ...CREDENTIALS, sessionToken: new Secret(SESSION_TOKEN) },
    createManualClock(AT_MS),
  )
  const url = new URL('https://example.amazonaws.com/')
  const headers = auth.headersFor({ method: 'POST', url, body: Buffer.alloc(0) })
  assert.ok(Array.isArray(headers))
  assert.equal(headers[headers.indexOf('x-amz-security-token') + 1], SESSION_TOKEN)
  assert.match(headers.at(-1) ?? '', /host;x-amz-date;x-amz-security-token, Signature=85d96828/)
  assert.ok(!headers.includes('host'), 'the connection sends it')
  assert.doesNotMatch(inspect(auth, { depth: 9 }) + JSON.stringify(auth.secrets()), /wJalr|AQoD/)
})

test('a clock that is wrong is allowed for after the first refusal', () => {
  const clock = createManualClock(AT_MS)
  const auth = createAwsAuth(CREDENTIALS, clock)
  const url = new URL('https://example.amazonaws.com/')
  const timeSigned = () => {
    const headers = auth.headersFor({ method: 'POST', url, body: Buffer.alloc(0) })
    assert.ok(Array.isArray(headers))
    return headers[headers.indexOf('x-amz-date') + 1]
  }
  assert.equal(timeSigned(), '20150830T123600Z')
  const serverTimeMs = AT_MS + 3_600_000
  assert.equal(auth.noteRefusal?.({ status: 403, serverTimeMs }), true)
  assert.equal(timeSigned(), '20150830T133600Z')
  // Refused again at the right time: the key is wrong, and trying again is no use.
  assert.equal(auth.noteRefusal?.({ status: 403, serverTimeMs }), false)
})

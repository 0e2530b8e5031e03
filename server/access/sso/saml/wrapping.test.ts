import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import { test } from 'node:test'
import { SignedXml } from 'xml-crypto'
import { SamlSettings } from '../settings.ts'
import { IDP, OTHER_IDP } from './certificates-testing.ts'
import { decryptAssertion } from './decrypt-assertion.ts'
import { encrypted, encryptedForms } from './encrypt-testing.ts'
import { findDocumentProblem } from './saml-document.ts'
import { createSamlIdp } from './saml-idp.ts'
import {
  assertionXml,
  ENTITY_ID,
  toBase64,
  writeResponse,
  type ResponseWish,
} from './response-testing.ts'

const BASE = 'https://galerne.example.eu/sign-in/saml/idp'
const wish: ResponseWish = {
  acsUrl: `${BASE}/acs`,
  audience: `${BASE}/metadata`,
  inResponseTo: '_question',
  attributes: { mail: ['zoe@example.eu'], displayName: ['Zoë'], groups: ['a', 'b'] },
}
const settings = SamlSettings.parse({
  id: 'idp',
  name: 'Identity provider',
  entityId: ENTITY_ID,
  signInUrl: 'https://idp.example.eu/sso',
  certificates: [IDP.certificate],
  groups: {},
})
/** Ours, which anybody may encrypt for. */
const OWN = OTHER_IDP
const pair = async () => ({
  certificate: OWN.certificate,
  privateKey: createPrivateKey(OWN.key),
})
const idp = createSamlIdp({ settings, baseUrl: BASE, pair })
const read = async (xml: string) => (await idp.read(toBase64(xml))).arrival.subject

const signed = writeResponse({ ...wish, id: '_good' })
const signature = /<Signature [\s\S]*<\/Signature>/.exec(signed)?.[0] ?? ''
const good = /<saml:Assertion[\s\S]*<\/saml:Assertion>/.exec(signed)?.[0] ?? ''
const unsigned = good.replace(signature, '')
const evil = assertionXml({ ...wish, nameId: 'director', id: '_evil' })
const withIn = (assertion: string, place: string, what: string) => assertion.replace(place, what)
const replaced = (what: string) => signed.replace(good, () => what)
const ISSUER = `<saml:Issuer>${ENTITY_ID}</saml:Issuer>`

const signedResponse = writeResponse({ ...wish, signs: 'response' })
const responseSignature = /<Signature [\s\S]*<\/Signature>/.exec(signedResponse)?.[0] ?? ''
const plainResponse = signedResponse.replace(responseSignature, '')
const evilResponse = plainResponse
  .replace(/ID="_r[^"]*"/, 'ID="_evil_response"')
  .replace('>zoe<', '>director<')

/**
 * Verifiers as they are written by people who have read how XML is signed: the signature is right, and what it names is in the
 * document, somewhere. (That its text is there as it was signed is that its digest is right.) Then the name is the first that
 * there is, or the last.
 */
function readNaively(xml: string): string[] {
  const isSigned = [
    [signature, unsigned],
    [responseSignature, plainResponse],
  ].some(([block = '', content = '']) => {
    const info = /<SignedInfo>[\s\S]*<\/SignedInfo>/.exec(block)?.[0] ?? 'none'
    return xml.includes(info) && (xml.includes(content) || xml.replace(block, '').includes(content))
  })
  const names = [...xml.matchAll(/<saml:NameID[^>]*>([^<]*)/g)].map(([, name = '']) => name)
  return isSigned ? [names[0] ?? '', names.at(-1) ?? ''] : []
}

/** The signature itself is right: looked at by the library that the real one uses, without any of its rules. */
function isRightlySigned(xml: string): boolean {
  const block = /<Signature [\s\S]*<\/Signature>/.exec(xml)?.[0] ?? ''
  const verifier = new SignedXml({ publicCert: IDP.certificate })
  verifier.loadSignature(block)
  return verifier.checkSignature(xml)
}

/** Numbered as in “On Breaking SAML” (Somorovsky et al., USENIX Security 2012) and SAML Raider. */
const WRAPPINGS: Record<string, string> = {
  'XSW1: the signed response inside the signature of another': evilResponse.replace(
    ISSUER,
    ISSUER +
      responseSignature.replace('</Signature>', `<Object>${plainResponse}</Object></Signature>`),
  ),
  'XSW2: the signed response before a detached signature': evilResponse.replace(
    ISSUER,
    `${ISSUER}${plainResponse}${responseSignature}`,
  ),
  'XSW3: an assertion before the signed one': replaced(evil + good),
  'XSW4: the signed assertion inside another': replaced(
    evil.replace('</saml:Assertion>', `${good}</saml:Assertion>`),
  ),
  'XSW5: the signature in another assertion, the signed one after it': replaced(
    withIn(evil, ISSUER, ISSUER + signature) + unsigned,
  ),
  'XSW6: the signed assertion inside the signature of another': replaced(
    withIn(evil, ISSUER, ISSUER + signature.replace('</Signature>', `${unsigned}</Signature>`)),
  ),
  'XSW7: another assertion in extensions': replaced(
    `<samlp:Extensions>${evil}</samlp:Extensions>${good}`,
  ),
  'XSW8: the signed assertion in an object of the signature': replaced(
    withIn(
      evil,
      ISSUER,
      ISSUER + signature.replace('</Signature>', `<Object>${unsigned}</Object></Signature>`),
    ),
  ),
}

test('the right response is read, whether assertion or both are signed', async () => {
  assert.equal(await read(signed), 'zoe')
  assert.equal(await read(writeResponse({ ...wish, signs: 'both' })), 'zoe')
  const { arrival, inResponseTo } = await idp.read(toBase64(writeResponse(wish)))
  assert.equal(inResponseTo, '_question')
  assert.deepEqual(
    [arrival.name, arrival.email, arrival.groups, arrival.session.sid],
    ['Zoë', 'zoe@example.eu', ['a', 'b'], 's1'],
  )
  assert.match(arrival.assurance.level ?? '', /PasswordProtectedTransport$/)
})

test('a signature that is right for something else makes nobody somebody else (XSW1–8)', async (t) => {
  assert.deepEqual(readNaively(signed), ['zoe', 'zoe'])
  for (const [what, xml] of Object.entries(WRAPPINGS)) {
    await t.test(what, async () => {
      assert.ok(readNaively(xml).includes('director'), 'the attack is real')
      await assert.rejects(read(xml), { code: 'unauthenticated' })
      // Nor does the library, without our look at the text before it.
      assert.notEqual(await readByLibrary(xml).catch(() => undefined), 'director')
    })
  }
})

test('an encrypted assertion is read, where it is encrypted as it should be', async () => {
  for (const cipher of ['aes-256-gcm', 'aes-128-gcm'] as const) {
    for (const wrap of ['oaep-sha256', 'oaep-mgf1p'] as const) {
      for (const signs of ['assertion', 'both'] as const) {
        const xml = writeResponse({ ...wish, signs })
        const [form = ''] = Object.values(
          encryptedForms(xml, { certificate: OWN.certificate, cipher, wrap }),
        )
        assert.ok(!form.includes('zoe'))
        assert.equal(await read(form), 'zoe')
      }
    }
  }
})

test('nobody becomes somebody else by what is encrypted either (XSW1–8)', async (t) => {
  const forGalerne = { certificate: OWN.certificate }
  for (const [what, xml] of Object.entries(WRAPPINGS)) {
    await t.test(what, async () => {
      assert.ok(readNaively(xml).includes('director'), 'the attack is real')
      for (const [how, form] of Object.entries(encryptedForms(xml, forGalerne))) {
        await assert.rejects(read(form), { code: 'unauthenticated' }, how)
      }
    })
  }
  // An unsigned one, encrypted by whoever has read our metadata: who believes what was encrypted lets them in.
  const forged = signed.replace(good, () => encrypted(evil, forGalerne))
  const opened = decryptAssertion(forged, (await pair()).privateKey)
  assert.match(opened, /director/, 'the attack is real')
  await assert.rejects(read(forged), { code: 'unauthenticated' })
})

test('what is encrypted otherwise, or is something else, is refused without a word of which', async () => {
  const forGalerne = { certificate: OWN.certificate }
  const inner = encrypted(good, forGalerne)
  const cases: Record<string, string> = {
    CBC: encrypted(good, { ...forGalerne, cipher: 'aes-256-cbc' }),
    'RSA with PKCS 1': encrypted(good, { ...forGalerne, wrap: 'pkcs1' }),
    'for somebody else': encrypted(good, { certificate: IDP.certificate }),
    'changed on the way': inner.replace(
      /(CipherValue>)(?=[^<]*<\/xenc:CipherValue><\/xenc:CipherData><\/xenc:EncryptedData>)./,
      '$1A',
    ),
    'encrypted twice': encrypted(inner, forGalerne),
    'two of them': inner + inner,
    'beside a plain one': inner + evil,
    'no assertion': encrypted('<saml:Advice/>', forGalerne),
    'an assertion and more': encrypted(good + evil, forGalerne),
    'a comment in it': encrypted(good.replace('>zoe<', '>zo<!-- -->e<'), forGalerne),
    'no text': encrypted('\u0000', forGalerne),
    'two keys': inner.replace('<ds:KeyInfo', '<xenc:EncryptedKey/><ds:KeyInfo'),
    'no key': inner.replace(/<ds:KeyInfo[\s\S]*<\/ds:KeyInfo>/, ''),
    'two digests': inner.replace('<ds:DigestMethod', '<ds:DigestMethod/><ds:DigestMethod'),
    'a name that is encrypted': good.replace(
      '<saml:Subject>',
      '<saml:Subject><saml:EncryptedID />',
    ),
  }
  const messages = new Set<string>()
  for (const [what, assertion] of Object.entries(cases)) {
    await assert.rejects(read(replaced(assertion)), (error: Error) => {
      assert.ok(error.cause instanceof Error, what)
      messages.add(error.message)
      return true
    })
  }
  assert.equal(messages.size, 1)
})

async function readByLibrary(xml: string): Promise<string | undefined> {
  const { SAML } = await import('@node-saml/node-saml')
  const saml = new SAML({
    issuer: `${BASE}/metadata`,
    audience: `${BASE}/metadata`,
    callbackUrl: `${BASE}/acs`,
    idpCert: IDP.certificate,
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: false,
  })
  const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: toBase64(xml) })
  return profile?.nameID
}

test('a comment does not cut a name in two', async () => {
  const sneaky = writeResponse({ ...wish, nameId: 'zoe@example.eu.evil.example' }).replace(
    'zoe@example.eu.evil.example',
    'zoe@example.eu<!---->.evil.example',
  )
  // Canonical XML leaves comments out: the signature is right, and the first piece of text is another name.
  assert.ok(isRightlySigned(sneaky), 'the attack is real')
  assert.equal(/<saml:NameID[^>]*>([^<]*)/.exec(sneaky)?.[1], 'zoe@example.eu')
  await assert.rejects(read(sneaky), { code: 'unauthenticated' })
})

const REFUSED: Record<string, string> = {
  'not signed at all': writeResponse({ ...wish, signs: 'nothing' }),
  'a signed response with an unsigned assertion': signedResponse,
  'signed by somebody else': writeResponse({ ...wish, key: OTHER_IDP.key }),
  'signed with SHA-1': writeResponse({
    ...wish,
    algorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
    digest: 'http://www.w3.org/2000/09/xmldsig#sha1',
  }),
  'a digest by SHA-1': writeResponse({ ...wish, digest: 'http://www.w3.org/2000/09/xmldsig#sha1' }),
  'changed after it was signed': signed.replace('>zoe<', '>director<'),
  'for another audience': writeResponse({ ...wish, audience: 'https://payroll.example.eu' }),
  'for another address': writeResponse({ ...wish, recipient: 'https://payroll.example.eu/acs' }),
  'over since an hour': writeResponse({ ...wish, endsInMs: -3_600_000 }),
  'of another issuer': writeResponse({ ...wish, issuer: 'https://other.example/metadata' }),
  'two elements of one id': replaced(evil.replace('_evil', '_good') + good),
  'an attribute of one id elsewhere': signed.replace('<samlp:Status>', '<samlp:Status ID="_good">'),
  'an entity': `<!DOCTYPE x [<!ENTITY who "director">]>${signed.replace('>zoe<', '>&who;<')}`,
  'a section': signed.replace('>zoe<', '><![CDATA[director]]><'),
  'a processing instruction': signed.replace('>zoe<', '><?x?>zoe<'),
  'two assertions, both signed': replaced(good + good.replaceAll('_good', '_again')),
  'no document': 'hello',
  nothing: '',
  'a billion laughs': `<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><samlp:Response>&b;</samlp:Response>`,
  'a megabyte': signed.replace('>zoe<', `>${'z'.repeat(1_000_000)}<`),
}

test('whatever else is not exactly right is refused, without a word of why to the stranger', async (t) => {
  for (const [what, xml] of Object.entries(REFUSED)) {
    await t.test(what, async () => {
      await assert.rejects(read(xml), (error: Error) => {
        assert.match(error.message, /could not be believed/)
        assert.ok(error.cause instanceof Error)
        return true
      })
    })
  }
})

test('where SHA-1 was believed, it would be', async () => {
  const old = REFUSED['signed with SHA-1'] ?? ''
  assert.ok(isRightlySigned(old), 'the attack is real')
  assert.match(findDocumentProblem(old) ?? '', /algorithm/)
})

test('a name that is another one each time is told so', async () => {
  const nameIdFormat = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'
  await assert.rejects(read(writeResponse({ ...wish, nameIdFormat })), /persistent NameID/)
})

test('attributes with names of the language mean nothing', async () => {
  const attributes = { constructor: ['x'], __proto__x: ['y'], toString: ['z'] }
  const { arrival } = await idp.read(toBase64(writeResponse({ ...wish, attributes })))
  assert.deepEqual(arrival.groups, [])
})
